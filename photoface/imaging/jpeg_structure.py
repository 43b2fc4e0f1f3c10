"""Parses the markers of a JPEG file: the scans of its first picture, and where that picture ends.

Marker codes are those of ITU T.81, table B.1. No pixel is decoded.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

START_OF_IMAGE = 0xD8
START_OF_SCAN = 0xDA
END_OF_IMAGE = 0xD9
END_MARK = b"\xff\xd9"

_NO_LENGTH = frozenset({0x01, START_OF_IMAGE, *range(0xD0, 0xD8)})
"""Markers without a length: TEM, start of image, and the eight restart markers."""

_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The end of a scan's coded data, in which 0xFF is followed by a zero byte or is a restart marker."""


@dataclass(frozen=True, slots=True)
class JpegStructure:
    """The first picture of a JPEG file.

    Attributes:
        scan_starts: the offset of each start-of-scan marker.
        stop: the offset after its last byte.
        is_whole: whether it has an end-of-image marker, which lies before `stop`.
    """

    scan_starts: tuple[int, ...]
    stop: int
    is_whole: bool


def jpeg_structure(data: bytes) -> JpegStructure:
    """Read marker by marker; thumbnails inside segments, and pictures after the first, are ignored."""
    scans: list[int] = []
    place = 2
    while place + 2 <= len(data):
        if data[place] != 0xFF:
            # Bytes between segments that belong to none; libjpeg skips them too.
            place = data.find(b"\xff", place)
            if place < 0:
                break
            continue
        marker = data[place + 1]
        if marker == 0xFF or marker == 0:
            place += 1
        elif marker == END_OF_IMAGE:
            return JpegStructure(tuple(scans), place + 2, True)
        elif marker == START_OF_IMAGE and scans:
            # The next picture begins where this one broke off.
            return JpegStructure(tuple(scans), place, False)
        elif marker in _NO_LENGTH:
            place += 2
        else:
            if marker == START_OF_SCAN:
                scans.append(place)
            if place + 4 > len(data):
                break
            place += 2 + max(struct.unpack_from(">H", data, place + 2)[0], 2)
            if marker == START_OF_SCAN:
                found = _MARKER_IN_SCAN.search(data, place)
                if found is None:
                    break
                place = found.start()
    return JpegStructure(tuple(scans), len(data), False)
