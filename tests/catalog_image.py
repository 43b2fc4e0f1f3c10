"""A catalog's whole content as plain values, so that tests can say that two states are the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

LEDGER = {"decision", "decision_face", "change", "alembic_version", "sqlite_sequence"}


def image_of(catalog: Path, *, without: frozenset[str] = frozenset({"setting"})) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the ledger's own and those in `without`, sorted."""
    connection = sqlite3.connect(catalog)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
            for table in tables
            if table not in LEDGER | without
        }
    finally:
        connection.close()
