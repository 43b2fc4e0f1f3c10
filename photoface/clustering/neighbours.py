"""The k-nearest-neighbour graph of embeddings: exact for small libraries, approximate (HNSW) beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EXACT_LIMIT = 20_000
"""Up to so many faces the exact search takes a few seconds on two cores; it grows with the square of the faces."""

BLOCK_BYTES = 64 * 2**20
"""Largest block of the similarity matrix held at once by the exact search."""

HNSW_CONNECTIVITY = 16
"""Edges per node (M); 12 to 48 is the range its authors recommend (Malkov & Yashunin 2018, section 4.1)."""

HNSW_EXPANSION_ADD = 128
"""Candidates held while a vector is added (efConstruction), usearch's default."""

HNSW_EXPANSION_SEARCH = 128
"""Candidates held while searching (ef); twice usearch's default, since a missed neighbour splits a person."""


@dataclass(frozen=True, slots=True)
class NeighbourGraph:
    """The nearest neighbours of every face, itself left out, nearest first.

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
        count, width = self.indices.shape
        start = np.repeat(np.arange(count, dtype=np.int64), width)
        end = self.indices.ravel().astype(np.int64)
        distance = self.distances.ravel()
        kept = (end >= 0) & (distance <= limit)
        start, end, distance = start[kept], end[kept], distance[kept]
        low, high = np.minimum(start, end), np.maximum(start, end)
        _, first = np.unique(low * max(count, 1) + high, return_index=True)
        return low[first].astype(np.int32), high[first].astype(np.int32), distance[first]


def nearest_neighbours(
    embeddings: NDArray[np.float32], count: int, *, exact_limit: int = EXACT_LIMIT
) -> NeighbourGraph:
    """The `count` nearest neighbours of every embedding among the others.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        count: neighbours per face; at most n - 1 of them exist.
        exact_limit: up to so many faces the search is exact, beyond it is approximate (HNSW).

    Returns:
        The graph, with min(count, n - 1) columns.

    Raises:
        ValueError: embeddings that are not a matrix, or a count below one.
    """
    if embeddings.ndim != 2:
        raise ValueError("embeddings must be a matrix with one face a row")
    if count < 1:
        raise ValueError("at least one neighbour must be asked for")
    vectors = np.ascontiguousarray(embeddings, dtype=np.float32)
    width = min(count, max(len(vectors) - 1, 0))
    if width == 0:
        empty = (len(vectors), 0)
        return NeighbourGraph(np.empty(empty, np.int32), np.empty(empty, np.float32))
    if len(vectors) <= exact_limit:
        return _exact(vectors, width)
    return _approximate(vectors, width)


def _exact(vectors: NDArray[np.float32], width: int) -> NeighbourGraph:
    count = len(vectors)
    indices = np.empty((count, width), np.int32)
    distances = np.empty((count, width), np.float32)
    rows = max(1, BLOCK_BYTES // (4 * count))
    for start in range(0, count, rows):
        stop = min(start + rows, count)
        similarity = vectors[start:stop] @ vectors.T
        similarity[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        np.negative(similarity, out=similarity)
        nearest = np.argpartition(similarity, width - 1, axis=1)[:, :width]
        # Ties go to the lower index: sorting the indices first and then stably by distance.
        nearest.sort(axis=1)
        cosine = -np.take_along_axis(similarity, nearest, axis=1)
        order = np.argsort(-cosine, axis=1, kind="stable")
        indices[start:stop] = np.take_along_axis(nearest, order, axis=1)
        distances[start:stop] = euclidean(np.take_along_axis(cosine, order, axis=1))
    return NeighbourGraph(indices, distances)


def _approximate(vectors: NDArray[np.float32], width: int) -> NeighbourGraph:
    # Malkov & Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable
    # Small World graphs", 2018, https://arxiv.org/abs/1603.09320, as usearch implements it.
    from usearch.index import BatchMatches, Index

    count = len(vectors)
    index = Index(
        ndim=vectors.shape[1],
        metric="ip",
        dtype="f32",
        connectivity=HNSW_CONNECTIVITY,
        expansion_add=HNSW_EXPANSION_ADD,
        expansion_search=max(HNSW_EXPANSION_SEARCH, width + 1),
    )
    # One thread adds, so that the same faces always give the same graph; searching does not change the index.
    index.add(np.arange(count), vectors, threads=1)
    found = index.search(vectors, width + 1)
    if not isinstance(found, BatchMatches):  # One vector alone is answered otherwise; the exact search takes those.
        raise TypeError("usearch answered a batch with a single match")
    keys = found.keys.astype(np.int64)
    present = np.arange(width + 1)[None, :] < np.asarray(found.counts).reshape(-1, 1)
    wanted = present & (keys != np.arange(count)[:, None])
    # A face that did not find itself (a copy took its place) has one neighbour too many: the farthest goes.
    order = np.argsort(~wanted, axis=1, kind="stable")[:, :width]
    wanted = np.take_along_axis(wanted, order, axis=1)
    cosine = 1 - np.take_along_axis(found.distances, order, axis=1)
    indices = np.where(wanted, np.take_along_axis(keys, order, axis=1), -1).astype(np.int32)
    distances = np.where(wanted, euclidean(cosine), np.float32(np.inf)).astype(np.float32)
    return NeighbourGraph(indices, distances)


def euclidean(cosine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Euclidean distances of unit vectors with these cosines: |a - b|^2 = 2 - 2 a.b; rounding never gives NaN."""
    return np.sqrt(np.maximum(2 - 2 * cosine, 0)).astype(np.float32)
