"""Turns SQLite's errors about files and disks (full, locked, damaged, read-only) into sentences for the user."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa

from photoface.errors import CatalogDamaged, UserFacingError

_SENTENCES = {
    sqlite3.SQLITE_BUSY: ("{path} is in use by another PhotoFace.", "Close the other one or wait, then try again."),
    sqlite3.SQLITE_LOCKED: ("{path} is in use by another PhotoFace.", "Close the other one or wait, then try again."),
    sqlite3.SQLITE_FULL: ("The disk that holds {path} is full.", "Make room, then go on: nothing was lost."),
    sqlite3.SQLITE_NOTADB: ("{path} is not a PhotoFace catalog.", "Choose another file with --catalog."),
    sqlite3.SQLITE_CORRUPT: ("{path} is damaged.", "Restore a backup: `photoface restore` lists them."),
    sqlite3.SQLITE_READONLY: ("{path} cannot be written to.", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("{path} cannot be opened.", "Check that its folder exists and can be written to."),
    sqlite3.SQLITE_IOERR: ("{path} cannot be read or written.", "Check the disk, and that it is still connected."),
}

_NO_TEXT = "Could not decode to UTF-8"
"""Beginning of the driver's message about a column whose text is not UTF-8."""


@contextlib.contextmanager
def in_words(path: Path, spoiled: Mapping[int, Callable[[Path, str], UserFacingError]] = {}) -> Iterator[None]:
    """Turn what SQLite says about the file or the disk into a sentence; leave bugs as they are.

    Args:
        spoiled: for some of SQLite's primary result codes what makes the error instead, given SQLite's own words.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        code = getattr(original, "sqlite_errorcode", None)
        if code is None and str(original).startswith(_NO_TEXT):
            # Python's driver says so, not SQLite: the file is whole, but a text in it is none.
            code = sqlite3.SQLITE_CORRUPT
        if code is None or (code & 0xFF) not in _SENTENCES:
            raise
        if code & 0xFF in spoiled:
            raise spoiled[code & 0xFF](path, str(original)) from error
        raise said_about(path, code & 0xFF) from error


def said_about(path: Path, code: int) -> UserFacingError:
    """The sentence for one of SQLite's primary result codes about a file."""
    sentence, remedy = _SENTENCES[code]
    kind = CatalogDamaged if code == sqlite3.SQLITE_CORRUPT else UserFacingError
    return kind(sentence.format(path=path), remedy)
