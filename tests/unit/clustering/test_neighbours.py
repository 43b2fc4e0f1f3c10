from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import pytest
from exploring import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoface.clustering import inverted_file, neighbours
from photoface.clustering.inverted_file import Best, CellSearch, nearest_in_cells
from photoface.clustering.neighbours import NeighbourGraph, euclidean, nearest_neighbours


def unit_vectors(seed: int, count: int, dimension: int = 16) -> NDArray[np.float32]:
    points = np.random.default_rng(seed).normal(size=(count, dimension))
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


@settings(max_examples=examples(40), deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 40), width=st.integers(1, 50))
def test_exact_search_equals_the_distance_matrix(seed: int, count: int, width: int) -> None:
    vectors = unit_vectors(seed, count)
    graph = nearest_neighbours(vectors, width)
    distances = np.linalg.norm(vectors[:, None].astype(np.float64) - vectors[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    expected = np.argsort(distances, axis=1)[:, : min(width, count - 1)]
    np.testing.assert_array_equal(graph.indices, expected)
    np.testing.assert_allclose(graph.distances, np.take_along_axis(distances, expected, axis=1), atol=1e-3)
    assert graph.indices.dtype == np.int32
    assert graph.distances.dtype == np.float32


def test_blocks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit_vectors(0, 101)
    whole = nearest_neighbours(vectors, 7)
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 4 * 101 * 10)
    blocked = nearest_neighbours(vectors, 7)
    np.testing.assert_array_equal(whole.indices, blocked.indices)


def test_a_copy_is_a_neighbour_and_the_face_itself_is_not() -> None:
    vectors = np.concatenate([unit_vectors(0, 5)] * 2)
    for limit in (100, 0):
        graph = nearest_neighbours(vectors, 3, exact_limit=limit)
        np.testing.assert_array_equal(graph.indices[:, 0], (np.arange(10) + 5) % 10)
        np.testing.assert_allclose(graph.distances[:, 0], 0, atol=1e-3)


def test_approximate_search_finds_nearly_all_and_the_same_each_time() -> None:
    vectors = unit_vectors(1, 1_500)
    exact = nearest_neighbours(vectors, 10)
    approximate = nearest_neighbours(vectors, 10, exact_limit=100)
    found = np.mean([len(np.intersect1d(a, b)) for a, b in zip(exact.indices, approximate.indices, strict=True)]) / 10
    assert found > 0.97
    assert (approximate.indices != np.arange(1_500)[:, None]).all()
    assert (np.diff(approximate.distances, axis=1) >= -1e-6).all()
    again = nearest_neighbours(vectors, 10, exact_limit=100)
    np.testing.assert_array_equal(approximate.indices, again.indices)


def test_cells_answer_alike_with_any_number_of_threads() -> None:
    vectors = unit_vectors(2, 700)
    alone, together = (nearest_in_cells(vectors, 5, threads) for threads in (1, 4))
    np.testing.assert_array_equal(alone[0], together[0])
    np.testing.assert_array_equal(alone[1], together[1])


def test_searches_in_other_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverted_file, "CELLS_IN_SEARCH", 3)
    # Copies among them, which no partition can tell apart.
    vectors = np.concatenate([unit_vectors(5, 1_200), np.repeat(unit_vectors(6, 1), 300, axis=0)])
    sent: list[int] = []

    def elsewhere(searches: Iterator[CellSearch]) -> Iterator[Best]:
        for search in searches:
            sent.append(len(search.cells.faces))
            yield copy.deepcopy(search).run()

    here, there = nearest_in_cells(vectors, 5, 2), nearest_in_cells(vectors, 5, 1, elsewhere)
    np.testing.assert_array_equal(here[0], there[0])
    np.testing.assert_array_equal(here[1], there[1])
    assert len(sent) > 4


def test_copies_of_one_picture_are_cut_into_cells() -> None:
    vectors = np.repeat(unit_vectors(3, 2), 500, axis=0)
    indices, similarities = nearest_in_cells(vectors, 3, 1)
    assert ((indices < 500) == (np.arange(1000) < 500)[:, None]).all()
    assert (indices != np.arange(1000)[:, None]).all()
    np.testing.assert_allclose(similarities, 1, atol=1e-5)


def test_edges_are_each_named_once_within_the_limit() -> None:
    graph = NeighbourGraph(
        np.array([[1, 2], [0, -1], [0, 1]], np.int32), np.array([[0.1, 0.5], [0.1, np.inf], [0.5, 0.9]], np.float32)
    )
    low, high, distances = graph.edges()
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert distances == pytest.approx([0.1, 0.5, 0.9])
    assert graph.edges(0.5)[0].tolist() == [0, 0]


def test_few_faces() -> None:
    for count in (0, 1):
        assert nearest_neighbours(np.full((count, 4), 0.5, np.float32), 3).indices.shape == (count, 0)
    assert nearest_neighbours(unit_vectors(0, 2), 3, exact_limit=0).indices.tolist() == [[1], [0]]


def test_rounding_gives_no_nan() -> None:
    assert euclidean(np.array([1.0000001, -1.0000001], np.float32)).tolist() == pytest.approx([0.0, 2.0])
