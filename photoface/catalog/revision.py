"""Finds out before a catalog is opened whether a file is one, of which version, and whether it can only be read.

It also makes the folder and the file of a new one, private to the user. `HEAD_REVISION` is the newest version.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from photoface.catalog.backups import refuse_foreign
from photoface.catalog.connections import BUSY_SECONDS
from photoface.catalog.open_file import beside_files
from photoface.catalog.schema_check import refuse_what_runs
from photoface.errors import UserFacingError
from photoface.writable import PRIVATE_FOLDER, can_be_written, make_private, read_only_address

HEAD_REVISION = "0030"
"""The newest migration in `migrations/versions`; a test holds it to that folder."""

APPLICATION_ID = 0x50466163
"""`PFac` in SQLite's header (pragma application_id): says that a file is a PhotoFace catalog."""


def prepare(path: Path) -> bool:
    """Make the place for a catalog, private to its owner; returns whether it can only be read.

    Raises:
        UserFacingError: the folder cannot be made, a folder is there instead of a file, or it can only be read, and its
            newest changes are in a log without an index.
    """
    try:
        path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise UserFacingError(
            f"The folder {path.parent} cannot be made: {error.strerror}.", "Choose another place with --catalog."
        ) from error
    if path.is_dir():
        raise UserFacingError(f"{path} is a folder, not a catalog.", "Name a file with --catalog.")
    if not path.exists() or can_be_written(path):
        make_private(path)
        return False
    # SQLite would make an index that a log lacks, as of a catalog copied to a disk that can only be read, beside it.
    log, index = beside_files(path)
    if log.exists() and log.stat().st_size and not index.exists():
        raise UserFacingError(
            f"The newest changes of {path} are in {log.name}, which can only be read where files can be made.",
            f"Copy {path.name} and {log.name} to another folder, and open the copy with --catalog.",
        )
    return True


def examine(path: Path, *, read_only: bool) -> str | None:
    """The revision of a catalog's file, or None for a new one; changes nothing.

    Raises:
        UserFacingError: it is no catalog, or from a newer PhotoFace.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    address = read_only_address(path) if read_only else str(path)
    with contextlib.closing(sqlite3.connect(address, timeout=BUSY_SECONDS, uri=read_only)) as connection:
        try:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except (sqlite3.OperationalError, UnicodeDecodeError) as error:
            # A header that SQLite reads and makes no sense of: "unsupported file format", names that are no text.
            if isinstance(error, UnicodeDecodeError) or error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                raise refuse_foreign(path, str(error)) from error
            raise
        if not tables:
            return None
        row = None
        ordinary = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version' AND sql LIKE 'CREATE TABLE %'"
        if connection.execute(ordinary).fetchone() is not None:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if row is not None and application_id == APPLICATION_ID and str(row[0]) > HEAD_REVISION:
            # Before what runs in it: a newer PhotoFace may have other triggers.
            raise UserFacingError(
                f"{path} was written by a newer PhotoFace (catalog version {row[0]}).",
                "Update PhotoFace, or choose another catalog with --catalog.",
            )
        refuse_what_runs(connection, path)
    if application_id != APPLICATION_ID:
        raise refuse_foreign(path, "its header is not that of a catalog")
    return None if row is None else str(row[0])
