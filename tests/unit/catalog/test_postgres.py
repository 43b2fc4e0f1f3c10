"""A catalog on a PostgreSQL server: errors as sentences, turns of writers, what others commit, kills and restarts."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fakes.library import open_fake_library
from postgres_server import PostgresServer, running_server, wait_until_notified
from raw_catalog import raw_catalog
from scenes import Scene
from sqlalchemy.dialects.postgresql.base import ischema_names

from photoface.catalog.database import note_change
from photoface.catalog.opening import open_database
from photoface.catalog.postgres import database as postgres_database
from photoface.catalog.postgres.database import PostgresDatabase
from photoface.catalog.postgres.errors import in_words
from photoface.catalog.revision import HEAD_REVISION
from photoface.catalog.server_note import note_of
from photoface.catalog.sql_dialects import driver_rows
from photoface.catalog.sql_helpers import pack_vector
from photoface.catalog.stored_values import StoredVector
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.faces import Embedding
from photoface.catalog.tables.settings import Setting
from photoface.errors import CatalogBusy, CatalogDamaged, UserFacingError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the extra `test` brings no server for Windows")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of this module's own, which its tests may stop."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def empty(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with an empty catalog."""
    name = server.create()
    open_database(server.note(name, tmp_path_factory.mktemp("empty"))).close()
    return name


@pytest.fixture
def note(server: PostgresServer, empty: str, tmp_path: Path) -> Iterator[Path]:
    """The note of a catalog of this test's own."""
    name = server.create(empty)
    yield server.note(name, tmp_path)
    server.drop(name)


@contextlib.contextmanager
def _opened(note: Path) -> Iterator[PostgresDatabase]:
    database = open_database(note)
    assert isinstance(database, PostgresDatabase)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def database(note: Path) -> Iterator[PostgresDatabase]:
    with _opened(note) as opened:
        yield opened


@pytest.fixture
def other(note: Path) -> Iterator[PostgresDatabase]:
    """The same catalog, as another computer has it open."""
    with _opened(note) as opened:
        yield opened


def _set(database: PostgresDatabase, value: str, *, durable: bool = True) -> None:
    with database.write(durable=durable) as session:
        session.merge(Setting(name="model", value=value))


def _value(database: PostgresDatabase) -> str | None:
    with database.read() as session:
        return session.execute(sa.select(Setting.value).where(Setting.name == "model")).scalar_one_or_none()


def _number(database: PostgresDatabase) -> int:
    return database.query(database.commit_number)


def test_a_new_catalog_has_the_tables_that_the_code_declares(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = StoredVector().load_dialect_impl(database._engine.dialect)
    monkeypatch.setitem(ischema_names, "vector", type(vector))
    # By a connection as others make it: SQLAlchemy reads its tables' names and types as text.
    engine = sa.create_engine(database.address)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    engine.dispose()
    own = {"catalog_commit", "photo_words_due", "picture", "ix_picture_changed"}
    assert [one for one in differences if one[1].name not in own] == []
    assert revision == HEAD_REVISION


def test_what_is_written_is_there_for_others_and_after_opening_again(
    note: Path, database: PostgresDatabase, other: PostgresDatabase
) -> None:
    _set(database, "x")
    assert _value(other) == "x"
    _set(other, "y", durable=False)
    with _opened(note) as again:
        assert _value(again) == "y"


def test_a_text_with_a_character_that_the_server_cannot_hold_is_kept_all_the_same(database: PostgresDatabase) -> None:
    _set(database, "ACME\0Phone")
    assert _value(database) == "ACME\N{REPLACEMENT CHARACTER}Phone"


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    note = note_of(f"postgresql://anna@/photos?host={tmp_path}", tmp_path)
    with pytest.raises(UserFacingError, match=r"^The server of anna@this computer/photos does not answer\."):
        open_database(note)


def test_a_database_that_is_not_there_is_said(server: PostgresServer, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"^There is no database .*/nowhere\. .*CREATE DATABASE"):
        open_database(server.note("nowhere", tmp_path))


@pytest.fixture
def guarded(server: PostgresServer) -> Iterator[str]:
    """A user whom the server asks for a password."""
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text()
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE USER anna PASSWORD 'right'")
        rules.write_text(f"local all anna scram-sha-256\n{before}")
        connection.execute("SELECT pg_reload_conf()")
        yield "anna"
        rules.write_text(before)
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP USER anna")


@pytest.mark.parametrize("user", ["anna:wrong", "anna", "nobody_knows"])
def test_a_wrong_user_or_password_is_said(
    server: PostgresServer, empty: str, guarded: str, user: str, tmp_path: Path
) -> None:
    note = note_of(f"postgresql://{user}@/{empty}?host={server.folder}", tmp_path)
    with pytest.raises(UserFacingError, match=r"does not let you in\. Check the user and the password") as caught:
        open_database(note)
    assert "wrong" not in str(caught.value)


def test_somebody_without_rights_to_the_tables_is_told(
    server: PostgresServer, empty: str, guarded: str, tmp_path: Path
) -> None:
    note = note_of(f"postgresql://{guarded}:right@/{empty}?host={server.folder}", tmp_path)
    with pytest.raises(UserFacingError, match=r"^You may not change .*rights to its tables"):
        open_database(note)


def test_a_newer_catalog_is_refused(note: Path) -> None:
    with raw_catalog(note) as rows:
        rows.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserFacingError, match=r"written by a newer PhotoFace .*9999.*Update PhotoFace"):
        open_database(note)


