"""Parses the boxes of a HEIF or AVIF file, to find damage before decoding, and whether the picture is rotated.

The boxes are those of ISO/IEC 14496-12 (container) and ISO/IEC 23008-12 (pictures in it).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_ITEMS = 4096
"""A picture of 250 megapixels in tiles of 512 x 512 has a thousand; no real file was seen to have more."""

_TURNING_PROPERTIES = frozenset({b"irot", b"imir"})


class DamagedHeif(ValueError):  # noqa: N818 - the name says what the file is
    """A box exceeds its parent box, or an item's type is not text."""


def container_turns_picture(data: bytes) -> bool:
    """Whether the container itself rotates or mirrors the picture that is shown.

    Every item's type is checked too: pi-heif 1.4 crashes the process with a segmentation fault if an item's type or
    content type is not UTF-8.

    Raises:
        DamagedHeif: a decoder must not get this file.
    """
    try:
        return _turns_picture(data)
    except (struct.error, IndexError) as error:
        raise DamagedHeif("a box ends too early") from error


def _turns_picture(data: bytes) -> bool:
    primary: int | None = None
    properties: list[bytes] = []
    associated: dict[int, list[int]] = {}
    for kind, start, end in boxes(data, 0, len(data), trailing_garbage=True):
        if kind != b"meta":
            continue
        for inner, inner_start, inner_end in boxes(data, start + 4, end):
            if inner == b"iinf":
                _check_items(data, inner_start, inner_end)
            elif inner == b"pitm":
                is_long = data[inner_start] > 0
                (primary,) = struct.unpack_from(">I" if is_long else ">H", data, inner_start + 4)
            elif inner == b"iprp":
                for part, part_start, part_end in boxes(data, inner_start, inner_end):
                    if part == b"ipco":
                        properties = [name for name, _, _ in boxes(data, part_start, part_end)]
                    elif part == b"ipma":
                        associated.update(_associations(data, part_start))
        break  # readers use the first one
    else:
        raise DamagedHeif("it has no items")
    indexes = associated.get(primary, []) if primary is not None else []
    names = {properties[index - 1] for index in indexes if 0 < index <= len(properties)}
    return bool(names & _TURNING_PROPERTIES)


def boxes(data: bytes, start: int, end: int, *, trailing_garbage: bool = False) -> Iterator[tuple[bytes, int, int]]:
    """Type, start of content and end of each box in a range.

    Args:
        trailing_garbage: whether other bytes may follow the boxes, as at the end of some files.
    """
    place = start
    while place + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, place)
        content = place + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, content)
            content += 8
        elif size == 0:
            size = end - place
        if place + size > end or size < content - place:
            if trailing_garbage:
                return
            raise DamagedHeif(f"{kind!r} does not fit the box that it lies in")
        yield kind, content, place + size
        place += size


def _check_items(data: bytes, start: int, end: int) -> None:
    count_length = 2 if data[start] == 0 else 4
    entries = 0
    for kind, entry, entry_end in boxes(data, start + 4 + count_length, end):
        if kind != b"infe":
            continue
        entries += 1
        if entries > MOST_ITEMS:
            raise DamagedHeif(f"more than {MOST_ITEMS} items")
        # Version and flags, an id of two bytes up to version 2 and of four since, an index of two.
        id_length = 2 if data[entry] <= 2 else 4
        try:
            data[entry + 4 + id_length + 2 : entry_end].decode("utf-8")
        except UnicodeDecodeError as error:
            raise DamagedHeif("an item's type is no text") from error


def _associations(data: bytes, start: int) -> dict[int, list[int]]:
    """The numbers, counted from 1, of the properties of each item."""
    version, flags = data[start], data[start + 3]
    (entries,) = struct.unpack_from(">I", data, start + 4)
    place = start + 8
    found: dict[int, list[int]] = {}
    for _ in range(min(entries, MOST_ITEMS)):
        (item,) = struct.unpack_from(">H" if version < 1 else ">I", data, place)
        place += 2 if version < 1 else 4
        count = data[place] if place < len(data) else 0
        place += 1
        if flags & 1:
            indexes = [value & 0x7FFF for value in struct.unpack_from(f">{count}H", data, place)]
            place += 2 * count
        else:
            indexes = [value & 0x7F for value in struct.unpack_from(f">{count}B", data, place)]
            place += count
        found[item] = indexes
    return found
