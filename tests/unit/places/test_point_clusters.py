"""Clusters of points on the map, and its projection."""

from __future__ import annotations

import numpy as np
import pytest

from photoface.places.point_clusters import LARGEST_ZOOM, PointClusters, clusters_of
from photoface.places.projection import FARTHEST_NORTH, in_degrees, on_map


def test_the_map_is_a_square_with_the_equator_in_the_middle() -> None:
    points = on_map([0, 0, FARTHEST_NORTH, -FARTHEST_NORTH, 90], [0, -180, 180, 0, 0])
    assert points == pytest.approx(np.array([[0.5, 0.5], [0, 0.5], [1, 0], [0.5, 1], [0.5, 0]]), abs=1e-12)


def test_positions_come_back_from_the_map() -> None:
    latitudes, longitudes = np.array([48.2, -33.9, 0.0]), np.array([16.4, 151.2, -179.9])
    back = in_degrees(on_map(latitudes, longitudes))
    assert back[0] == pytest.approx(latitudes)
    assert back[1] == pytest.approx(longitudes)


def made_points(count: int, seed: int = 7) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Points around a few towns and some everywhere."""
    random = np.random.default_rng(seed)
    towns = random.uniform(0.1, 0.9, (40, 2))
    near = towns[random.integers(0, 40, count)] + random.normal(0, 0.003, (count, 2))
    return np.where(random.random((count, 1)) < 0.1, random.random((count, 2)), near)


@pytest.mark.parametrize("side", [0.25, 0.01, 0.0001])
def test_every_point_is_in_one_cluster(side: float) -> None:
    points = made_points(5_000)
    clusters = clusters_of(points, side)
    members = [clusters.members(cluster) for cluster in range(len(clusters.counts))]
    assert sorted(np.concatenate(members).tolist()) == list(range(len(points)))
    for cluster in range(0, len(members), 13):
        assert len(members[cluster]) == clusters.counts[cluster]
        assert clusters.firsts[cluster] == members[cluster].min()
        assert clusters.centres[cluster] == pytest.approx(points[members[cluster]].mean(axis=0))
    assert (np.diff(clusters.counts) <= 0).all()


@pytest.mark.parametrize("side", [0.25, 0.01, 0.0001])
def test_a_cluster_is_no_wider_than_a_few_squares(side: float) -> None:
    points = made_points(5_000)
    clusters = clusters_of(points, side)
    for cluster in range(len(clusters.counts)):
        assert (np.ptp(points[clusters.members(cluster)], axis=0) <= 4 * side).all()


def test_a_crowd_across_the_line_between_squares_is_one_cluster() -> None:
    random = np.random.default_rng(1)
    crowd = np.array([0.5, 0.5]) + random.normal(0, 0.0001, (200, 2))
    assert clusters_of(crowd, 0.1).counts.tolist() == [200]


def test_far_points_are_clusters_of_their_own() -> None:
    clusters = clusters_of(np.array([[0.1, 0.1], [0.9, 0.9], [0.9001, 0.9]]), 0.01)
    assert clusters.counts.tolist() == [2, 1]
    assert clusters.members(0).tolist() == [1, 2]


def test_no_points_make_no_clusters() -> None:
    clusters = PointClusters(np.empty((0, 2))).at(3)
    assert len(clusters.counts) == 0
    assert clusters.within(0, 0, 1, 1).tolist() == []


def test_moving_the_map_moves_no_cluster() -> None:
    clusters = PointClusters(made_points(5_000)).at(6)
    whole = set(clusters.within(0, 0, 1, 1).tolist())
    halves = [set(clusters.within(*part).tolist()) for part in ((0, 0, 0.5, 1), (0.5, 0, 1, 1))]
    assert halves[0] | halves[1] == whole == set(range(len(clusters.counts)))


def test_zooming_in_parts_clusters() -> None:
    made = PointClusters(made_points(5_000))
    counts = [len(made.at(zoom).counts) for zoom in range(0, LARGEST_ZOOM, 3)]
    assert counts == sorted(counts)
    assert counts[0] < 20
    assert made.at(4.7) is made.at(4)
    assert made.at(-1) is made.at(0)
    assert made.at(99) is made.at(LARGEST_ZOOM)


def test_photos_of_one_position_stay_one_cluster_at_any_zoom() -> None:
    made = PointClusters(np.tile([[0.3, 0.7]], (30, 1)))
    assert made.at(LARGEST_ZOOM).counts.tolist() == [30]
