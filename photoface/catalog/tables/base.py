"""The base class of all tables: how columns of dates and JSON are stored, and how constraints are called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from photoface.catalog.stored_values import StoredDate, StoredDateTime, StoredJson

AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}
"""The option of a table whose ids are never used twice."""


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
        dict[str, Any]: StoredJson,
        dt.datetime: StoredDateTime,
        dt.date: StoredDate,
    }
