"""Array helpers that join columns of ids like database tables, and look up ids in sorted columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_PER_VALUE = 5
"""Up to so many places of a table for each value that is looked up, a table is faster than to search."""


def matches(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places (i, j) where left[i] == right[j]: an inner join of two columns of ids."""
    order = np.argsort(left, kind="stable")
    ordered = left[order]
    first, last = _runs(ordered, right)
    counts = last - first
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(first, counts) + offsets], np.repeat(np.arange(len(right)), counts)


def _runs(ordered: NDArray[np.int64], values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each value begins in an ordered column, and where it ends; the same place twice where it is not there."""
    if not len(ordered) or not len(values):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    lowest, span = ordered[0], int(ordered[-1] - ordered[0]) + 1
    if span > MOST_PER_VALUE * len(values):
        return np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    # Ids without large gaps: a table of where each of them begins takes a third of the time of so many searches.
    begins = np.zeros(span + 2, np.int64)
    np.cumsum(np.bincount(ordered - lowest, minlength=span + 1), out=begins[1:])
    places = values - lowest
    places[(places < 0) | (places >= span)] = span
    return begins[places], begins[places + 1]


def linked(ids: NDArray[np.int64], links: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of both ends of each link (its first two columns) whose ends are both among the ids."""
    first, link = matches(ids, links[:, 0])
    second, which = matches(ids, links[link, 1])
    return first[which], second


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """These numbers once each, ascending; NumPy's `unique` puts them into a hash table, 20 times as slow."""
    ordered = np.sort(numbers)
    result: NDArray[np.int64] = ordered[
        np.concatenate([np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]])
    ]
    return result


def found_in(ordered: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which values are among ordered ones: NumPy's `isin` where one side is in order already."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[places] == values
    return found
