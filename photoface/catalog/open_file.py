"""Whether the file that a process has open as its catalog is still the one at the catalog's path.

On Unix an open file may be deleted, moved or replaced: writing to it goes on without an error, into nothing. The same
may happen to SQLite's log and its index (``-wal`` and ``-shm``): a process's POSIX locks on a file vanish when anything
in it opens and closes that file (https://www.sqlite.org/howtocorrupt.html, sections 2.2 and 4), and the next process
that closes the catalog deletes the log as nobody's. Looking costs three calls of `stat` and, on Linux, a look into the
system's table of locks.
"""

from __future__ import annotations

import enum
import os
import sys
from dataclasses import dataclass
from pathlib import Path

_LOCKS = Path("/proc/locks")

_LOOKS = 5
"""The table of locks is read in pieces, and between two of them it may change so that a lock is passed over: 1 look of
20,000 missed one, beside a process that locks and unlocks all the time. So one look that finds none says nothing."""

LOOKS = 5
"""So often the table is read before a lock is believed to be gone: it is no snapshot, and may leave a line out while
others lock and unlock."""

_Identity = tuple[int, int] | None
"""Device and inode; None where there is no file."""


class Whereabouts(enum.Enum):
    """How an open catalog relates to its path."""

    IN_PLACE = "in place"
    GONE = "gone"
    """Another file is there, or none: nothing may be written any more."""
    UNLOCKED = "unlocked"
    """The file and its log are there, but the locks are gone: to be opened again before somebody takes the log away."""
    WITHOUT_LOG = "without log"
    """The file is there, but its log is not the one that is open: to be opened again before anything is written."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A catalog and its log, as they were when the connections were made."""

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
        """Compare with what is at the path now."""
        if identity(self.path) != self.file:
            return Whereabouts.GONE
        if tuple(map(identity, self.beside)) != self.log:
            return Whereabouts.WITHOUT_LOG
        if self.locks_shown and not any(_shows_lock(self.file) for _ in range(_LOOKS)):
            return Whereabouts.UNLOCKED
        return Whereabouts.IN_PLACE


def beside_files(path: Path) -> tuple[Path, Path]:
    """The log of a catalog and the index of the log. Of a link to a catalog, SQLite has them beside the real file."""
    path = path.resolve()
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def identity(path: Path) -> _Identity:
    """Which file lies at a path; None where there is none, or its disk is away."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _shows_lock(file: _Identity) -> bool:
    """Whether the system lists a POSIX lock of this process on the file; False where it lists none at all.

    Compared by inode alone: some file systems have another device number in that table than `stat` tells.
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
