"""Merges within parts of the graph are those that a heap makes over all of it."""

from __future__ import annotations

import numpy as np
import pytest

from photoface.clustering import linkage_components
from photoface.clustering.agglomerative import Dendrogram, average_linkage, cut
from photoface.clustering.constraints import Constraints
from photoface.clustering.neighbours import nearest_neighbours


@pytest.mark.parametrize("seed", range(3))
def test_merges_are_those_of_the_heap(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    people = rng.normal(size=(40, 16))[rng.integers(0, 40, 400)]
    vectors = (people + rng.normal(scale=0.35, size=people.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    graph = nearest_neighbours(vectors, 32)
    constraints = Constraints(rng.integers(0, 150, 400), [(first, first + 1) for first in range(0, 399, 7)])
    crowding = rng.normal(scale=0.02, size=400).astype(np.float32)

    def linkage() -> Dendrogram:
        return average_linkage(
            vectors, graph, constraints, 0.8, small_cluster_penalty=0.1, crowding=crowding, separation=0.2
        )

    in_parts = linkage()
    monkeypatch.setattr(linkage_components, "LARGEST_PART", 1)
    one_by_one = linkage()
    np.testing.assert_allclose(in_parts.heights, one_by_one.heights, atol=1e-5)
    for threshold in (0.5, 0.65, 0.8):
        np.testing.assert_array_equal(cut(in_parts, threshold), cut(one_by_one, threshold))
    assert len(in_parts.heights) > 200
