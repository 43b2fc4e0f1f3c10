"""Reads tables out of a PostgreSQL dump in plain text, as `pg_dump` and `pg_dumpall` write it, also packed by gzip.

Only `COPY ... FROM stdin` blocks are read (PostgreSQL's manual, COPY, section Text Format), line by line, and of the
wanted tables only the wanted columns are kept.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from photoface.errors import UserFacingError
from photoface.metadata.importers.drafts import Remarks
from photoface.metadata.importers.foreign_values import LONGEST_TEXT

_LONGEST_LINE = 64 * 1024 * 1024
"""In bytes: a row with a picture or a long vector in it; longer ones are skipped."""

_GZIP, _CUSTOM = b"\x1f\x8b", b"PGDMP"
_COPY = re.compile(r'^COPY (?:"?[^".\s]+"?\.)?"?([^".\s(]+)"?\s*\((.*)\) FROM stdin;', re.ASCII)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NULL = "\\N"


class PostgresDump:
    """The wanted tables of a dump."""

    def __init__(self, path: Path, program: str, wanted: Mapping[str, Collection[str]]) -> None:
        """Read a dump.

        Args:
            program: whose dump it is, for the sentences.
            wanted: the columns of each table that are kept, all in lower case.

        Raises:
            UserFacingError: it cannot be read, or is no dump in plain text.
        """
        self.remarks = Remarks()
        self._tables: dict[str, tuple[dict[str, int], list[tuple[str | None, ...]]]] = {}
        try:
            with path.open("rb") as file:
                start = file.read(len(_CUSTOM))
                file.seek(0)
                if start == _CUSTOM:
                    raise UserFacingError(
                        f"{path} is a dump in PostgreSQL's own format.",
                        "Turn it into text: pg_restore -f dump.sql " + path.name,
                    )
                if start.startswith(_GZIP):
                    with gzip.GzipFile(fileobj=file) as unpacked:
                        self._read(unpacked, wanted)
                else:
                    self._read(file, wanted)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.remarks.add(f"{path} ends early or is damaged; what follows is missing: {error}.")
        except OSError as error:
            raise UserFacingError(
                f"The dump {path} of {program} cannot be read: {error.strerror or error}.",
                "Check its path and its rights.",
            ) from error

    def columns(self, table: str) -> frozenset[str]:
        return frozenset(self._tables[table.lower()][0]) if table.lower() in self._tables else frozenset()

    def rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        names, rows = self._tables.get(table.lower(), ({}, []))
        places = [names.get(column.lower()) for column in columns]
        for row in rows:
            yield tuple(None if place is None else row[place] for place in places)

    def _read(self, file: BinaryIO | gzip.GzipFile, wanted: Mapping[str, Collection[str]]) -> None:
        for line in _lines(file):
            found = _COPY.match(line) if line.startswith("COPY ") else None
            if found is None or found[1].lower() not in wanted:
                continue
            table = found[1].lower()
            columns = [column.strip().strip('"').lower() for column in found[2].split(",")]
            kept = [place for place, column in enumerate(columns) if column in wanted[table]]
            rows: list[tuple[str | None, ...]] = []
            self._tables[table] = ({columns[place]: index for index, place in enumerate(kept)}, rows)
            for row in _lines(file):
                if row == "\\.":
                    break
                fields = row.split("\t")
                if len(fields) == len(columns):
                    rows.append(tuple(_value(fields[place]) for place in kept))
                else:
                    self.remarks.add(f"A row of the table {table} cannot be read.")


def _lines(file: BinaryIO | gzip.GzipFile) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        too_long = not line.endswith(b"\n") and len(line) >= _LONGEST_LINE
        while too_long and (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield "" if too_long else line.rstrip(b"\r\n").decode("utf-8", "replace")


def _value(field: str) -> str | None:
    if field == _NULL:
        return None
    field = field[:LONGEST_TEXT]
    return _ESCAPE.sub(_unescaped, field) if "\\" in field else field


def _unescaped(found: re.Match[str]) -> str:
    written = found[1]
    if written[0] == "x" and len(written) > 1:
        return chr(int(written[1:], 16))
    if written.isdecimal():
        return chr(int(written, 8) & 0xFF)
    return _LETTERS.get(written, written)
