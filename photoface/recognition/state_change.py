"""Compares two states of the catalog: which faces, unnamed items and people's confirmed faces stayed the same.

The scores of what stayed the same are taken over into the new state.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable, RecognitionRows
from photoface.recognition.items import Items


@dataclass(frozen=True, slots=True, eq=False)
class StateChange:
    """How the rows, items and people of two states correspond.

    Attributes:
        row_now: for each earlier row the row now; -1 where the face is gone or differs in anything.
        row_before: for each row now the earlier one; -1 likewise.
        item_now: for each earlier item the item now, if it is the same faces, none of them different; -1 else.
        item_before: for each item now the earlier one; -1 likewise.
        person_before: for each person now their earlier index; -1 for somebody new.
        reconfirmed: (people,) bool, who has confirmed faces now that are not all those of before.
    """

    row_now: NDArray[np.int64]
    row_before: NDArray[np.int64]
    item_now: NDArray[np.int64]
    item_before: NDArray[np.int64]
    person_before: NDArray[np.int64]
    reconfirmed: NDArray[np.bool_]

    @classmethod
    def from_nothing(cls, now: RecognitionRows, items_now: Items) -> StateChange:
        """There was no earlier state: all is new."""
        nothing, people = np.zeros(0, np.int64), len(now.people)
        came = (np.full(count, -1, np.int64) for count in (len(now.faces.ids), len(items_now), people))
        row_before, item_before, person_before = came
        return cls(nothing, row_before, nothing, item_before, person_before, np.ones(people, np.bool_))

    def items_after(self, item_now: NDArray[np.int64]) -> NDArray[np.int64]:
        """`item_now` of a state before the earlier one, where this is that of the earlier one."""
        after = np.full(len(item_now), -1, np.int64)
        stayed = item_now >= 0
        after[stayed] = self.item_now[item_now[stayed]]
        return after


def compare(before: RecognitionRows, items_before: Items, now: RecognitionRows, items_now: Items) -> StateChange:
    """What stayed from one state to another."""
    row_before = _same_faces(before.faces, now.faces)
    item_before = _places_before(items_before.keys, items_now.keys)
    # Of an item that stays all faces stay, and none came: its members are the same, and as many.
    fresh = items_now.of_row[np.flatnonzero((row_before < 0) & (items_now.of_row >= 0))]
    item_before[fresh] = -1
    kept = np.flatnonzero(item_before >= 0)
    resized = items_now.sizes[kept] != items_before.sizes[item_before[kept]]
    item_before[kept[resized]] = -1
    row_now = _inverse(row_before, len(before.faces.ids))
    ids = _ids(now)
    came, gone = np.flatnonzero(row_before < 0), np.flatnonzero(row_now < 0)
    came, gone = came[now.faces.confirmed[came]], gone[before.faces.confirmed[gone]]
    owners = np.concatenate([now.faces.persons[came], before.faces.persons[gone]])
    return StateChange(
        row_now,
        row_before,
        _inverse(item_before, len(items_before)),
        item_before,
        _places_before(_ids(before), ids),
        np.isin(ids, owners),
    )


def _ids(rows: RecognitionRows) -> NDArray[np.int64]:
    return np.array([person.id for person in rows.people], np.int64)


def _same_faces(before: FaceTable, now: FaceTable) -> NDArray[np.int64]:
    """For each row now the earlier row of the same face, if it differs in nothing; -1 else."""
    row_before = _places_before(before.ids, now.ids)
    known = np.flatnonzero(row_before >= 0)
    earlier = row_before[known]
    same = np.ones(len(known), np.bool_)
    for field in fields(FaceTable):
        left, right = getattr(before, field.name), getattr(now, field.name)
        if left is right and len(known) == len(left) == len(right):
            continue
        left, right = left[earlier], right[known]
        equal = left == right
        if left.dtype == np.float64:
            equal |= np.isnan(left) & np.isnan(right)
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    row_before[known[~same]] = -1
    return row_before


def _places_before(before: NDArray[np.int64], now: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each value of `now` its place in `before`, -1 where it is not there; no value twice."""
    if np.array_equal(before, now):
        return np.arange(len(now))
    places = np.full(len(now), -1, np.int64)
    _, old, new = np.intersect1d(before, now, assume_unique=True, return_indices=True)
    places[new] = old
    return places


def _inverse(places: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    inverse = np.full(count, -1, np.int64)
    known = np.flatnonzero(places >= 0)
    inverse[places[known]] = known
    return inverse
