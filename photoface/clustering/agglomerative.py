"""Groups faces by constrained average linkage (UPGMA) on a k-nearest-neighbour graph.

The distance of two clusters is the root of the mean squared Euclidean distance over all pairs of their faces. For unit
vectors that is exactly 2 - 2 (S_A . S_B) / (|A| |B|), where S is the sum of a cluster's vectors, so one candidate pair
costs O(d) however large its clusters are. Candidates are pairs of clusters joined by an edge of the graph; every
cluster keeps its nearest candidate in a heap, as in Müllner, "Modern hierarchical, agglomerative clustering
algorithms", 2011, section 3.1 (generic algorithm), https://arxiv.org/abs/1109.2378, so memory is linear in the faces.
Beyond `ONE_BY_ONE_LIMIT` faces `merge_rounds` makes the merges in rounds instead.

A mean over few pairs has more variance than one over many, and the nearest of many candidates is selected for a low
error: a merge of two single faces is the likeliest to be wrong. `small_cluster_penalty` compensates: it is added in
full to the squared distance of two single faces, and 2 / (|A| + |B|) of it to that of clusters.

`crowding` compensates for dense regions (`clustering.crowding`): the squared distance of two faces grows by the
crowding of both, that of two clusters by the means of theirs.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import ClusterConstraints, Constraints
from photoface.clustering.group_variety import are_separated
from photoface.clustering.merge_rounds import LinkageTask, MergeRounds
from photoface.clustering.neighbours import NeighbourGraph

ONE_BY_ONE_LIMIT = 10_000
"""Up to this many faces merges are made one by one, in seconds; beyond, in rounds (`clustering.merge_rounds`)."""


@dataclass(frozen=True, slots=True)
class Dendrogram:
    """The merges of a forest in the order in which they were made.

    Cluster ids are those of SciPy's linkage matrix: the cluster of one face has the face's index, the cluster of merge
    m is `leaves + m`.

    Attributes:
        leaves: number of faces.
        merges: (m, 2) int32, the two clusters of each merge.
        heights: (m,) float64, the Euclidean distance of each merge (penalty and crowding included), never falling. A
            candidate that an earlier merge created may be nearer than that merge (an inversion: the graph lacked the
            edge, or the penalty fell). Its height is then that of the earlier merge.
    """

    leaves: int
    merges: NDArray[np.int32]
    heights: NDArray[np.float64]

    def groups_at(self, threshold: float) -> int:
        """The number of clusters, single faces included, after cutting the dendrogram at a distance."""
        return self.leaves - int(np.searchsorted(self.heights, threshold, side="right"))


def average_linkage(
    embeddings: NDArray[np.float32],
    graph: NeighbourGraph,
    constraints: Constraints,
    upper: float,
    *,
    small_cluster_penalty: float = 0.0,
    crowding: NDArray[np.float32] | None = None,
    separation: float = math.inf,
    one_by_one_limit: int = ONE_BY_ONE_LIMIT,
) -> Dendrogram:
    """Repeatedly merge the two nearest clusters that may be joined, up to a distance.

    Deterministic: of equal distances, that of the clusters with the lowest faces goes first.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        graph: neighbours of the same faces; pairs of clusters without an edge between them are not candidates.
        constraints: of the same faces.
        upper: maximum Euclidean distance of merges. The lower, the faster.
        small_cluster_penalty: added to the squared distance of two single faces, and less of it the larger the
            merged cluster; 0 is plain average linkage.
        crowding: (n,) added to each face's squared distances; zero by default.
        separation: of `group_variety.are_separated`: clusters farther from each other than they are wide stay apart.
        one_by_one_limit: up to this many faces always the nearest pair is merged; beyond, merges are made in rounds, in
            approximately that order.

    Returns:
        The dendrogram up to `upper`; `cut` it at any distance up to there.
    """
    count = len(embeddings)
    crowds = np.zeros(count, np.float32) if crowding is None else np.asarray(crowding, dtype=np.float32)
    low, high = _candidates(graph, upper, crowds)
    task = LinkageTask(embeddings, low, high, constraints, upper, small_cluster_penalty, crowds, separation)
    if count > one_by_one_limit:
        return Dendrogram(count, *MergeRounds(task).run())
    return _Linkage(task).run()


def _candidates(
    graph: NeighbourGraph, upper: float, crowding: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The pairs of faces near enough: the mean over all pairs is never below the nearest pair."""
    longest = math.sqrt(max(upper * upper - 2 * float(crowding.min(initial=0)), 0))
    low, high, distances = graph.edges(longest)
    np.square(distances, out=distances)
    distances += crowding[low]
    distances += crowding[high]
    near = distances <= upper * upper
    return low[near], high[near]


