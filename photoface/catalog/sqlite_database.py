"""A catalog that is a file of SQLite: opens and migrates it, runs its transactions, backs it up, and checks it.

Readers use `read`, writers `write` (``BEGIN IMMEDIATE``: a writer waits for others at its start, not in its middle).
WAL lets the window read while a scan writes. What SQLite says about locked, full, damaged and
foreign files becomes a sentence here, so that no caller handles SQL errors.

No other code in the process may open the catalog's files for any purpose: closing them drops SQLite's locks
(`open_file`). Connections of SQLite's own are safe, however many there are. Before and after each write the open file
is compared with the file at its path, so that no decision is acknowledged that went into a file that was deleted, moved
or replaced.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.backups import copy_whole, make_backup, refuse_damaged, refuse_foreign
from photoface.catalog.connections import driver_of, make_engine, more_cached, set_foreign_keys
from photoface.catalog.damage import damage_in
from photoface.catalog.database import Database, noted_change
from photoface.catalog.gate import Gate
from photoface.catalog.open_file import Header, OpenFile, Whereabouts, beside_files, gone, identity
from photoface.catalog.revision import APPLICATION_ID, HEAD_REVISION, examine, prepare
from photoface.catalog.sqlite_errors import in_words, said_about
from photoface.catalog.stored_values import misfit_in
from photoface.catalog.tables.base import Base
from photoface.errors import CatalogBusy, UserFacingError
from photoface.writable import PRIVATE_FILE

REOPEN_SECONDS = 5.0
"""How long to wait for reads that go on before the file is opened again; they take well below a second."""

ROWS_IN_LOG = 500
"""After so many rows what is committed is moved from SQLite's log into the file, beside all else (`_empty_log`)."""

_SPOILED = {sqlite3.SQLITE_CORRUPT: refuse_damaged, sqlite3.SQLITE_NOTADB: refuse_foreign}
"""What is said about a catalog's file that is damaged, with its newest backup."""


