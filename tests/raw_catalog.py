"""A catalog's rows as its database holds them, for tests that look below the library or spoil something there."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from photoface.catalog.server_note import SUFFIX, read_note


class Rows(Protocol):
    """What the connections of both databases can do."""

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement with `?` for its parameters; returns the driver's cursor."""


class _PostgresRows:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        return self._connection.execute(statement.replace("%", "%%").replace("?", "%s"), parameters)


def tables_of(rows: Rows) -> list[str]:
    """The names of a catalog's tables."""
    if isinstance(rows, _PostgresRows):
        found = rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    else:
        found = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in found]


def columns_of(rows: Rows, table: str) -> list[str]:
    """The names of a table's columns that are written, not generated."""
    if isinstance(rows, _PostgresRows):
        found = rows.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND is_generated = 'NEVER' "
            "ORDER BY ordinal_position",
            (table,),
        )
        return [name for (name,) in found]
    return [row[1] for row in rows.execute(f"PRAGMA table_info('{table}')")]


@contextlib.contextmanager
def raw_catalog(catalog: Path) -> Iterator[Rows]:
    """A connection to a catalog beside the library's own; committed at the end of the block."""
    if catalog.suffix != SUFFIX:
        with contextlib.closing(sqlite3.connect(catalog)) as connection, connection:
            yield connection
        return
    import psycopg

    with psycopg.connect(read_note(catalog).replace("+psycopg", "")) as connection:
        yield _PostgresRows(connection)
