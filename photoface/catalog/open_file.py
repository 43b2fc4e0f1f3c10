"""Detects that the open catalog file is no longer the one at the catalog's path, and reads its commit number.

On Unix an open file may be deleted, moved or replaced: writing to it continues without an error, and the data is lost.
The same may happen to SQLite's log and its index (``-wal`` and ``-shm``): a process's POSIX locks on a file vanish when
anything in it opens and closes that file (https://www.sqlite.org/howtocorrupt.html, sections 2.2 and 4), and the next
process that closes the catalog deletes the log, as if no process used it. The check costs three calls of `stat` and, on
Linux, a look into the system's table of locks.
"""

from __future__ import annotations

import enum
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from photoface.errors import CatalogGone

_LOCKS = Path("/proc/locks")

LOOKS = 5
"""The table of locks is read in pieces, and between two of them it may change so that a lock is passed over: 1 look of
20,000 missed one, beside a process that locks and unlocks all the time. So one look that finds none says nothing."""

_HANDLES = Path("/dev/fd")
"""The files that this process has open, by number, on Linux and macOS."""

_COMMIT_NUMBER = 60
"""Where a database's header has its `user_version`, in four bytes (https://www.sqlite.org/fileformat.html, 1.3)."""

_Identity = tuple[int, int] | None
"""Device and inode; None where there is no file."""


class Whereabouts(enum.Enum):
    """Whether the open catalog is still the file at its path."""

    IN_PLACE = "in place"
    GONE = "gone"
    """Another file is there, or none: nothing may be written any more."""
    UNLOCKED = "unlocked"
    """The file and its log are there, but the locks are gone: to be opened again before somebody takes the log away."""
    WITHOUT_LOG = "without log"
    """The file is there, but its log is not the one that is open: to be opened again before anything is written."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The identity of a catalog and its log when the connections were opened."""

    path: Path
    file: _Identity
    beside: tuple[Path, ...]
    log: tuple[_Identity, ...]
    locks_shown: bool
    """Whether the system told of this process's lock on the file then."""

    @classmethod
    def now_at(cls, path: Path, *, read_only: bool) -> OpenFile:
        """Call this while a connection is open that has read; before that there is no log.

        Args:
            read_only: the catalog cannot be written; then its log is not ours.
        """
        file = identity(path)
        beside = () if read_only else beside_files(path)
        return cls(path, file, beside, tuple(map(identity, beside)), not read_only and _shows_lock(file))

    def whereabouts(self) -> Whereabouts:
        """Compare with the files at the path now."""
        if identity(self.path) != self.file:
            return Whereabouts.GONE
        if tuple(map(identity, self.beside)) != self.log:
            return Whereabouts.WITHOUT_LOG
        if self.locks_shown and not _shows_lock(self.file):
            return Whereabouts.UNLOCKED
        return Whereabouts.IN_PLACE


class Header:
    """The header in an open catalog's file, read by SQLite's own handle: no other may be opened and closed.

    Commits go to the log first, so the file itself is behind. A program that copies another catalog over the file
    changes neither its inode nor the log, and SQLite, which caches the first pages, does not notice.
    """

    def __init__(self, file: _Identity) -> None:
        self._file = file
        self._handle: int | None = None

    def commit_number(self) -> int | None:
        """The number of the newest commit in the file itself, -1 if it has no complete header.

        None if the system does not tell which handle is the file's.
        """
        # Twice, since another thread may close the connection of this handle.
        for _ in range(2):
            if self._handle is None:
                self._handle = self._find()
            if self._handle is not None:
                number = self._read(self._handle)
                if number is not None:
                    return number
                self._handle = None
        return None

    def _read(self, handle: int) -> int | None:
        """None if the handle is, or meanwhile becomes, another file's."""
        try:
            found = os.pread(handle, 4, _COMMIT_NUMBER) if self._is_the_file(handle) else None
        except OSError:
            return None
        if found is None or not self._is_the_file(handle):
            return None
        return int.from_bytes(found, "big") if len(found) == 4 else -1

    def _find(self) -> int | None:
        if not hasattr(os, "pread") or not _HANDLES.is_dir():
            return None
        handles = (int(path.name) for path in list(_HANDLES.iterdir()))
        return next(filter(self._is_the_file, handles), None)

    def _is_the_file(self, handle: int) -> bool:
        try:
            status = os.fstat(handle)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._file


def beside_files(path: Path) -> tuple[Path, Path]:
    """The write-ahead log of a catalog and its index; for a link to a catalog they are beside the real file."""
    path = path.resolve()
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def identity(path: Path) -> _Identity:
    """Device and inode of the file at a path; None if there is none, or its disk is not connected."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def gone(path: Path) -> CatalogGone:
    """What to say where the open catalog is not the one at its path any more."""
    return CatalogGone(
        f"{path} was deleted, moved or replaced while PhotoFace had it open. Nothing more is saved.",
        "Put it back, or save a copy of what is still open, before you close PhotoFace.",
    )


def _shows_lock(file: _Identity) -> bool:
    """Whether the system lists a POSIX lock of this process on the file; False on systems without such a list.

    Compared by inode only: some file systems have another device number in that list than in `stat`.
    """
    if file is None or not sys.platform.startswith("linux"):
        return False
    return any(_lists_lock(file) for _ in range(LOOKS))


def _lists_lock(file: tuple[int, int]) -> bool:
    try:
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return False
    own, inode = str(os.getpid()), str(file[1])
    # 1: POSIX  ADVISORY  READ 9255 fe:00:2146801 1073741826 1073742335 (proc_locks(5))
    fields = (line.split() for line in lines)
    return any(len(one) > 5 and one[4] == own and one[5].rpartition(":")[2] == inode for one in fields)
