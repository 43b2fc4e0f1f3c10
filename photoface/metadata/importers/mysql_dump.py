"""Reads tables out of a dump of MySQL or MariaDB, as `mysqldump` and `mariadb-dump` write it.

`CREATE TABLE` gives the order of the columns, `INSERT INTO ... VALUES` the rows: all of one table on one line, or each
on its own. In texts the end of a line is escaped, so that no text goes over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from photoface.metadata.importers.foreign_values import LONGEST_TEXT
from photoface.metadata.importers.text_dump import Lines, TextDump, Wanted

_CREATE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?`([^`]+)`")
_COLUMN = re.compile(r"\s*`([^`]+)` ")
_INSERT = re.compile(r"INSERT (?:IGNORE )?INTO `([^`]+)`\s*(?:\(([^)]*)\)\s*)?VALUES\s*")
_VALUE = re.compile(
    r"\s*(?:(?:_[a-z0-9]+ ?)?'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'|([^',()]+))\s*([,)])", re.DOTALL | re.ASCII
)
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_LETTERS = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


class MySqlDump(TextDump):
    """The wanted tables of a dump; numbers are numbers."""

    def read(self, lines: Lines, wanted: Wanted) -> None:
        columns: dict[str, list[str]] = {}
        for line in lines:
            if created := _CREATE.match(line):
                columns[created[1].lower()] = [name[1].lower() for name in _column_lines(lines)]
            elif (inserted := _INSERT.match(line)) and (table := inserted[1].lower()) in wanted:
                named = [name.strip(" `").lower() for name in inserted[2].split(",")] if inserted[2] else None
                known = named or columns.get(table)
                if known is None:
                    self.remarks.add(f"The columns of the table {table} are not known, so that it was left out.")
                else:
                    self._read_rows(line[inserted.end() :], lines, table, known, wanted[table])

    def _read_rows(self, line: str, lines: Lines, table: str, columns: list[str], wanted: Collection[str]) -> None:
        kept, rows = self.keep(table, columns, wanted)
        while True:
            for values in _rows(line):
                if len(values) == len(columns):
                    rows.append(tuple(_value(*values[place]) for place in kept))
                else:
                    self.remarks.add(f"A row of the table {table} cannot be read.")
            following = None if line.rstrip().endswith(";") else next(lines, None)
            if following is None:
                return
            line = following


def _column_lines(lines: Lines) -> Iterator[re.Match[str]]:
    """The columns of a table; keys and options, which follow, begin otherwise."""
    for line in lines:
        found = _COLUMN.match(line)
        if found is None:
            return
        yield found


def _rows(line: str) -> Iterator[list[tuple[str | None, str]]]:
    """The rows of a line, each value as the text in quotes, or None and what stands without quotes."""
    at = line.find("(")
    while at >= 0:
        row: list[tuple[str | None, str]] = []
        at += 1
        while found := _VALUE.match(line, at):
            row.append((found[1], found[2] or ""))
            at = found.end()
            if found[3] == ")":
                break
        yield row
        at = line.find("(", at)


def _value(quoted: str | None, plain: str) -> object:
    if quoted is not None:
        cut = quoted[:LONGEST_TEXT]
        return _ESCAPE.sub(_unescaped, cut) if "\\" in cut or "'" in cut else cut
    plain = plain.strip()
    if plain == "NULL":
        return None
    return int(plain) if _INTEGER.fullmatch(plain) else plain


def _unescaped(found: re.Match[str]) -> str:
    written = found[1]
    return "'" if written is None else _LETTERS.get(written, written)
