"""The base class of all tables: how columns of dates and JSON are stored, and how constraints are called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase

from photoface.catalog.stored_values import StoredDate, StoredDateTime, StoredJson

AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}
"""The option of a table whose ids are never used twice."""

StoredInteger = Integer().with_variant(BigInteger(), "postgresql")
"""SQLite's integers have 64 bits whatever they are called."""

StoredText = String().with_variant(String(collation="C"), "postgresql")
"""Compared and ordered by code point, as SQLite does, whatever language a server is set to."""


def partial_index(name: str, *columns: str, where: str, postgresql_where: str | None = None) -> Index:
    """An index of those rows alone for which a condition holds; queries must say it in the same words.

    Args:
        postgresql_where: what PostgreSQL calls the condition, where it differs.
    """
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(postgresql_where or where))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        int: StoredInteger,
        str: StoredText,
        dict[str, Any]: StoredJson,
        dt.datetime: StoredDateTime,
        dt.date: StoredDate,
    }
