"""Copies a whole catalog into an empty one, from a file to a server or back, and verifies the copy row by row.

Ids stay as they are, so the history of decisions holds in the copy: undo works there too. Ids that were given once are
not given again, also not those of rows that are gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.database import Database
from photoface.catalog.sql_dialects import is_postgresql
from photoface.catalog.stored_values import NO_NUL
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.decisions import Change
from photoface.catalog.tables.photos import Photo, PhotoWords
from photoface.catalog.tables.settings import RecognitionChange
from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress

ROWS_AT_ONCE = 2_000

_MADE_THERE = {PhotoWords.__tablename__, RecognitionChange.__tablename__}
"""Tables whose rows each database makes of the others by itself, or has about a file of its own."""


def copy_catalog(source: Database, target: Database, control: JobControl) -> dict[str, int]:
    """Copy all rows in one transaction, and compare what both hold then.

    Returns:
        The rows of each table that has any.

    Raises:
        UserFacingError: the target holds a library already, or something else than the source when all is copied; the
            target is empty then.
        JobCancelled: it is empty then, too.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name not in _MADE_THERE]
    rows: dict[str, int] = {}
    with source.read() as old, target.write() as new:
        if new.execute(sa.select(Photo.id).limit(1)).first() is not None:
            raise UserFacingError("The target holds a library already.", "Name a new file, or an empty database.")
        for table in reversed(tables):
            new.execute(sa.delete(table))
        for number, table in enumerate(tables):
            control.report(Progress("copying", number, len(tables)))
            rows[table.name] = old.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            _insert(new, table, _rows(old, table), control)
            _keep_numbering(old, new, table)
            if _digest(old, table, control) != _digest(new, table, control):
                raise UserFacingError(
                    f"The copy of the table {table.name} is not the same as the original.",
                    "Nothing was copied. Check the original: `photoface doctor`.",
                )
    return {name: count for name, count in rows.items() if count}


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Those that are written; others are made of them."""
    return [column for column in table.columns if not column.computed]


def _key(table: sa.Table) -> list[sa.Column[Any]]:
    return list(table.primary_key.columns)


def _rows(session: Session, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their keys, some at a time."""
    query = sa.select(*_columns(table)).order_by(*_key(table))
    names = [column.name for column in _columns(table)]
    result = session.connection().execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    for part in result.partitions():
        yield [dict(zip(names, row, strict=True)) for row in part]


def _insert(session: Session, table: sa.Table, rows: Iterator[list[dict[str, Any]]], control: JobControl) -> None:
    """Insert rows; where they refer to rows of their own table, that is set once all of these are there."""
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    referring: list[dict[str, Any]] = []
    for part in rows:
        referring += [row for row in part if any(row[name] is not None for name in own)]
        alone = dict.fromkeys(own)
        session.connection().execute(sa.insert(table), [{**row, **alone} for row in part])
        control.checkpoint()
    if referring:
        by_key = sa.update(table).where(*(column == sa.bindparam(f"of_{column.name}") for column in _key(table)))
        values = [
            {f"of_{column.name}": row[column.name] for column in _key(table)} | {name: row[name] for name in own}
            for row in referring
        ]
        session.connection().execute(by_key.values({name: sa.bindparam(name) for name in own}), values)


def _digest(session: Session, table: sa.Table, control: JobControl) -> str:
    """A hash of all rows as Python has them, in the order of their keys."""
    found = hashlib.sha256()
    for part in _rows(session, table):
        for row in part:
            # PostgreSQL cannot hold the character NUL.
            said = repr([value.replace("\0", NO_NUL) if isinstance(value, str) else value for value in row.values()])
            found.update(said.encode("utf-8", "surrogatepass"))
        control.checkpoint()
    return found.hexdigest()


def _keep_numbering(source: Session, target: Session, table: sa.Table) -> None:
    """Let new rows get ids that no row ever had."""
    if not table.dialect_options["sqlite"]["autoincrement"] and table.name != Change.__tablename__:
        return
    greatest = source.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
    last = max(greatest, _last_id(source, table.name))
    if not last:
        return
    if is_postgresql(target):
        target.execute(
            sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": table.name, "last": last}
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        target.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        target.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": table.name, "last": last},
        )


def _last_id(session: Session, table: str) -> int:
    """The last id that a table gave; 0 where it gave none."""
    if is_postgresql(session):
        sequence = session.execute(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table}).scalar_one()
        last = session.execute(
            sa.text("SELECT pg_sequence_last_value(CAST(:sequence AS regclass))"), {"sequence": sequence}
        ).scalar_one()
        return last or 0
    query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return session.execute(query, {"name": table}).scalar_one_or_none() or 0
