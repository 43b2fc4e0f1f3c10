"""Reads and changes orientation, date and place in the EXIF of a JPEG, leaving the tags of all else unchanged.

EXIF 2.32, TIFF 6.0. A value that has room is changed in its place. Else the directory that gains or loses a tag is
written again after the end of the block, and the pointer to it is changed: nothing else moves, so that maker notes,
which point into the block by distances of their own, stay right.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from photoface.geometry import Turn

_ORIENTATION, _EXIF_POINTER, _GPS_POINTER = 0x0112, 0x8769, 0x8825
_DATE_TAGS = (0x9003, 0x9291, 0x9011)
"""DateTimeOriginal, SubSecTimeOriginal, OffsetTimeOriginal."""
_GPS_VERSION, _LATITUDE_LETTER, _LATITUDE, _LONGITUDE_LETTER, _LONGITUDE = range(5)

_ASCII, _SHORT, _LONG, _RATIONAL, _BYTE = 2, 3, 4, 5, 1
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of one value, by type."""

_MOST_ENTRIES = 1_000
"""Of a directory; a file that has more is damaged."""

_SECONDS_DENOMINATOR = 10_000
"""Of the seconds of a degree: three millimetres."""

DateTexts = tuple[str | None, str | None, str | None]
"""`DateTimeOriginal` with its parts of a second and its zone, as the block has them; None for what is not there."""

Position = tuple[float, float]
"""Degrees north and degrees east."""


class DamagedExif(Exception):  # noqa: N818 - the name says what the block is
    """The block cannot be changed safely. The message is a sentence's end."""


NO_DATE: DateTexts = (None, None, None)


@dataclass(frozen=True, slots=True)
class ExifValues:
    """What a block says; None where it says nothing of it."""

    turn: Turn | None = None
    date: DateTexts = NO_DATE
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class ExifChange:
    """What is to be changed; what is None stays. `NO_DATE` and `NO_POSITION` are removed."""

    turn: Turn | None = None
    date: DateTexts | None = None
    position: Position | tuple[()] | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it changes nothing."""
        return (self.turn, self.date, self.position) == (None, None, None)


NO_POSITION: tuple[()] = ()


def date_texts(moment: dt.datetime) -> DateTexts:
    """A moment of local time, whose zone is not known."""
    return (f"{moment:%Y:%m:%d %H:%M:%S}", None, None)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a directory."""

    tag: int
    kind: int
    count: int
    value: bytes
    """The four bytes that hold the value, or where it is."""

    @property
    def length(self) -> int:
        return _SIZES.get(self.kind, 1) * self.count


