"""Finds the XMP in HEIC, AVIF, JPEG 2000 and CR3 files: an item of the meta box, or a `uuid` box.

ISO/IEC 14496-12, section 8.11; XMP specification, part 3, section 1.2.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from photoface.imaging.heif_structure import MOST_ITEMS, DamagedHeif, boxes
from photoface.metadata.packets.blocks import XMP_UUID, DamagedContainer, MetadataBlocks, read_exactly

_XMP_MIME = b"application/rdf+xml\0"
_MOST_BOXES = 4096
_IN_FILE, _IN_META_BOX = 0, 1
"""Where an item's bytes lie: `construction_method` of `iloc`."""


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a file made of boxes."""
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head)
        head_bytes = 8
        if size == 1:
            (size,) = struct.unpack(">Q", read_exactly(file, 8))
            head_bytes = 16
        if kind == b"meta" and size:
            try:
                _read_items(file, read_exactly(file, size - head_bytes), blocks)
            except (DamagedHeif, IndexError) as error:
                raise DamagedContainer(str(error)) from error
            if blocks.xmp is not None:
                return
        elif kind == b"uuid" and size >= head_bytes + 16 and read_exactly(file, 16) == XMP_UUID:
            blocks.xmp = read_exactly(file, size - head_bytes - 16)
            return
        if size < head_bytes:  # 0: it reaches to the end of the file
            return
        place += size
    raise DamagedContainer(f"it has more than {_MOST_BOXES:,} boxes")


def _read_items(file: BinaryIO, meta: bytes, blocks: MetadataBlocks) -> None:
    item: int | None = None
    locations: tuple[int, int] | None = None
    contents: tuple[int, int] = (0, 0)
    for kind, start, end in boxes(meta, 4, len(meta)):
        if kind == b"iinf":
            item = _xmp_item(meta, start, end)
        elif kind == b"iloc":
            locations = (start, end)
        elif kind == b"idat":
            contents = (start, end)
    if item is None or locations is None:
        return
    method, extents = _location(meta, locations[0], item)
    packet = bytearray()
    for offset, length in extents:
        if method == _IN_FILE:
            file.seek(offset)
            packet += read_exactly(file, length)
        elif method == _IN_META_BOX:
            packet += meta[contents[0] + offset : min(contents[0] + offset + length, contents[1])]
    blocks.xmp = bytes(packet) or None


def _xmp_item(meta: bytes, start: int, end: int) -> int | None:
    """The id of the item whose content type is RDF."""
    count_bytes = 2 if meta[start] == 0 else 4
    for kind, entry, entry_end in boxes(meta, start + 4 + count_bytes, end):
        if kind != b"infe" or meta[entry] < 2:
            continue
        id_format = ">H" if meta[entry] == 2 else ">I"
        (item,) = struct.unpack_from(id_format, meta, entry + 4)
        # After the id an index of two bytes, the type, a name that ends with a zero byte, and the content type.
        type_place = entry + 4 + struct.calcsize(id_format) + 2
        if meta[type_place : type_place + 4] == b"mime":
            content_type = meta[type_place + 4 : entry_end].partition(b"\0")[2]
            if (content_type + b"\0").startswith(_XMP_MIME):
                return int(item)
    return None


def _location(meta: bytes, start: int, wanted: int) -> tuple[int, list[tuple[int, int]]]:
    """Construction method, and offset and length of each extent of an item."""
    version = meta[start]
    sizes, more_sizes = meta[start + 4], meta[start + 5]
    offset_bytes, length_bytes, base_bytes = sizes >> 4, sizes & 15, more_sizes >> 4
    index_bytes = more_sizes & 15 if version in (1, 2) else 0
    id_bytes = 2 if version < 2 else 4
    place = start + 6

    def number(count: int) -> int:
        nonlocal place
        if place + count > len(meta):
            raise DamagedContainer("its list of items ends too early")
        place += count
        return int.from_bytes(meta[place - count : place], "big")

    for _ in range(min(number(id_bytes), MOST_ITEMS)):
        item = number(id_bytes)
        method = number(2) & 15 if version in (1, 2) else _IN_FILE
        number(2)  # where other files are named
        base = number(base_bytes)
        extents = []
        for _ in range(min(number(2), MOST_ITEMS)):
            number(index_bytes)
            offset = base + number(offset_bytes)
            extents.append((offset, number(length_bytes)))
        if item == wanted:
            return method, extents
    return _IN_FILE, []
