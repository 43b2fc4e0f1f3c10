"""Makes, lists and deletes backups of a catalog, in a folder beside it, and notes when the catalog was last checked.

SQLite's backup API copies the catalog, including its write-ahead log, to a temporary file, which is checked before it
gets its name: a file with a backup's name is complete. It is one file without a log and can be copied anywhere.
`restoring` puts a backup in the catalog's place, and `moving` moves the catalog, both with functions of this module,
which also makes the errors for files that are damaged or no catalogs, with what to do.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import os
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.damage import damage_in, damage_of
from photoface.catalog.open_file import beside_files
from photoface.catalog.sqlite_errors import in_words
from photoface.errors import CatalogDamaged, UserFacingError
from photoface.writable import PRIVATE_FILE, PRIVATE_FOLDER

DAILY, BY_HAND, BEFORE_RESTORE = "daily", "by-hand", "before-restore"
"""Reasons for backups. Those made before a migration name the version instead."""

DAYS_KEPT, WEEKS_KEPT, MONTHS_KEPT = 7, 4, 12
"""Automatic backups that are kept: the newest of each of the last days, weeks and months that have any."""

OTHERS_KEPT = 5
"""Backups kept of each other automatic kind. Those that the user made are never deleted."""

_CHECKED = ".checked"
"""An empty file in the folder of backups; its time is that of the catalog's last integrity check."""

_STAMP = "%Y%m%d-%H%M%S-%f"
_NAME = re.compile(r"\.(?P<reason>[a-z0-9-]+)\.(?P<stamp>\d{8}-\d{6}-\d{6})\.backup")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, when it was made, why, and how large it is in bytes."""

    path: Path
    made_at: dt.datetime
    reason: str
    size: int


def folder_of(catalog: Path) -> Path:
    """The folder of a catalog's backups."""
    return catalog.with_name(f"{catalog.name}.backups")


def backups_of(catalog: Path) -> list[Backup]:
    """The backups of a catalog, newest first, including those beside it, where older versions put them."""
    found = []
    for folder in (folder_of(catalog), catalog.parent):
        for path in folder.glob(f"{glob.escape(catalog.name)}.*.backup"):
            match = _NAME.fullmatch(path.name.removeprefix(catalog.name))
            if match is not None:
                made_at = dt.datetime.strptime(match["stamp"], _STAMP)
                found.append(Backup(path, made_at, match["reason"], path.stat().st_size))
    return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)


def is_due(catalog: Path, commit: int, today: dt.date) -> bool:
    """Whether today's backup is due: there is none of today, and something was committed since the newest.

    Args:
        commit: the number of the catalog's last commit, 0 if nothing was ever written to it.
    """
    there = backups_of(catalog)
    if not commit or any(one.reason == DAILY and one.made_at.date() == today for one in there):
        return False
    # One made before a restore may have the same number of commits as the restored catalog, but other ones.
    return not there or there[0].reason == BEFORE_RESTORE or _commit_of(there[0].path) != commit


