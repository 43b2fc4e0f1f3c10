"""Backups: with what is in the log, checked, private, and the old ones go by age."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from photoface.catalog import backups
from photoface.catalog.backups import BY_HAND, DAILY, backups_of, folder_of, kept_of_daily, newest_good
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.catalog.tables.settings import Setting
from photoface.errors import CatalogDamaged, UserFacingError

pytestmark = pytest.mark.sqlite


@pytest.fixture
def database(catalog_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(catalog_path)
    with opened.write() as session:
        session.add(Setting(name="said", value="yes"))
    yield opened
    opened.close()


def names_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM setting")}


def damage(path: Path) -> None:
    """Zero a page in the middle."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    path.write_bytes(content)


def test_a_backup_holds_what_is_only_in_the_log(database: SqliteDatabase, catalog_path: Path) -> None:
    alone = catalog_path.with_name("alone.photoface")
    alone.write_bytes(catalog_path.read_bytes())
    assert names_in(alone) == set()
    assert names_in(database.back_up(BY_HAND)) == {"said"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_backup_is_its_owners_alone_and_one_file(database: SqliteDatabase, catalog_path: Path) -> None:
    path = database.back_up(BY_HAND)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder_of(catalog_path).stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_backups_are_listed_newest_first_with_what_older_versions_made(
    database: SqliteDatabase, catalog_path: Path
) -> None:
    older = catalog_path.with_name(f"{catalog_path.name}.before-0002.20260101-120000-000000.backup")
    older.write_bytes(catalog_path.read_bytes())
    catalog_path.with_name(f"{catalog_path.name}.notes.backup").write_text("not ours")
    made = [database.back_up(BY_HAND), database.back_up(DAILY)]
    found = backups_of(catalog_path)
    assert [backup.path for backup in found] == [made[1], made[0], older]
    assert [backup.reason for backup in found] == [DAILY, BY_HAND, "before-0002"]
    assert found[2].made_at == dt.datetime(2026, 1, 1, 12)


def test_what_the_user_made_is_kept_and_the_oldest_of_the_others_go(
    database: SqliteDatabase, catalog_path: Path
) -> None:
    own = [database.back_up(BY_HAND) for _ in range(backups.OTHERS_KEPT + 2)]
    others = [database.back_up("before-9999") for _ in range(backups.OTHERS_KEPT + 2)]
    assert {backup.path for backup in backups_of(catalog_path)} == {*own, *others[2:]}


def test_daily_backups_thin_out_to_days_weeks_and_months() -> None:
    end = dt.datetime(2026, 11, 29, 18)
    times = [end - dt.timedelta(days=day) for day in range(800)]
    # As it happens: one each day, thinned out each day.
    there: set[dt.datetime] = set()
    for time in reversed(times):
        there = kept_of_daily([*there, time])
    ages = sorted((end - time).days for time in there)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    weeks = {time.isocalendar()[:2] for time in there if (end - time).days < 28}
    assert len(weeks) == 4
    months = {(time.year, time.month) for time in there}
    assert len(months) == 12
    assert len(there) <= 7 + 4 + 12


def test_the_newest_of_a_day_is_kept() -> None:
    morning, evening = dt.datetime(2026, 11, 29, 8), dt.datetime(2026, 11, 29, 20)
    assert kept_of_daily([evening, morning]) == {evening}


def test_a_damaged_catalog_makes_no_backup_and_takes_none_away(catalog_path: Path) -> None:
    database = SqliteDatabase(catalog_path)
    good = database.back_up(BY_HAND)
    database.close()
    content = bytearray(catalog_path.read_bytes())
    # Not the first page: the catalog still opens.
    for page in range(4, len(content) // 4096):
        content[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    catalog_path.write_bytes(content)
    with pytest.raises(CatalogDamaged) as caught:
        SqliteDatabase(catalog_path).back_up(DAILY)
    assert caught.value.backup == good
    assert good.name in caught.value.remedy
    assert list(folder_of(catalog_path).iterdir()) == [good]


def test_the_newest_good_backup_is_not_a_damaged_one(database: SqliteDatabase, catalog_path: Path) -> None:
    good, bad = database.back_up(BY_HAND), database.back_up(BY_HAND)
    damage(bad)
    found = newest_good(catalog_path)
    assert found is not None
    assert found.path == good


def test_a_file_that_is_there_is_never_written_over(database: SqliteDatabase, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(UserFacingError, match="is there already"):
        database.save_copy(target)
    assert target.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(database: SqliteDatabase, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be written"):
        database.save_copy(tmp_path / "no such folder" / "copy")
