"""Keeps matrix products on one thread each while a block runs, also where several blocks run at the same time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from threadpoolctl import threadpool_limits


class _OneThread:
    """The limit of the process, and how many blocks want it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks = 0
        self._limits: threadpool_limits | None = None

    def begin(self) -> None:
        with self._lock:
            self._blocks += 1
            if self._limits is None:
                self._limits = threadpool_limits(1, user_api="blas")

    def end(self) -> None:
        with self._lock:
            self._blocks -= 1
            if not self._blocks and self._limits is not None:
                self._limits.restore_original_limits()
                self._limits = None


_one_thread = _OneThread()
"""One for the process, as the number of threads is."""


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let matrix products start no further threads: on small products these wait for each other.

    The limit holds until the last of several blocks that overlap ends. Of `threadpool_limits` alone each block would
    bring back what it found, so that two that overlap may leave the process with one thread for good.
    """
    _one_thread.begin()
    try:
        yield
    finally:
        _one_thread.end()
