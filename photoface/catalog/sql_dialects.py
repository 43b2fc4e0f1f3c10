"""What SQLite and PostgreSQL say differently in a query: lists of ids, JSON, parts of dates, upserts.

Each function gives one expression that is compiled for the database that the query runs on.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from photoface.catalog.tables.base import Base

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler

POSTGRESQL = "postgresql"

UNIX_EPOCH_JULIAN = 2440587.5
"""1970-01-01 00:00 as a Julian day."""


def is_postgresql(session: Session) -> bool:
    """Whether a session works on PostgreSQL."""
    return session.get_bind().dialect.name == POSTGRESQL


def insert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that can be told what to do about rows that are there already."""
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


def driver_rows(connection: sa.Connection, query: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query without parameters, so many at a time, by the driver itself.

    Else each of a hundred thousand rows becomes an object of SQLAlchemy first.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == POSTGRESQL:
        cursor = driver.cursor(name="photoface_rows")
        cursor.execute(query)
    else:
        cursor = driver.execute(query)
    with contextlib.closing(cursor):
        while rows := cursor.fetchmany(size):
            yield rows


class _List(sa.types.TypeDecorator[Sequence[Any]]):
    """A list as one parameter: JSON for SQLite, an array for PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, of_numbers: bool) -> None:
        super().__init__()
        self.of_numbers = of_numbers

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(postgresql.ARRAY(sa.BigInteger if self.of_numbers else sa.Text))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return value if dialect.name == POSTGRESQL or value is None else json.dumps(value)


class _InList(FunctionElement[bool]):
    """Whether the first argument is in the second, a list that is one parameter."""

    name = "in_list"
    type = sa.Boolean()
    inherit_cache = True


@compiles(_InList)
def _in_json(element: _InList, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - what a compiler made


@compiles(_InList, POSTGRESQL)
def _in_array(element: _InList, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


def in_list(column: sa.SQLColumnExpression[Any], values: Sequence[int] | Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of many values, which go to the database as one parameter."""
    of_numbers = not values or isinstance(values[0], int)
    return _InList(column, sa.bindparam(None, list(values), _List(of_numbers), unique=True))


class _JsonList(FunctionElement[str]):
    """All values of a column, in the order of the rows, as the text of a JSON list."""

    name = "json_list"
    type = sa.Text()
    inherit_cache = True


@compiles(_JsonList)
def _group_array(element: _JsonList, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(_JsonList, POSTGRESQL)
def _json_agg(element: _JsonList, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_agg({compiler.process(element.clauses, **options)})::text, '[]')"


def json_list(column: sa.SQLColumnExpression[int]) -> sa.ColumnElement[str]:
    """All values of a column, in the order of the rows that a subquery gives, as the text of a JSON list."""
    return _JsonList(column)


class _JsonNumber(FunctionElement[int]):
    """The whole number under a key of a JSON object; NULL where there is none."""

    name = "json_number"
    type = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    inherit_cache = True


@compiles(_JsonNumber)
def _json_extract(element: _JsonNumber, compiler: SQLCompiler, **options: Any) -> str:
    column, key = element.clauses
    return f"json_extract({compiler.process(column, **options)}, '$.{key.name}')"


@compiles(_JsonNumber, POSTGRESQL)
def _json_arrow(element: _JsonNumber, compiler: SQLCompiler, **options: Any) -> str:
    column, key = element.clauses
    return f"({compiler.process(column, **options)} ->> '{key.name}')::bigint"


def json_number(column: sa.SQLColumnExpression[Any], key: str) -> sa.ColumnElement[int]:
    """The whole number under a key of a column of JSON objects; NULL where there is none.

    Args:
        key: letters and underscores.
    """
    assert key.replace("_", "").isalpha()
    return _JsonNumber(column, sa.literal_column(key))


class _JsonRows(FunctionElement[str]):
    """The elements of a JSON list, as rows."""

    name = "json_rows"
    inherit_cache = True


@compiles(_JsonRows)
def _json_each(element: _JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_JsonRows, POSTGRESQL)
def _array_elements(element: _JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements(({compiler.process(element.clauses, **options)})::json)"


class _JsonItem(FunctionElement[Any]):
    """An item of a JSON list, by its index."""

    name = "json_item"
    inherit_cache = True


@compiles(_JsonItem)
def _extracted_item(element: _JsonItem, compiler: SQLCompiler, **options: Any) -> str:
    row, index, _ = element.clauses
    return f"json_extract({compiler.process(row, **options)}, '$[{index.name}]')"


@compiles(_JsonItem, POSTGRESQL)
def _arrow_item(element: _JsonItem, compiler: SQLCompiler, **options: Any) -> str:
    row, index, kind = element.clauses
    return f"(({compiler.process(row, **options)} ->> {index.name}){kind.name})"


def json_rows(
    rows: Sequence[Sequence[int | str]], name: str
) -> tuple[sa.FromClause, tuple[sa.ColumnElement[Any], ...]]:
    """Rows of whole numbers and texts as a table that is one parameter, with its columns.

    Args:
        rows: at least one; all have the same kinds of values.
        name: of the table, in the query.
    """
    table = _JsonRows(sa.literal(json.dumps(rows), sa.Text())).table_valued("value", name=name)
    kinds = ("::bigint" if isinstance(one, int) else ' COLLATE "C"' for one in rows[0])
    items = (
        _JsonItem(table.c.value, sa.literal_column(str(index)), sa.literal_column(kind))
        for index, kind in enumerate(kinds)
    )
    return table, tuple(items)


class _DatePart(FunctionElement[str]):
    name = "date_part_text"
    type = sa.Text()
    inherit_cache = True


_PARTS = {"year": ("%Y", "YYYY"), "month and day": ("%m-%d", "MM-DD")}


@compiles(_DatePart)
def _strftime(element: _DatePart, compiler: SQLCompiler, **options: Any) -> str:
    column, part = element.clauses
    return f"strftime('{_PARTS[part.name][0]}', {compiler.process(column, **options)})"


@compiles(_DatePart, POSTGRESQL)
def _to_char(element: _DatePart, compiler: SQLCompiler, **options: Any) -> str:
    column, part = element.clauses
    return f"to_char({compiler.process(column, **options)}, '{_PARTS[part.name][1]}')"


def year_text(moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[str]:
    """The year of a moment, four digits."""
    return _DatePart(moment, sa.literal_column("year"))


def month_and_day_text(moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[str]:
    """The month and the day of a moment, such as `02-29`."""
    return _DatePart(moment, sa.literal_column("month and day"))


class _UnixDays(FunctionElement[float]):
    """Days since 1970 of a moment, or of the end of a span of time that begins with it."""

    name = "unix_days"
    type = sa.Float()
    inherit_cache = True


@compiles(_UnixDays)
def _julianday(element: _UnixDays, compiler: SQLCompiler, **options: Any) -> str:
    moment, *span = (compiler.process(one, **options) for one in element.clauses)
    end = f"{moment}, {span[0]}, '-1 second'" if span else moment
    return f"(julianday({end}) - {UNIX_EPOCH_JULIAN})"


@compiles(_UnixDays, POSTGRESQL)
def _epoch(element: _UnixDays, compiler: SQLCompiler, **options: Any) -> str:
    moment, *span = (compiler.process(one, **options) for one in element.clauses)
    end = f"{moment} + ({span[0]})::interval - interval '1 second'" if span else moment
    return f"(extract(epoch FROM {end})::double precision / 86400)"


def unix_days(
    moment: sa.SQLColumnExpression[dt.datetime], span: sa.ColumnElement[str] | None = None
) -> sa.ColumnElement[float]:
    """Days since 1970 of a moment.

    Args:
        span: such as `+1 month`: the last second of the span that begins with the moment is meant.
    """
    return _UnixDays(moment) if span is None else _UnixDays(moment, span)


class _Likely(FunctionElement[bool]):
    """A condition that nearly all rows fulfil, which is the planner's to know on PostgreSQL."""

    name = "likely_condition"
    type = sa.Boolean()
    inherit_cache = True


@compiles(_Likely)
def _likely(element: _Likely, compiler: SQLCompiler, **options: Any) -> str:
    return f"likely({compiler.process(element.clauses, **options)})"


@compiles(_Likely, POSTGRESQL)
def _plain(element: _Likely, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


def likely(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition of which SQLite is told that nearly all rows fulfil it; PostgreSQL counts for itself."""
    return _Likely(condition)


class _Position(FunctionElement[int]):
    """Where a text is first found in another one, from 1; 0 where it is not."""

    name = "position_in_text"
    type = sa.Integer()
    inherit_cache = True


@compiles(_Position)
def _instr(element: _Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Position, POSTGRESQL)
def _strpos(element: _Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def contains(text: sa.SQLColumnExpression[str], wanted: str) -> sa.ColumnElement[bool]:
    """Whether a text contains another one, letter by letter."""
    return _Position(text, sa.literal(wanted, sa.Text())) > 0


def row_of_greatest(
    session: Session,
    group: sa.SQLColumnExpression[Any],
    column: sa.SQLColumnExpression[Any],
    value: sa.ColumnElement[Any],
    *wanted: sa.ColumnElement[bool],
) -> sa.Select[*tuple[Any, ...]]:
    """Of each group of rows the group and a column of the row whose value is the greatest, the first such row."""
    if is_postgresql(session):
        query = sa.select(group, column).where(*wanted).order_by(group, value.desc(), column)
        return query.ext(postgresql.distinct_on(group))
    # SQLite takes the other columns from the row that holds the maximum (lang_select, "bare columns").
    columns: tuple[sa.ColumnElement[Any], ...] = (group.label("of"), column.label("best"), sa.func.max(value))
    found = sa.select(*columns).where(*wanted).group_by(group).subquery()
    return sa.select(found.c.of, found.c.best)
