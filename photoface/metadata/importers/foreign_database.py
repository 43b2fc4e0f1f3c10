"""Opens another program's SQLite database: as a private copy, only to read it, and without trusting what it holds.

It also finds tables and columns by the names that they had in different versions of the program.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from photoface.errors import UserFacingError
from photoface.metadata.importers.drafts import Remarks
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_values import LONGEST_TEXT

_COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is open: changes that are not in the database itself yet."""

_LARGEST_VALUE = 64 * 1024 * 1024
"""In bytes. The columns that are read are small; a larger value is damage, and is not loaded."""


_DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What Python's driver raises for damage: the second where a name in SQLite's own message is no text."""


class ForeignTables(Protocol):
    """Tables that can be read as a whole."""

    remarks: Remarks

    def columns(self, table: str) -> frozenset[str]:
        """The names of its columns in lower case; empty if there is no such table."""

    def rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        """These columns of all rows. A column that is not there is None in each; no rows if there is no such table."""


def by_key(tables: ForeignTables, table: str, key: str, value: str) -> dict[object, object]:
    """One column by another."""
    return {found: held for found, held in tables.rows(table, key, value)}  # noqa: C416 - rows are of any length


def first_table(tables: ForeignTables, *names: str) -> str | None:
    """The first of several names a table had over the years that is there."""
    return next((name for name in names if tables.columns(name)), None)


def first_column(tables: ForeignTables, table: str, *names: str) -> str:
    """The first of several names a column had over the years that is there; the first name if none is."""
    there = tables.columns(table)
    return next((name for name in names if name.lower() in there), names[0])


class ForeignDatabase:
    """An open private copy."""

    def __init__(self, connection: sqlite3.Connection, path: Path, count: EntryCount) -> None:
        self.remarks = Remarks()
        self._connection = connection
        self._path = path
        self._count = count
        self._columns: dict[str, dict[str, str]] = {}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            # A name that is damaged leads nowhere.
            with contextlib.suppress(*_DAMAGE):
                found = connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
                self._columns[str(name).lower()] = {str(column).lower(): str(column) for (column,) in found}

    def tables(self) -> tuple[str, ...]:
        """The names of the tables in lower case."""
        return tuple(self._columns)

    def columns(self, table: str) -> frozenset[str]:
        return frozenset(self._columns.get(table.lower(), {}))

    def rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        there = self._columns.get(table.lower())
        if there is None:
            return
        wanted = ", ".join(
            _safe(_quoted(there[column.lower()])) if column.lower() in there else "NULL" for column in columns
        )
        # Names come from the database itself, quoted; parameters cannot stand for names.
        # In the order of the table itself, which `_one_by_one` goes on in; an index could be read in its place.
        query = f"SELECT {wanted} FROM {_quoted(table)} NOT INDEXED"  # noqa: S608
        given = 0
        try:
            for row in self._count.each(self._connection.execute(query)):
                given += 1
                yield row
        except sqlite3.DataError:
            yield from self._one_by_one(table, query, given)
        except _DAMAGE as error:
            self.remarks.add(f"The table {table} of {self._path.name} is damaged; what follows is missing: {error}.")

    def _one_by_one(self, table: str, query: str, given: int) -> Iterator[tuple[object, ...]]:
        """The rows after those that were given already, without those that hold a value too large to read."""
        try:
            found = self._connection.execute(f"SELECT rowid FROM {_quoted(table)} ORDER BY rowid")  # noqa: S608
            for (rowid,) in found.fetchall()[given:]:
                try:
                    yield from self._connection.execute(f"{query} WHERE rowid = ?", (rowid,))
                except sqlite3.DataError:
                    self.remarks.add(f"A row of the table {table} of {self._path.name} is too large to be read.")
        except _DAMAGE as error:
            self.remarks.add(f"The table {table} of {self._path.name} is damaged; what follows is missing: {error}.")


@contextlib.contextmanager
def opened(path: Path, program: str, count: EntryCount | None = None) -> Iterator[ForeignDatabase]:
    """Open a private copy of a database.

    Args:
        program: whose database it is, for the sentences.
        count: counts the rows that are read.

    Raises:
        UserFacingError: there is no such file, it cannot be read or copied, or it is no SQLite database.
    """
    with tempfile.TemporaryDirectory(prefix="photoface-import-") as folder:
        copy = Path(folder, "catalog.db")
        try:
            shutil.copyfile(path, copy)
            for companion in _COMPANIONS:
                beside = Path(f"{path}{companion}")
                if beside.exists():
                    shutil.copyfile(beside, f"{copy}{companion}")
        except FileNotFoundError as error:
            raise UserFacingError(f"There is no file {path}.", f"Choose the catalog of {program}.") from error
        except OSError as error:
            raise UserFacingError(
                f"The catalog {path} of {program} cannot be copied: {error.strerror or error}.",
                f"Close {program}, check the rights of the file and the room in {tempfile.gettempdir()}.",
            ) from error
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
            try:
                # Reading may have to recover a write-ahead log, which writes; after that nothing is written.
                connection.execute("PRAGMA trusted_schema = OFF")
                database = ForeignDatabase(connection, path, count or EntryCount())
                connection.execute("PRAGMA query_only = ON")
            except _DAMAGE as error:
                raise UserFacingError(
                    f"{path} is no catalog of {program}, or it is damaged: {error}.",
                    f"Open it in {program} and let that check it, or choose another file.",
                ) from error
            yield database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _safe(column: str) -> str:
    """A column without binary values and without texts that nobody typed."""
    return (
        f"CASE typeof({column}) WHEN 'blob' THEN NULL "
        f"WHEN 'text' THEN substr({column}, 1, {LONGEST_TEXT}) ELSE {column} END"
    )
