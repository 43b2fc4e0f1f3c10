"""One catalog file: opening it safely, migrating it, and the two kinds of transaction.

Readers use `Database.read`, writers `Database.write` (``BEGIN IMMEDIATE``: a writer waits at its start and never
fails in its middle). WAL lets the window read while a scan writes. What SQLite says about locked, full, damaged and
foreign files becomes a sentence here, so that no caller handles SQL errors.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.distance import kilometres
from photoface.catalog.schema_check import refuse_what_runs
from photoface.catalog.summaries import Changed
from photoface.errors import UserFacingError
from photoface.writable import can_be_written, read_only_address

HEAD_REVISION = "0006"
"""The newest migration in `migrations/versions`; a test holds it to that folder."""

APPLICATION_ID = 0x50466163
"""`PFac` in SQLite's header (pragma application_id): says that a file is a PhotoFace catalog."""

BUSY_SECONDS = 15.0
"""How long a writer waits for another one; a scan's longest transaction is well below a second."""

BACKUPS_KEPT = 5

CACHE_KILOBYTES = 2_000
"""Of pages, for each connection; the window has up to eight. Its reads take as long with 1 MB as with 32: what a cache
lacks the system holds, once for all of them."""

WRITING_KILOBYTES = 16_000
"""The same while a transaction writes: a large group's name reads each of a thousand pages again and again."""

PAGES_WRITTEN_AT_ONCE = 8_000
"""A transaction stays in memory until it is committed unless it writes more pages than this (32 MB). Pages that are
written before that may move `data_version` while the commit that it announces is still to come."""

ROWS_IN_LOG, PAGES_IN_LOG = 500, 10_000
"""What is committed goes to SQLite's log, and from there into the file, which waits for the disk: beside all else once
so many rows were written (`Database._empty_log`), or within a commit where the log has so many pages (40 MB) all the
same. (https://www.sqlite.org/wal.html, section 3.1: SQLite's own 1,000 pages are what a large group's name writes.)"""

COMMITS_TOLD = 200
"""So many of its own last commits a process remembers the rows of."""

_CHANGED = "photoface changed"
"""The key in a session's `info` under which `note_change` keeps what it is told."""

