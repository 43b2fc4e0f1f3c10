"""Finds pairs of an unnamed group and another group, or a face without a group, that may be the same person.

The pairs are a sparse table. A later state of the faces takes over the pairs of everything that did not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.items import Items
from photoface.recognition.state_change import StateChange

BLOCK_BYTES = 8 * 2**20
"""Largest block of similarities held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class SimilarPairs:
    """Pairs of groups and other items that are near each other.

    Attributes:
        groups, others: (k,) int32, items; the first is a group, the second any other item. Two groups stand twice.
        distances: (k,) float32, the root of the mean squared distance over all pairs of their faces.
    """

    groups: NDArray[np.int32]
    others: NDArray[np.int32]
    distances: NDArray[np.float32]


NO_PAIRS = SimilarPairs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))

EarlierPairs = tuple[SimilarPairs, NDArray[np.int64]]
"""What an earlier state had, and for each of its items the item now; -1 for one that is not the same."""

NOTHING_BEFORE: EarlierPairs = NO_PAIRS, np.zeros(0, np.int64)


class SimilarGroups:
    """The pairs of one state, found when they are first asked for."""

    def __init__(
        self, items: Items, means: NDArray[np.float32], limit: float, before: EarlierPairs = NOTHING_BEFORE
    ) -> None:
        """
        Args:
            means: (items, d) the mean of each one's unit vectors, not normalised.
            limit: the largest distance.
        """
        self._items, self._means, self._limit, self._before = items, means, limit, before

    @cached_property
    def pairs(self) -> SimilarPairs:
        """All groups with what is within the distance of them."""
        table, item_now = self._before[0], self._before[1].astype(np.int32)
        # Only for the sake of memory: nobody asks for it once the pairs are found.
        self._before = NOTHING_BEFORE
        first, second = item_now[table.groups], item_now[table.others]
        kept = (first >= 0) & (second >= 0)
        old = SimilarPairs(first[kept], second[kept], table.distances[kept])
        fresh = np.ones(len(self._items), np.bool_)
        fresh[item_now[item_now >= 0]] = False
        groups = np.flatnonzero(self._items.groups > 0)
        came = _near(self._means, groups[fresh[groups]], np.arange(len(fresh)), self._limit)
        stayed = _near(self._means, groups[~fresh[groups]], np.flatnonzero(fresh), self._limit)
        return _together([old, *came, *stayed])

    def carried(self, change: StateChange) -> EarlierPairs:
        """What a later state can take over, whether this one was asked for its pairs or not."""
        if "pairs" in self.__dict__:
            return self.pairs, change.item_now
        return self._before[0], change.items_after(self._before[1])


def _near(
    means: NDArray[np.float32], groups: NDArray[np.int64], others: NDArray[np.int64], limit: float
) -> list[SimilarPairs]:
    if not len(groups) or not len(others):
        return []
    parts = []
    # The mean squared distance over all pairs of two sets of unit vectors is 2 - 2 mean . mean.
    least = 1 - limit * limit / 2
    right = means if len(others) == len(means) else means[others]
    step = max(1, BLOCK_BYTES // (4 * len(others)))
    for start in range(0, len(groups), step):
        block = groups[start : start + step]
        cosines = means[block] @ right.T
        rows, columns = np.nonzero(cosines >= least)
        apart = block[rows] != others[columns]
        rows, columns = rows[apart], columns[apart]
        distances = np.sqrt(np.maximum(2 - 2 * cosines[rows, columns], 0))
        parts.append(SimilarPairs(block[rows].astype(np.int32), others[columns].astype(np.int32), distances))
    return parts


def _together(parts: list[SimilarPairs]) -> SimilarPairs:
    return SimilarPairs(
        np.concatenate([part.groups for part in parts]),
        np.concatenate([part.others for part in parts]),
        np.concatenate([part.distances for part in parts]),
    )
