"""Moves files to the operating system's trash, and raises an error where there is none, as on network drives."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path

from photoface.network_drives import lies_on_network

MoveToTrash = Callable[[Path], None]
"""Moves a file to a trash; raises `NoTrash`, or OSError where the file cannot be moved."""

_NO_PLACE = {errno.EROFS, errno.ENOTSUP, errno.ENOSYS}


class NoTrash(Exception):  # noqa: N818 - it says what is the case
    """The system has no trash for this file, as on most network drives."""


def move_to_trash(path: Path) -> None:
    """Move a file to the trash of the system.

    Raises:
        NoTrash: there is none for this file; it is where it was.
        OSError: the file is gone, or cannot be moved.
    """
    import send2trash

    # Windows would delete the file for good, without a question, instead of moving it.
    if sys.platform == "win32" and lies_on_network(path):
        raise NoTrash
    try:
        send2trash.send2trash(path)
    except send2trash.TrashPermissionError as error:
        raise NoTrash from error
    except OSError as error:
        if path.exists() and error.errno in _NO_PLACE:
            raise NoTrash from error
        raise
