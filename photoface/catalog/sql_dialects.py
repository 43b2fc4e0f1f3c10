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


def _expression(kind: sa.types.TypeEngine[Any], on_sqlite: str, on_postgresql: str) -> type[FunctionElement[Any]]:
    """A class of expressions of this type: `{0}`, `{1}` in a template stand for the arguments, compiled."""

    class Expression(FunctionElement[Any]):
        name = "expression"
        type = kind
        inherit_cache = True

    def written(template: str, element: Expression, compiler: SQLCompiler, options: dict[str, Any]) -> str:
        return template.format(*(compiler.process(one, **options) for one in element.clauses))

    compiles(Expression)(lambda element, compiler, **options: written(on_sqlite, element, compiler, options))
    compiles(Expression, POSTGRESQL)(
        lambda element, compiler, **options: written(on_postgresql, element, compiler, options)
    )
    return Expression


_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_CONDITION = sa.types.NullType()
"""No Boolean: behind such an expression SQLAlchemy writes `= 1` for SQLite, which then takes no index for it."""

_InList = _expression(_CONDITION, "{0} IN (SELECT value FROM json_each({1}))", "{0} = ANY ({1})")
_JsonList = _expression(sa.Text(), "json_group_array({0})", "coalesce(json_agg({0})::text, '[]')")
_JsonNumber = _expression(_NUMBER, "json_extract({0}, '$.{1}')", "({0} ->> '{1}')::bigint")
_JsonRows = _expression(sa.types.NullType(), "json_each({0})", "json_array_elements(({0})::json)")
_NumberAt = _expression(_NUMBER, "json_extract({0}, '$[{1}]')", "({0} ->> {1})::bigint")
_TextAt = _expression(sa.Text(), "json_extract({0}, '$[{1}]')", '(({0} ->> {1}) COLLATE "C")')
_Year = _expression(sa.Text(), "strftime('%Y', {0})", "to_char({0}, 'YYYY')")
_MonthAndDay = _expression(sa.Text(), "strftime('%m-%d', {0})", "to_char({0}, 'MM-DD')")
_UnixDays = _expression(
    sa.Float(),
    f"(julianday({{0}}) - {UNIX_EPOCH_JULIAN})",
    "(extract(epoch FROM {0})::double precision / 86400)",
)
_UnixDaysAtEnd = _expression(
    sa.Float(),
    f"(julianday({{0}}, {{1}}, '-1 second') - {UNIX_EPOCH_JULIAN})",
    "(extract(epoch FROM {0} + ({1})::interval - interval '1 second')::double precision / 86400)",
)
_Likely = _expression(_CONDITION, "likely({0})", "({0})")
_Position = _expression(sa.Integer(), "instr({0}, {1})", "strpos({0}, {1})")


def in_list(column: sa.SQLColumnExpression[Any], values: Sequence[int] | Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of many values, which go to the database as one parameter."""
    of_numbers = not values or isinstance(values[0], int)
    return _InList(column, sa.bindparam(None, list(values), _List(of_numbers), unique=True))


def json_list(column: sa.SQLColumnExpression[int]) -> sa.ColumnElement[str]:
    """All values of a column, in the order of the rows that a subquery gives, as the text of a JSON list."""
    return _JsonList(column)


def json_number(column: sa.SQLColumnExpression[Any], key: str) -> sa.ColumnElement[int]:
    """The whole number under a key of a column of JSON objects; NULL where there is none.

    Args:
        key: letters and underscores.
    """
    assert key.replace("_", "").isalpha()
    return _JsonNumber(column, sa.literal_column(key))


def json_rows(
    rows: Sequence[Sequence[int | str]], name: str
) -> tuple[sa.FromClause, tuple[sa.ColumnElement[Any], ...]]:
    """Rows of whole numbers and texts as a table that is one parameter, with its columns.

    Args:
        rows: at least one; all have the same kinds of values.
        name: of the table, in the query.
    """
    table = _JsonRows(sa.literal(json.dumps(rows), sa.Text())).table_valued("value", name=name)
    items = (
        (_NumberAt if isinstance(one, int) else _TextAt)(table.c.value, sa.literal_column(str(index)))
        for index, one in enumerate(rows[0])
    )
    return table, tuple(items)


def year_text(moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[str]:
    """The year of a moment, four digits."""
    return _Year(moment)


def month_and_day_text(moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[str]:
    """The month and the day of a moment, such as `02-29`."""
    return _MonthAndDay(moment)


def unix_days(
    moment: sa.SQLColumnExpression[dt.datetime], span: sa.ColumnElement[str] | None = None
) -> sa.ColumnElement[float]:
    """Days since 1970 of a moment.

    Args:
        span: such as `+1 month`: the last second of the span that begins with the moment is meant.
    """
    return _UnixDays(moment) if span is None else _UnixDaysAtEnd(moment, span)


def likely(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition of which SQLite is told that nearly all rows fulfil it; PostgreSQL counts for itself."""
    return _Likely(condition)


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
