"""Average linkage within parts of the graph that do not reach each other, as small matrices: the nearest merges first.

Merges within a part of the graph that no near enough edge leaves do not depend on those elsewhere. Down to a high
cosine such parts are small: mostly the faces of one person. So the merges go down to one level of distance in each part
by itself, then the clusters become the graph for the next level. An edge counts here without the small-cluster penalty,
which falls as clusters grow: else an edge that is too far now could be near enough later. Within a part, all pairs of
its clusters are in matrices, and a merge is a few operations on their rows. The merges are those of `nearest_first`,
but for rounding, and for clusters whose distance no edge tells.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.group_variety import LEAST_FACES, are_separated, separation_of
from photoface.clustering.linkage_state import LinkageState

LEVELS: Final = (0.57, 0.71, 0.79, 0.86, 0.93, 1.0)
"""Shares of the largest squared distance down to which the merges go, one after the other."""

LARGEST_PART: Final = 400
"""Clusters: the nearest of so many times as many pairs is found in the time that a heap takes for a merge."""


def merge_in_components(state: LinkageState) -> None:
    """Make the merges up to the largest distance in all parts of the graph that are small enough; others are left."""
    for share in LEVELS:
        _merge_to(state, np.float32(1 - share * (1 - state.least_cosine)))


def _merge_to(state: LinkageState, level: np.float32) -> None:
    low, high = state.low, state.high
    with_penalty = state.cosines - state.penalties(low, high)
    mergeable = np.flatnonzero(with_penalty >= level)
    if not len(mergeable):
        return
    part_of = _parts(state, level, mergeable)
    own = part_of[low]
    inside = np.flatnonzero((own >= 0) & (own == part_of[high]))
    if not len(inside):
        return
    inside = inside[np.argsort(own[inside], kind="stable")]
    members = np.flatnonzero(part_of >= 0)
    members = members[np.argsort(part_of[members], kind="stable")]
    ends = np.cumsum(np.bincount(part_of[members]))
    edge_ends = np.cumsum(np.bincount(own[inside]))
    place = np.empty(len(part_of), np.intp)
    place[members] = np.arange(len(members)) - np.concatenate([[0], ends])[part_of[members]]
    low, high, with_penalty = low[inside], high[inside], with_penalty[inside]
    first_place, second_place = place[low], place[high]
    kept: list[int] = []
    gone: list[int] = []
    left: list[NDArray[np.intp]] = []
    start = edge = 0
    for end, edge_end in zip(ends.tolist(), edge_ends.tolist(), strict=True):
        if end - start == 2:
            # Its only edge goes either way.
            one, other = int(low[edge]), int(high[edge])
            if state.constraints.may_join(one, other) and not are_separated(
                state.sums, state.sizes, one, other, state.separation
            ):
                state.join(one, other, float(with_penalty[edge]))
                kept.append(one)
                gone.append(other)
        else:
            part = _Part(state, members[start:end], first_place[edge:edge_end], second_place[edge:edge_end])
            left.append(part.merge(level, kept, gone))
        start, edge = end, edge_end
    _go_on_with_clusters(state, inside, np.concatenate([np.empty((0, 2), np.intp), *left]), kept, gone)


def _parts(state: LinkageState, level: np.float32, mergeable: NDArray[np.intp]) -> NDArray[np.intp]:
    """The part of each slot, from 0 without a gap; -1 outside of small parts in which an edge is mergeable now."""
    # Imported here: a photo's few faces need no linkage, and SciPy takes a third of a second to import.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    near = np.flatnonzero(state.cosines >= level)
    count = len(state.slot)
    edges = (np.ones(len(near), np.bool_), (state.low[near], state.high[near]))
    _, part_of = connected_components(coo_array(edges, shape=(count, count)), directed=False)
    sizes = np.bincount(part_of)
    wanted = np.zeros(len(sizes), np.bool_)
    wanted[part_of[state.low[mergeable]]] = True
    wanted &= sizes <= LARGEST_PART
    number = np.where(wanted, np.cumsum(wanted) - 1, -1)
    numbers: NDArray[np.intp] = number[part_of]
    return numbers


def _go_on_with_clusters(
    state: LinkageState, inside: NDArray[np.intp], left: NDArray[np.intp], kept: list[int], gone: list[int]
) -> None:
    """Make the clusters the graph: edges that run between parts, and those that are left inside of them, (k, 2)."""
    # In the order of the merges, a slot that is gone may have taken in others before: only their last owner grows.
    for one, other in zip(kept, gone, strict=True):
        state.slot[other] = one
    gone_slots = np.array(gone, np.intp)
    owners = state.slot[gone_slots]
    while not np.array_equal(owners, state.slot[owners]):
        owners = state.slot[owners]
    state.fold(owners, gone_slots)
    changed = np.zeros(len(state.slot), np.bool_)
    changed[owners] = changed[gone_slots] = True
    between = np.ones(len(state.low), np.bool_)
    between[inside] = False
    moved = between & (changed[state.low] | changed[state.high])
    stays = between & ~moved
    low, high, cosines = state.renewed(
        *(
            np.concatenate([ends[moved], left[:, end]]).astype(np.int32)
            for end, ends in enumerate((state.low, state.high))
        )
    )
    state.low = np.concatenate([state.low[stays], low])
    state.high = np.concatenate([state.high[stays], high])
    state.cosines = np.concatenate([state.cosines[stays], cosines])


class _Part:
    """A few clusters as matrices.

    `_products` has the products of their sums, `_linked` which of them have an edge, and `_cosines` the cosines of
    those, with crowding and penalty.
    """

    def __init__(
        self, state: LinkageState, slots: NDArray[np.intp], first: NDArray[np.intp], second: NDArray[np.intp]
    ) -> None:
        """
        Args:
            first, second: places of the edges' ends in `slots`.
        """
        self._state, self._slots = state, slots
        self._sizes, self._crowding = state.sizes[slots], state.crowding[slots]
        sums = state.sums[slots]
        self._products = sums @ sums.T
        self._linked = np.zeros(self._products.shape, np.bool_)
        self._linked[first, second] = self._linked[second, first] = True
        self._mean_crowding = self._crowding / self._sizes
        self._cosines = self._products / (self._sizes[:, None] * self._sizes)
        self._cosines -= self._mean_crowding[:, None] + self._mean_crowding
        self._cosines -= state.penalty / (self._sizes[:, None] + self._sizes)
        self._cosines[~self._linked] = -np.inf

    def merge(self, level: np.float32, kept: list[int], gone: list[int]) -> NDArray[np.intp]:
        """Merge down to a level; the slots are added to two lists. Returns the edges that are left, (k, 2) slots."""
        slots, cosines = self._slots.tolist(), self._cosines
        count = len(slots)
        flat = cosines.ravel()
        while True:
            # Of equal ones the first, so the lower of two slots.
            one, other = divmod(int(flat.argmax()), count)
            cosine = cosines[one, other]
            if cosine < level:
                break
            if self._state.constraints.may_join(slots[one], slots[other]) and not self._are_separated(one, other):
                self._state.join(slots[one], slots[other], float(cosine))
                kept.append(slots[one])
                gone.append(slots[other])
                self._join(one, other)
            else:
                self._linked[one, other] = self._linked[other, one] = False
                cosines[one, other] = cosines[other, one] = -np.inf
        return self._slots[np.argwhere(np.triu(self._linked))]

    def _join(self, kept: int, gone: int) -> None:
        products, linked, cosines, sizes = self._products, self._linked, self._cosines, self._sizes
        products[kept] += products[gone]
        products[kept, kept] += products[kept, gone]
        products[:, kept] = products[kept]
        sizes[kept] += sizes[gone]
        self._crowding[kept] += self._crowding[gone]
        self._mean_crowding[kept] = self._crowding[kept] / sizes[kept]
        row = linked[kept] | linked[gone]
        row[kept] = row[gone] = False
        linked[kept] = linked[:, kept] = row
        linked[gone] = linked[:, gone] = False
        near = products[kept] / (sizes * sizes[kept])
        near -= self._mean_crowding
        near -= self._mean_crowding[kept]
        near -= self._state.penalty / (sizes + sizes[kept])
        near[~row] = -np.inf
        cosines[kept] = cosines[:, kept] = near
        cosines[gone] = cosines[:, gone] = -np.inf

    def _are_separated(self, one: int, other: int) -> bool:
        size, other_size = float(self._sizes[one]), float(self._sizes[other])
        if min(size, other_size) < LEAST_FACES:
            return False
        square, other_square, product = (
            float(self._products[pair]) for pair in ((one, one), (other, other), (one, other))
        )
        return separation_of(square, other_square, product, size, other_size) > self._state.separation
