"""Makes the merges of average linkage one by one, the nearest first, by a heap of each cluster's nearest candidate.

Müllner, "Modern hierarchical, agglomerative clustering algorithms", 2011, section 3.1 (generic algorithm),
https://arxiv.org/abs/1109.2378, on a graph, so that memory is linear in the edges.
"""

from __future__ import annotations

import heapq

import numpy as np

from photoface.clustering.group_variety import are_separated
from photoface.clustering.linkage_state import LinkageState


class NearestFirst:
    """The state of one run. `_version` marks stale heap entries."""

    def __init__(self, state: LinkageState) -> None:
        count = len(state.slot)
        self._state = state
        self._version = [0] * count
        self._neighbours: list[set[int]] = [set() for _ in range(count)]
        for first, second in zip(state.low.tolist(), state.high.tolist(), strict=True):
            self._neighbours[first].add(second)
            self._neighbours[second].add(first)

    def run(self) -> None:
        """Make all merges up to the largest distance."""
        # Entries: (negated cosine, the two slots, the slot that owns the entry, its version and the partner's).
        heap: list[tuple[float, int, int, int, int, int]] = []
        for slot, neighbours in enumerate(self._neighbours):
            if neighbours:
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

    def _join(self, kept: int, gone: int, cosine: float) -> None:
        state = self._state
        state.join(kept, gone, cosine)
        for values in (state.sums, state.sizes, state.crowding):
            values[kept] += values[gone]
        self._version[kept] += 1
        self._version[gone] += 1
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
        state, neighbours = self._state, self._neighbours[slot]
        while neighbours:
            others = np.fromiter(neighbours, np.intp, len(neighbours))
            sizes, own_size = state.sizes[others], state.sizes[slot]
            cosines = (state.sums[others] @ state.sums[slot]) / (sizes * own_size)
            cosines -= state.crowding[others] / sizes + state.crowding[slot] / own_size
            cosines -= state.penalty / (sizes + own_size)
            best = float(cosines.max())
            if best < state.least_cosine:
                return
            other = int(others[cosines == best].min())
            if state.constraints.may_join(slot, other) and not are_separated(
                state.sums, state.sizes, slot, other, state.separation
            ):
                low, high = (slot, other) if slot < other else (other, slot)
                versions = (self._version[slot], self._version[other])
                heapq.heappush(heap, (-best, low, high, slot, *versions))
                return
            neighbours.discard(other)
            self._neighbours[other].discard(slot)
