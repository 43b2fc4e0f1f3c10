"""The clusters of average linkage while they merge, which its ways of choosing merges share.

A cluster is stored at the index of one of its faces, its slot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import ClusterConstraints, Constraints

_BLOCK = 1 << 13
"""Edges whose cosines are computed at once: their vectors stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkageTask:
    """The input of `average_linkage`, with its candidates listed.

    Attributes:
        embeddings: (n, d) float32, rows of unit length.
        low, high: (m,) int32, lower and higher face of each candidate pair.
        cosines: (m,) float32 of the pairs, less half the crowding of both.
        constraints: of the same faces.
        upper: maximum Euclidean distance of merges.
        penalty: `small_cluster_penalty`.
        crowding: (n,) added to each face's squared distances.
        separation: of `group_variety.are_separated`.
    """

    embeddings: NDArray[np.float32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    cosines: NDArray[np.float32]
    constraints: Constraints
    upper: float
    penalty: float
    crowding: NDArray[np.float32]
    separation: float

    @property
    def least_cosine(self) -> float:
        """The cosine of the largest distance."""
        return 1 - self.upper * self.upper / 2


class LinkageState:
    """The clusters of a task, at first one for each face.

    Squared distances are compared as cosines, S_A . S_B / (|A| |B|): larger is nearer. Half of what crowding and the
    penalty add to a squared distance is subtracted from the cosine.

    Attributes:
        sums, sizes, crowding: of each slot's faces; half of the crowding.
        slot: the slot that each slot's faces belong to now.
        low, high, cosines: the candidates that are left, and their cosines without the penalty.
    """

    def __init__(self, task: LinkageTask) -> None:
        count = len(task.embeddings)
        self.penalty = np.float32(task.penalty)
        self.separation = task.separation
        self.least_cosine = task.least_cosine
        self.sums = np.array(task.embeddings, dtype=np.float32)
        self.sizes = np.ones(count, np.float32)
        self.crowding = (task.crowding / 2).astype(np.float32)
        self.slot = np.arange(count, dtype=np.int32)
        self.low, self.high, self.cosines = task.low, task.high, task.cosines
        self.constraints = ClusterConstraints(task.constraints)
        self._cluster_ids = list(range(count))
        self._merges: list[tuple[int, int]] = []
        self._heights: list[float] = []
        self._height_of: dict[int, float] = {}

    @property
    def can_merge(self) -> bool:
        """Whether a candidate is left that is near enough."""
        return bool((self.cosines - self.penalties(self.low, self.high) >= self.least_cosine).any())

    def join(self, kept: int, gone: int, cosine: float) -> None:
        """Note a merge; `fold` or the caller adds up the sums."""
        first, second = sorted((self._cluster_ids[kept], self._cluster_ids[gone]))
        # Not below the heights of its parts: an inversion, or a merge of a later round.
        height = max(
            math.sqrt(max(2 - 2 * min(cosine, 1.0), 0)), self._height_of.get(kept, 0.0), self._height_of.get(gone, 0.0)
        )
        self._height_of[kept] = height
        self._merges.append((first, second))
        self._heights.append(height)
        self._cluster_ids[kept] = len(self._cluster_ids) + len(self._merges) - 1
        self.constraints.join(kept, gone)

    def fold(self, kept: NDArray[np.integer], gone: NDArray[np.integer]) -> None:
        """Add the sums of slots that are gone to those that are kept, and forward their faces."""
        for values in (self.sums, self.sizes, self.crowding):
            np.add.at(values, kept, values[gone])
        self.slot[gone] = kept
        # Slots that were merged into a slot that is gone now follow it.
        self.slot = self.slot[self.slot]

    def penalties(self, low: NDArray[np.integer], high: NDArray[np.integer]) -> NDArray[np.float32]:
        """What the penalty takes from the cosines of pairs of clusters."""
        taken: NDArray[np.float32] = self.penalty / (self.sizes[low] + self.sizes[high])
        return taken

    def renewed(
        self, low: NDArray[np.int32], high: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Edges between the clusters that these slots belong to now, each once, and their cosines."""
        one, other = self.slot[low].astype(np.int64), self.slot[high].astype(np.int64)
        count = len(self.slot)
        pairs = np.sort((np.minimum(one, other) * count + np.maximum(one, other))[one != other])
        # Not np.unique, which takes five times as long on long arrays of distinct numbers.
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        low, high = (pairs // count).astype(np.int32), (pairs % count).astype(np.int32)
        return low, high, self._cosines_of(low, high)

    def _cosines_of(self, low: NDArray[np.int32], high: NDArray[np.int32]) -> NDArray[np.float32]:
        """The mean cosines of pairs of clusters, less crowding."""
        result = np.empty(len(low), np.float32)
        for start in range(0, len(low), _BLOCK):
            block = slice(start, start + _BLOCK)
            np.einsum("nd,nd->n", self.sums[low[block]], self.sums[high[block]], out=result[block])
        low_sizes, high_sizes = self.sizes[low], self.sizes[high]
        result /= low_sizes * high_sizes
        result -= self.crowding[low] / low_sizes + self.crowding[high] / high_sizes
        return result

    def in_order(self) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The merges, as a `Dendrogram` has them: (m, 2) cluster ids and (m,) heights, never falling.

        A cluster's parts are no higher and were made before, so they stay before it.
        """
        leaves = len(self._cluster_ids)
        heights = np.array(self._heights, dtype=np.float64)
        order = np.argsort(heights, kind="stable")
        ids = np.arange(leaves + len(order))
        ids[leaves + order] = leaves + np.arange(len(order))
        merges = ids[np.array(self._merges, dtype=np.int64).reshape(-1, 2)[order]]
        return np.sort(merges, axis=1).astype(np.int32), heights[order]
