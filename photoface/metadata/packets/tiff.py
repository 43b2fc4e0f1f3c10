"""Finds the XMP and IPTC-IIM in TIFF, DNG and most other camera raw files: tags of the first directory (TIFF 6.0)."""

from __future__ import annotations

import struct
from typing import BinaryIO

from photoface.metadata.packets import photoshop
from photoface.metadata.packets.blocks import MetadataBlocks, read_exactly

_XMP, _IIM, _PHOTOSHOP = 700, 33723, 34377
_WIDTH, _HEIGHT = 256, 257
_BYTES_OF_TYPE = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 13: 4, 16: 8}
_MOST_ENTRIES = 4096
_BIG_TIFF = 43


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a TIFF."""
    head = read_exactly(file, 16)
    order = "<" if head[:2] == b"II" else ">"
    is_big = struct.unpack_from(f"{order}H", head, 2)[0] == _BIG_TIFF
    (start,) = struct.unpack_from(f"{order}Q" if is_big else f"{order}I", head, 8 if is_big else 4)
    file.seek(start)
    count_format, entry_format = (f"{order}Q", f"{order}HHQ8s") if is_big else (f"{order}H", f"{order}HHI4s")
    (count,) = struct.unpack(count_format, read_exactly(file, struct.calcsize(count_format)))
    entry_bytes = struct.calcsize(entry_format)
    directory = read_exactly(file, min(count, _MOST_ENTRIES) * entry_bytes)
    values: dict[int, bytes] = {}
    for tag, kind, number, value in struct.iter_unpack(entry_format, directory):
        if tag not in (_XMP, _IIM, _PHOTOSHOP, _WIDTH, _HEIGHT) or kind not in _BYTES_OF_TYPE:
            continue
        length = number * _BYTES_OF_TYPE[kind]
        if length > len(value):
            (place,) = struct.unpack(f"{order}Q" if is_big else f"{order}I", value)
            file.seek(place)
            values[tag] = read_exactly(file, length)
        else:
            values[tag] = value[:length]
    blocks.xmp = values.get(_XMP)
    blocks.iim = values.get(_IIM) or photoshop.iim_of(values.get(_PHOTOSHOP, b""))
    width, height = (_number(values.get(tag, b""), order) for tag in (_WIDTH, _HEIGHT))
    blocks.size = (width, height) if width and height else None


def _number(value: bytes, order: str) -> int:
    return int.from_bytes(value, "little" if order == "<" else "big")