_SENTENCES = {
    sqlite3.SQLITE_BUSY: ("{path} is in use by another PhotoFace.", "Close the other one or wait, then try again."),
    sqlite3.SQLITE_LOCKED: ("{path} is in use by another PhotoFace.", "Close the other one or wait, then try again."),
    sqlite3.SQLITE_FULL: ("The disk that holds {path} is full.", "Make room, then go on: nothing was lost."),
    sqlite3.SQLITE_NOTADB: ("{path} is not a PhotoFace catalog.", "Choose another file with --catalog."),
    sqlite3.SQLITE_CORRUPT: ("{path} is damaged.", "Restore one of the backups that lie beside it."),
    sqlite3.SQLITE_READONLY: ("{path} cannot be written to.", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("{path} cannot be opened.", "Check that its folder exists and can be written to."),
    sqlite3.SQLITE_IOERR: ("{path} cannot be read or written.", "Check the disk, and that it is still connected."),
}


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file or the disk into a sentence; leave bugs as they are."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        code = getattr(original, "sqlite_errorcode", None)
        if code is None or (code & 0xFF) not in _SENTENCES:
            raise
        sentence, remedy = _SENTENCES[code & 0xFF]
        raise UserFacingError(sentence.format(path=path), remedy) from error


class Database:
    """An open catalog. Opening creates it, or brings an older one up to date after a backup.

    Raises:
        UserFacingError: the file is no catalog, is damaged, is from a newer PhotoFace, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserFacingError(
                f"The folder {path.parent} cannot be made: {error.strerror}.", "Choose another place with --catalog."
            ) from error
        if path.is_dir():
            raise UserFacingError(f"{path} is a folder, not a catalog.", "Name a file with --catalog.")
        self.read_only = path.exists() and not can_be_written(path)
        with _in_words(path):
            found = self._examine()
        self._engine = _make_engine(path, read_only=self.read_only)
        self._watcher: sa.Connection | None = None
        self._watching = threading.Lock()
        self._told: dict[int, Changed] = {}
        self._rows_in_log = 0
        self._emptying: threading.Thread | None = None
        if found != HEAD_REVISION:
            if self.read_only:
                raise UserFacingError(
                    f"{path} is of an older PhotoFace and has to be brought up to date, but cannot be written to.",
                    "Check the rights of the file and its folder, or copy it to another folder.",
                )
            try:
                with _in_words(path):
                    self._migrate(found)
            except BaseException:
                self._engine.dispose()
                raise

    def _examine(self) -> str | None:
        """The revision of the file, or None for a new one; refuses what is not ours."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return None
        address = read_only_address(self.path) if self.read_only else str(self.path)
        connection = sqlite3.connect(address, timeout=BUSY_SECONDS, uri=self.read_only)
        try:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return None
            refuse_what_runs(connection, self.path)
            row = (
                connection.execute("SELECT version_num FROM alembic_version").fetchone()
                if ("alembic_version" in tables)
                else None
            )
        finally:
            connection.close()
        if application_id != APPLICATION_ID:
            raise UserFacingError(f"{self.path} is not a PhotoFace catalog.", "Choose another file with --catalog.")
        if row is None:
            return None
        revision = str(row[0])
        if revision > HEAD_REVISION:
            raise UserFacingError(
                f"{self.path} was written by a newer PhotoFace (catalog version {revision}).",
                "Update PhotoFace, or choose another catalog with --catalog.",
            )
        return revision

    def _migrate(self, found: str | None) -> None:
        from photoface.catalog.migrations import upgrade

        if found is not None:
            self.back_up(f"before-{HEAD_REVISION}")
        with self._engine.execution_options(isolation="IMMEDIATE").connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            # A migration that makes a table anew drops the old one, and with it, by their ON DELETE CASCADE, the rows
            # that refer to it (https://www.sqlite.org/lang_altertable.html, section 7, step 1).
            connection.commit()
            _set_foreign_keys(connection, on=False)
            upgrade(connection)
            _set_foreign_keys(connection, on=True)

    def back_up(self, reason: str) -> Path:
        """Copy the whole catalog, as it is now, to a file beside it; the oldest of such backups go.

        Returns:
            The backup's path: ``<catalog>.<reason>.<date and time>.backup``.
        """
        stamp = dt.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        target = self.path.with_name(f"{self.path.name}.{reason}.{stamp}.backup")
        partial = target.with_suffix(".partial")
        with _in_words(self.path), contextlib.ExitStack() as stack:
            source = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
            stack.callback(source.close)
            copy = sqlite3.connect(partial)
            stack.callback(copy.close)
            source.backup(copy)
        partial.replace(target)
        backups = sorted(
            self.path.parent.glob(f"{self.path.name}.*.backup"), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )
        for old in backups[:-BACKUPS_KEPT]:
            old.unlink()
        return target

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A short reading transaction: one consistent state of the catalog."""
        with _in_words(self.path), Session(self._engine, expire_on_commit=False) as session:
            yield session

    def refuse_read_only(self) -> None:
        """Say so where the catalog can only be read.

        Raises:
            UserFacingError: it cannot be written to.
        """
        if self.read_only:
            sentence, remedy = _SENTENCES[sqlite3.SQLITE_READONLY]
            raise UserFacingError(sentence.format(path=self.path), remedy)

    @contextlib.contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A writing transaction: committed at the end of the block, rolled back if it raises.

        Commits that change anything are numbered in the file itself, over all processes.

        Args:
            durable: the commit has reached the disk when the block ends: a power cut after that does not lose it.
                The batches of a job, which a later job makes again, do without: each spares a wait for the disk.
        """
        self.refuse_read_only()
        engine = self._engine.execution_options(isolation="IMMEDIATE", durable=durable)
        number = 0
        try:
            with _in_words(self.path), Session(engine, expire_on_commit=False) as session, session.begin():
                driver = session.connection().connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                before = driver.total_changes
                with _more_cached(driver):
                    yield session
                    session.flush()
                rows = driver.total_changes - before
                if rows:
                    number = self.commit_number(session) + 1
                    driver.execute(f"PRAGMA user_version = {number}")
                    self._tell(number, session.info.get(_CHANGED))
        except BaseException:
            self._told.pop(number, None)
            raise
        self._rows_in_log += rows
        if self._rows_in_log >= ROWS_IN_LOG:
            self._empty_log()

    def _empty_log(self) -> None:
        """Move what is committed from the log into the file, while whoever committed it goes on."""
        with self._watching:
            if self._emptying is not None and self._emptying.is_alive():
                return
            self._rows_in_log = 0
            self._emptying = threading.Thread(target=self._checkpoint, name="checkpoint")
            self._emptying.start()

    def _checkpoint(self) -> None:
        # What cannot be moved now, with the disk full or somebody reading an old state, stays in the log for a later
        # time; that the disk is full is said by the commit that finds it so.
        there = f"{self.path.resolve().as_uri()}?mode=rw"
        with (
            contextlib.suppress(sqlite3.OperationalError),
            contextlib.closing(sqlite3.connect(there, uri=True)) as connection,
        ):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _tell(self, number: int, changed: Changed | None) -> None:
        """Remember what a commit touches, before anybody sees it; nobody else has that number while it is written."""
        if changed is None:
            self._told.pop(number, None)
        else:
            self._told[number] = changed
        for old in [known for known in self._told if known <= number - COMMITS_TOLD]:
            self._told.pop(old, None)

    @staticmethod
    def commit_number(session: Session) -> int:
        """The number of the commit that a session sees, or of the one that a writing session stands on."""
        return int(session.connection().exec_driver_sql("PRAGMA user_version").scalar_one())

    def changed_between(self, first: int, last: int) -> Changed | None:
        """What the commits after `first`, up to `last`, touched.

        Returns:
            None where any of them was another process's, is long ago, or did not say.
        """
        if last < first or last - first > COMMITS_TOLD:
            return None
        changed = Changed()
        for number in range(first + 1, last + 1):
            told = self._told.get(number)
            if told is None:
                return None
            changed |= told
        return changed

    def data_version(self) -> int:
        """SQLite's data_version of one connection kept for this: it moves when another connection commits."""
        with self._watching, _in_words(self.path):
            if self._watcher is None:
                self._watcher = self._engine.connect()
            value = int(self._watcher.exec_driver_sql("PRAGMA data_version").scalar_one())
            self._watcher.rollback()
            return value

    def close(self) -> None:
        if self._emptying is not None:
            self._emptying.join()
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._engine.dispose()


@contextlib.contextmanager
def _more_cached(driver: sqlite3.Connection) -> Iterator[None]:
    driver.execute(f"PRAGMA cache_size = -{WRITING_KILOBYTES}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")


def note_change(session: Session, changed: Changed) -> None:
    """Say which rows a writing session's transaction touches; its readers then need to look at no others."""
    session.info[_CHANGED] = changed | session.info.get(_CHANGED, Changed())


def _set_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    """Outside of a transaction, where alone SQLite listens to it."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _make_engine(path: Path, *, read_only: bool) -> sa.Engine:
    address = read_only_address(path) if read_only else str(path)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, timeout=BUSY_SECONDS, check_same_thread=False, uri=read_only)

    engine = sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=sa.pool.QueuePool,
        # Whoever asks gets the connection that was used last, and what it remembers.
        pool_use_lifo=True,
        pool_size=8,
        max_overflow=16,
    )

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction handling starts none for SELECT and none that is IMMEDIATE; `_begin` does both.
        connection.isolation_level = None
        if not read_only and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        # No function of ours or of an extension runs because the file's own schema says so.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if sys.platform == "darwin":
            # There a plain fsync leaves what was written in the drive's own cache.
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        connection.execute(f"PRAGMA cache_spill = {PAGES_WRITTEN_AT_ONCE}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_IN_LOG}")
        # SQLite has no trigonometry of its own on every system.
        connection.create_function("kilometres", 4, kilometres, deterministic=True)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation") != "IMMEDIATE":
            connection.exec_driver_sql("BEGIN")
            return
        # In WAL mode NORMAL waits for the disk only when the log is emptied: until then a power cut takes every commit
        # since the last time back (https://www.sqlite.org/pragma.html#pragma_synchronous). FULL waits at each commit.
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('durable', True) else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
