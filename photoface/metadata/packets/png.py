"""Finds the XMP in a PNG file: an iTXt chunk, compressed or not (XMP specification, part 3, section 1.1.5)."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from photoface.metadata.packets.blocks import LARGEST_PACKET_BYTES, DamagedContainer, MetadataBlocks, read_exactly

_KEYWORD = b"XML:com.adobe.xmp\0"
_MOST_CHUNKS = 100_000
"""A PNG of 250 megapixels in chunks of 8 KB has fewer."""


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a PNG."""
    file.seek(8)
    for _ in range(_MOST_CHUNKS):
        length, kind = struct.unpack(">I4s", read_exactly(file, 8))
        end = file.tell() + length + 4
        if kind == b"IEND":
            return
        if kind == b"IHDR" and length >= 8:
            width, height = struct.unpack(">II", read_exactly(file, 8))
            blocks.size = (width, height) if width and height else None
        elif kind == b"iTXt" and blocks.xmp is None and length > len(_KEYWORD):
            keyword = read_exactly(file, len(_KEYWORD))
            if keyword == _KEYWORD:
                blocks.xmp = _text(read_exactly(file, length - len(_KEYWORD)))
        file.seek(end)
    raise DamagedContainer(f"it has more than {_MOST_CHUNKS:,} chunks")


def _text(content: bytes) -> bytes:
    """What follows the keyword: flag, method, language, translated keyword, text (PNG, third edition, 11.3.3.4)."""
    is_compressed, rest = content[:1] == b"\1", content[2:]
    text = rest.split(b"\0", 2)[-1]
    if not is_compressed:
        return text
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(text, LARGEST_PACKET_BYTES)
    if not unpacker.eof:
        raise DamagedContainer("its compressed XMP is cut off or too large")
    return unpacked
