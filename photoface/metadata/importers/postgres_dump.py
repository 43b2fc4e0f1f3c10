"""Reads tables out of a PostgreSQL dump in plain text, as `pg_dump` and `pg_dumpall` write it.

Only `COPY ... FROM stdin` blocks are read (PostgreSQL's manual, COPY, section Text Format).
"""

from __future__ import annotations

import re
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_values import LONGEST_TEXT
from photoface.metadata.importers.text_dump import Lines, TextDump, Wanted

_CUSTOM = "PGDMP"
_COPY = re.compile(r'^COPY (?:"?[^".\s]+"?\.)?"?([^".\s(]+)"?\s*\((.*)\) FROM stdin;', re.ASCII)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NULL, _END = "\\N", "\\."


class PostgresDump(TextDump):
    """The wanted tables of a PostgreSQL dump; all values are texts."""

    def __init__(self, path: Path, program: str, wanted: Wanted, count: EntryCount | None = None) -> None:
        self._path = path
        super().__init__(path, program, wanted, count)

    def read(self, lines: Lines, wanted: Wanted) -> None:
        for number, line in enumerate(lines):
            if number == 0 and line.startswith(_CUSTOM):
                raise UserFacingError(
                    f"{self._path} is a dump in PostgreSQL's own format.",
                    f"Turn it into text: pg_restore -f dump.sql {self._path.name}",
                )
            found = _COPY.match(line) if line.startswith("COPY ") else None
            if found is None or found[1].lower() not in wanted:
                continue
            table = found[1].lower()
            columns = [column.strip().strip('"').lower() for column in found[2].split(",")]
            kept, rows = self.keep(table, columns, wanted[table])
            for row in lines:
                if row == _END:
                    break
                fields = row.split("\t")
                if len(fields) == len(columns):
                    rows.append(tuple(_value(fields[place]) for place in kept))
                else:
                    self.remarks.add(f"A row of the table {table} cannot be read.")


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
