"""Opens another program's catalog to read its tables: an SQLite database, or a dump of PostgreSQL, MySQL or MariaDB."""

from __future__ import annotations

import contextlib
import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path

from photoface.metadata.importers import foreign_database
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignTables
from photoface.metadata.importers.mysql_dump import MySqlDump
from photoface.metadata.importers.postgres_dump import PostgresDump
from photoface.metadata.importers.text_dump import Wanted, lines_of

_DUMP_SUFFIXES = (".sql", ".gz", ".dump")
_MYSQL_NAMES = ("MySQL dump", "MariaDB dump")
_LINES_OF_HEADER = 20


@contextlib.contextmanager
def opened(path: Path, program: str, wanted: Wanted, count: EntryCount | None = None) -> Iterator[ForeignTables]:
    """Open whichever of them it is.

    Args:
        program: whose catalog it is, for the sentences.
        wanted: the tables and columns that are read, in lower case.
        count: counts the rows or lines that are read.

    Raises:
        UserFacingError: it is not there, or none of them.
    """
    if path.suffix.lower() not in _DUMP_SUFFIXES:
        with foreign_database.opened(path, program, count) as database:
            yield database
    elif _is_of_mysql(path):
        yield MySqlDump(path, program, wanted, count)
    else:
        yield PostgresDump(path, program, wanted, count)


def _is_of_mysql(path: Path) -> bool:
    # What cannot be read is said by the reader.
    with contextlib.suppress(OSError, EOFError, zlib.error):
        header = itertools.islice(lines_of(path), _LINES_OF_HEADER)
        return any(name in line for line in header for name in _MYSQL_NAMES)
    return False
