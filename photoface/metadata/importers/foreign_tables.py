"""Opens a catalog that is either an SQLite database or a dump of a PostgreSQL database."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from photoface.metadata.importers import foreign_database
from photoface.metadata.importers.foreign_database import ForeignTables
from photoface.metadata.importers.postgres_dump import PostgresDump

_SQLITE = b"SQLite format 3\0"


@contextlib.contextmanager
def opened(path: Path, program: str, wanted: Mapping[str, Collection[str]]) -> Iterator[ForeignTables]:
    """Open whichever of both it is.

    Args:
        program: whose catalog it is, for the sentences.
        wanted: the tables and columns that are read, in lower case.

    Raises:
        UserFacingError: it is not there, or neither of both.
    """
    start = b""
    # What cannot be read is said by the reader of dumps.
    with contextlib.suppress(OSError), path.open("rb") as file:
        start = file.read(len(_SQLITE))
    if start == _SQLITE:
        with foreign_database.opened(path, program) as database:
            yield database
    else:
        yield PostgresDump(path, program, wanted)