class _Block:
    """An EXIF block that is being changed."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        if len(data) < 8 or data[:2] not in (b"II", b"MM"):
            raise DamagedExif("its EXIF has no header")
        self.order = "<" if data[:2] == b"II" else ">"
        if self._number("H", 2) != 42:
            raise DamagedExif("its EXIF has no header")

    @classmethod
    def empty(cls) -> _Block:
        return cls(b"MM\0\x2a" + struct.pack(">IHI", 8, 0, 0))

    def _number(self, form: str, place: int) -> int:
        try:
            (number,) = struct.unpack_from(self.order + form, self.data, place)
        except struct.error as error:
            raise DamagedExif("its EXIF is cut off") from error
        return int(number)

    def directory(self, place: int) -> tuple[list[_Entry], int]:
        """The entries of a directory, and the pointer to the next one."""
        count = self._number("H", place)
        if not place or count > _MOST_ENTRIES or place + 6 + 12 * count > len(self.data):
            raise DamagedExif("its EXIF is damaged")
        entries = [
            _Entry(
                self._number("H", at),
                self._number("H", at + 2),
                self._number("I", at + 4),
                bytes(self.data[at + 8 : at + 12]),
            )
            for at in range(place + 2, place + 2 + 12 * count, 12)
        ]
        return entries, self._number("I", place + 2 + 12 * count)

    def first(self) -> int:
        return self._number("I", 4)

    def pointer(self, tag: int) -> int | None:
        """Where the first directory says that another one is."""
        entries, _ = self.directory(self.first())
        found = next((entry for entry in entries if entry.tag == tag), None)
        return None if found is None else int(struct.unpack(self.order + "I", found.value)[0])

    def value(self, place: int, tag: int) -> tuple[int, bytes] | None:
        """Type and bytes of a tag of a directory."""
        entries, _ = self.directory(place)
        found = next((entry for entry in entries if entry.tag == tag), None)
        if found is None:
            return None
        if found.length <= 4:
            return found.kind, found.value[: found.length]
        start = int(struct.unpack(self.order + "I", found.value)[0])
        return found.kind, bytes(self.data[start : start + found.length])

    def append(self, data: bytes) -> int:
        """Add bytes at the end, at an even place as TIFF wants it; returns where."""
        if len(self.data) % 2:
            self.data += b"\0"
        place = len(self.data)
        self.data += data
        return place

    def entry(self, tag: int, kind: int, data: bytes) -> _Entry:
        """A new entry; values that do not fit into it are added at the end."""
        count = len(data) // _SIZES[kind]
        value = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(self.order + "I", self.append(data))
        return _Entry(tag, kind, count, value)

    def set(self, place: int, values: Mapping[int, tuple[int, bytes] | None]) -> int:
        """Set or remove (None) tags of a directory; returns where it is then."""
        entries, following = self.directory(place)
        there = {entry.tag: index for index, entry in enumerate(entries)}
        values = {tag: value for tag, value in values.items() if value is not None or tag in there}
        if all(
            value is not None and tag in there and self._fits(entries[there[tag]], value)
            for tag, value in values.items()
        ):
            for tag, value in values.items():
                assert value is not None
                self._overwrite(place + 2 + 12 * there[tag], entries[there[tag]], value[1])
            return place
        kept = [entry for entry in entries if entry.tag not in values]
        new = [self.entry(tag, *value) for tag, value in values.items() if value is not None]
        whole = sorted([*kept, *new], key=lambda entry: entry.tag)
        packed = b"".join(struct.pack(self.order + "HHI", one.tag, one.kind, one.count) + one.value for one in whole)
        return self.append(
            struct.pack(self.order + "H", len(whole)) + packed + struct.pack(self.order + "I", following)
        )

    def _fits(self, entry: _Entry, value: tuple[int, bytes]) -> bool:
        kind, data = value
        if entry.kind != kind or entry.length != len(data):
            return False
        return entry.length <= 4 or struct.unpack(self.order + "I", entry.value)[0] + entry.length <= len(self.data)

    def _overwrite(self, place: int, entry: _Entry, data: bytes) -> None:
        start = place + 8 if entry.length <= 4 else struct.unpack(self.order + "I", entry.value)[0]
        self.data[start : start + len(data)] = data

    def set_in_first(self, values: Mapping[int, tuple[int, bytes] | None]) -> None:
        self.data[4:8] = struct.pack(self.order + "I", self.set(self.first(), values))

    def set_below(self, pointer: int, values: Mapping[int, tuple[int, bytes] | None]) -> None:
        """Set tags of the directory to which a tag of the first one points; it is made where it is not there."""
        place = self.pointer(pointer)
        if place is None:
            if all(value is None for value in values.values()):
                return
            place = self.append(struct.pack(self.order + "HI", 0, 0))
        self.set_in_first({pointer: (_LONG, struct.pack(self.order + "I", self.set(place, values)))})

    def rationals(self, numbers: list[Fraction]) -> bytes:
        return b"".join(struct.pack(self.order + "II", one.numerator, one.denominator) for one in numbers)


def changed(block: bytes | None, change: ExifChange) -> bytes:
    """A block with these changes.

    Args:
        block: without the segment's header; None where there is none.

    Raises:
        DamagedExif: it cannot be changed safely.
    """
    found = _Block.empty() if block is None else _Block(block)
    try:
        _change(found, change)
    except (struct.error, OverflowError) as error:
        raise DamagedExif("its EXIF is damaged") from error
    result = bytes(found.data)
    _check(result, change)
    return result


def _change(block: _Block, change: ExifChange) -> None:
    if change.turn is not None:
        block.set_in_first({_ORIENTATION: (_SHORT, struct.pack(block.order + "H", int(change.turn)))})
    if change.date is not None:
        texts = (None if text is None else (_ASCII, text.encode("ascii", "replace") + b"\0") for text in change.date)
        block.set_below(_EXIF_POINTER, dict(zip(_DATE_TAGS, texts, strict=True)))
    if change.position is not None:
        block.set_below(_GPS_POINTER, _position_tags(block, change.position or None))


def _position_tags(block: _Block, position: Position | None) -> dict[int, tuple[int, bytes] | None]:
    if position is None:
        return dict.fromkeys((_LATITUDE_LETTER, _LATITUDE, _LONGITUDE_LETTER, _LONGITUDE))
    north, east = position
    return {
        _GPS_VERSION: (_BYTE, b"\2\3\0\0"),
        _LATITUDE_LETTER: (_ASCII, b"N\0" if north >= 0 else b"S\0"),
        _LATITUDE: (_RATIONAL, block.rationals(_degrees_minutes_seconds(north))),
        _LONGITUDE_LETTER: (_ASCII, b"E\0" if east >= 0 else b"W\0"),
        _LONGITUDE: (_RATIONAL, block.rationals(_degrees_minutes_seconds(east))),
    }


def _degrees_minutes_seconds(degrees: float) -> list[Fraction]:
    seconds = round(abs(degrees) * 3600 * _SECONDS_DENOMINATOR)
    whole, rest = divmod(seconds, 3600 * _SECONDS_DENOMINATOR)
    minutes, rest = divmod(rest, 60 * _SECONDS_DENOMINATOR)
    return [Fraction(whole), Fraction(minutes), Fraction(rest, _SECONDS_DENOMINATOR)]


def values_of(block: bytes | None) -> ExifValues:
    """What a block says of these three.

    Raises:
        DamagedExif: it cannot be read.
    """
    if block is None:
        return ExifValues()
    found = _Block(block)
    try:
        orientation = found.value(found.first(), _ORIENTATION)
        exif, gps = found.pointer(_EXIF_POINTER), found.pointer(_GPS_POINTER)
        turn = None
        if orientation is not None and orientation[0] == _SHORT:
            turn = Turn.from_exif(struct.unpack(found.order + "H", orientation[1][:2])[0])
        date = NO_DATE
        if exif is not None:
            moment, subseconds, zone = (_text(found.value(exif, tag)) for tag in _DATE_TAGS)
            date = (moment, subseconds, zone)
        return ExifValues(turn, date, None if gps is None else _position(found, gps))
    except struct.error as error:
        raise DamagedExif("its EXIF is damaged") from error


def _text(value: tuple[int, bytes] | None) -> str | None:
    return None if value is None else value[1].split(b"\0")[0].decode("ascii", "replace")


def _position(block: _Block, place: int) -> Position | None:
    degrees = []
    for letter_tag, tag, negative in (
        (_LATITUDE_LETTER, _LATITUDE, b"S"),
        (_LONGITUDE_LETTER, _LONGITUDE, b"W"),
    ):
        letter, value = block.value(place, letter_tag), block.value(place, tag)
        if letter is None or value is None or value[0] != _RATIONAL or len(value[1]) != 24:
            return None
        numbers = struct.unpack(block.order + "6I", value[1])
        if 0 in numbers[1::2]:
            return None
        parts = [above / below for above, below in zip(numbers[::2], numbers[1::2], strict=True)]
        size = parts[0] + parts[1] / 60 + parts[2] / 3600
        degrees.append(-size if letter[1][:1] == negative else size)
    return degrees[0], degrees[1]


def _check(block: bytes, change: ExifChange) -> None:
    """Read what is to be written.

    Raises:
        DamagedExif: it is not what was wanted.
    """
    found = values_of(block)
    is_right = (
        change.turn in (None, found.turn)
        and change.date in (None, found.date)
        and (change.position is None or is_same_position(found.position, change.position or None))
    )
    if not is_right:
        raise DamagedExif("its EXIF cannot be changed")


def is_same_position(one: Position | None, other: Position | None) -> bool:
    """Whether two positions are one, as far as EXIF keeps it."""
    if one is None or other is None:
        return one is other
    return all(abs(a - b) < 1 / (3600 * _SECONDS_DENOMINATOR) for a, b in zip(one, other, strict=True))
