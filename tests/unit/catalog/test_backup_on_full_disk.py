"""The disk runs full during a backup or a restore: it is said, nothing partial is left, and what was there stays."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from full_disk import NONE, PLENTY, Disk, files_up_to

from photoface.catalog.backups import BY_HAND, DAILY, backups_of, folder_of
from photoface.catalog.restoring import restore
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.catalog.tables.settings import Setting
from photoface.errors import UserFacingError

pytestmark = pytest.mark.sqlite


def _files(folder: Path) -> dict[str, bytes]:
    """All files but the logs, which SQLite makes beside a catalog that it only reads."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {path.name: path.read_bytes() for path in files}


def _say(database: SqliteDatabase, name: str, value: str = "yes") -> None:
    with database.write() as session:
        session.add(Setting(name=name, value=value))


@pytest.mark.parametrize("pages", [NONE, 2, 10])
@pytest.mark.parametrize(
    "make",
    [lambda database, target: database.back_up(DAILY), SqliteDatabase.save_copy],
    ids=["backup", "copy"],
)
def test_a_backup_without_room_is_told_and_leaves_nothing(
    catalog_path: Path, tmp_path: Path, make: Callable[[SqliteDatabase, Path], object], pages: int
) -> None:
    disk = Disk("*.partial")
    target = tmp_path / "stick" / "copy.photoface"
    target.parent.mkdir()
    with disk.mounted():
        database = SqliteDatabase(catalog_path)
        database.back_up(BY_HAND)
        before = _files(tmp_path)
        disk.set_room(pages)
        with pytest.raises(UserFacingError, match=r"The disk that holds .* is full\. Make room") as caught:
            make(database, target)
        assert ".partial" not in str(caught.value)
        assert _files(tmp_path) == before
        assert [one.reason for one in backups_of(catalog_path)] == [BY_HAND]
        _say(database, "still decides")
        disk.set_room(PLENTY)
        make(database, target)
        assert len(_files(tmp_path)) == len(before) + 1
        database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_backup_larger_than_the_disk_takes_is_told_and_leaves_nothing(catalog_path: Path, tmp_path: Path) -> None:
    database = SqliteDatabase(catalog_path)
    target = tmp_path / "copy"
    with files_up_to(100_000), pytest.raises(UserFacingError, match=re.escape(f"{target} ")):
        database.save_copy(target)
    assert list(tmp_path.iterdir()) == [catalog_path.parent]
    database.save_copy(target)
    database.close()


@pytest.mark.parametrize("is_damaged", [False, True], ids=["whole", "damaged"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_restore_without_room_leaves_the_catalog_as_it_was(
    catalog_path: Path, tmp_path: Path, *, is_damaged: bool
) -> None:
    database = SqliteDatabase(catalog_path)
    backup = database.back_up(BY_HAND)
    # What is there by now is larger than its backup: that is restored, and then there is no room to keep this one.
    _say(database, "large", "x" * 400_000)
    database.close()
    room = catalog_path.stat().st_size - 4096
    if is_damaged:
        with catalog_path.open("r+b") as file:
            file.seek(room)
            file.write(b"\xff" * 4096)
    before = _files(tmp_path)
    with files_up_to(room), pytest.raises(UserFacingError):
        restore(catalog_path, backup)
    assert _files(tmp_path) == before
    restore(catalog_path, backup)
    kept = _files(folder_of(catalog_path))
    assert len(kept) == 2
    assert not is_damaged or before[catalog_path.name] in kept.values()
