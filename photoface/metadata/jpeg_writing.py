"""Puts an XMP packet or an EXIF block into a JPEG file's bytes, or takes the packet out; other bytes stay the same.

It also reads the EXIF block, and gives a file's bytes without XMP, and without EXIF if asked, to compare two files. XMP
specification, part 3, section 1.1.3. A file in which a change could lose something is refused (`SidecarNeeded`).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from photoface.metadata.packets.jpeg import (
    APP1,
    END_OF_IMAGE,
    EXTENDED_XMP_HEADER,
    STANDALONE,
    START_OF_SCAN,
    XMP_HEADER,
)

EXIF_HEADER = b"Exif\0\0"
"""At the start of the segment, before the block."""

LARGEST_PACKET_BYTES = 65_533 - len(XMP_HEADER)
"""A segment's length has two bytes, which count themselves."""

_APP0, _APP2 = 0xE0, 0xE2
_LARGEST_CONTENT = 65_533
_MULTI_PICTURE_HEADER = b"MPF\0"


class SidecarNeeded(Exception):  # noqa: N818 - the name says what to do
    """The packet or the EXIF cannot go into this file safely. The message says why, as a sentence's end."""


@dataclass(frozen=True, slots=True)
class _Segment:
    marker: int
    start: int
    end: int
    content: bytes
    """Its first bytes, enough for any header."""


def with_packet(data: bytes, packet: bytes | None) -> bytes:
    """The bytes of a JPEG with this packet instead of the one that it has; None takes that out.

    Raises:
        SidecarNeeded: the packet is too large, the file's own goes on in an extended one or comes twice, or the file's
            structure does not allow it.
    """
    segments = _segments(data)
    if any(segment.content.startswith(EXTENDED_XMP_HEADER) for segment in segments):
        raise SidecarNeeded("its XMP is too long for one segment")
    present = [segment for segment in segments if segment.content.startswith(XMP_HEADER)]
    if len(present) > 1:
        raise SidecarNeeded("it has two XMP packets")
    if present and b"HasExtendedXMP" in data[present[0].start : present[0].end]:
        raise SidecarNeeded("its XMP is too long for one segment")
    if present:
        start, end = present[0].start, present[0].end
    else:
        start = end = _place_of_new(segments)
    new = b"" if packet is None else _segment_of(packet)
    if len(new) != end - start and _places_would_shift(segments, start):
        # The pictures after the first are found by their distance from this segment (CIPA DC-007).
        new = _padded(packet, end - start)
    return data[:start] + new + data[end:]


def exif_block(data: bytes) -> bytes | None:
    """The EXIF of a JPEG, without the segment's header; None if it has none.

    Raises:
        SidecarNeeded: it has several, or the file's structure is broken.
    """
    found = _exif_segments(data)
    return None if not found else data[found[0].start + 4 + len(EXIF_HEADER) : found[0].end]


def with_exif(data: bytes, block: bytes) -> bytes:
    """The bytes of a JPEG with this EXIF instead of the one that it has.

    Raises:
        SidecarNeeded: it is too large, or the file's structure does not allow it.
    """
    found = _exif_segments(data)
    if found:
        start, end = found[0].start, found[0].end
    else:
        start = end = _place_of_new(_segments(data))
    content = EXIF_HEADER + block
    if len(content) > _LARGEST_CONTENT:
        raise SidecarNeeded("its EXIF would be too long for one segment")
    new = struct.pack(">BBH", 0xFF, APP1, 2 + len(content)) + content
    if len(new) != end - start and _places_would_shift(_segments(data), start):
        raise SidecarNeeded("it holds several pictures, whose places would shift")
    return data[:start] + new + data[end:]


def _exif_segments(data: bytes) -> list[_Segment]:
    found = [one for one in _segments(data) if one.marker == APP1 and one.content.startswith(EXIF_HEADER)]
    if len(found) > 1:
        raise SidecarNeeded("it has EXIF twice")
    return found


def without_packet(data: bytes, *, without_exif: bool = False) -> bytes:
    """All bytes of a JPEG but its XMP segments, to compare two of them.

    Args:
        without_exif: leave its EXIF out too.

    Raises:
        SidecarNeeded: the file's structure is broken.
    """
    kept, place = [], 0
    for segment in _segments(data):
        is_exif = segment.marker == APP1 and segment.content.startswith(EXIF_HEADER)
        if segment.content.startswith(XMP_HEADER) or (is_exif and without_exif):
            kept.append(data[place : segment.start])
            place = segment.end
    return b"".join([*kept, data[place:]])


def _segments(data: bytes) -> list[_Segment]:
    """The segments before the first scan."""
    if not data.startswith(b"\xff\xd8"):
        raise SidecarNeeded("it is no JPEG")
    found: list[_Segment] = []
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        start, marker = place, data[place + 1]
        if marker == START_OF_SCAN:
            return found
        if marker == END_OF_IMAGE:
            break
        if marker == 0xFF:  # fill bytes before a marker
            place += 1
            continue
        if marker in STANDALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        place += 2 + length
        if length < 2 or place > len(data):
            break
        header = data[start + 4 : min(start + 4 + len(EXTENDED_XMP_HEADER), place)]
        found.append(_Segment(marker, start, place, header if marker in (_APP0, APP1, _APP2) else b""))
    raise SidecarNeeded("its structure is damaged")


def _places_would_shift(segments: list[_Segment], place: int) -> bool:
    """Whether the file holds several pictures, found by their distance from a segment before this place."""
    return any(one.content.startswith(_MULTI_PICTURE_HEADER) and one.start < place for one in segments)


def _place_of_new(segments: list[_Segment]) -> int:
    """After the JFIF and EXIF segments, which readers expect first."""
    place = 2
    for segment in segments:
        is_exif = segment.marker == APP1 and segment.content.startswith(EXIF_HEADER[:5])
        if segment.marker != _APP0 and not is_exif:
            break
        place = segment.end
    return place


def _segment_of(packet: bytes) -> bytes:
    if len(packet) > LARGEST_PACKET_BYTES:
        raise SidecarNeeded("its XMP would be too long for one segment")
    return struct.pack(">BBH", 0xFF, APP1, 2 + len(XMP_HEADER) + len(packet)) + XMP_HEADER + packet


def _padded(packet: bytes | None, length: int) -> bytes:
    """A segment of exactly this length, with white space after the packet."""
    room = length - 4 - len(XMP_HEADER)
    if packet is None or len(packet) > room:
        raise SidecarNeeded("it holds several pictures, whose places would shift")
    return _segment_of(packet.ljust(room))
