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


def columns_of(rows: Rows) -> dict[str, list[str]]:
    """The columns of each table that are written, not generated; those of thumbnails, a cache, are left out."""
    if isinstance(rows, _PostgresRows):
        found = rows.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'picture' "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY relname, attnum"
        )
    else:
        found = rows.execute(
            "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns "
            "WHERE tables.type = 'table'"
        )
    columns: dict[str, list[str]] = {}
    for table, column in found.fetchall():
        columns.setdefault(table, []).append(column)
    return columns


@contextlib.contextmanager
def raw_catalog(catalog: Path, *, foreign_keys: bool = False) -> Iterator[Rows]:
    """A connection to a catalog beside the library's own; committed at the end of the block.

    Args:
        foreign_keys: what refers to a row goes with it, in a file of SQLite too.
    """
    if catalog.suffix != SUFFIX:
        with contextlib.closing(sqlite3.connect(catalog)) as connection, connection:
            connection.execute(f"PRAGMA foreign_keys = {foreign_keys}")
            yield connection
        return
    import psycopg
    from psycopg.types.string import TextLoader

    with psycopg.connect(read_note(catalog).replace("+psycopg", "")) as opened:
        # As SQLite gives it.
        opened.adapters.register_loader("json", TextLoader)
        yield _PostgresRows(opened)
