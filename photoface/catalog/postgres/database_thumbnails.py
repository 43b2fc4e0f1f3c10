"""Stores thumbnails and face crops in the catalog's database, so that each is made once, by one computer.

A picture that is replaced or removed gets a number from a rising sequence; one that is added gets none. By these
numbers the other computers know which pictures in their own stores are outdated (`library.shared_thumbnails`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.postgres.errors import in_words

CREATE = (
    "CREATE SEQUENCE IF NOT EXISTS picture_change",
    # A removed one has no bytes. JPEGs do not get smaller by another compression.
    """
    CREATE TABLE IF NOT EXISTS picture (
        kind text NOT NULL, id bigint NOT NULL, jpeg bytea, changed bigint NOT NULL DEFAULT 0, PRIMARY KEY (kind, id)
    )
    """,
    "ALTER TABLE picture ALTER COLUMN jpeg SET STORAGE EXTERNAL",
    "CREATE INDEX IF NOT EXISTS ix_picture_changed ON picture (changed) WHERE changed > 0",
)
"""Makes the tables, where they are not there yet."""

_ADD = """
INSERT INTO picture (kind, id, jpeg) SELECT %s, * FROM unnest(%s::bigint[], %s::bytea[])
ON CONFLICT (kind, id) DO UPDATE SET jpeg = excluded.jpeg WHERE picture.jpeg IS NULL
RETURNING id
"""

_REPLACE = """
UPDATE picture SET jpeg = %s, changed = nextval('picture_change') WHERE kind = %s AND id = %s AND jpeg <> %s
"""

_REMOVE = """
INSERT INTO picture (kind, id, changed)
SELECT %s, unnest(%s::bigint[]), nextval('picture_change')
ON CONFLICT (kind, id) DO UPDATE SET jpeg = NULL, changed = nextval('picture_change')
"""


class DatabaseThumbnails:
    """JPEGs by kind (`face`, `photo`) and id.

    Args:
        write: a writing transaction of the catalog. Writers take turns, so numbers rise in the order of commits.
    """

    def __init__(self, engine: sa.Engine, address: str, write: Callable[[], AbstractContextManager[Session]]) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._address = address
        self._write = write

    def fetch(self, kind: str, ids: Iterable[int]) -> dict[int, bytes]:
        """Those that there are."""
        query = "SELECT id, jpeg FROM picture WHERE kind = %s AND id = ANY(%s) AND jpeg IS NOT NULL"
        return {number: bytes(jpeg) for number, jpeg in self._rows(query, (kind, list(ids)))}

    def store(self, kind: str, jpegs: Mapping[int, bytes]) -> None:
        """Add pictures; other ones of the same ids are replaced, and others are told."""
        if not jpegs:
            return
        added = {number for (number,) in self._rows(_ADD, (kind, list(jpegs), list(jpegs.values())))}
        there = [number for number in jpegs if number not in added]
        if there:
            with self._write() as session:
                rows = [(jpegs[number], kind, number, jpegs[number]) for number in there]
                session.connection().exec_driver_sql(_REPLACE, rows)

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        """Delete pictures, and tell others to."""
        wanted = list(ids)
        if wanted:
            with self._write() as session:
                session.connection().exec_driver_sql(_REMOVE, (kind, wanted))

    def changed_since(self, number: int) -> tuple[int, list[tuple[str, int]]]:
        """The newest number of a change, and the kinds and ids of pictures that were replaced or removed since one."""
        rows = self._rows("SELECT kind, id, changed FROM picture WHERE changed > %s", (number,))
        return max((changed for *_, changed in rows), default=number), [(kind, one) for kind, one, _ in rows]

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        with in_words(self._address), self._engine.connect() as connection:
            return list(connection.exec_driver_sql(query, values))
