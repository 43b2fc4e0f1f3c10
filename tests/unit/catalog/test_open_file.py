"""A catalog whose file is deleted, moved or replaced while it is open, or whose log or locks somebody takes away."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from photoface.catalog import open_file
from photoface.catalog import sqlite_database as module
from photoface.catalog.open_file import Whereabouts, beside_files
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.catalog.tables.settings import Setting
from photoface.errors import CatalogDamaged, CatalogGone, UserFacingError

pytestmark = pytest.mark.sqlite

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody touch a file that is open")
needs_locks = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists a process's locks")


@pytest.fixture
def database(catalog_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(catalog_path)
    say(opened, "first")
    yield opened
    opened.close()


def say(database: SqliteDatabase, name: str) -> None:
    with database.write() as session:
        session.add(Setting(name=name, value="said"))


def heard(database: SqliteDatabase) -> set[str]:
    with database.read() as session:
        return set(session.scalars(sa.select(Setting.name)))


def on_the_disk(path: Path) -> set[str]:
    """What another process finds in the catalog; asked of one, so that it shares neither locks nor log with this."""
    query = "SELECT name FROM setting"
    program = f"import sqlite3, sys; print(*(row[0] for row in sqlite3.connect(sys.argv[1]).execute('{query}')))"
    asked = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    return set(asked.stdout.split())


def delete(path: Path) -> None:
    for one in (path, *beside_files(path)):
        one.unlink()


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere.photoface"))


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path) -> None:
    other = path.with_name("other")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(other)) as copy:
        source.backup(copy)
    for one in beside_files(path):
        one.unlink()
    other.replace(path)


@needs_unix
@pytest.mark.parametrize("change", [delete, move, move_folder, replace])
def test_nothing_is_acknowledged_that_went_nowhere(
    database: SqliteDatabase, catalog_path: Path, change: Callable[[Path], None]
) -> None:
    change(catalog_path)
    with pytest.raises(CatalogGone, match=r"deleted, moved or replaced.*save a copy"):
        say(database, "second")
    with pytest.raises(CatalogGone):
        database.make_sure()
    assert heard(database) == {"first"}


@needs_unix
@pytest.mark.parametrize("change", [delete, move, move_folder, replace])
def test_what_happens_during_a_decision_is_told_too(
    database: SqliteDatabase, catalog_path: Path, change: Callable[[Path], None]
) -> None:
    def say_while_it_goes() -> None:
        with database.write() as session:
            session.add(Setting(name="second", value="said"))
            session.flush()
            change(catalog_path)

    with pytest.raises(CatalogGone):
        say_while_it_goes()


@needs_unix
@pytest.mark.parametrize("change", [delete, move, replace])
def test_a_copy_of_what_is_open_can_be_saved(
    database: SqliteDatabase, catalog_path: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    change(catalog_path)
    database.save_copy(tmp_path / "saved.photoface")
    assert on_the_disk(tmp_path / "saved.photoface") == {"first"}


@needs_unix
def test_what_is_put_back_is_written_to_again(database: SqliteDatabase, catalog_path: Path) -> None:
    away = catalog_path.with_name("elsewhere.photoface")
    catalog_path.rename(away)
    with pytest.raises(CatalogGone):
        say(database, "second")
    away.rename(catalog_path)
    say(database, "second")
    assert on_the_disk(catalog_path) == {"first", "second"}


@needs_unix
def test_readers_never_mix_in_what_lies_there_instead(database: SqliteDatabase, catalog_path: Path) -> None:
    replace(catalog_path)
    with closing(sqlite3.connect(catalog_path)) as other, other:
        other.execute("INSERT INTO setting VALUES ('theirs', '')")
    seen = set()
    # More connections at once than there were: new ones would be to the other file.
    with database.read() as one:
        seen |= set(one.scalars(sa.select(Setting.name)))
        with pytest.raises(CatalogGone), database.read() as two, database.read() as three:
            seen |= set(two.scalars(sa.select(Setting.name))) | set(three.scalars(sa.select(Setting.name)))
    assert seen == {"first"}


@needs_unix
def test_a_log_that_another_process_deleted_is_made_again(database: SqliteDatabase, catalog_path: Path) -> None:
    # As a process does that closes the catalog and finds no locks on it: what is in the log goes to the file first.
    with closing(sqlite3.connect(catalog_path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    for path in beside_files(catalog_path):
        path.unlink()
    say(database, "second")
    assert heard(database) == on_the_disk(catalog_path) == {"first", "second"}


@needs_unix
def test_a_log_deleted_during_a_decision_loses_nothing(database: SqliteDatabase, catalog_path: Path) -> None:
    with database.write() as session:
        session.add(Setting(name="second", value="said"))
        session.flush()
        for path in beside_files(catalog_path):
            path.unlink()
    assert on_the_disk(catalog_path) == {"first", "second"}


@needs_unix
def test_changes_lost_with_their_log_are_told(database: SqliteDatabase, catalog_path: Path) -> None:
    # Another process has the catalog open, so that nothing of this one's log goes to the file when it is closed.
    program = (
        "import sqlite3, sys; catalog = sqlite3.connect(sys.argv[1]); catalog.execute('SELECT * FROM setting');"
        "print(flush=True); input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, str(catalog_path)], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        other.stdout.readline()
        for path in beside_files(catalog_path):
            path.unlink()
        with pytest.raises(UserFacingError, match=r"newest changes \(\d+\) are lost.*make them again"):
            say(database, "second")
        other.communicate(b"\n")
    say(database, "third")
    assert on_the_disk(catalog_path) == {"third"}


@needs_locks
def test_locks_that_were_dropped_are_taken_again(database: SqliteDatabase, catalog_path: Path) -> None:
    assert database._file is not None
    version = database.data_version()
    for path in (catalog_path, *beside_files(catalog_path)):
        path.read_bytes()
    assert database._file.whereabouts() is Whereabouts.UNLOCKED
    say(database, "second")
    assert database._file.whereabouts() is Whereabouts.IN_PLACE
    assert database.data_version() != version
    # Another process that opens and closes the catalog leaves the log alone.
    assert on_the_disk(catalog_path) == {"first", "second"}
    assert database._file.whereabouts() is Whereabouts.IN_PLACE


@needs_unix
def test_a_link_to_a_catalog_is_one(catalog_path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.photoface"
    link.symlink_to(catalog_path)
    database = SqliteDatabase(link)
    say(database, "first")
    say(database, "second")
    assert on_the_disk(link) == {"first", "second"}
    link.unlink()
    with pytest.raises(CatalogGone):
        say(database, "third")
    database.close()


@needs_locks
def test_locks_that_are_gone_while_others_read_stop_no_decision(
    database: SqliteDatabase, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REOPEN_SECONDS", 0.01)
    with database.read() as session:
        session.execute(sa.select(Setting.name))
        catalog_path.read_bytes()
        say(database, "second")
        database.data_version()
    say(database, "third")
    assert database._file is not None
    assert database._file.whereabouts() is Whereabouts.IN_PLACE
    assert on_the_disk(catalog_path) == {"first", "second", "third"}


@needs_locks
def test_a_line_that_the_systems_table_leaves_out_once_is_no_lost_lock(
    database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = open_file._lists_lock, iter([False, False])
    monkeypatch.setattr(open_file, "_lists_lock", lambda file: next(looks, None) is None and real(file))
    assert database._file is not None
    assert database._file.whereabouts() is Whereabouts.IN_PLACE


def other_catalog(path: Path, commits: int) -> bytes:
    """A catalog with so many commits more than an empty one, as a file without a log."""
    other = path.with_name(f"other-{commits}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(other)) as copy:
        source.backup(copy)
    written = SqliteDatabase(other)
    for number in range(commits):
        say(written, f"other {number}")
    written.close()
    return other.read_bytes()


needs_handles = pytest.mark.skipif(not sys.platform.startswith(("linux", "darwin")), reason="lists no open files")


@needs_handles
@pytest.mark.parametrize("in_log", [0, 3], ids=["all in the file", "some in the log"])
@pytest.mark.parametrize("what", ["an earlier state", "a longer one", "nothing", "half of it"])
def test_a_file_that_is_copied_over_the_open_one_is_noticed(catalog_path: Path, what: str, in_log: int) -> None:
    earlier = catalog_path.read_bytes()
    longer = other_catalog(catalog_path, 40)
    opened = SqliteDatabase(catalog_path)
    for number in range(10):
        say(opened, f"first {number}")
    opened._checkpoint()
    for number in range(in_log):
        say(opened, f"later {number}")
    opened.make_sure()
    over = {"an earlier state": earlier, "a longer one": longer, "nothing": b"", "half of it": earlier[:50]}
    source = catalog_path.with_name("source")
    source.write_bytes(over[what])
    subprocess.run(["cp", source, catalog_path], check=True)
    for _ in range(2):
        with pytest.raises(CatalogDamaged, match="another program wrote over it"):
            say(opened, "second")
        # What the log brings into the file does not make it this catalog.
        with contextlib.suppress(sqlite3.DatabaseError):
            opened._checkpoint()
    opened.close()


@needs_handles
def test_other_processes_that_write_and_empty_the_log_are_no_alarm(catalog_path: Path) -> None:
    opened = SqliteDatabase(catalog_path)
    program = """
import sys
from pathlib import Path
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.catalog.tables.settings import Setting
database = SqliteDatabase(Path(sys.argv[1]))
for number in range(200):
    with database.write(durable=False) as session:
        session.add(Setting(name=f"{sys.argv[2]} {number}", value="x" * 3000))
    if number % 20 == 19:
        database._checkpoint()
database.close()
"""
    others = [subprocess.Popen([sys.executable, "-c", program, str(catalog_path), name]) for name in ("a", "b")]
    said = 0
    while any(other.poll() is None for other in others):
        say(opened, f"own {said}")
        said += 1
        if said % 10 == 0:
            opened._checkpoint()
        with opened._connection():
            opened.make_sure()
    assert [other.returncode for other in others] == [0, 0]
    assert len(heard(opened)) == 400 + said
    opened.close()


@needs_handles
def test_a_look_at_the_header_opens_nothing_and_survives_its_handle(
    database: SqliteDatabase, catalog_path: Path
) -> None:
    database.make_sure()
    header = database._header
    assert header is not None
    assert header._handle is not None
    header._handle = 0
    assert header.commit_number() == database._in_file
    database._engine.dispose()
    say(database, "second")
    assert on_the_disk(catalog_path) == {"first", "second"}
