"""Converts values of another program's catalog to texts, numbers, flags, dates, boxes, places and paths to trust.

Of a value that is none of the wanted kind None is given, and False for a flag.
"""

from __future__ import annotations

import datetime as dt
import math
import posixpath
import re

from photoface.geometry import Box
from photoface.metadata.values import clean

LONGEST_TEXT = 65_536
"""In characters: a caption may be long, but nobody typed more than this."""

FURTHEST_OUTSIDE = 1.0
"""A box may reach over the photo's edge, but not by more than the photo itself."""

_DRIVE = re.compile(r"^/?([A-Za-z]:)(?=/|$)")


def text(value: object) -> str | None:
    """A text without control characters and surrounding white space; None if nothing is left or it is no text."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    cut = str(value)[:LONGEST_TEXT]
    return (cut.strip() if cut.isprintable() else clean(cut, keep_lines=True)) or None


def line(value: object) -> str | None:
    """A text of one line, such as a name: each run of white space is one space."""
    found = text(value)
    return None if found is None else " ".join(found.split()) or None


def number(value: object) -> float | None:
    """A finite number, also from a text, also with a decimal comma."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        found = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def integer(value: object, lowest: int, highest: int) -> int | None:
    """A whole number within limits."""
    found = number(value)
    return int(found) if found is not None and lowest <= found <= highest and found == int(found) else None


def flag(value: object) -> bool:
    """A yes or no as databases write it: 1, t, true, yes."""
    if isinstance(value, str):
        return value.strip().lower() in ("1", "t", "true", "yes")
    return isinstance(value, (int, float)) and value == 1


def box(left: object, top: object, width: object, height: object) -> Box | None:
    """A box in fractions; None if it is no number, empty or nowhere near the photo."""
    numbers = [number(value) for value in (left, top, width, height)]
    if None in numbers:
        return None
    found = Box(*(value for value in numbers if value is not None))
    inside = (
        -FURTHEST_OUTSIDE <= found.left < 1
        and -FURTHEST_OUTSIDE <= found.top < 1
        and 0 < found.right <= 1 + FURTHEST_OUTSIDE
        and 0 < found.bottom <= 1 + FURTHEST_OUTSIDE
    )
    return found if inside and found.width > 0 and found.height > 0 else None


def place(latitude: object, longitude: object) -> tuple[float, float] | None:
    """Degrees north and east; None if they are none, or 0 and 0, which cameras and programs write for unknown."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None or (north == 0 and east == 0):
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


def local_time(value: object) -> dt.datetime | None:
    """An ISO 8601 date and time without its zone; None if it is none."""
    found = text(value)
    if found is None:
        return None
    try:
        return dt.datetime.fromisoformat(found).replace(tzinfo=None)
    except ValueError:
        return None


def moment(value: object, epoch: dt.datetime) -> dt.datetime | None:
    """The time so many seconds after an epoch."""
    seconds = number(value)
    if seconds is None:
        return None
    try:
        return epoch + dt.timedelta(seconds=seconds)
    except OverflowError:
        return None


def day(value: object) -> dt.date | None:
    """A date such as 1990-01-02, also with a time behind it."""
    found = local_time(value)
    return None if found is None else found.date()


def rating(value: object) -> int | None:
    """Stars from 0 to 5."""
    return integer(value, 0, 5)


def joined(root: str, *parts: str) -> str | None:
    """A path below a root, with forward slashes; None if it would lie outside of the root.

    The root may be a Windows drive, also behind a slash as some programs write it.
    """
    pieces = [
        piece
        for part in parts
        for piece in part.replace("\\", "/").replace("\0", "").split("/")
        if piece not in ("", ".")
    ]
    if ".." in pieces:
        return None
    start = _DRIVE.sub(r"\1", root.replace("\\", "/").replace("\0", ""))
    if start:
        start = posixpath.normpath(start)
        pieces.insert(0, start.rstrip("/"))
    return "/".join(pieces) or start
