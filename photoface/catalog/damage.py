"""Whether a catalog file is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_NOT_THE_FILE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}


def damage_in(connection: sqlite3.Connection) -> str | None:
    """What SQLite's check of all pages, indexes and rows finds first, None if all is well.

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
    """The same for a file at rest, or one that another process has open."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return damage_in(connection)
    except sqlite3.DatabaseError as error:
        return str(error)
