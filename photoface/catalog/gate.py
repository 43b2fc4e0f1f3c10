"""A lock that many threads share while they use a resource, and that one thread takes alone to replace the resource.

`Database` uses it to open the catalog file again.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Gate:
    """Counts the users of a resource, and keeps new ones out while it is replaced."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._users = 0
        self._closed = False

    @contextlib.contextmanager
    def using(self) -> Iterator[None]:
        """Use it; waits while it is being exchanged."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._users += 1
        try:
            yield
        finally:
            with self._condition:
                self._users -= 1
                self._condition.notify_all()

    @contextlib.contextmanager
    def alone(self, seconds: float) -> Iterator[bool]:
        """Have it to oneself; yields False where somebody still uses it after so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._closed = True
            free = self._condition.wait_for(lambda: self._users == 0, seconds)
        try:
            yield free
        finally:
            with self._condition:
                self._closed = False
                self._condition.notify_all()
