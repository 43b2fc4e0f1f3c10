"""Finds the XMP and IPTC-IIM in a JPEG file: segments before its first scan, also extended XMP.

XMP specification, part 3, section 1.1.3. It also reads the size of the picture from the frame header, and skips all
other segments.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from photoface.metadata.packets import photoshop
from photoface.metadata.packets.blocks import LARGEST_PACKET_BYTES, DamagedContainer, MetadataBlocks, read_exactly

XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_HEADER = b"Photoshop 3.0\0"

_GUID_BYTES = 32
_EXTENDED_GUID = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")

START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN, APP1, APP13 = 0xD8, 0xD9, 0xDA, 0xE1, 0xED
STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length: TEM, RST0 to RST7, SOI (ITU T.81, table B.1)."""

_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

_MOST_SEGMENTS = 10_000
"""Of 64 KB each these are 640 MB of metadata; a file that has more is made to take time."""


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a JPEG that starts at the file's beginning."""
    file.seek(2)
    extended: dict[bytes, list[tuple[int, bytes]]] = {}
    full_lengths: dict[bytes, int] = {}
    extended_bytes = 0
    resources: list[bytes] = []
    try:
        for marker, length in _segments(file):
            if marker in _FRAME_HEADERS and blocks.size is None and length >= 5:
                height, width = struct.unpack(">HH", read_exactly(file, 5)[1:])
                blocks.size = (width, height) if width and height else None
            elif marker == APP1:
                content = read_exactly(file, length)
                if content.startswith(XMP_HEADER) and blocks.xmp is None:
                    blocks.xmp = content[len(XMP_HEADER) :]
                elif content.startswith(EXTENDED_XMP_HEADER) and extended_bytes < LARGEST_PACKET_BYTES:
                    start = len(EXTENDED_XMP_HEADER)
                    guid = content[start : start + _GUID_BYTES]
                    full_length, offset = struct.unpack_from(">II", content, start + _GUID_BYTES)
                    part = content[start + _GUID_BYTES + 8 :]
                    extended.setdefault(guid, []).append((offset, part))
                    full_lengths[guid] = full_length
                    extended_bytes += len(part)
            elif marker == APP13:
                content = read_exactly(file, length)
                if content.startswith(PHOTOSHOP_HEADER):
                    resources.append(content[len(PHOTOSHOP_HEADER) :])
    finally:
        # What stands before a place where the file is broken is kept.
        if resources:
            # Resources too long for one segment go on in the next.
            blocks.iim = photoshop.iim_of(b"".join(resources))
        _put_together(blocks, extended, full_lengths)


def _segments(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Marker and length of the content of each segment before the first scan; the file stands at its content."""
    place = 2
    for _ in range(_MOST_SEGMENTS):
        file.seek(place)
        head = file.read(2)
        if len(head) < 2 or head[0] != 0xFF:
            raise DamagedContainer("a segment does not start with a marker")
        marker = head[1]
        if marker == 0xFF:  # fill bytes before a marker
            place += 1
        elif marker in STANDALONE:
            place += 2
        elif marker in (START_OF_SCAN, END_OF_IMAGE):
            return
        else:
            (length,) = struct.unpack(">H", read_exactly(file, 2))
            if length < 2:
                raise DamagedContainer("a segment is shorter than its own length")
            yield marker, length - 2
            place += 2 + length
    raise DamagedContainer(f"it has more than {_MOST_SEGMENTS:,} segments")


def _put_together(
    blocks: MetadataBlocks, extended: dict[bytes, list[tuple[int, bytes]]], full_lengths: dict[bytes, int]
) -> None:
    """The parts of the extended packet that the main one names."""
    named = _EXTENDED_GUID.search(blocks.xmp or b"")
    if named is None:
        return
    guid = named[1]
    whole = bytearray()
    for offset, part in sorted(extended.get(guid, []), key=lambda piece: piece[0]):
        if offset != len(whole):
            break
        whole += part
    if whole and len(whole) == full_lengths[guid]:
        blocks.extended_xmp = bytes(whole)
    else:
        blocks.remarks.append("A part of its extended XMP is missing.")
