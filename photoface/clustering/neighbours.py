"""Finds the k nearest neighbours of every face, exactly for small libraries and approximately beyond, as a graph."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.inverted_file import RunSearches, in_threads, nearest_in_cells

EXACT_LIMIT = 10_000
"""Up to this many faces the exact search takes a second on two cores; it grows with the square of the faces."""

BLOCK_BYTES = 64 * 2**20
"""Maximum part of a similarity matrix that is held at once."""

SEARCH_BYTES = 2 * 2**20
"""The part that the exact search holds on each thread: it stays in the processor's cache."""

NEAR_FACTOR = 4
"""The exact search sorts about so many times as many faces as are wanted: those that are nearer than a few samples
tell, in half the time of a partition of all."""

SAMPLE = 64
"""Faces whose neighbours tell how near that is."""

EDGE_ROWS = 1 << 16
"""Faces whose edges are listed at once."""


@dataclass(frozen=True, slots=True)
class NeighbourGraph:
    """The nearest neighbours of every face, without itself, nearest first.

    Attributes:
        indices: (n, k) int32; -1 where fewer than k neighbours were found.
        distances: (n, k) float32, Euclidean distances between the unit vectors, 0 to 2; infinite where the index is -1.
    """

    indices: NDArray[np.int32]
    distances: NDArray[np.float32]

    def edges(self, limit: float = np.inf) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """The undirected edges no longer than `limit`, each once.

        Returns:
            (lower index, higher index, distance), ordered by the two indices.
        """
        count = len(self.indices)
        total = int(self._within(limit).sum())
        # Filled in parts: the whole graph as wide integers would take several times the memory of the graph.
        pairs, distances = np.empty(total, np.int64), np.empty(total, np.float32)
        filled = 0
        for start in range(0, count, EDGE_ROWS):
            rows = slice(start, start + EDGE_ROWS)
            row, column = np.nonzero(self._within(limit, rows))
            one, other = row + start, self.indices[rows][row, column].astype(np.int64)
            part = slice(filled, filled + len(row))
            pairs[part] = np.minimum(one, other) * count + np.maximum(one, other)
            distances[part] = self.distances[rows][row, column]
            filled += len(row)
        order = np.argsort(pairs)
        pairs = pairs[order]
        # Not np.unique, whose stable sort takes several times as long.
        first = np.diff(pairs, prepend=-1) > 0
        pairs, distances = pairs[first], distances[order[first]]
        return (pairs // max(count, 1)).astype(np.int32), (pairs % max(count, 1)).astype(np.int32), distances

    def _within(self, limit: float, rows: slice = slice(None)) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (self.indices[rows] >= 0) & (self.distances[rows] <= limit)
        return within


def nearest_neighbours(
    embeddings: NDArray[np.float32],
    count: int,
    *,
    exact_limit: int = EXACT_LIMIT,
    run_searches: RunSearches | None = None,
) -> NeighbourGraph:
    """The nearest neighbours of every embedding among the others, min(count, n - 1) of them.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        exact_limit: up to this many faces the search is exact, beyond it is approximate (`clustering.inverted_file`).
        run_searches: has other processes do the approximate search; None for threads of this one.
    """
    vectors = np.ascontiguousarray(embeddings, dtype=np.float32)
    width = min(count, max(len(vectors) - 1, 0))
    if width == 0:
        empty = (len(vectors), 0)
        return NeighbourGraph(np.empty(empty, np.int32), np.empty(empty, np.float32))
    if len(vectors) <= exact_limit:
        return _exact(vectors, width)
    return _approximate(vectors, width, run_searches)


def _exact(vectors: NDArray[np.float32], width: int) -> NeighbourGraph:
    count = len(vectors)
    indices = np.empty((count, width), np.int32)
    distances = np.empty((count, width), np.float32)
    threads = os.cpu_count() or 1
    rows = max(1, SEARCH_BYTES // (4 * count))
    is_near = _usual_nearness(vectors, NEAR_FACTOR * width)

    def search(start: int) -> None:
        stop = min(start + rows, count)
        similarity = vectors[start:stop] @ vectors.T
        similarity[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        for face, row in enumerate(similarity, start):
            near = np.flatnonzero(row >= is_near)
            if len(near) < width:
                near = np.argpartition(-row, width - 1)[:width]
                near.sort()
            away = -row[near]
            # Ties go to the lower index.
            order = np.argsort(away, kind="stable")[:width]
            indices[face] = near[order]
            distances[face] = away[order]

    in_threads(search, range(0, count, rows), threads)
    np.negative(distances, out=distances)
    distances = euclidean(distances)
    return NeighbourGraph(indices, distances)


def _usual_nearness(vectors: NDArray[np.float32], width: int) -> float:
    """The cosine to the neighbour of this rank in the middle of a few faces; -2 where there are fewer faces."""
    if width >= len(vectors):
        return -2.0
    sample = vectors[np.linspace(0, len(vectors) - 1, SAMPLE).astype(np.intp)] @ vectors.T
    sample.partition(len(vectors) - width, axis=1)
    return float(np.median(sample[:, len(vectors) - width]))


def _approximate(vectors: NDArray[np.float32], width: int, run_searches: RunSearches | None) -> NeighbourGraph:
    indices, cosines = nearest_in_cells(vectors, width, os.cpu_count() or 1, run_searches)
    distances = np.where(indices >= 0, euclidean(cosines), np.float32(np.inf)).astype(np.float32)
    return NeighbourGraph(indices, distances)


def euclidean(cosine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Euclidean distances of unit vectors with these cosines: |a - b|^2 = 2 - 2 a.b; rounding never gives NaN."""
    return np.sqrt(np.maximum(2 - 2 * cosine, 0)).astype(np.float32)
