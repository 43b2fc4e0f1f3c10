"""Which faces and groups could be which people: all pairs that are near enough, each with its distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.library.scoring.votes import for_quality, near, vote


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """The confirmed faces that stand for one person: (m, d) float32 of unit length, and (m,) days, NaN if unknown."""

    vectors: NDArray[np.float32]
    days: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The unnamed faces, each a member of an item: a loose face is an item alone, the faces of a group are one.

    Attributes:
        vectors: (n, d) float32, rows of unit length.
        days: (n,) float64, NaN where unknown.
        good: (n,) bool, passes the quality gate; a poor face must be nearer.
        items: (n,) int64 from 0 without a gap.
    """

    vectors: NDArray[np.float32]
    days: NDArray[np.float64]
    good: NDArray[np.bool_]
    items: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Items and people that may be one: (k,) items, (k,) indices of people, (k,) float32 distances."""

    items: NDArray[np.int64]
    people: NDArray[np.int64]
    distances: NDArray[np.float32]


def near_pairs(faces: Faces, people: Sequence[Exemplars | None], forbidden: NDArray[np.bool_], limit: float) -> Pairs:
    """All pairs within a distance: of a loose face that of its votes, of a group the mean over its faces.

    Args:
        faces: the unnamed faces.
        people: their exemplars; None for a person without any.
        forbidden: (items, people) bool: what the user, a photo or a date excludes.
        limit: the largest distance.
    """
    count = len(forbidden)
    sizes = np.bincount(faces.items, minlength=count)
    items: list[NDArray[np.int64]] = []
    indices: list[NDArray[np.int64]] = []
    distances: list[NDArray[np.float32]] = []
    for index, person in enumerate(people):
        if person is None or not count:
            continue
        # A group's mean lies within the limit only if one of its faces does, and then all of them are needed.
        close = np.zeros(count, np.bool_)
        close[faces.items[near(faces.vectors, person.vectors, limit)]] = True
        close &= ~forbidden[:, index]
        rows = np.flatnonzero(close[faces.items])
        if not len(rows):
            continue
        votes = vote(faces.vectors[rows], faces.days[rows], person.vectors, person.days).distances
        votes = for_quality(votes, faces.good[rows])
        means = np.bincount(faces.items[rows], weights=votes, minlength=count) / np.maximum(sizes, 1)
        found = np.flatnonzero(close & (means <= limit))
        items.append(found)
        indices.append(np.full(len(found), index, np.int64))
        distances.append(means[found].astype(np.float32))
    if not items:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    return Pairs(np.concatenate(items), np.concatenate(indices), np.concatenate(distances))


def matches(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places (i, j) where left[i] == right[j]: an inner join of two columns of ids."""
    order = np.argsort(left, kind="stable")
    ordered = left[order]
    first, last = np.searchsorted(ordered, right, "left"), np.searchsorted(ordered, right, "right")
    counts = last - first
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(first, counts) + offsets], np.repeat(np.arange(len(right)), counts)
