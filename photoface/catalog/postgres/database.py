"""An open catalog on a PostgreSQL server: its transactions, commits of other computers, and the lock of jobs.

Writers take turns by one lock of the database, as SQLite's writers do: a handler that reads, decides and writes sees
nothing change in between, so a decision is either applied to what is there or refused with a sentence. Readers see one
state (``REPEATABLE READ``) and wait for nobody. A commit is announced to all other computers by NOTIFY.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import photo_words
from photoface.catalog.authors import set_author
from photoface.catalog.database import Database, noted_change
from photoface.catalog.path_text import use_mapping
from photoface.catalog.postgres import database_thumbnails, schema, vectors
from photoface.catalog.postgres.database_thumbnails import DatabaseThumbnails
from photoface.catalog.postgres.errors import in_words
from photoface.catalog.revision import HEAD_REVISION
from photoface.catalog.server_note import read_mapping, refuse_on_server, shown_address, write_mapping
from photoface.catalog.similar_faces import HNSW_EF_SEARCH
from photoface.errors import UserFacingError

WRITE_LOCK, JOB_LOCK = 0x50466163, 0x50466164
"""Keys of advisory locks. One is held for a transaction that writes, the other for as long as a job runs."""

BUSY_SECONDS = 30
"""So long a writer waits for others."""

CONNECT_SECONDS = 10


class PostgresDatabase(Database):
    """An open catalog on a server. Opening creates its tables, or brings an older one up to date.

    Args:
        note: the file that says where it is.
        address: of the database, for SQLAlchemy.
        author: who decides at this computer (`authors.this_author`).

    Raises:
        UserFacingError: the server cannot be reached or lets nobody in, or the catalog is from a newer PhotoFace.
    """

    def __init__(self, note: Path, address: str, author: str) -> None:
        super().__init__(note, read_only=False)
        self.address = address
        self._author = author
        self._engine = _make_engine(address)
        use_mapping(self._engine.dialect, read_mapping(note))
        self._listening = threading.Lock()
        self._listener: psycopg.Connection[Any] | None = None
        self._reconnected = 0
        self._newest = 0
        try:
            with in_words(address):
                self._prepare()
                with self._listening:
                    self._listen()
        except BaseException:
            self._engine.dispose()
            raise

    def _prepare(self) -> None:
        from photoface.catalog.migrations import upgrade

        with self._engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
            found = schema.revision_of(connection)
            if found is None:
                self._refuse_foreign(connection)
                schema.create(connection)
            elif found > HEAD_REVISION:
                raise UserFacingError(
                    f"{shown_address(self.address)} was written by a newer PhotoFace (catalog version {found}).",
                    "Update PhotoFace on this computer.",
                )
            elif found != HEAD_REVISION:
                upgrade(connection)
            for statement in database_thumbnails.CREATE:
                connection.exec_driver_sql(statement)
            connection.commit()
        # What was connected before the database had the type `vector` does not know it.
        self._engine.dispose()

    def _refuse_foreign(self, connection: sa.Connection) -> None:
        tables = [name for name in sa.inspect(connection).get_table_names() if name != "spatial_ref_sys"]
        if tables:
            raise UserFacingError(
                f"{shown_address(self.address)} holds tables of another program, such as {tables[0]}.",
                "Give PhotoFace a database of its own: CREATE DATABASE.",
            )

    @property
    def is_shared(self) -> bool:
        return True

    def map_folder(self, path: str, here: str) -> None:
        mapping = read_mapping(self.path).with_folder(path, here)
        write_mapping(self.path, mapping)
        use_mapping(self._engine.dialect, mapping)

    def database_thumbnails(self) -> DatabaseThumbnails:
        return DatabaseThumbnails(self._engine, self.address, lambda: self.write(durable=False))

    def make_sure(self) -> None:
        # Each connection is tried before it is used; there is no file that could be replaced.
        pass

    def refuse_read_only(self) -> None:
        pass

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with in_words(self.address), Session(engine, expire_on_commit=False) as session:
            set_author(session, self._author)
            yield session

    @contextlib.contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        number = 0
        try:
            with in_words(self.address), Session(self._engine, expire_on_commit=False) as session, session.begin():
                set_author(session, self._author)
                connection = session.connection()
                connection.exec_driver_sql(
                    "SELECT set_config('lock_timeout', %s, true), set_config('synchronous_commit', %s, true)",
                    (f"{BUSY_SECONDS}s", "on" if durable else "off"),
                )
                # The lock is had before the first statement that reads: each statement sees what is committed.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
                yield session
                session.flush()
                photo_words.write_due(session)
                if connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar_one() is not None:
                    number = self._number_commit(connection)
                    self._tell(number, noted_change(session))
        except BaseException:
            self._forget(number)
            raise
        self._newest = max(self._newest, number)

    @staticmethod
    def _number_commit(connection: sa.Connection) -> int:
        counted = f"UPDATE {schema.COMMITS} SET number = number + 1 RETURNING number"  # noqa: S608 - our own name
        number = int(connection.exec_driver_sql(counted).scalar_one())
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (schema.CHANNEL, str(number)))
        return number

    def commit_number(self, session: Session) -> int:
        query = f"SELECT number FROM {schema.COMMITS}"  # noqa: S608 - our own name
        return int(session.connection().exec_driver_sql(query).scalar_one())

    def data_version(self) -> int:
        with self._listening, in_words(self.address):
            if self._listener is None or self._listener.closed:
                self._listen()
            assert self._listener is not None
            try:
                told = [int(notice.payload) for notice in self._listener.notifies(timeout=0)]
            except psycopg.OperationalError:
                # The server went away; what was committed since is not known, so everything may have changed.
                self._listener.close()
                self._listen()
                told = []
            self._newest = max(self._newest, *told, 0)
            return (self._reconnected << 40) + self._newest

    def _listen(self) -> None:
        options = sa.make_url(self.address).translate_connect_args(username="user", database="dbname")
        query = dict(sa.make_url(self.address).query)
        self._listener = psycopg.connect(**options, **query, autocommit=True, connect_timeout=CONNECT_SECONDS)  # type: ignore[arg-type]
        self._listener.execute(f"LISTEN {schema.CHANNEL}")
        self._reconnected += 1

    @contextlib.contextmanager
    def only_job(self) -> Iterator[bool]:
        with in_words(self.address), self._engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
            locked = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (JOB_LOCK,)).scalar_one()
            try:
                yield bool(locked)
            finally:
                if locked:
                    # Where the connection broke, its server gave the lock back.
                    with contextlib.suppress(sa.exc.DBAPIError):
                        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (JOB_LOCK,))

    def back_up(self, reason: str) -> Path:
        refuse_on_server(self.path, "backed up")
        raise AssertionError

    def save_copy(self, target: Path) -> None:
        refuse_on_server(self.path, "backed up")

    def check(self) -> None:
        pass

    def check_values(self) -> None:
        pass

    def refuse_own(self, file: Path) -> None:
        if file.absolute() == self.path:
            raise UserFacingError(f"{file} belongs to the catalog that is open.", "Choose another file.")

    def prepare_similar_faces(self, model: str) -> None:
        with in_words(self.address), self._engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
            vectors.make_index(connection, model)

    def wipe(self) -> None:
        with in_words(self.address), self._engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
            # Writes the tables into new files, without rows that were deleted.
            connection.exec_driver_sql("VACUUM FULL")

    def close(self) -> None:
        with self._listening:
            if self._listener is not None:
                self._listener.close()
                self._listener = None
        self._engine.dispose()


def _make_engine(address: str) -> sa.Engine:
    engine = sa.create_engine(
        address,
        # A server that was started again closed all connections.
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_size=8,
        max_overflow=16,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "PhotoFace",
            "cursor_factory": vectors.BinaryCursor,
            "options": f"-c timezone=UTC -c hnsw.ef_search={HNSW_EF_SEARCH}",
        },
    )

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: psycopg.Connection[Any], _record: Any) -> None:
        connection.server_cursor_factory = vectors.BinaryServerCursor
        was = connection.autocommit
        connection.autocommit = True
        vectors.register(connection)
        connection.autocommit = was

    return engine
