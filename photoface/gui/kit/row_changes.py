"""Changing a model's rows to a new list with as few row signals as it takes.

Resets lose the selection, the place and an open editor. A scan that adds ten photos must not do that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

MOST_RUNS = 200
"""With more separate insertions and removals than this, a reset is the smaller disturbance."""

Run = tuple[int, int]


def removals(old: Sequence[Key], new: Sequence[Key]) -> list[Run]:
    """Runs (first, last) of old rows that are not in the new list, from the last to the first."""
    kept = set(new)
    return _runs([row for row, key in enumerate(old) if key not in kept])[::-1]


def insertions(old: Sequence[Key], new: Sequence[Key]) -> list[Run]:
    """Runs (first, last) of new rows that are not in the old list, from the first to the last."""
    known = set(old)
    return _runs([row for row, key in enumerate(new) if key not in known])


def _runs(rows: Sequence[int]) -> list[Run]:
    runs: list[Run] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def transform(
    old: Sequence[Key],
    new: Sequence[Key],
    remove: Callable[[int, int], None],
    insert: Callable[[int, int], None],
) -> bool:
    """Turn one list into the other through callbacks; False where that would be too much, and nothing was done.

    Works where what both lists share stands in the same order in both; anything else is for a reset.

    Args:
        remove: takes rows first to last out.
        insert: puts rows first to last of the new list in.
    """
    if len(new) >= len(old) and list(new[: len(old)]) == list(old):
        # What a list that is read piece by piece does all the time.
        if len(new) > len(old):
            insert(len(old), len(new) - 1)
        return True
    gone, come = removals(old, new), insertions(old, new)
    if len(gone) + len(come) > MOST_RUNS:
        return False
    shared = set(old) & set(new)
    if [key for key in old if key in shared] != [key for key in new if key in shared]:
        return False
    for first, last in gone:
        remove(first, last)
    for first, last in come:
        insert(first, last)
    return True