def cut(dendrogram: Dendrogram, threshold: float) -> NDArray[np.int32]:
    """The clusters at a distance, after all merges up to it.

    Returns:
        (n,) int32 labels from 0 in the order of the clusters' first faces; single faces have their own.
    """
    leaves = dendrogram.leaves
    made = int(np.searchsorted(dendrogram.heights, threshold, side="right"))
    parent = np.arange(leaves + made)
    for number, (first, second) in enumerate(dendrogram.merges[:made].tolist()):
        parent[first] = parent[second] = leaves + number
    # Parents have higher ids than their children, so one pass from the top reaches every root.
    for cluster in range(leaves + made - 1, -1, -1):
        parent[cluster] = parent[parent[cluster]]
    return relabelled(parent[:leaves])


def relabelled(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """The same clusters with labels from 0 in the order of their first faces; negative labels become -1."""
    result = np.full(len(labels), -1, np.int32)
    kept = labels >= 0
    _, first, inverse = np.unique(labels[kept], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    result[kept] = rank[inverse]
    return result


class _Linkage:
    """The state of one run. A cluster is in the slot of its lowest face; `_version` marks stale heap entries."""

    def __init__(self, task: LinkageTask) -> None:
        count = len(task.embeddings)
        # A squared distance of penalty * 2 / (|A| + |B|) is a cosine of penalty / (|A| + |B|).
        self._penalty = np.float32(task.penalty)
        # Squared distances are compared as cosines, S_A . S_B / (|A| |B|): larger is nearer. Half of what crowding adds
        # to a squared distance is subtracted from the cosine.
        self._crowding = task.crowding / 2
        self._least_cosine = task.least_cosine
        self._separation = task.separation
        self._sums = np.array(task.embeddings, dtype=np.float32)
        self._sizes = np.ones(count, np.float32)
        self._cluster_ids = list(range(count))
        self._version = [0] * count
        self._constraints = ClusterConstraints(task.constraints)
        self._neighbours: list[set[int]] = [set() for _ in range(count)]
        for first, second in zip(task.low.tolist(), task.high.tolist(), strict=True):
            self._neighbours[first].add(second)
            self._neighbours[second].add(first)
        self._merges: list[tuple[int, int]] = []
        self._cosines: list[float] = []

    def run(self) -> Dendrogram:
        count = len(self._sums)
        # Entries: (negated cosine, the two slots, the slot that owns the entry, its version and the partner's).
        heap: list[tuple[float, int, int, int, int, int]] = []
        for slot in range(count):
            self._push_nearest(heap, slot)
        while heap:
            negated, low, high, owner, own_version, other_version = heapq.heappop(heap)
            other = high if owner == low else low
            if self._version[owner] != own_version:
                continue
            if self._version[other] != other_version or other not in self._neighbours[owner]:
                self._push_nearest(heap, owner)
                continue
            self._join(low, high, -negated)
            self._push_nearest(heap, low)
        heights = np.sqrt(np.maximum(2 - 2 * np.array(self._cosines, dtype=np.float64), 0))
        return Dendrogram(count, np.array(self._merges, dtype=np.int32).reshape(-1, 2), np.maximum.accumulate(heights))

    def _join(self, kept: int, gone: int, cosine: float) -> None:
        first, second = sorted((self._cluster_ids[kept], self._cluster_ids[gone]))
        self._merges.append((first, second))
        self._cosines.append(min(cosine, 1.0))
        self._cluster_ids[kept] = len(self._sums) + len(self._merges) - 1
        share = self._sizes[gone] / (self._sizes[kept] + self._sizes[gone])
        self._crowding[kept] += share * (self._crowding[gone] - self._crowding[kept])
        self._sums[kept] += self._sums[gone]
        self._sizes[kept] += self._sizes[gone]
        self._sizes[gone] = 0
        self._version[kept] += 1
        self._version[gone] += 1
        self._constraints.join(kept, gone)
        neighbours = self._neighbours[kept]
        for other in self._neighbours[gone]:
            around = self._neighbours[other]
            around.discard(gone)
            if other != kept:
                around.add(kept)
                neighbours.add(other)
        neighbours.discard(gone)
        self._neighbours[gone] = set()

    def _push_nearest(self, heap: list[tuple[float, int, int, int, int, int]], slot: int) -> None:
        """Push a slot's nearest candidate on the heap; candidates that may never join are removed."""
        neighbours = self._neighbours[slot]
        while neighbours:
            others = np.fromiter(neighbours, np.intp, len(neighbours))
            sizes, own_size = self._sizes[others], self._sizes[slot]
            cosines = (self._sums[others] @ self._sums[slot]) / (sizes * own_size)
            cosines -= self._crowding[others] + self._crowding[slot]
            if self._penalty:
                cosines -= self._penalty / (sizes + own_size)
            best = float(cosines.max())
            if best < self._least_cosine:
                return
            other = int(others[cosines == best].min())
            if self._constraints.may_join(slot, other) and not are_separated(
                self._sums, self._sizes, slot, other, self._separation
            ):
                low, high = (slot, other) if slot < other else (other, slot)
                versions = (self._version[slot], self._version[other])
                heapq.heappush(heap, (-best, low, high, slot, *versions))
                return
            neighbours.discard(other)
            self._neighbours[other].discard(slot)
