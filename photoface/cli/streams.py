"""The two streams of a command, which may be full, closed, or read by somebody who goes away.

What cannot be written to the standard output has to be said, since a script relies on it. What cannot be written to the
error output cannot be said anywhere.
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
        reason: what the system says of it.
        reader_left: whether it was read by another program, such as `head`, which has all that it wants.
    """

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(str(error))
        self.reason = (error.strerror if isinstance(error, OSError) else None) or "it is closed"
        self.reader_left = isinstance(error, BrokenPipeError)


class _Stream:
    """A text stream that is there or not, and whose failures are handed to a function."""

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
    """The standard output; what cannot be written to it raises `OutputFailedError`."""

    def failed(error: OSError | ValueError) -> None:
        raise OutputFailedError(error) from error

    return _Stream(stream, failed)


def notes(stream: TextIO | None) -> _Stream:
    """The error output; what cannot be written to it is lost."""
    return _Stream(stream, lambda error: None)


def discard(stream: TextIO | None) -> None:
    """Send what a failed stream still holds nowhere: else Python would fail to write it once more as it ends."""
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def occupy_closed_streams() -> None:
    """Open the standard streams that are closed on nothing.

    Else the next file that is opened, such as the catalog, takes the number of the standard output, and what a library
    prints goes into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(number)
