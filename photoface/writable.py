"""Replaces files atomically, makes files private to the user, and checks whether a database can be written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Names and faces are their owner's alone."""

PARTIAL = ".partial"
"""Suffix of a file that is being written."""

_EFFECTIVE = {"effective_ids": True} if os.access in os.supports_effective_ids else {}


def can_be_written(file: Path) -> bool:
    """Whether a database at this path can be written: the file, if there is one, and its folder, for the log beside it.

    False on a disk that is mounted read-only, and without the rights.
    """
    folder = os.access(file.parent, os.W_OK | os.X_OK, **_EFFECTIVE)
    return folder and (not file.exists() or os.access(file, os.W_OK, **_EFFECTIVE))


def read_only_address(file: Path) -> str:
    """The URI under which SQLite opens a database that cannot be written.

    A database in WAL mode needs its log and an index of that beside it, which cannot be made here. Without a log
    nobody writes to it, and SQLite is told so (https://www.sqlite.org/wal.html, section 5; uri.html, "immutable").
    """
    log = file.with_name(f"{file.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return f"{file.absolute().as_uri()}?{mode}"


def make_private(file: Path) -> None:
    """Make an empty file that its owner alone can read, where there is none; SQLite's files beside it get its rights.

    A file that is there keeps the rights that its owner gave it. One that cannot be made is left for SQLite to tell.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))


def give_free_name(temporary: Path, file: Path) -> bool:
    """Rename a finished file, unless another one has the name: whether it was free."""
    try:
        # A link never replaces anything, a rename would.
        file.hardlink_to(temporary)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):
        # A disk without links. The name is taken first, so that only our own empty file is replaced.
        try:
            file.touch(exist_ok=False)
        except FileExistsError:
            return False
        temporary.replace(file)
    return True


@contextlib.contextmanager
def replacing(file: Path, *, overwrite: bool = True) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `file` at the end of the block, complete and on the disk.

    Where the block raises, what was there before stays. Its owner alone can read it.

    Raises:
        FileExistsError: there is such a file, and it may not be overwritten.
        OSError: the folder cannot be written, or the disk is full.
    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", suffix=PARTIAL, dir=file.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with temporary.open("wb") as new:
            yield new
            new.flush()
            os.fsync(new.fileno())
        if overwrite:
            temporary.replace(file)
        elif not give_free_name(temporary, file):
            raise FileExistsError(file)
    finally:
        temporary.unlink(missing_ok=True)


def umask() -> int:
    """The permission bits that new files do not get; temporary files are created for their owner only."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
