"""The countries' outlines for a map without a network, in three levels of detail, from Natural Earth.

`photoface.lab.geography.make_outlines` makes their file, `resources/places/outlines.npz`. A border that two countries
share is stored once, as an arc, so it is one line in each level.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.places.byte_planes import from_planes

if TYPE_CHECKING:
    from typing import IO

    from numpy.typing import NDArray

STEPS_PER_DEGREE: Final = 500
"""Points are stored in steps of this part of a degree, 220 m on the equator."""

LEVEL_STEPS: Final = (0.3, 0.04, 0.0)
"""From how many degrees per pixel on a level is enough, the coarsest level first: its lines are about as exact."""


@dataclass(frozen=True, slots=True, eq=False)
class MapOutlines:
    """Rings of countries. A country has several: its parts, and the holes in them, which an odd-even fill leaves out.

    No ring crosses the date line: Russia, Fiji and Antarctica are cut along it, so they have edges there.

    Attributes:
        points: (n, 2) float32, longitude and latitude in degrees.
        starts: (rings + 1,) int64: ring i is `points[starts[i]:starts[i + 1]]`, its last point the first again.
        countries: (rings,) int64, the index of each ring's country.
        bounds: (rings, 4) float32, least longitude and latitude, largest longitude and latitude.
        codes: by country, two letters (ISO 3166-1); empty where there are none.
        names: by country, in English.
    """

    points: NDArray[np.float32]
    starts: NDArray[np.int64]
    countries: NDArray[np.int64]
    bounds: NDArray[np.float32]
    codes: tuple[str, ...]
    names: tuple[str, ...]

    def ring(self, index: int) -> NDArray[np.float32]:
        """The points of a ring, (n, 2)."""
        return self.points[self.starts[index] : self.starts[index + 1]]

    def within(self, west: float, south: float, east: float, north: float) -> NDArray[np.int64]:
        """The rings that may be seen in a part of the map, by their bounds; `west` is less than `east`."""
        left, bottom, right, top = self.bounds.T
        return np.flatnonzero((left <= east) & (right >= west) & (bottom <= north) & (top >= south))


def level_for(degrees_per_pixel: float) -> int:
    """The level whose outlines are detailed enough for a map of this scale."""
    return next(level for level, least in enumerate(LEVEL_STEPS) if degrees_per_pixel >= least)


@functools.cache
def map_outlines(level: int) -> MapOutlines:
    """The outlines of a level, 0 for the whole world to 2 for a region, read at the first call.

    Raises:
        ValueError: there is no such level.
    """
    if not 0 <= level < len(LEVEL_STEPS):
        raise ValueError(f"no level {level} of the outlines")
    shipped = importlib.resources.files("photoface") / "resources" / "places" / "outlines.npz"
    with shipped.open("rb") as file:
        return read_outlines(file, level)


def read_outlines(file: IO[bytes] | str, level: int) -> MapOutlines:
    """Put the rings of a level together of their arcs."""
    with np.load(file, allow_pickle=False) as arrays:
        steps = np.column_stack([from_planes(arrays[f"{axis}_{level}"]) for axis in ("longitudes", "latitudes")])
        arc_lengths = from_planes(arrays[f"arc_lengths_{level}"])
        ring_arcs = from_planes(arrays[f"ring_arcs_{level}"])
        arcs_of_ring = from_planes(arrays[f"ring_lengths_{level}"])
        countries = from_planes(arrays[f"countries_{level}"]).astype(np.int64)
        lines = arrays[f"names_{level}"].tobytes().decode().split("\n")
    points = np.cumsum(steps, axis=0, dtype=np.int64).astype(np.float32) / np.float32(STEPS_PER_DEGREE)
    ends = np.cumsum(arc_lengths)
    parts: list[NDArray[np.float32]] = []
    lengths: list[int] = []
    place = 0
    for count in arcs_of_ring.tolist():
        length = 0
        for number, arc in enumerate(ring_arcs[place : place + count].tolist()):
            index = arc if arc >= 0 else ~arc
            part = points[ends[index] - arc_lengths[index] : ends[index]]
            part = part if arc >= 0 else part[::-1]
            # An arc begins where the one before it ends.
            parts.append(part[number > 0 :])
            length += len(parts[-1])
        lengths.append(length)
        place += count
    joined = np.concatenate(parts)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    bounds = np.hstack((np.minimum.reduceat(joined, starts[:-1]), np.maximum.reduceat(joined, starts[:-1])))
    codes, names = zip(*(line.split("\t") for line in lines), strict=True)
    return MapOutlines(joined, starts, countries, bounds, codes, names)
