"""Replaces a catalog by a backup, while no other process can begin to use it, and keeps the present catalog.

A present catalog that is whole becomes a backup itself; the files of a damaged one are copied unchanged. Its log never
stays beside the restored file, into which SQLite would write it. `moving` keeps other processes out in the same way.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from photoface.catalog import backups
from photoface.catalog.damage import damage_of
from photoface.catalog.open_file import beside_files, identity
from photoface.catalog.revision import examine
from photoface.catalog.sqlite_errors import in_words
from photoface.errors import CatalogBusy, UserFacingError
from photoface.writable import PRIVATE_FILE, PRIVATE_FOLDER

if os.name != "nt":
    import fcntl

_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a database file that SQLite locks while it has it open (https://www.sqlite.org/src/file/src/os.h)."""


def restore(catalog: Path, backup: Path) -> Path | None:
    """Put a backup in the place of a catalog that this process does not have open.

    Returns:
        Where the catalog that was there before is kept; None where there was none.

    Raises:
        CatalogBusy: another process has the catalog open.
        UserFacingError: the backup is not there, is no catalog, is damaged or of a newer PhotoFace, or the disk cannot
            be written. The catalog is as it was.
    """
    _refuse_bad(catalog, backup)
    with nobody_else(catalog):
        # SQLite's own locks are of this process too, and would end that one when they end: it comes again below.
        pass
    with backups.partial_file(catalog) as partial:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source:
            backups.copy_checked(source, backup, partial, catalog)
        kept = _set_aside(catalog)
        known = state_of(catalog)
        with nobody_else(catalog), backups.writing_to(catalog):
            if state_of(catalog) != known:
                raise CatalogBusy(
                    f"{catalog} was changed by another PhotoFace just now.", "Close it there, then try again."
                )
            for path in beside_files(catalog):
                path.unlink(missing_ok=True)
            backups.put_in_place(partial, catalog)
    return kept


def state_of(catalog: Path) -> list[tuple[int, int, int] | None]:
    """By what a change of the catalog or its log shows."""
    found: list[tuple[int, int, int] | None] = []
    for path in (catalog, beside_files(catalog)[0]):
        status = path.stat() if path.exists() else None
        found.append(None if status is None else (status.st_ino, status.st_size, status.st_mtime_ns))
    return found


def _refuse_bad(catalog: Path, backup: Path) -> None:
    if not backup.is_file():
        raise UserFacingError(f"There is no file {backup}.", "`photoface restore` lists the backups that there are.")
    if identity(backup) in (identity(catalog), *map(identity, beside_files(catalog))):
        raise UserFacingError(f"{backup} is the catalog itself.", "`photoface restore` lists its backups.")
    with in_words(backup):
        revision = examine(backup, read_only=True)
    if revision is None:
        raise UserFacingError(f"{backup} is empty.", "`photoface restore` lists the backups that there are.")
    damage = damage_of(backup)
    if damage is not None:
        raise UserFacingError(
            f"{backup} is damaged itself ({damage}).", "Choose another one: `photoface restore` lists them."
        )


@contextlib.contextmanager
def nobody_else(catalog: Path) -> Iterator[None]:
    """Lock a catalog, in whatever state it is: a program that opens it meanwhile finds it locked.

    Every connection of SQLite's holds a lock on the same bytes as long as it is open. On Windows an open file cannot be
    replaced anyway.
    """
    if os.name == "nt" or not catalog.exists():
        yield
        return
    with backups.writing_to(catalog), catalog.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise CatalogBusy(f"{catalog} is open in another PhotoFace.", "Close it there, then try again.") from error
        yield


def _set_aside(catalog: Path) -> Path | None:
    """Keep what is there now. A whole catalog is without a log afterwards; SQLite brings it into the file."""
    if not catalog.exists() or catalog.stat().st_size == 0:
        return None
    if damage_of(catalog) is None:
        with closing(sqlite3.connect(catalog)) as connection:
            return backups.make_backup(connection, catalog, backups.BEFORE_RESTORE)
    folder = backups.folder_of(catalog)
    aside = folder / f"{catalog.name}.{dt.datetime.now():%Y%m%d-%H%M%S}.damaged"
    copies = {
        path: aside.with_name(aside.name + path.name.removeprefix(catalog.name))
        for path in (catalog, *beside_files(catalog))
        if path.exists()
    }
    with backups.writing_to(aside):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        try:
            for path, copied in copies.items():
                shutil.copyfile(path, copied)
                copied.chmod(PRIVATE_FILE)
                backups.sync(copied)
        except OSError:
            for copied in copies.values():
                copied.unlink(missing_ok=True)
            raise
    return aside
