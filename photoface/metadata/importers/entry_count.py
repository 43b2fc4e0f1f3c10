"""Counts what is read of another program's catalog, and tells it now and then, so that reading can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_TELL_AFTER = 1_000
"""Entries: some milliseconds of reading."""


class EntryCount:
    """The rows, lines or files that were read so far.

    Args:
        tell: is called with the count now and then; what it raises ends the reading.
    """

    def __init__(self, tell: Callable[[int], None] = lambda _: None) -> None:
        self._tell = tell
        self._read = 0

    def add(self) -> None:
        """Count an entry."""
        self._read += 1
        if self._read % _TELL_AFTER == 0:
            self._tell(self._read)

    def each(self, entries: Iterable[T]) -> Iterator[T]:
        """These entries, each counted as it is read."""
        for entry in entries:
            self.add()
            yield entry
