"""Corrects the merging of groups by how much the faces within each vary: keeps tight groups apart, lets wide ones join.

One distance for all leaves a person of many looks in several groups, and joins two people of a kind that the library
has few of: these are far from everybody else, so their crowding is low and allows more. Two questions about a pair of
groups correct both. Are they farther from each other than either is wide? Then they are two people, however near they
are (`are_separated`; it compares the groups' means, as Ward's method does). Is one of them wide? Then another group of
that person may be a little farther away (`merge_varied_groups`).
"""

from __future__ import annotations

import heapq
import math

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.crowding import group_means
from photoface.clustering.neighbours import EDGE_ROWS, NeighbourGraph

LEAST_FACES = 3
"""Fewer faces say nothing about how much a person varies. 3 and 4 measure alike; with 2, people fall apart."""

USUAL_VARIETY = 0.6
"""The mean squared distance within a usual group, as a share of the squared threshold. Only what is above it counts."""


def are_separated(
    sums: NDArray[np.floating], sizes: NDArray[np.floating], first: int, second: int, separation: float
) -> bool:
    """Whether two clusters of `LEAST_FACES` or more are farther from each other than their faces are among themselves.

    Args:
        sums: (clusters, d) the sum of each one's unit vectors.
        sizes: (clusters,) how many.
        first, second: rows of the two.
        separation: the largest allowed difference of the mean squared distance between the two to that within them.
    """
    count, other_count = float(sizes[first]), float(sizes[second])
    if min(count, other_count) < LEAST_FACES:
        return False
    one, other = sums[first], sums[second]
    return separation_of(float(one @ one), float(other @ other), float(one @ other), count, other_count) > separation


def separation_of(square: float, other_square: float, product: float, count: float, other_count: float) -> float:
    """By how much the mean squared distance between two clusters exceeds that within them.

    Args:
        square, other_square, product: of the sums of their unit vectors.
        count, other_count: numbers of their faces.
    """
    within = _cosine_within(square, count) + _cosine_within(other_square, other_count)
    return within - 2 * product / (count * other_count)


def _cosine_within(squared_sum: float, count: float) -> float:
    """The mean cosine of the pairs of different faces of a cluster."""
    return (squared_sum - count) / (count * (count - 1))


def merge_varied_groups(
    embeddings: NDArray[np.float32],
    labels: NDArray[np.int32],
    graph: NeighbourGraph,
    constraints: Constraints,
    threshold: float,
    *,
    allowance: float,
    separation: float,
    small_cluster_penalty: float,
    crowding: NDArray[np.float32],
) -> NDArray[np.int32]:
    """Merge groups of which one varies much, the one farthest within its limit first.

    The distance of two groups is that of `average_linkage`, with the same penalty and crowding.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        labels: (n,) groups after the cut, from 0 without a gap; single faces are groups too.
        graph: neighbours of the same faces; groups without an edge between them are not candidates.
        constraints: of the same faces.
        threshold: the Euclidean distance of the cut.
        allowance: share of a group's variety above the usual that is added to the squared threshold; 0 merges nothing.
        separation: of `are_separated`.
        small_cluster_penalty: of `average_linkage`.
        crowding: (n,) of the same faces.

    Returns:
        (n,) int32 labels; those of groups that were taken in are missing.
    """
    if allowance <= 0 or not len(labels):
        return labels
    groups = _Groups(embeddings, labels, constraints, crowding)
    limits = threshold**2 + allowance * np.maximum(groups.varieties() - USUAL_VARIETY * threshold**2, 0)
    longest = math.sqrt(max(float(limits.max()) - 2 * float(crowding.min()), 0))
    neighbours = _neighbouring_groups(graph, labels, np.flatnonzero(limits > threshold**2), longest)
    heap: list[tuple[float, int, int, int, int]] = []
    version = dict.fromkeys(neighbours, 0)

    def push(group: int) -> None:
        others = np.fromiter(neighbours[group], np.intp, len(neighbours[group]))
        over = groups.distances(group, others, small_cluster_penalty) - np.maximum(limits[group], limits[others])
        for place in np.flatnonzero(over <= 0).tolist():
            low, high = sorted((group, int(others[place])))
            heapq.heappush(heap, (float(over[place]), low, high, version[low], version[high]))

    for group in neighbours:
        push(group)
    while heap:
        _, low, high, low_version, high_version = heapq.heappop(heap)
        if (version[low], version[high]) != (low_version, high_version) or not groups.may_join(low, high, separation):
            continue
        groups.join(low, high)
        # The wider of the parts stays the measure: were it measured again, each merge would allow the next.
        limits[low] = max(limits[low], limits[high])
        version[low] += 1
        version[high] += 1
        for other in neighbours.pop(high):
            neighbours[other].discard(high)
            if other != low:
                neighbours[other].add(low)
                neighbours[low].add(other)
        push(low)
    return groups.owners()[labels]


