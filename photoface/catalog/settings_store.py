"""Reads and writes settings in the catalog."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import insert
from photoface.catalog.tables.settings import Setting
from photoface.settings import Settings


def load(session: Session) -> Settings:
    """The catalog's settings, with defaults for those it does not hold."""
    return Settings.from_texts({row.name: row.value for row in session.execute(sa.select(Setting.name, Setting.value))})


def save(session: Session, name: str, text: str) -> None:
    """Keep one setting's text."""
    statement = insert(session, Setting).values(name=name, value=text)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": text}))
