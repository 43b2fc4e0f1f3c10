"""Groups faces by constrained average linkage (UPGMA) on a k-nearest-neighbour graph.

The distance of two clusters is the root of the mean squared Euclidean distance over all pairs of their faces. For unit
vectors that is exactly 2 - 2 (S_A . S_B) / (|A| |B|), where S is the sum of a cluster's vectors, so one candidate pair
costs O(d) however large its clusters are. Candidates are pairs of clusters joined by an edge of the graph. The nearest
pair goes first: `linkage_components` does that within parts of the graph that do not reach each other, `nearest_first`
in what is too large for it. Beyond `ONE_BY_ONE_LIMIT` faces `merge_rounds` makes the merges in rounds instead.

A mean over few pairs has more variance than one over many, and the nearest of many candidates is selected for a low
error: a merge of two single faces is the likeliest to be wrong. `small_cluster_penalty` compensates: it is added in
full to the squared distance of two single faces, and 2 / (|A| + |B|) of it to that of clusters.

`crowding` compensates for dense regions (`clustering.crowding`): the squared distance of two faces grows by the
crowding of both, that of two clusters by the means of theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.linkage_components import merge_in_components
from photoface.clustering.linkage_state import LinkageState, LinkageTask
from photoface.clustering.merge_rounds import MergeRounds
from photoface.clustering.nearest_first import NearestFirst
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
    candidates = _candidates(graph, upper, crowds)
    state = LinkageState(
        LinkageTask(embeddings, *candidates, constraints, upper, small_cluster_penalty, crowds, separation)
    )
    if count > one_by_one_limit:
        MergeRounds(state).run()
    else:
        merge_in_components(state)
        if state.can_merge:
            NearestFirst(state).run()
    return Dendrogram(count, *state.in_order())


def _candidates(
    graph: NeighbourGraph, upper: float, crowding: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """The pairs of faces near enough, and their cosines less half the crowding of both.

    The mean over all pairs is never below the nearest pair.
    """
    longest = math.sqrt(max(upper * upper - 2 * float(crowding.min(initial=0)), 0))
    low, high, distances = graph.edges(longest)
    np.square(distances, out=distances)
    distances += crowding[low]
    distances += crowding[high]
    near = distances <= upper * upper
    return low[near], high[near], (1 - distances[near] / 2).astype(np.float32, copy=False)


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
