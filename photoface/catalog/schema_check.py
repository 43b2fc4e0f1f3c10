"""Checks that a catalog file holds tables, indexes and our own triggers only, and nothing else that runs.

Somebody else's catalog may hold triggers, which run with every decision, views in the place of tables, and virtual
tables, which run code of SQLite's extensions.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from photoface.catalog.recognition_changes import TRIGGERS
from photoface.errors import UserFacingError


def refuse_what_runs(connection: sqlite3.Connection, path: Path) -> None:
    """Look through the schema of a file that is not trusted.

    Raises:
        UserFacingError: it holds a trigger that is not ours, a view or a virtual table.
    """
    query = "SELECT type, name, coalesce(sql, '') FROM sqlite_master"
    for kind, name, sql in connection.execute(query):
        if kind == "trigger" and TRIGGERS.get(name) == sql:
            continue
        virtual = sql.lstrip().upper().startswith("CREATE VIRTUAL")
        if kind not in ("table", "index") or virtual:
            raise UserFacingError(
                f"{path} holds the {'virtual table' if virtual else kind} {name!r}, which PhotoFace never makes.",
                "Somebody changed this catalog. Restore a backup, or choose another catalog with --catalog.",
            )
