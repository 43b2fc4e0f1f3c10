"""Opens files that must not be pipes or devices, on which reading would wait for ever or never end."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path


class NotARegularFile(OSError):  # noqa: N818 - the error is what the path is not
    """The path leads to a pipe, a socket or a device."""


def open_regular(path: Path, buffering: int = -1) -> BinaryIO:
    """Open a file to read its bytes.

    Reading a pipe that nobody writes to waits for ever, and anybody who may write to a shared folder can make one.

    Raises:
        NotARegularFile: it is a pipe, a socket or a device.
        OSError: it cannot be read.
    """
    return open(path, "rb", buffering=buffering, opener=_open)  # noqa: PTH123 - Path.open takes no opener


def read_regular(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        NotARegularFile: it is a pipe, a socket or a device.
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        return file.read()


def _open(path: str, flags: int) -> int:
    # Without waiting for a pipe's other end; of a file nothing changes.
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(handle).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        os.close(handle)
        raise NotARegularFile(errno.EINVAL, "It is a pipe or a device", path)
    return handle
