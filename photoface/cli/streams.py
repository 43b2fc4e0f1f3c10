"""Wraps standard output and error output of a command, so that full, closed or broken streams are handled.

A failure of the standard output is reported, since scripts rely on it. A failure of the error output cannot be.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from typing import Any, TextIO


class OutputFailedError(Exception):
    """The standard output cannot be written to.

    Attributes:
        reason: the system's message.
        reader_left: whether another program, such as `head`, read it and has ended.
    """

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(str(error))
        self.reason = (error.strerror if isinstance(error, OSError) else None) or "it is closed"
        self.reader_left = isinstance(error, BrokenPipeError)


class _Stream:
    """A text stream that may be missing, and whose failures are passed to a function."""

    def __init__(self, stream: TextIO | None, failed: Callable[[OSError | ValueError], None]) -> None:
        self._stream = stream
        self._failed = failed

    def write(self, text: str) -> int:
        try:
            if self._stream is None:
                raise OSError(errno.EBADF, "it is closed")
            self._stream.write(text)
        except (OSError, ValueError) as error:
            if isinstance(error, UnicodeError):
                raise
            self._failed(error)
        return len(text)

    def flush(self) -> None:
        try:
            if self._stream is not None:
                self._stream.flush()
        except (OSError, ValueError) as error:
            self._failed(error)

    def isatty(self) -> bool:
        return self._stream is not None and not self._stream.closed and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def results(stream: TextIO | None) -> _Stream:
    """The standard output; failures raise `OutputFailedError`."""

    def failed(error: OSError | ValueError) -> None:
        raise OutputFailedError(error) from error

    return _Stream(stream, failed)


def notes(stream: TextIO | None) -> _Stream:
    """The error output; failures are ignored."""
    return _Stream(stream, lambda error: None)


def discard(stream: TextIO | None) -> None:
    """Discard what a failed stream still buffers; Python would try to write it once more at exit."""
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def occupy_closed_streams() -> None:
    """Open closed standard streams on the null device.

    Otherwise the next opened file, such as the catalog, gets the standard output's descriptor, and printed text goes
    into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(number)
