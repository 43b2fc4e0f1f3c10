"""The base class of readers of plain-text database dumps, also gzipped; keeps the wanted tables in memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from photoface.errors import UserFacingError
from photoface.metadata.importers.drafts import Remarks
from photoface.metadata.importers.entry_count import EntryCount
from photoface.regular_files import open_regular

_LONGEST_LINE = 64 * 1024 * 1024
"""In bytes: a row with a picture or a long vector in it, or many rows; longer ones are skipped."""

_GZIP = b"\x1f\x8b"
Lines = Iterator[str]
Wanted = Mapping[str, Collection[str]]


class TextDump:
    """The wanted tables of a dump; a kind of dump says how they are read."""

    def __init__(self, path: Path, program: str, wanted: Wanted, count: EntryCount | None = None) -> None:
        """Read a dump.

        Args:
            program: whose dump it is, for the sentences.
            wanted: the columns of each table that are kept, all in lower case.
            count: counts the lines that are read.

        Raises:
            UserFacingError: it cannot be read.
        """
        self.remarks = Remarks()
        self._tables: dict[str, tuple[dict[str, int], list[tuple[object, ...]]]] = {}
        try:
            self.read((count or EntryCount()).each(lines_of(path)), wanted)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.remarks.add(f"{path} ends early or is damaged; what follows is missing: {error}.")
        except OSError as error:
            raise UserFacingError(
                f"The dump {path} of {program} cannot be read: {error.strerror or error}.",
                "Check its path and its rights.",
            ) from error

    def read(self, lines: Lines, wanted: Wanted) -> None:
        """Read all lines; `keep` takes what is found."""
        raise NotImplementedError

    def keep(
        self, table: str, columns: list[str], wanted: Collection[str]
    ) -> tuple[list[int], list[tuple[object, ...]]]:
        """Begin, or go on with, a table: the places of the wanted columns, and the list that takes its rows."""
        kept = [place for place, column in enumerate(columns) if column in wanted]
        _, rows = self._tables.setdefault(table, ({columns[place]: index for index, place in enumerate(kept)}, []))
        return kept, rows

    def columns(self, table: str) -> frozenset[str]:
        return frozenset(self._tables[table.lower()][0]) if table.lower() in self._tables else frozenset()

    def rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        names, rows = self._tables.get(table.lower(), ({}, []))
        places = [names.get(column.lower()) for column in columns]
        for row in rows:
            yield tuple(None if place is None else row[place] for place in places)


def lines_of(path: Path) -> Lines:
    """The lines of a file, without their ends; too long ones are empty.

    Raises:
        OSError, EOFError, zlib.error: it cannot be read, or what it was packed into is damaged.
    """
    with open_regular(path) as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield from _lines(unpacked)
        else:
            yield from _lines(file)


def _lines(file: BinaryIO | gzip.GzipFile) -> Lines:
    while line := file.readline(_LONGEST_LINE):
        too_long = not line.endswith(b"\n") and len(line) >= _LONGEST_LINE
        while too_long and (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield "" if too_long else line.rstrip(b"\r\n").decode("utf-8", "replace")
