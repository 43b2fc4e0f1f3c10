"""Outlines of countries: put together of shared arcs, simplified, cut at the date line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photoface.lab.geography.make_outlines import cut_at_the_date_line, simplified, write_outlines
from photoface.places.map_outlines import level_for, map_outlines, read_outlines

LEFT = [[10, 0], [-10, 0], [0, 10], [10, 0]]
"""From (10, 0) over (0, 0) and (0, 10) to (10, 10), as differences."""
RIGHT = [[10, 0], [10, 0], [0, 10], [-10, 0]]
BORDER = [[10, 0], [0, 10]]


def topology(**more: Any) -> dict[str, Any]:
    """Two neighbouring squares, the second with a hole, and an island that is a single point."""
    hole = [[13, 3], [4, 0], [0, 4], [-4, 0], [0, -4]]
    speck = [[30, 30], [0, 0], [0, 0], [0, 0]]
    shapes = [
        {"type": "Polygon", "arcs": [[0, ~2]], "id": "040", "properties": {"name": "Leftland"}},
        {"type": "MultiPolygon", "arcs": [[[~1, 2], [3]], [[4]]], "properties": {"name": "Rightland"}},
        {"type": None, "properties": {"name": "Nowhere"}},
    ]
    plain = {"scale": [1.0, 1.0], "translate": [0.0, 0.0]}
    return {
        "transform": {**plain, **more},
        "arcs": [LEFT, RIGHT, BORDER, hole, speck],
        "objects": {"countries": {"geometries": shapes}},
    }


def ring_sets(path: Path, level: int) -> list[tuple[str, list[tuple[float, float]]]]:
    outlines = read_outlines(path.as_posix(), level)
    return [
        (outlines.names[country], [(float(x), float(y)) for x, y in outlines.ring(index)])
        for index, country in enumerate(outlines.countries)
    ]


def test_rings_are_put_together_of_arcs(tmp_path: Path) -> None:
    path = tmp_path / "outlines.npz"
    write_outlines(path, [topology()], [0.0], {"040": "AT"})
    rings = ring_sets(path, 0)
    assert [name for name, _ in rings] == ["Leftland", "Rightland", "Rightland"]
    assert rings[0][1] == [(10, 0), (0, 0), (0, 10), (10, 10), (10, 0)]
    assert rings[1][1] == [(10, 10), (20, 10), (20, 0), (10, 0), (10, 10)]
    assert read_outlines(path.as_posix(), 0).codes == ("AT", "", "")


def test_each_level_has_its_own_rings(tmp_path: Path) -> None:
    path = tmp_path / "outlines.npz"
    write_outlines(path, [topology(), topology(translate=[5.0, -7.0])], [0.0, 0.0], {})
    assert ring_sets(path, 0)[0][1][0] == (10, 0)
    assert ring_sets(path, 1)[0][1][0] == (15, -7)


def test_rings_within_a_part_of_the_map(tmp_path: Path) -> None:
    path = tmp_path / "outlines.npz"
    write_outlines(path, [topology()], [0.0], {})
    outlines = read_outlines(path.as_posix(), 0)
    assert outlines.within(-5, 2, 5, 5).tolist() == [0]
    assert outlines.within(12, 2, 14, 5).tolist() == [1, 2]
    assert outlines.within(50, 50, 60, 60).tolist() == []


def test_a_simplified_line_stays_within_the_tolerance_and_keeps_its_ends() -> None:
    angles = np.linspace(0, np.pi, 500)
    line = np.column_stack((np.cos(angles), np.sin(angles)))
    simple = simplified(line, 0.01)
    assert len(simple) < 30
    assert (simple[[0, -1]] == line[[0, -1]]).all()
    # Chords lie inside of the half circle, at most by the tolerance.
    middles = (simple[1:] + simple[:-1]) / 2
    assert (np.hypot(*middles.T) > 1 - 0.0101).all()


def test_a_simplified_ring_stays_a_ring() -> None:
    square = np.array([[0, 0], [1, 0.001], [2, 0], [2, 2], [0, 2], [0, 0]], dtype=np.float64)
    assert simplified(square, 0.01).tolist() == [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def test_a_ring_over_the_date_line_is_cut_into_two() -> None:
    ring = np.array([[170, 0], [-170, 0], [-170, 10], [170, 10], [170, 0]], dtype=np.float64)
    west, east = sorted(cut_at_the_date_line(ring), key=lambda piece: float(piece[:, 0].min()))
    assert (west[:, 0].min(), west[:, 0].max(), west[:, 1].max()) == (-180, -170, 10)
    assert (east[:, 0].min(), east[:, 0].max(), east[:, 1].max()) == (170, 180, 10)


def test_a_ring_around_the_pole_reaches_the_edge_of_the_map() -> None:
    ring = np.array([[-120, -70], [0, -75], [120, -70], [-120, -70]], dtype=np.float64)
    pieces = cut_at_the_date_line(ring)
    points = np.concatenate(pieces)
    assert (points[:, 0].min(), points[:, 0].max(), points[:, 1].min()) == (-180, 180, -90)
    assert all(np.abs(np.diff(piece[:, 0])).max() <= 360 for piece in pieces)


def test_a_ring_elsewhere_is_left_alone() -> None:
    ring = np.array([[0, 0], [1, 0], [1, 1], [0, 0]], dtype=np.float64)
    assert cut_at_the_date_line(ring)[0] is ring


def contains(ring: np.ndarray[Any, np.dtype[np.float32]], x: float, y: float) -> bool:
    """Whether a point lies in a ring, by counting edges to its right."""
    (left, low), (right, high) = ring[:-1].T.astype(float), ring[1:].T.astype(float)
    crossing = (low > y) != (high > y)
    at = left[crossing] + (y - low[crossing]) / (high - low)[crossing] * (right - left)[crossing]
    return bool((at > x).sum() % 2)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_shipped_outlines_are_rings_on_the_map_and_hold_their_capitals(level: int) -> None:
    outlines = map_outlines(level)
    assert (outlines.points[outlines.starts[:-1]] == outlines.points[outlines.starts[1:] - 1]).all()
    assert (np.abs(outlines.points) <= [180, 90]).all()
    for code, x, y in (
        ("AT", 16.37, 48.21),
        ("US", -98.0, 39.0),
        ("BR", -47.9, -15.8),
        ("RU", 37.6, 55.7),
        ("AU", 149.1, -35.3),
    ):
        inside = [index for index in outlines.within(x, y, x, y) if contains(outlines.ring(int(index)), x, y)]
        assert [outlines.codes[outlines.countries[index]] for index in inside] == [code]


@pytest.mark.parametrize("level", [0, 1, 2])
def test_no_shipped_ring_crosses_the_date_line(level: int) -> None:
    outlines = map_outlines(level)
    for index in range(len(outlines.countries)):
        ring = outlines.ring(index)
        wide = np.abs(np.diff(ring[:, 0])) > 180
        # Along the edge of the map, below Antarctica, a line is as long as the map is wide.
        assert (ring[:-1][wide][:, 1] == -90).all()


def test_the_scale_chooses_the_level() -> None:
    counts = [len(map_outlines(level_for(scale)).points) for scale in (1.0, 0.1, 0.001)]
    assert counts == sorted(counts)
    assert len(set(counts)) == 3
    with pytest.raises(ValueError, match="level"):
        map_outlines(3)