def test_a_database_of_another_program_is_refused_and_left_alone(server: PostgresServer, tmp_path: Path) -> None:
    note = server.note(server.create(), tmp_path)
    with raw_catalog(note) as rows:
        rows.execute("CREATE TABLE invoice (id int)")
    with pytest.raises(UserFacingError, match=r"holds tables of another program, such as invoice"):
        open_database(note)
    with raw_catalog(note) as rows:
        found = rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert found == [("invoice",)]


STATES = {
    "53100": (UserFacingError, r"^The disk of the server of .* is full\. Make room"),
    "53300": (UserFacingError, r"is overloaded"),
    "57P01": (UserFacingError, r"was stopped\. .*What was acknowledged is stored"),
    "57014": (CatalogBusy, r"in use by another PhotoFace"),
    "42501": (UserFacingError, r"^You may not change"),
    "25006": (UserFacingError, r"can only be read just now"),
    "XX001": (CatalogDamaged, r"is damaged\. Restore a backup"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_the_server_says_is_a_sentence_and_nothing_is_half_done(database: PostgresDatabase, state: str) -> None:
    _set(database, "before")
    number, (kind, sentence) = _number(database), STATES[state]

    def fail() -> None:
        with database.write() as session:
            session.merge(Setting(name="model", value="after"))
            session.flush()
            session.execute(sa.text(f"DO $$ BEGIN RAISE 'it' USING ERRCODE = '{state}'; END $$"))

    with pytest.raises(kind, match=sentence):
        fail()
    assert (_value(database), _number(database)) == ("before", number)
    _set(database, "later")
    assert _value(database) == "later"


def test_a_bug_stays_a_bug(database: PostgresDatabase) -> None:
    with pytest.raises(sa.exc.ProgrammingError), database.read() as session:
        session.execute(sa.text("SELECT nothing FROM nowhere"))
    with pytest.raises(psycopg.InterfaceError), in_words(database.address):
        raise psycopg.InterfaceError("the connection is closed")


def test_what_others_commit_is_noticed_and_nothing_else(database: PostgresDatabase, other: PostgresDatabase) -> None:
    before = database.data_version()
    assert database.data_version() == before
    assert _value(other) is None
    with other.write() as session:
        session.execute(sa.select(Setting)).all()
    assert database.data_version() == before
    _set(other, "x")
    wait_until_notified(database)
    after = database.data_version()
    assert after != before
    assert database.data_version() == after


def test_what_is_rolled_back_is_neither_numbered_nor_announced(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    version, number = other.data_version(), _number(other)

    def fail() -> None:
        with database.write() as session:
            session.add(Setting(name="model", value="x"))
            session.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert (other.data_version(), _number(other), _value(other)) == (version, number, None)


def test_a_process_knows_what_its_own_commits_touched(database: PostgresDatabase, other: PostgresDatabase) -> None:
    before = _number(database)
    with database.write() as session:
        session.add(Setting(name="model", value="x"))
        note_change(session, Changed(faces=frozenset({7})))
    assert database.changed_between(before, _number(database)) == Changed(faces=frozenset({7}))
    assert other.changed_between(before, _number(database)) is None


def test_a_reader_sees_one_state_while_others_commit(database: PostgresDatabase, other: PostgresDatabase) -> None:
    _set(other, "first")
    with database.read() as session:
        first = database.commit_number(session)
        _set(other, "second")
        seen = session.execute(sa.select(Setting.value).where(Setting.name == "model")).scalar_one()
        assert (seen, database.commit_number(session)) == ("first", first)
    assert (_value(database), _number(database)) == ("second", first + 1)


def test_writers_take_turns(note: Path, database: PostgresDatabase, other: PostgresDatabase) -> None:
    """Each reads a number and writes the next one: none is lost."""
    _set(database, "0")
    start = _number(database)

    def count(own: PostgresDatabase) -> None:
        for _ in range(25):
            with own.write(durable=False) as session:
                value = session.execute(sa.select(Setting.value).where(Setting.name == "model")).scalar_one()
                session.execute(sa.update(Setting).where(Setting.name == "model").values(value=str(int(value) + 1)))

    threads = [threading.Thread(target=count, args=(one,)) for one in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (_value(database), _number(database)) == ("50", start + 50)


def test_who_waits_too_long_for_another_writer_is_told(
    database: PostgresDatabase, other: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "BUSY_SECONDS", 0.05)
    with database.write() as session:
        session.add(Setting(name="model", value="x"))
        with pytest.raises(CatalogBusy, match="in use by another PhotoFace"):
            _set(other, "y")
    assert _value(other) == "x"


def test_a_server_that_was_started_again_in_between_is_no_error(
    server: PostgresServer, database: PostgresDatabase
) -> None:
    _set(database, "x")
    version = database.data_version()
    server.stop(at_once=True)
    server.start()
    assert _value(database) == "x"
    _set(database, "y")
    assert _value(database) == "y"
    # What was committed meanwhile is not known.
    assert database.data_version() != version


def _asked_twice(database: PostgresDatabase) -> None:
    # The first time there may be the server's farewell to read.
    database.data_version()
    database.data_version()


def test_while_the_server_is_away_everything_says_so(server: PostgresServer, database: PostgresDatabase) -> None:
    asking: tuple[Callable[[], object], ...] = (
        lambda: _value(database),
        lambda: _set(database, "x"),
        lambda: _asked_twice(database),
    )
    server.stop()
    try:
        for ask in asking:
            with pytest.raises(UserFacingError, match=r"does not answer|was stopped"):
                ask()
    finally:
        server.start()
    assert _value(database) is None
    database.data_version()


def test_a_write_that_the_server_did_not_acknowledge_is_told(
    server: PostgresServer, database: PostgresDatabase
) -> None:
    _set(database, "acknowledged")

    def stopped_in_the_middle() -> None:
        with database.write() as session:
            session.merge(Setting(name="model", value="not acknowledged"))
            session.flush()
            server.stop(at_once=True)

    try:
        with pytest.raises(UserFacingError, match=r"does not answer|was stopped"):
            stopped_in_the_middle()
    finally:
        server.start()
    assert _value(database) == "acknowledged"


def test_one_job_at_a_time_over_all_computers(database: PostgresDatabase, other: PostgresDatabase) -> None:
    with database.only_job() as first:
        with other.only_job() as second, database.only_job() as third:
            assert (first, second, third) == (True, False, False)
        _set(other, "a job keeps no decision waiting")
    with other.only_job() as later:
        assert later


HOLDER = """
import sys
from pathlib import Path
from photoface.catalog.opening import open_database

with open_database(Path(sys.argv[1])).only_job() as taken:
    print(taken, flush=True)
    sys.stdin.read()
"""


def test_the_right_to_run_a_job_comes_free_when_its_holder_is_killed(note: Path, database: PostgresDatabase) -> None:
    command = [sys.executable, "-c", HOLDER, str(note)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with database.only_job() as taken:
            assert not taken
        holder.kill()
    taken = False
    # The server sees at some moment that the process is gone.
    while not taken:
        with database.only_job() as taken:
            pass


def test_a_job_ends_in_peace_where_the_server_gave_its_lock_back(
    server: PostgresServer, database: PostgresDatabase
) -> None:
    with database.only_job() as taken:
        assert taken
        server.stop(at_once=True)
        server.start()
    with database.only_job() as taken:
        assert taken


def test_embeddings_come_back_to_the_last_bit(note: Path, database: PostgresDatabase) -> None:
    scene = Scene(note)
    face_id = scene.face(0)
    vector = pack_vector(scene.vectors[face_id])
    with database.read() as session:
        assert session.execute(sa.select(Embedding.vector)).scalar_one() == vector
        (rows,) = driver_rows(session.connection(), "SELECT face_id, vector FROM embedding", 10)
    assert rows == [(face_id, vector)]


def test_what_the_server_does_itself_is_said(database: PostgresDatabase, note: Path, tmp_path: Path) -> None:
    assert (database.is_shared, database.read_only) == (True, False)
    database.refuse_read_only()
    database.make_sure()
    database.check()
    database.check_values()
    with pytest.raises(UserFacingError, match=r"is backed up on its server, not here\. `pg_dump`"):
        database.back_up("by hand")
    with pytest.raises(UserFacingError, match=r"is backed up on its server"):
        database.save_copy(tmp_path / "copy.photoface")
    with pytest.raises(UserFacingError, match="belongs to the catalog that is open"):
        database.refuse_own(note)
    database.refuse_own(tmp_path / "another file")


def test_what_was_deleted_is_overwritten(database: PostgresDatabase) -> None:
    _set(database, "x" * 1000)
    with database.write() as session:
        session.execute(sa.delete(Setting))
    database.wipe()
    assert _value(database) is None


def test_a_library_lives_on_a_server(note: Path) -> None:
    library = open_fake_library(note)
    assert library.overview().photos == 0
    library.set_setting("scan_batch", "2")
    library.close()
    again = open_fake_library(note)
    assert again.settings().scan_batch == 2
    again.close()