def _neighbouring_groups(
    graph: NeighbourGraph, labels: NDArray[np.int32], wide: NDArray[np.intp], longest: float
) -> dict[int, set[int]]:
    """The groups with an edge to one of the wide ones, and those beside each."""
    is_wide = np.zeros(int(labels.max()) + 1, np.bool_)
    is_wide[wide] = True
    found: dict[int, set[int]] = {}
    for start in range(0, len(labels), EDGE_ROWS):
        rows = slice(start, start + EDGE_ROWS)
        others = labels[graph.indices[rows]]
        own = labels[rows, None]
        near = (graph.indices[rows] >= 0) & (graph.distances[rows] <= longest) & (others != own)
        row, column = np.nonzero(near & (is_wide[others] | is_wide[own]))
        pairs = np.unique(labels[rows][row].astype(np.int64) * len(is_wide) + others[row, column])
        for one, other in zip((pairs // len(is_wide)).tolist(), (pairs % len(is_wide)).tolist(), strict=True):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return found


class _Groups:
    """The groups while they merge."""

    def __init__(
        self,
        embeddings: NDArray[np.float32],
        labels: NDArray[np.int32],
        constraints: Constraints,
        crowding: NDArray[np.float32],
    ) -> None:
        sizes = np.bincount(labels)
        self._taken_in_by = np.arange(len(sizes), dtype=np.int32)
        self._sizes = sizes.astype(np.float64)
        self._sums = group_means(embeddings, labels) * sizes[:, None].astype(np.float32)
        self._crowding = np.bincount(labels, weights=crowding)
        self._photo_ids = constraints.photo_ids
        self._order = np.argsort(labels, kind="stable")
        self._ends = np.cumsum(sizes)
        self._photos: dict[int, set[int]] = {}
        self._apart: dict[int, set[int]] = {}
        for first, second in constraints.cannot_link:
            one, other = int(labels[first]), int(labels[second])
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def owners(self) -> NDArray[np.int32]:
        """The group that each one belongs to after all merges."""
        owners = self._taken_in_by
        while not np.array_equal(owners, owners[owners]):
            owners = owners[owners]
        return owners

    def varieties(self) -> NDArray[np.float64]:
        """The mean squared distance within each group; 0 for those of fewer than `LEAST_FACES`."""
        squared = np.einsum("gd,gd->g", self._sums, self._sums).astype(np.float64)
        pairs = np.maximum(self._sizes * (self._sizes - 1), 1)
        return np.where(self._sizes >= LEAST_FACES, 2 - 2 * (squared - self._sizes) / pairs, 0.0)

    def distances(self, group: int, others: NDArray[np.intp], penalty: float) -> NDArray[np.float64]:
        """The mean squared distances of one group to others, penalty and crowding included."""
        size, sizes = self._sizes[group], self._sizes[others]
        cosines = (self._sums[others] @ self._sums[group]) / (size * sizes)
        crowds = self._crowding[others] / sizes + self._crowding[group] / size
        result: NDArray[np.float64] = 2 - 2 * cosines + crowds + 2 * penalty / (size + sizes)
        return result

    def may_join(self, one: int, other: int, separation: float) -> bool:
        """Whether nothing keeps two groups apart: a photo of both, the user, or their separation."""
        return (
            other not in self._apart.get(one, ())
            and self._photos_of(one).isdisjoint(self._photos_of(other))
            and not are_separated(self._sums, self._sizes, one, other, separation)
        )

    def join(self, kept: int, gone: int) -> None:
        for values in (self._sums, self._sizes, self._crowding):
            values[kept] += values[gone]
        self._taken_in_by[gone] = kept
        self._photos_of(kept).update(self._photos.pop(gone))
        for other in self._apart.pop(gone, set()):
            self._apart[other].discard(gone)
            self._apart[other].add(kept)
            self._apart.setdefault(kept, set()).add(other)

    def _photos_of(self, group: int) -> set[int]:
        if group not in self._photos:
            start = self._ends[group - 1] if group else 0
            self._photos[group] = set(self._photo_ids[self._order[start : self._ends[group]]].tolist())
        return self._photos[group]
