"""Prints results to the standard output and everything else to the error output, as text, tables or JSON.

With `--json` the standard output is JSON, for other programs. Characters that a terminal would act on, or
that reorder text, are escaped, except where text is piped as it is (`Output.raw`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from photoface.cli.streams import OutputFailedError, discard, notes, results
from photoface.errors import UserFacingError

PIPED_WIDTH = 10_000
"""Width of output that is not a terminal: no name is cut off."""

Cell = str | int | None

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters except tab and line feed, which terminals act on, and the marks that reorder text from right to
left (UTS 55, section 4.1)."""


class Output:
    """The two streams of one command."""

    def __init__(self, stdout: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self._given = stdout or sys.stdout
        for stream in (self._given, stderr or sys.stderr):
            _accept_any_text(stream)
        self._stdout, self._stderr = results(self._given), notes(stderr or sys.stderr)
        self.console = _console(self._stdout)
        self.errors = _console(self._stderr)

    def line(self, text: str = "") -> None:
        """A line of the result."""
        self.console.print(printable(text), soft_wrap=True)

    def raw(self, text: str) -> None:
        """Text that other programs read exactly as it is; escaped if the output is a terminal."""
        self._stdout.write(printable(text) if self._stdout.isatty() else text)

    def note(self, text: str) -> None:
        """A line about the result, which scripts do not read."""
        self.errors.print(printable(text), soft_wrap=True)

    def warning(self, text: str) -> None:
        """A line that the user should consider."""
        self.errors.print(printable(text), style="yellow", soft_wrap=True)

    def error(self, error: UserFacingError) -> None:
        """The error in one line, its remedy in the next."""
        self.errors.print(printable(error.sentence), style="red", soft_wrap=True)
        if error.remedy:
            self.errors.print(printable(error.remedy), soft_wrap=True)

    def json(self, value: Any) -> None:
        """The whole result as JSON."""
        self._stdout.write(json_text(value, getattr(self._given, "encoding", None) or "utf-8") + "\n")

    def finish(self) -> None:
        """Flush the output.

        Raises:
            OutputFailedError: the standard output cannot be written to.
        """
        self._stdout.flush()

    def give_up(self, failure: OutputFailedError) -> None:
        """Report that the result could not be written, unless its reader has read all that it wants."""
        discard(self._given)
        if not failure.reader_left:
            self.note(f"The standard output cannot be written to: {failure.reason}.")
            self.note("What the command did before is kept.")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """A table; columns of numbers are right-aligned, with separators. Without headings it has no head."""
        headed = any(columns)
        table = Table(box=box.SIMPLE_HEAD if headed else None, show_header=headed, pad_edge=False)
        for index, heading in enumerate(columns):
            numeric = all(isinstance(row[index], int) for row in rows)
            table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self.console.print(table)

    def listing(
        self,
        values: Sequence[Any],
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        if_none: str,
        *,
        as_json: bool,
    ) -> None:
        """Things of one kind: as JSON, as a table, or, where there are none, as a note that says so."""
        if as_json:
            self.json(values)
        elif rows:
            self.table(columns, rows)
        else:
            self.note(if_none)


def json_text(value: Any, encoding: str = "utf-8") -> str:
    """A value as JSON: readable characters where the encoding has them all, otherwise escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    # Such characters occur within strings only, where JSON has the same escape for them.
    text = _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        # A file name that is not text, or a terminal without these characters.
        return json.dumps(value, ensure_ascii=True, indent=2, default=_plain)
    return text


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else printable(value)


def printable(text: str) -> str:
    """A text for a terminal, with characters that it would act on, or that reorder text, escaped."""
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _accept_any_text(stream: TextIO | None) -> None:
    """Never fail on a name: bytes of file names are written as they are, missing characters as escapes."""
    if isinstance(stream, io.TextIOWrapper):
        with contextlib.suppress(ValueError, io.UnsupportedOperation):
            utf8 = stream.encoding.lower().replace("-", "") == "utf8"
            stream.reconfigure(errors="surrogateescape" if utf8 else "backslashreplace")


def _console(stream: Any) -> Console:
    # Names and paths are shown as they are: no markup, no emoji codes, no highlighting of numbers.
    terminal = stream.isatty()
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=None if terminal else PIPED_WIDTH)
