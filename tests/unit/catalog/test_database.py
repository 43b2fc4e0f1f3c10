"""Opening catalogs: new, old, newer, foreign, damaged, locked, full."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fakes.library import open_fake_library

from photoface.catalog import connections
from photoface.catalog.backups import backups_of, folder_of
from photoface.catalog.migrations import configuration
from photoface.catalog.revision import HEAD_REVISION
from photoface.catalog.sqlite_database import ROWS_IN_LOG, SqliteDatabase
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.settings import Setting
from photoface.errors import UserFacingError

pytestmark = pytest.mark.sqlite


def test_a_new_catalog_has_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "new" / "a.photoface")
    with database.read() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_the_head_revision_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD_REVISION


def test_opening_again_keeps_what_was_written(catalog_path: Path) -> None:
    first = SqliteDatabase(catalog_path)
    with first.write() as session:
        session.add(Setting(name="model", value="x"))
    first.close()
    second = SqliteDatabase(catalog_path)
    with second.read() as session:
        assert session.get(Setting, "model").value == "x"  # type: ignore[union-attr]
    second.close()


def test_a_block_that_raises_leaves_nothing_behind(catalog_path: Path) -> None:
    database = SqliteDatabase(catalog_path)

    def fail() -> None:
        with database.write() as session:
            session.add(Setting(name="model", value="x"))
            session.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert session.get(Setting, "model") is None
    database.close()


def _set_revision(path: Path, revision: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_newer_catalog_is_refused_and_left_alone(catalog_path: Path) -> None:
    _set_revision(catalog_path, "9999")
    before = catalog_path.read_bytes()
    with pytest.raises(UserFacingError, match=r"written by a newer PhotoFace.*Update PhotoFace"):
        SqliteDatabase(catalog_path)
    assert catalog_path.read_bytes() == before


def test_an_older_catalog_is_backed_up_before_it_is_migrated(
    catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_revision(catalog_path, "0000")
    seen: list[list[str]] = []

    def upgrade(_connection: sa.Connection) -> None:
        seen.append([backup.path.name for backup in backups_of(catalog_path)])

    monkeypatch.setattr("photoface.catalog.migrations.upgrade", upgrade)
    SqliteDatabase(catalog_path).close()
    assert len(seen) == 1
    (name,) = seen[0]
    assert name.startswith(f"{catalog_path.name}.before-{HEAD_REVISION}.")
    backup = sqlite3.connect(folder_of(catalog_path) / name)
    assert backup.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000",)
    backup.close()


@pytest.mark.parametrize(
    "content", [b"just some text, and quite a lot of it " * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 200]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(UserFacingError, match="is not a PhotoFace catalog"):
        SqliteDatabase(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "digikam4.db"
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE Images (id INTEGER)")
    connection.close()
    with pytest.raises(UserFacingError, match="is not a PhotoFace catalog"):
        SqliteDatabase(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="is a folder"):
        SqliteDatabase(tmp_path)


def test_a_locked_catalog_says_so(catalog_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    database = SqliteDatabase(catalog_path)
    other = sqlite3.connect(catalog_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserFacingError, match="in use by another PhotoFace"), database.write() as session:
        session.execute(sa.text("SELECT 1"))
    other.rollback()
    other.close()
    with database.write() as session:
        session.add(Setting(name="model", value="x"))
    database.close()


def test_a_full_disk_says_so_and_loses_nothing(catalog_path: Path) -> None:
    database = SqliteDatabase(catalog_path)
    with database.write() as session:
        session.add(Setting(name="kept", value="yes"))

    def fill() -> None:
        with database.write() as session:
            pages = session.execute(sa.text("PRAGMA page_count")).scalar_one()
            session.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
            session.add(Setting(name="big", value="x" * 1_000_000))

    with pytest.raises(UserFacingError, match=r"disk.*is full.*nothing was lost"):
        fill()
    with database.read() as session:
        assert session.get(Setting, "kept") is not None
        assert session.get(Setting, "big") is None
    database.close()


def test_readers_do_not_wait_for_a_writer(catalog_path: Path) -> None:
    database = SqliteDatabase(catalog_path)
    result: list[object] = []

    def read() -> None:
        with database.read() as session:
            result.append(session.get(Setting, "model"))

    with database.write() as session:
        session.add(Setting(name="model", value="x"))
        session.flush()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(10)
        assert not reader.is_alive()
    assert result == [None]
    database.close()


def test_data_version_moves_when_somebody_commits(catalog_path: Path) -> None:
    ours, theirs = SqliteDatabase(catalog_path), SqliteDatabase(catalog_path)
    before = ours.data_version()
    assert ours.data_version() == before
    with theirs.write() as session:
        session.add(Setting(name="model", value="x"))
    assert ours.data_version() != before
    ours.close()
    theirs.close()


def test_what_is_committed_is_moved_from_the_log_into_the_file_beside_all_else(catalog_path: Path) -> None:
    database = SqliteDatabase(catalog_path)

    def in_the_file() -> set[str]:
        # What a copy of the file alone holds, without the log beside it.
        alone = catalog_path.with_name("alone.photoface")
        alone.write_bytes(catalog_path.read_bytes())
        with contextlib.closing(sqlite3.connect(alone)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM setting")}

    with database.write() as session:
        session.execute(sa.insert(Setting).values(name="first", value="1"))
    emptying = database._emptying
    assert emptying is None
    assert "first" not in in_the_file()
    with database.write() as session:
        rows = [{"name": f"setting {number}", "value": ""} for number in range(ROWS_IN_LOG)]
        session.execute(sa.insert(Setting), rows)
    emptying = database._emptying
    assert emptying is not None
    emptying.join()
    assert {"first", "setting 0"} <= in_the_file()
    before = database.data_version()
    with database.write() as session:
        session.execute(sa.delete(Setting).where(Setting.name.startswith("setting")))
    after = database.data_version()
    emptying = database._emptying
    assert emptying is not None
    emptying.join()
    # Nobody is told of a change by it.
    assert before != after == database.data_version()
    database.close()


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_a_decision_waits_for_the_disk_and_a_batch_of_a_job_does_not(
    catalog_path: Path, durable: bool, level: int
) -> None:
    database = SqliteDatabase(catalog_path)
    # The same connection served the other kind before.
    with database.write(durable=not durable) as session:
        session.add(Setting(name="model", value="x"))
    with database.write(durable=durable) as session:
        assert session.execute(sa.text("PRAGMA synchronous")).scalar_one() == level
    with database.write() as session:
        assert session.execute(sa.text("PRAGMA synchronous")).scalar_one() == 2
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_files_and_the_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    catalog = tmp_path / "new" / "catalog.photoface"
    library = open_fake_library(catalog)
    library.set_setting("scan_batch", "4")
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in catalog.parent.iterdir()}
    assert {name: right for name, right in rights.items() if right != 0o600} == {}
    assert {"catalog.photoface", "catalog.photoface-wal", "catalog.photoface.thumbnails"} <= rights.keys()
    assert stat.S_IMODE(catalog.parent.stat().st_mode) == 0o700
    library.close()
