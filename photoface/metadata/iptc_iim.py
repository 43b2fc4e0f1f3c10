"""Parses IPTC-IIM, the old metadata format of photo files: keywords, caption, title and date.

IPTC-NAA Information Interchange Model, version 4. `packets` finds the data inside files.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from photoface.metadata.values import clean, date_time, names

_CHARACTER_SET = (1, 90)
_TITLE, _KEYWORD, _DATE, _TIME, _CAPTION = (2, 5), (2, 25), (2, 55), (2, 60), (2, 120)
_UTF_8 = b"\x1b%G"
"""The escape sequence for UTF-8 (ISO/IEC 2022)."""
_MARK = 0x1C
_LONG_LENGTH = 0x8000


@dataclass(frozen=True, slots=True)
class IimFields:
    """What the records say; empty or None where they say nothing."""

    keywords: tuple[str, ...] = ()
    title: str | None = None
    caption: str | None = None
    taken_at: datetime | None = None


def read_iim(data: bytes) -> IimFields:
    """The fields, up to the first broken record."""
    found: dict[tuple[int, int], list[bytes]] = {}
    for key, value in _records(data):
        found.setdefault(key, []).append(value)
    is_utf_8 = _UTF_8 in found.get(_CHARACTER_SET, [])

    def text(key: tuple[int, int], *, keep_lines: bool = False) -> str:
        return clean(_decoded(found.get(key, [b""])[0], is_utf_8=is_utf_8), keep_lines=keep_lines)

    date, time = text(_DATE), text(_TIME)
    taken_at = None
    if len(date) == 8 and date.isdigit():
        clock = f" {time[:2]}:{time[2:4]}:{time[4:6]}" if time[:6].isdigit() and len(time) >= 6 else ""
        taken_at = date_time(f"{date[:4]}-{date[4:6]}-{date[6:]}{clock}")
    return IimFields(
        keywords=names(_decoded(value, is_utf_8=is_utf_8) for value in found.get(_KEYWORD, [])),
        title=text(_TITLE) or None,
        caption=text(_CAPTION, keep_lines=True) or None,
        taken_at=taken_at,
    )


def _records(data: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    place = 0
    while place + 5 <= len(data) and data[place] == _MARK:
        record, dataset = data[place + 1], data[place + 2]
        (length,) = struct.unpack_from(">H", data, place + 3)
        place += 5
        if length & _LONG_LENGTH:
            length_bytes = length & ~_LONG_LENGTH
            if length_bytes > 4:
                return
            length = int.from_bytes(data[place : place + length_bytes], "big")
            place += length_bytes
        if place + length > len(data):
            return
        yield (record, dataset), data[place : place + length]
        place += length


def _decoded(value: bytes, *, is_utf_8: bool) -> str:
    """Text in UTF-8, also where the records do not say so; else in Windows-1252, which most old programs wrote."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8", errors="replace") if is_utf_8 else value.decode("cp1252", errors="replace")
