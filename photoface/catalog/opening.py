"""Opens a catalog, wherever it is: a file of this computer, or a database on a server."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from photoface.catalog.authors import this_author
from photoface.catalog.database import Database
from photoface.catalog.server_note import SUFFIX, read_note
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.errors import UserFacingError
from photoface.network_drives import lies_on_network


def open_database(path: Path, author: str | None = None) -> Database:
    """Open a catalog, or create it; an older one is brought up to date.

    Args:
        path: the catalog's file, or the note of one that is on a server (`server_note`).
        author: who decides, in a catalog on a server; None for the user of this computer.

    Raises:
        UserFacingError: it is no catalog, is damaged, is from a newer PhotoFace, cannot be opened or reached,
            or is a file on a network drive.
    """
    if path.suffix != SUFFIX:
        if lies_on_network(path):
            raise UserFacingError(
                f"{path} lies on a network drive, where two computers at once would damage it.",
                "Copy it to a disk of this computer and open it there. To share it with other computers, put it on a "
                f"PostgreSQL server: `photoface catalog copy {path} postgresql://USER@SERVER/DATABASE`.",
            )
        return SqliteDatabase(path)
    address = read_note(path)
    if importlib.util.find_spec("psycopg") is None:
        raise UserFacingError(
            "A library on a server needs a package that is not installed.",
            "Install it: pip install 'photoface[postgres]'",
        )
    from photoface.catalog.postgres.database import PostgresDatabase

    return PostgresDatabase(path, address, author or this_author())
