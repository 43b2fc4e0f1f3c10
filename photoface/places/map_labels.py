"""The labels of the geographic map: names of countries and of the largest towns, and lengths for its scale."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from photoface.places.map_outlines import map_outlines
from photoface.places.place_table import place_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

EQUATOR_KM = 40_075.0
KM_IN_A_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name on the map.

    Attributes:
        longitude, latitude: of its middle, in degrees.
        degrees: how wide the country is; 0 for a town.
    """

    name: str
    longitude: float
    latitude: float
    degrees: float = 0.0


@functools.cache
def country_labels() -> tuple[MapLabel, ...]:
    """The countries, the widest first, each named in the middle of its largest part."""
    outlines = map_outlines(0)
    largest: dict[int, tuple[float, int]] = {}
    for ring, country in enumerate(outlines.countries.tolist()):
        area = abs(_area(outlines.ring(ring).astype(np.float64)))
        if area > largest.get(country, (0.0, 0))[0]:
            largest[country] = area, ring
    labels = []
    for country, (_, ring) in largest.items():
        east, north = _middle(outlines.ring(ring).astype(np.float64))
        west_end, _, east_end, _ = outlines.bounds[ring].tolist()
        labels.append(MapLabel(outlines.names[country], east, north, east_end - west_end))
    return tuple(sorted(labels, key=lambda label: -label.degrees))


def town_labels(west: float, south: float, east: float, north: float, most: int) -> list[MapLabel]:
    """The towns of most people in a part of the map; districts of cities are left out."""
    table = place_table()
    return [
        MapLabel(place.name, place.longitude, place.latitude)
        for place in map(table.place, table.largest_within(west, south, east, north, most))
    ]


def scale_length(kilometres_a_pixel: float, most_pixels: float, *, miles: bool) -> tuple[float, float]:
    """A round length, of 1, 2 or 5 times a power of ten: in kilometres or miles, and in pixels, at most so many."""
    unit = KM_IN_A_MILE if miles else 1.0
    longest = most_pixels * kilometres_a_pixel / unit
    power = 10.0 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    return length, length * unit / kilometres_a_pixel


def _area(ring: NDArray[np.float64]) -> float:
    """Of a closed ring of degrees, by the shoelace formula."""
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _middle(ring: NDArray[np.float64]) -> tuple[float, float]:
    """The centre of gravity of a closed ring."""
    x, y = ring.T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() / 2
    return (
        float(((x[:-1] + x[1:]) * cross).sum() / (6 * area)),
        float(((y[:-1] + y[1:]) * cross).sum() / (6 * area)),
    )
