from __future__ import annotations

import itertools

import numpy as np
import pytest
from exploring import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from photoface.clustering.agglomerative import Dendrogram, average_linkage, cut, relabelled
from photoface.clustering.constraints import Constraints
from photoface.clustering.neighbours import nearest_neighbours

THRESHOLDS = (0.2, 0.4, 0.6, 0.8, 1.1, 1.5)


def unit_vectors(seed: int, count: int, dimension: int = 8) -> NDArray[np.float32]:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(5, dimension))
    points = centres[generator.integers(0, 5, count)] + 0.5 * generator.normal(size=(count, dimension))
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


def brute_force(
    vectors: NDArray[np.float32],
    constraints: Constraints,
    threshold: float,
    penalty: float,
    crowding: NDArray[np.float32] | None = None,
) -> set[frozenset[int]]:
    """Merge the nearest allowed two clusters while they are within the threshold, straight from the definition."""
    squared = ((vectors[:, None].astype(np.float64) - vectors[None]) ** 2).sum(axis=2)
    if crowding is not None:
        squared += crowding[:, None].astype(np.float64) + crowding[None]
    clusters = [frozenset([face]) for face in range(len(vectors))]
    photos = constraints.photo_ids
    apart = {frozenset(pair) for pair in constraints.cannot_link}

    def allowed(first: frozenset[int], second: frozenset[int]) -> bool:
        return all(photos[a] != photos[b] and frozenset((a, b)) not in apart for a in first for b in second)

    while True:
        candidates = [
            (
                squared[np.ix_(sorted(first), sorted(second))].mean() + penalty * 2 / (len(first) + len(second)),
                first,
                second,
            )
            for first, second in itertools.combinations(clusters, 2)
            if allowed(first, second)
        ]
        if not candidates:
            break
        distance, first, second = min(candidates, key=lambda candidate: candidate[0])
        if distance > threshold**2:
            break
        clusters = [cluster for cluster in clusters if cluster not in (first, second)] + [first | second]
    return set(clusters)


def partition(labels: NDArray[np.integer]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


def full_dendrogram(
    vectors: NDArray[np.float32],
    constraints: Constraints,
    penalty: float = 0.0,
    crowding: NDArray[np.float32] | None = None,
) -> Dendrogram:
    graph = nearest_neighbours(vectors, max(len(vectors) - 1, 1))
    return average_linkage(vectors, graph, constraints, 3.0, small_cluster_penalty=penalty, crowding=crowding)


@pytest.mark.parametrize("seed", range(12))
def test_equals_scipy_on_a_full_graph_without_constraints(seed: int) -> None:
    vectors = unit_vectors(seed, 5 + 6 * seed)
    dendrogram = full_dendrogram(vectors, Constraints(range(len(vectors))))
    expected = linkage(vectors.astype(np.float64), "average", metric="sqeuclidean")
    np.testing.assert_allclose(dendrogram.heights, np.sqrt(expected[:, 2]), atol=1e-3)
    for threshold in THRESHOLDS:
        labels = cut(dendrogram, threshold)
        assert partition(labels) == partition(fcluster(expected, threshold**2, "distance"))
        assert dendrogram.groups_at(threshold) == labels.max() + 1


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data(), seed=st.integers(0, 10_000), count=st.integers(2, 10), penalty=st.sampled_from([0.0, 0.05, 0.3]))
def test_equals_the_definition_under_constraints(data: st.DataObject, seed: int, count: int, penalty: float) -> None:
    vectors = unit_vectors(seed, count)
    photos = data.draw(st.lists(st.integers(-1, count), min_size=count, max_size=count))
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda ends: ends[0] != ends[1])
    constraints = Constraints(photos, data.draw(st.lists(pair, max_size=5)))
    crowding = np.random.default_rng(seed + 1).uniform(-0.1, 0.1, count).astype(np.float32)
    dendrogram = full_dendrogram(vectors, constraints, penalty, crowding)
    for threshold in THRESHOLDS:
        assert partition(cut(dendrogram, threshold)) == brute_force(vectors, constraints, threshold, penalty, crowding)


def test_a_run_up_to_a_lower_distance_is_the_start_of_a_longer_one() -> None:
    vectors = unit_vectors(1, 60)
    graph = nearest_neighbours(vectors, 59)
    constraints = Constraints(np.arange(60) % 25)
    long = average_linkage(vectors, graph, constraints, 1.2)
    short = average_linkage(vectors, graph, constraints, 0.7)
    np.testing.assert_array_equal(short.merges, long.merges[: len(short.merges)])
    assert (cut(long, 0.7) == cut(short, 0.7)).all()
    assert short.heights.max() <= 0.7


def test_heights_never_fall_though_a_sparse_graph_hides_candidates() -> None:
    vectors = unit_vectors(3, 80)
    dendrogram = average_linkage(vectors, nearest_neighbours(vectors, 3), Constraints(range(80)), 1.5)
    assert (np.diff(dendrogram.heights) >= 0).all()
    coarser: set[frozenset[int]] = {frozenset(range(80))}
    for threshold in reversed(THRESHOLDS):
        finer = partition(cut(dendrogram, threshold))
        assert all(any(small <= large for large in coarser) for small in finer)
        coarser = finer


def test_equal_distances_go_to_the_lowest_indices() -> None:
    vectors = np.tile(np.eye(3, dtype=np.float32)[:1], (4, 1))
    constraints = Constraints([1, 1, 2, 2])
    first = full_dendrogram(vectors, constraints)
    assert cut(first, 0.1).tolist() == [0, 1, 0, 1]
    np.testing.assert_array_equal(first.merges, full_dendrogram(vectors, constraints).merges)


def test_the_penalty_keeps_single_faces_apart_and_lets_clusters_grow() -> None:
    angles = np.array([0.0, 0.0, 0.3, 1.5, 1.8])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    none = Constraints(range(5))
    assert cut(full_dendrogram(vectors, none), 0.31).tolist() == [0, 0, 0, 1, 1]
    assert cut(full_dendrogram(vectors, none, penalty=0.05), 0.36).tolist() == [0, 0, 0, 1, 2]


def test_no_faces_and_one_face() -> None:
    for count in (0, 1):
        vectors = np.ones((count, 1), np.float32)
        dendrogram = full_dendrogram(vectors, Constraints(range(count)))
        assert dendrogram.groups_at(2.0) == count
        assert cut(dendrogram, 2.0).tolist() == list(range(count))


def test_relabelled_numbers_by_first_face_and_keeps_those_alone() -> None:
    assert relabelled(np.array([7, -1, 2, 7, -1, 2, 0])).tolist() == [0, -1, 1, 0, -1, 1, 2]
