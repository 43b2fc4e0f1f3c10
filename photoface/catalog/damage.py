"""Checks a catalog file for damage with SQLite's integrity check."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_NOT_THE_FILE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}


def damage_in(connection: sqlite3.Connection) -> str | None:
    """The first error of SQLite's integrity check, None if there is none.

    `integrity_check` and not `quick_check`: only the former compares tables with their indexes, which shows pages that
    were exchanged for others of the same kind (https://www.sqlite.org/pragma.html#pragma_integrity_check). It takes
    about a second for 100 MB.
    """
    try:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & 0xFF) in _NOT_THE_FILE:
            raise
        return str(error)
    return None if answer == "ok" else str(answer).splitlines()[-1]


def damage_of(file: Path) -> str | None:
    """As `damage_in`, for a file that this process does not have open."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return damage_in(connection)
    except sqlite3.DatabaseError as error:
        return str(error)