class SqliteDatabase(Database):
    """An open catalog. Opening creates it, or brings an older one up to date after a backup.

    Raises:
        UserFacingError: the file is no catalog, is damaged, is from a newer PhotoFace, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=prepare(path))
        with in_words(path, _SPOILED):
            found = examine(path, read_only=self.read_only)
        self._file: OpenFile | None = None
        self._engine = make_engine(path, self._admit, read_only=self.read_only)
        self._gate = Gate()
        self._keeper: sa.Connection | None = None
        self._keeping = threading.Lock()
        self._acknowledged = 0
        self._header: Header | None = None
        self._in_file = 0
        """The newest commit that the file was seen to hold without its log."""
        self._reopened = 0
        self._rows_in_log = 0
        self._emptying: threading.Thread | None = None
        if found != HEAD_REVISION and self.read_only:
            raise UserFacingError(
                f"{path} is of an older PhotoFace and has to be brought up to date, but cannot be written to.",
                "Check the rights of the file and its folder, or copy it to another folder.",
            )
        try:
            if found != HEAD_REVISION:
                with in_words(path, _SPOILED):
                    self._migrate(found)
            self._keep()
        except BaseException:
            self._engine.dispose()
            raise

    def _keep(self) -> None:
        """Make the connection that stays: it holds the file open, and notices the commits of others.

        Raises:
            UserFacingError: the catalog at the path is older than what this process has written to it.
        """
        with in_words(self.path, _SPOILED):
            before = identity(self.path)
            keeper = self._engine.connect()
            number = int(keeper.exec_driver_sql("PRAGMA user_version").scalar_one())
            keeper.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            keeper.rollback()
            file = OpenFile.now_at(self.path, read_only=self.read_only)
        if file.file != before:
            keeper.close()
            raise gone(self.path)
        self._keeper, self._file = keeper, file
        self._header = None if self.read_only else Header(file.file)
        lost, self._acknowledged = self._acknowledged - number, number
        if lost > 0:
            raise UserFacingError(
                f"Another program removed the log of {self.path}: the newest changes ({lost:,}) are lost.",
                "Look at the history, and make them again. No other program may touch the files of the catalog.",
            )

    def _admit(self) -> None:
        """Refuse a new connection to another file than the one that is open."""
        if self._file is not None and identity(self.path) != self._file.file:
            raise gone(self.path)

    def make_sure(self) -> None:
        """Look whether the open file is still the catalog; open it again where its log or the locks on it are gone.

        Raises:
            CatalogGone: it is not.
            CatalogDamaged: another file was copied over it.
            UserFacingError: its newest changes are lost, or it cannot be opened again now.
        """
        if self._file is None:
            return
        whereabouts = self._file.whereabouts()
        if whereabouts is Whereabouts.GONE:
            raise gone(self.path)
        if whereabouts is not Whereabouts.IN_PLACE or self._keeper is None:
            self._open_again()
        if self._is_overwritten():
            raise refuse_damaged(self.path, "another program wrote over it while it was open")

    def _is_overwritten(self) -> bool:
        """Whether the file's own header is none that this catalog can have.

        The commit in it never goes back, and is never newer than the newest of all: the file gets what is in the log.
        What another process commits and moves into the file meanwhile is in that order too.
        """
        with self._keeping:
            if self._header is None or self._keeper is None:
                return False
            in_file = self._header.commit_number()
            # This connection holds the first page of the file, and looks for a newer one in the log alone.
            (newest,) = driver_of(self._keeper).execute("PRAGMA user_version").fetchone()
            if in_file is None:
                return False
            if not self._in_file <= in_file <= newest:
                # What the log brings into the file later does not make it this catalog.
                self._in_file = newest + 1
                return True
            self._in_file = in_file
            return False

    def refuse_own(self, file: Path) -> None:
        """Keep other code from opening the catalog's files: closing them would drop the locks on them.

        Raises:
            UserFacingError: the file is the catalog, its log or the log's index.
        """
        there = identity(file)
        if there is not None and there in map(identity, (self.path, *beside_files(self.path))):
            raise UserFacingError(f"{file} belongs to the catalog that is open.", "Choose another file.")

    def _open_again(self) -> None:
        """Close all connections, since SQLite takes locks that it believes to have only then, and make new ones."""
        if self._emptying is not None:
            self._emptying.join()
        with self._gate.alone(REOPEN_SECONDS) as free, self._keeping:
            if not free:
                assert self._file is not None
                if self._file.whereabouts() is Whereabouts.UNLOCKED:
                    # The log is in place, so what is written now is kept; the next write tries again.
                    return
                raise UserFacingError(
                    f"Another program interfered with {self.path}, which has to be opened again.",
                    "Try again. If that is no help, close PhotoFace and open it again.",
                )
            if self._keeper is not None:
                if self._file is not None and self._file.whereabouts() is Whereabouts.IN_PLACE:
                    # Another thread was first.
                    return
                self._keeper.close()
                self._keeper = None
            self._engine.dispose()
            self._reopened += 1
            self._keep()

    def _migrate(self, found: str | None) -> None:
        from photoface.catalog.migrations import upgrade

        if found is not None:
            self.back_up(f"before-{HEAD_REVISION}")
        with self._engine.execution_options(isolation="IMMEDIATE").connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            # A migration that makes a table again drops the old one, and with it, by their ON DELETE CASCADE, the rows
            # that refer to it (https://www.sqlite.org/lang_altertable.html, section 7, step 1).
            connection.commit()
            set_foreign_keys(connection, on=False)
            upgrade(connection)
            set_foreign_keys(connection, on=True)

    def back_up(self, reason: str) -> Path:
        """Copy the whole catalog, as it is now, into the folder of its backups; old ones of the same kind go.

        Raises:
            CatalogDamaged: the catalog is.
            UserFacingError: the disk is full or cannot be written.
        """
        with self._connection() as connection:
            return make_backup(connection, self.path, reason)

    def save_copy(self, target: Path) -> None:
        """Copy the open catalog to another file, also where it is no longer at its path.

        Raises:
            CatalogDamaged: the catalog is.
            UserFacingError: there is such a file, or the disk is full or cannot be written.
        """
        with self._gate.using(), self._keeping:
            assert self._keeper is not None
            copy_whole(driver_of(self._keeper), self.path, target)

    def check(self) -> None:
        """Look through the whole file.

        Raises:
            CatalogDamaged: it is damaged; the remedy names the newest good backup.
        """
        self._look_through(damage_in)

    def check_values(self) -> None:
        """Look through what all columns hold.

        Raises:
            CatalogDamaged: a value is not of its column's kind; the remedy names the newest good backup.
        """
        self._look_through(lambda connection: misfit_in(connection, Base.metadata))

    def _look_through(self, find: Callable[[sqlite3.Connection], str | None]) -> None:
        with self._connection() as connection, in_words(self.path, _SPOILED):
            damage = find(connection)
        if damage is not None:
            raise refuse_damaged(self.path, damage)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A short reading transaction: one consistent state of the catalog."""
        with (
            self._gate.using(),
            in_words(self.path, _SPOILED),
            Session(self._engine, expire_on_commit=False) as session,
        ):
            yield session

    def refuse_read_only(self) -> None:
        """Say so where the catalog can only be read.

        Raises:
            UserFacingError: it cannot be written to.
        """
        if self.read_only:
            raise said_about(self.path, sqlite3.SQLITE_READONLY)

    @contextlib.contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A writing transaction: committed at the end of the block, rolled back if it raises.

        Commits that change anything are numbered in the file itself, over all processes.

        Raises:
            CatalogGone: the open file is not the one at its path any more; nothing was written, or it is not known to
                have reached the catalog.

        Args:
            durable: the commit has reached the disk when the block ends: a power cut after that does not lose it.
                The batches of a job, which a later job makes again, do without: each spares a wait for the disk.
        """
        self.refuse_read_only()
        self.make_sure()
        with self._gate.using():
            number, rows = yield from self._transaction(durable)
        if number:
            self._acknowledged = max(self._acknowledged, number)
        self.make_sure()
        self._rows_in_log += rows
        if self._rows_in_log >= ROWS_IN_LOG:
            self._empty_log()

    def _transaction(self, durable: bool) -> Generator[Session, None, tuple[int, int]]:
        """Yields the session; returns the commit's number, 0 if nothing changed, and how many rows it wrote."""
        engine = self._engine.execution_options(isolation="IMMEDIATE", durable=durable)
        number = 0
        try:
            with in_words(self.path, _SPOILED), Session(engine, expire_on_commit=False) as session, session.begin():
                driver = driver_of(session.connection())
                before = driver.total_changes
                with more_cached(driver):
                    yield session
                    session.flush()
                rows = driver.total_changes - before
                if rows:
                    number = self.commit_number(session) + 1
                    driver.execute(f"PRAGMA user_version = {number}")
                    self._tell(number, noted_change(session))
        except BaseException:
            self._forget(number)
            raise
        return number, rows

    def _empty_log(self) -> None:
        """Move what is committed from the log into the file, while the process that committed it goes on."""
        with self._keeping:
            if self._emptying is not None and self._emptying.is_alive():
                return
            self._rows_in_log = 0
            self._emptying = threading.Thread(target=self._checkpoint, name="checkpoint")
            self._emptying.start()

    def _checkpoint(self) -> None:
        # What cannot be moved now, with the disk full or somebody reading an old state, stays in the log for a later
        # time; that the disk is full is said by the commit that finds it so.
        with contextlib.suppress(sqlite3.OperationalError), self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def wipe(self) -> None:
        """Overwrite what was deleted: the file is written again, without free pages, and the log is emptied.

        Raises:
            CatalogBusy: another program reads the catalog just now.
            UserFacingError: the disk is full.
        """
        self.refuse_read_only()
        if self._emptying is not None:
            self._emptying.join()
        with self._connection() as connection, in_words(self.path, _SPOILED):
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("PRAGMA secure_delete = OFF")
        if busy:
            raise CatalogBusy(
                "Another program uses the catalog, so that its log cannot be overwritten now.",
                "Close other windows of PhotoFace. It is done when PhotoFace starts next.",
            )

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of the pool, outside of any transaction."""
        with self._gate.using(), contextlib.closing(self._engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            yield driver

    def commit_number(self, session: Session) -> int:
        return int(session.connection().exec_driver_sql("PRAGMA user_version").scalar_one())

    def data_version(self) -> int:
        """SQLite's data_version of one connection kept for this: it moves when another connection commits.

        It may be asked within a transaction; `make_sure` may not.
        """
        with self._gate.using(), self._keeping, in_words(self.path, _SPOILED):
            assert self._keeper is not None
            value = int(self._keeper.exec_driver_sql("PRAGMA data_version").scalar_one())
            self._keeper.rollback()
            # SQLite counts for each connection, in 32 bits: another one of ours is no return to an earlier state.
            return (self._reopened << 32) + value

    @property
    def is_shared(self) -> bool:
        return False

    @contextlib.contextmanager
    def only_job(self) -> Iterator[bool]:
        from filelock import FileLock, Timeout

        self.refuse_read_only()
        file = self.path.with_name(f"{self.path.name}.job.lock")
        lock = FileLock(file, mode=PRIVATE_FILE, thread_local=False)
        try:
            taken = lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            raise UserFacingError(
                f"{file} cannot be locked: {error.strerror or error}.",
                "Check the rights of that file, or delete it, and the room on its disk.",
            ) from error
        with taken:
            yield True

    def close(self) -> None:
        if self._emptying is not None:
            self._emptying.join()
        with self._keeping:
            if self._keeper is not None:
                self._keeper.close()
                self._keeper = None
        self._engine.dispose()
