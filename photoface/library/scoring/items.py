"""What is asked about: unnamed groups and loose faces; and which of them are as they were in an earlier state."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.review import ReviewFaces


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The unnamed: groups first, then loose faces, each by id.

    Attributes:
        groups: (items,) the group's id, 0 for a loose face.
        keys: (items,) what names an item in any state: twice the group's id, or twice the face's id and one more.
        rows: rows of the faces, those of item i at starts[i]:starts[i + 1], best first.
        of_row: (faces,) the item of each row, -1 for a named face.
    """

    groups: NDArray[np.int64]
    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    of_row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """(items,) how many faces each has."""
        return np.diff(self.starts)

    def rows_of(self, items: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of some items one after the other, and where each begins, with the end of the last: (k + 1,)."""
        sizes = self.starts[items + 1] - self.starts[items]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        offsets = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        return self.rows[np.repeat(self.starts[items], sizes) + offsets], starts


def items_of(faces: ReviewFaces) -> Items:
    """The unnamed of a state."""
    count = len(faces.ids)
    of_row = np.full(count, -1, np.int64)
    unnamed = faces.persons == 0
    grouped = np.flatnonzero(unnamed & (faces.groups > 0))
    loose = np.flatnonzero(unnamed & (faces.groups == 0))
    group_ids, of_group = np.unique(faces.groups[grouped], return_inverse=True)
    of_row[grouped] = of_group
    of_row[loose] = len(group_ids) + np.arange(len(loose))
    # Only groups have an order to look for. Of numbers that are not negative the bits are in their order, so that group
    # and quality are one key, which takes a third of the time of two.
    bits = faces.quality[grouped].view(np.int32).astype(np.int64)
    members = grouped[np.argsort((of_group.astype(np.int64) << 32) - bits, kind="stable")]
    sizes = np.concatenate([np.bincount(of_group, minlength=len(group_ids)), np.ones(len(loose), np.int64)])
    return Items(
        groups=np.concatenate([group_ids, np.zeros(len(loose), np.int64)]),
        keys=np.concatenate([2 * group_ids, 2 * faces.ids[loose] + 1]),
        rows=np.concatenate([members, loose]),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        of_row=of_row,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Since:
    """How the rows and the items of two states belong together.

    Attributes:
        row_now: for each earlier row the row now; -1 where the face is gone or differs in anything.
        row_before: for each row now the earlier one; -1 likewise.
        item_now: for each earlier item the item now, if it is the same faces, none of them different; -1 else.
        item_before: for each item now the earlier one; -1 likewise.
    """

    row_now: NDArray[np.int64]
    row_before: NDArray[np.int64]
    item_now: NDArray[np.int64]
    item_before: NDArray[np.int64]

    def items_after(self, item_now: NDArray[np.int64]) -> NDArray[np.int64]:
        """`item_now` of a state before the earlier one, where this is that of the earlier one."""
        after = np.full(len(item_now), -1, np.int64)
        stayed = item_now >= 0
        after[stayed] = self.item_now[item_now[stayed]]
        return after


def compare(before: ReviewFaces, items_before: Items, now: ReviewFaces, items_now: Items) -> Since:
    """What stayed from one state to another."""
    row_before = _same(before.ids, now.ids)
    known = np.flatnonzero(row_before >= 0)
    earlier = row_before[known]
    same = np.ones(len(known), np.bool_)
    for field in fields(ReviewFaces):
        left, right = getattr(before, field.name), getattr(now, field.name)
        if left is right and len(known) == len(left) == len(right):
            continue
        left, right = left[earlier], right[known]
        equal = left == right
        if left.dtype == np.float64:
            equal |= np.isnan(left) & np.isnan(right)
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    row_before[known[~same]] = -1
    item_before = _same(items_before.keys, items_now.keys)
    # Of an item that stays all faces stay, and none came: its members are the same, and as many.
    fresh = items_now.of_row[np.flatnonzero((row_before < 0) & (items_now.of_row >= 0))]
    item_before[fresh] = -1
    kept = np.flatnonzero(item_before >= 0)
    resized = items_now.sizes[kept] != items_before.sizes[item_before[kept]]
    item_before[kept[resized]] = -1
    return Since(
        _inverse(row_before, len(before.ids)), row_before, _inverse(item_before, len(items_before)), item_before
    )


def _same(before: NDArray[np.int64], now: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each value of `now` its place in `before`, -1 where it is not there; no value twice."""
    places = np.full(len(now), -1, np.int64)
    if np.array_equal(before, now):
        return np.arange(len(now))
    _, old, new = np.intersect1d(before, now, assume_unique=True, return_indices=True)
    places[new] = old
    return places


def _inverse(places: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    inverse = np.full(count, -1, np.int64)
    known = np.flatnonzero(places >= 0)
    inverse[places[known]] = known
    return inverse
