"""Opens SQLite connections to a catalog with their settings: WAL, waiting for the disk, lock timeouts, cache.

It also begins their transactions, gives them the SQL function `kilometres` for searches, and makes those that write
keep the words of photos up to date (`photo_words`).
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from photoface.catalog import photo_words
from photoface.catalog.distance import kilometres
from photoface.writable import read_only_address

BUSY_SECONDS = 15.0
"""How long a writer waits for another one; a scan's longest transaction is well below a second."""

CACHE_KILOBYTES = 2_000
"""Of pages, for each connection; the window has up to eight. Its reads take as long with 1 MB as with 32: what a cache
lacks the system holds, once for all of them."""

WRITING_KILOBYTES = 16_000
"""The same while a transaction writes: a large group's name reads each of a thousand pages again and again."""

PAGES_WRITTEN_AT_ONCE = 8_000
"""A transaction stays in memory until it is committed unless it writes more pages than this (32 MB). Pages that are
written before that may move `data_version` while the commit that it announces is still to come."""

PAGES_IN_LOG = 10_000
"""A commit that finds so many pages in SQLite's log (40 MB) moves them into the file itself, which waits for the disk.
(https://www.sqlite.org/wal.html, section 3.1: SQLite's own 1,000 pages are what a large group's name writes.)"""


_FOLLOWED = "words of photos are followed"
"""The key in a connection's `info` for whether it keeps them right."""


def make_engine(path: Path, admit: Callable[[], None], *, read_only: bool) -> sa.Engine:
    """A pool of connections to the file. `admit` runs as each is opened, and may raise."""
    address = read_only_address(path) if read_only else str(path)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, timeout=BUSY_SECONDS, check_same_thread=False, uri=read_only)

    engine = sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=sa.pool.QueuePool,
        # The connection that was used last is taken first: its page cache is still filled.
        pool_use_lifo=True,
        pool_size=8,
        max_overflow=16,
    )

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        admit()
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
        if not connection.info.get(_FOLLOWED):
            connection.info[_FOLLOWED] = photo_words.follow_changes(driver_of(connection))
        # In WAL mode NORMAL waits for the disk only when the log is emptied: until then a power cut takes every commit
        # since the last time back (https://www.sqlite.org/pragma.html#pragma_synchronous). FULL waits at each commit.
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('durable', True) else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextlib.contextmanager
def more_cached(driver: sqlite3.Connection) -> Iterator[None]:
    """Keep more pages in memory while a transaction writes."""
    driver.execute(f"PRAGMA cache_size = -{WRITING_KILOBYTES}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")


def set_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    """Switch them on or off. Call it outside of a transaction: inside of one SQLite ignores it."""
    driver_of(connection).execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def driver_of(connection: sa.Connection) -> sqlite3.Connection:
    """The driver's own connection under one of SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
