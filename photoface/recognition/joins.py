"""Array helpers that join columns of ids like database tables, and look up ids in sorted columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def matches(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places (i, j) where left[i] == right[j]: an inner join of two columns of ids."""
    order = np.argsort(left, kind="stable")
    ordered = left[order]
    first, last = np.searchsorted(ordered, right, "left"), np.searchsorted(ordered, right, "right")
    counts = last - first
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(first, counts) + offsets], np.repeat(np.arange(len(right)), counts)


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
