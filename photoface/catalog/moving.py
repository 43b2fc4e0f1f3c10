"""Moves a catalog to another folder, with its backups and the files beside it.

All is copied first, and the catalog last, by SQLite itself, checked and under its name only when it is whole. Then the
new place is noted, and then the old files are deleted: a move that is killed at any moment leaves the old catalog, or
the new one, whole and in use.
"""

from __future__ import annotations

import glob
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from photoface.catalog import backups
from photoface.catalog.open_file import beside_files
from photoface.catalog.restoring import nobody_else, state_of
from photoface.catalog.sqlite_errors import in_words
from photoface.errors import CatalogBusy, UserFacingError
from photoface.writable import PRIVATE_FOLDER

_NOT_MOVED = (".job.lock", ".in-hand")
"""Ends of names of files that belong to a running job."""


def move(catalog: Path, folder: Path, switch: Callable[[Path], None]) -> Path:
    """Move a catalog that nobody has open; returns where it lies now.

    Args:
        folder: the new folder; the file keeps its name.
        switch: notes the new place for later starts.

    Raises:
        CatalogBusy: another process has the catalog open, or changed it meanwhile.
        CatalogDamaged: the catalog is damaged.
        UserFacingError: there is one of its name in the folder, or the disk is full or cannot be written. The old
            catalog is as it was.
    """
    target = folder / catalog.name
    if target.exists():
        raise UserFacingError(f"There is a file {target} already.", "Choose another folder.")
    if not catalog.is_file():
        raise UserFacingError(f"There is no file {catalog}.")
    with nobody_else(catalog):
        # As in `restore`: SQLite's own locks would end this one.
        pass
    with closing(sqlite3.connect(catalog)) as connection, in_words(catalog):
        # Without a log, what tells of a change stays as it is while the copy is read.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    known = state_of(catalog)
    with backups.writing_to(target):
        folder.mkdir(parents=True, exist_ok=True)
        for path in _beside(catalog):
            _copy(path, folder / path.name)
    with closing(sqlite3.connect(catalog)) as source:
        backups.copy_whole(source, catalog, target)
    with nobody_else(catalog):
        if state_of(catalog) != known:
            _delete(target)
            raise CatalogBusy(
                f"{catalog} was changed by another PhotoFace just now.", "Close it there, then try again."
            )
        switch(target)
    for path in (*_beside(catalog), *beside_files(catalog), catalog):
        _delete(path)
    return target


def _beside(catalog: Path) -> list[Path]:
    """The files and folders that are named after a catalog: backups, thumbnails, the map, what was learned."""
    found = sorted(catalog.parent.glob(f"{glob.escape(catalog.name)}.*"))
    return [path for path in found if not path.name.endswith(_NOT_MOVED)]


def _copy(path: Path, target: Path) -> None:
    """Copy a file or a folder, and wait until it is on the disk. One that an interrupted move left is replaced."""
    if path.is_dir():
        target.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for inner in sorted(path.iterdir()):
            _copy(inner, target / inner.name)
        return
    shutil.copy2(path, target)
    backups.sync(target)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
