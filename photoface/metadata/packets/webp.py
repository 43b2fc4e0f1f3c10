"""Finds the XMP in a WebP file: the chunk `XMP ` (RFC 9649, section 2.7.1.5)."""

from __future__ import annotations

import struct
from typing import BinaryIO

from photoface.metadata.packets.blocks import DamagedContainer, MetadataBlocks, read_exactly

_MOST_CHUNKS = 100_000
"""An animation has one chunk for each frame."""


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a WebP."""
    (riff_length,) = struct.unpack("<4xI", read_exactly(file, 8))
    place, end = 12, 8 + riff_length
    for _ in range(_MOST_CHUNKS):
        if place + 8 > end:
            return
        file.seek(place)
        kind, length = struct.unpack("<4sI", read_exactly(file, 8))
        # Some writers left the space out.
        if kind in (b"XMP ", b"XMP\0"):
            blocks.xmp = read_exactly(file, length)
            return
        # Chunks are padded to an even length.
        place += 8 + length + length % 2
    raise DamagedContainer(f"it has more than {_MOST_CHUNKS:,} chunks")
