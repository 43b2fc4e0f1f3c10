"""Parses texts, names, numbers, dates and coordinates as programs write them into files and catalogs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime

LONGEST_NAME = 500
"""Characters of a name or a tag; longer ones are not meant as one."""

_LONGEST_NUMBER = 64
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_AND_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DATE = re.compile(
    r"(\d{4})(?:[-:](\d{1,2})(?:[-:](\d{1,2}))?|$)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?)?",
    re.ASCII,
)
_COORDINATE = re.compile(
    r"(\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEW])", re.ASCII | re.IGNORECASE
)


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Text without control characters and surrounding white space.

    Args:
        keep_lines: whether line breaks and tabs are part of it.
    """
    if not text:  # as most properties of a packet are
        return text
    if not text.isprintable():
        text = (_CONTROLS if keep_lines else _CONTROLS_AND_BREAKS).sub("", text)
    return text.strip().strip("\ufeff").strip()


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, cleaned, in order; without those that are empty or too long for a name."""
    cleaned = (clean(text) for text in texts)
    return tuple(dict.fromkeys(text for text in cleaned if text and len(text) <= LONGEST_NAME))


def number(text: str) -> float | None:
    """A finite number, also one with a decimal comma; None if it is none."""
    text = text.strip()
    if not text:
        return None
    if len(text) > _LONGEST_NUMBER:
        # A double holds 17 digits: what follows them does not change it.
        text = text[:_LONGEST_NUMBER]
    if "." not in text and text.count(",") == 1:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def date_time(text: str) -> datetime | None:
    """A date of XMP or EXIF: local time without its zone.

    Where it says no more, the first of the year or month, and midnight.

    None if it is none.
    """
    found = _DATE.match(text.strip()) if text else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction = int((found[7] or "0").ljust(6, "0"))
    try:
        return datetime(year, month or 1, day or 1, hour, minute, second, fraction)
    except ValueError:
        return None


def coordinate(text: str, largest: float) -> float | None:
    """A latitude or longitude in degrees, as XMP has it ("48,12.5N") or as a decimal number; None if it is none."""
    found = _COORDINATE.fullmatch(text.strip()) if text else None
    if found is None:
        value = number(text)
    else:
        degrees, minutes, seconds = (float(part or 0) for part in found.groups()[:3])
        value = degrees + minutes / 60 + seconds / 3600
        if found[4].upper() in "SW":
            value = -value
    return value if value is not None and abs(value) <= largest else None
