"""Makes and changes SQLite databases quickly: a test's database need not survive a power cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def writing(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a database, make it if it is not there, and commit at the end."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA journal_mode = MEMORY")
        yield database


def change(file: Path, statements: Iterable[str]) -> None:
    """Run statements."""
    with writing(file) as database:
        for statement in statements:
            database.execute(statement)
