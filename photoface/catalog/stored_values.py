"""Column types for dates and JSON that refuse malformed values, and a check of a whole catalog for such values.

SQLite lets any column hold anything, and a catalog may be damaged or come from somebody who wants to do harm: a text
that is no date, or a text where a number belongs. Reading the first becomes a sentence for the user; `misfit_in`, which
checks a whole catalog, finds both.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from photoface.errors import CatalogDamaged

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_Reader = Callable[[Any], Any]


class StoredDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment."""

    impl = sa.DateTime
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Reader | None:
        return _told(super().result_processor(dialect, coltype), "date")


class StoredDate(sa.types.TypeDecorator[dt.date]):
    """A day."""

    impl = sa.Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Reader | None:
        return _told(super().result_processor(dialect, coltype), "date")


class StoredJson(sa.types.TypeDecorator[Any]):
    """Plain values as JSON."""

    impl = sa.JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Reader | None:
        return _told(super().result_processor(dialect, coltype), "record")


NO_NUL = "\N{REPLACEMENT CHARACTER}"
"""Stands for the character NUL, which texts of files hold at times and PostgreSQL's texts cannot hold."""


class VectorBytes(bytes):
    """A vector of little-endian float32 that goes to a column of pgvector's type."""


class _PgVector(sa.types.UserDefinedType[bytes]):
    """pgvector's type, for vectors of any length."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "vector"


class StoredVector(sa.types.TypeDecorator[bytes]):
    """An embedding: little-endian float32, as bytes in SQLite and as a `vector` of pgvector in PostgreSQL."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        kind = _PgVector() if dialect.name == "postgresql" else sa.LargeBinary()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return VectorBytes(value) if value is not None and dialect.name == "postgresql" else value


def _told(read: _Reader | None, kind: str) -> _Reader | None:
    if read is None:
        # PostgreSQL's driver gives the value itself, and its server keeps others out of the column.
        return None

    def told(value: Any) -> Any:
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            raise CatalogDamaged(
                f"The catalog is damaged: it holds {str(value)[:40]!r} where a {kind} belongs.",
                "Restore a backup: `photoface restore` lists them.",
            ) from error

    return told


def misfit_in(connection: sqlite3.Connection, tables: sa.MetaData) -> str | None:
    """Which value of a catalog is first found not to be of its column's kind; None where all are."""
    for table in tables.sorted_tables:
        # A generated column holds what the columns that it is made of hold.
        fits = {column.name: _fits(column) for column in table.columns if not column.computed}
        named = " ".join(f"WHEN NOT ({fit}) THEN '{name}'" for name, fit in fits.items())
        query = f'SELECT CASE {named} END FROM "{table.name}" WHERE NOT ({" AND ".join(fits.values())}) LIMIT 1'  # noqa: S608 - our own names
        for (column,) in connection.execute(query):
            return f"{table.name}.{column} holds a value that PhotoFace never writes"
    return None


def _fits(column: sa.Column[Any]) -> str:
    """The condition, never NULL, that a value is of the column's kind, in SQL."""
    name, kind = f'"{column.name}"', column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, sa.DateTime):
        fits = f"typeof({name}) = 'text' AND datetime({name}) IS NOT NULL"
    elif isinstance(kind, sa.Date):
        fits = f"typeof({name}) = 'text' AND date({name}) IS NOT NULL"
    elif isinstance(kind, sa.JSON):
        fits = f"typeof({name}) = 'text' AND json_valid({name})"
    elif isinstance(kind, sa.Float):
        fits = f"typeof({name}) IN ('real', 'integer')"
    elif isinstance(kind, sa.LargeBinary):
        fits = f"typeof({name}) = 'blob'"
    elif isinstance(kind, sa.Boolean):
        fits = f"typeof({name}) = 'integer' AND {name} IN (0, 1)"
    elif isinstance(kind, sa.Integer):
        fits = f"typeof({name}) = 'integer'"
    else:
        fits = f"typeof({name}) = 'text'"
    return f"({name} IS NULL OR ({fits}))"
