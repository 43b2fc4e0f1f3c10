"""A catalog's whole content as plain values, so that tests can say that two states are the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

LEDGER = {"decision", "decision_face", "change", "alembic_version", "sqlite_sequence"}


NOTED_BY_SCANS = frozenset(
    {("photo", "picture_hash"), ("photo", "turn"), ("photo", "file_dated_by"), ("photo_file", "changed_ns")}
)
"""Columns that a migration cannot fill: a scan does when it reads the file, or sees it, again."""


def image_of(
    catalog: Path,
    *,
    without: frozenset[str] = frozenset({"setting", "machine_state", "position_place"}),
    without_columns: frozenset[tuple[str, str]] = frozenset(),
) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the ledger's own and those in `without`, sorted."""
    connection = sqlite3.connect(catalog)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        image = {}
        for table in tables:
            if table in LEDGER | without:
                continue
            names = [row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")]
            columns = ", ".join(f'"{name}"' for name in names if (table, name) not in without_columns)
            image[table] = sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)  # noqa: S608
        return image
    finally:
        connection.close()