def _commit_of(backup: Path) -> int | None:
    try:
        with closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def note_checked(catalog: Path) -> None:
    """Record that the catalog was checked now, and is undamaged."""
    folder = folder_of(catalog)
    with writing_to(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        (folder / _CHECKED).touch(PRIVATE_FILE)


def checked_on(catalog: Path, day: dt.date) -> bool:
    """Whether the catalog was last checked on this day."""
    marker = folder_of(catalog) / _CHECKED
    return marker.exists() and dt.date.fromtimestamp(marker.stat().st_mtime) == day


def newest_good(catalog: Path) -> Backup | None:
    """The newest undamaged backup."""
    return next((one for one in backups_of(catalog) if damage_of(one.path) is None), None)


def refuse_damaged(catalog: Path, damage: str) -> CatalogDamaged:
    """The sentence for a damaged catalog, with what to do."""
    backup = newest_good(catalog)
    return CatalogDamaged(
        f"{catalog} is damaged ({damage}).",
        f"Bring back the backup of {backup.made_at:%Y-%m-%d %H:%M}: photoface restore '{backup.path}'"
        if backup is not None
        else "There is no backup of it. Make a copy of the file before you do anything else.",
        backup.path if backup is not None else None,
    )


def refuse_foreign(catalog: Path, why: str) -> UserFacingError:
    """The sentence for a file that does not look like a catalog: damaged, if there are backups of it."""
    if backups_of(catalog):
        return refuse_damaged(catalog, why)
    return UserFacingError(f"{catalog} is not a PhotoFace catalog.", "Choose another file with --catalog.")


def make_backup(source: sqlite3.Connection, catalog: Path, reason: str) -> Path:
    """Copy the catalog into the folder of its backups, and delete old ones of the same kind.

    Args:
        source: a connection to the catalog, outside of a transaction.

    Raises:
        CatalogDamaged: the catalog is; nothing was made or removed.
        UserFacingError: the disk is full or cannot be written; nothing was made or removed.
    """
    folder = folder_of(catalog)
    with writing_to(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    target = folder / f"{catalog.name}.{reason}.{dt.datetime.now().strftime(_STAMP)}.backup"
    copy_whole(source, catalog, target)
    _remove_old(catalog, reason)
    return target


def copy_whole(source: sqlite3.Connection, catalog: Path, target: Path) -> None:
    """Copy a connection's database to a new file, atomically and checked.

    Raises:
        CatalogDamaged: the copy is damaged.
        UserFacingError: the file exists already, or the disk is full or cannot be written.
    """
    if target.exists():
        raise UserFacingError(f"{target} is there already.", "Choose another name.")
    with partial_file(target) as partial:
        copy_checked(source, catalog, partial, target)
        put_in_place(partial, target)


def copy_checked(source: sqlite3.Connection, catalog: Path, empty: Path, target: Path) -> None:
    """Copy a connection's database into an empty file.

    Args:
        target: the final name of the file, for error messages.

    Raises:
        CatalogDamaged: the copy is damaged.
        UserFacingError: the disk is full or cannot be written.
    """
    with closing(sqlite3.connect(empty)) as copy, in_words(target):
        try:
            source.backup(copy)
            damage = damage_in(copy)
        except sqlite3.DatabaseError as error:
            if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            damage = str(error)
        if damage is not None:
            raise refuse_damaged(catalog, damage)
        # Without a log, so that it can be read in a read-only folder.
        copy.execute("PRAGMA journal_mode = DELETE")


@contextlib.contextmanager
def partial_file(target: Path) -> Iterator[Path]:
    """An empty file beside the target, used by this process only; deleted at the end if it was not renamed."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    with writing_to(target):
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    try:
        yield partial
    finally:
        for path in (partial, *beside_files(partial), partial.with_name(f"{partial.name}-journal")):
            path.unlink(missing_ok=True)


def put_in_place(partial: Path, target: Path) -> None:
    """Rename a finished file to its final name, replacing an older one, and flush it to the disk."""
    with writing_to(target):
        sync(partial)
        partial.replace(target)
        sync(target.parent)


def sync(path: Path) -> None:
    """Flush a file or, where the system supports it, a folder to the disk."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def writing_to(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserFacingError(
            f"{target} cannot be written: {error.strerror or error}.",
            "Check its folder, its rights and the room on its disk. The catalog is as it was.",
        ) from error


def _remove_old(catalog: Path, reason: str) -> None:
    alike = [one for one in backups_of(catalog) if one.reason == reason]
    if reason == DAILY:
        kept = kept_of_daily([one.made_at for one in alike])
        old = [one for one in alike if one.made_at not in kept]
    else:
        old = [] if reason == BY_HAND else alike[OTHERS_KEPT:]
    for one in old:
        one.path.unlink(missing_ok=True)


def kept_of_daily(times: list[dt.datetime]) -> set[dt.datetime]:
    """The automatic backups that are kept: the newest of each of the last days, weeks and months that have any."""
    periods: tuple[tuple[int, Callable[[dt.datetime], Hashable]], ...] = (
        (DAYS_KEPT, dt.datetime.date),
        (WEEKS_KEPT, lambda time: time.isocalendar()[:2]),
        (MONTHS_KEPT, lambda time: (time.year, time.month)),
    )
    kept: set[dt.datetime] = set()
    for count, period_of in periods:
        newest = {period_of(time): time for time in sorted(times)}
        kept.update(sorted(newest.values())[-count:])
    return kept
