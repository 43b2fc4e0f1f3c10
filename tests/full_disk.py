"""A disk that runs full, without one: SQLite's own limit on the pages of a file, and the system's on the size of files.

`max_page_count` makes SQLite say that the disk is full exactly as a full disk does, at the page where it is reached.
The system's limit stops the real writes, in the middle of one, also those to the log.
"""

from __future__ import annotations

import contextlib
import fnmatch
import sqlite3
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NONE, PLENTY = 1, 2**30
"""Pages of a file on a disk. What a file has by now it keeps."""


class Disk:
    """The room on a disk, for those files of SQLite, opened while this is `mounted`, whose names match a pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._pages = PLENTY
        self._open: weakref.WeakSet[sqlite3.Connection] = weakref.WeakSet()

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        disk = self

        class OnThisDisk(sqlite3.Connection):
            def __init__(self, database: str | Path, *arguments: Any, **options: Any) -> None:
                super().__init__(database, *arguments, **options)
                if fnmatch.fnmatch(Path(database).name, disk._pattern):
                    disk._open.add(self)
                    self.execute(f"PRAGMA max_page_count = {disk._pages}")

        real = sqlite3.connect
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                sqlite3, "connect", lambda *arguments, **options: real(*arguments, factory=OnThisDisk, **options)
            )
            yield

    def set_room(self, pages: int) -> None:
        """Let no file grow beyond so many pages."""
        self._pages = pages
        for connection in list(self._open):
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed
                connection.execute(f"PRAGMA max_page_count = {pages}")


@contextlib.contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file can be written beyond so many bytes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def packed(path: Path) -> int:
    """Make a file small, with pages of 512 bytes, so that whatever is added soon needs room; returns its pages."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512;")
        connection.execute("VACUUM")
        return int(connection.execute("PRAGMA page_count").fetchone()[0])
