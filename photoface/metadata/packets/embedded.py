"""Finds the XMP and IPTC inside a photo's file; the first bytes tell which of the known formats the file has."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from photoface.imaging.photo_bytes import reading
from photoface.metadata.packets import boxes, jpeg, png, psd, tiff, webp
from photoface.metadata.packets.blocks import DamagedContainer, MetadataBlocks
from photoface.regular_files import open_regular

if TYPE_CHECKING:
    from pathlib import Path

_READ_AHEAD_BYTES = 64 * 1024
"""Most JPEGs have all metadata in this much, which one read brings."""

_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
"""TIFF, BigTIFF, and the raw files of Olympus and Panasonic, which are TIFF but for these bytes."""


def read_embedded(path: Path) -> MetadataBlocks:
    """What metadata a photo's file holds; nothing where its format is not known.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    blocks = MetadataBlocks()
    with reading(path.name), open_regular(path, _READ_AHEAD_BYTES) as file:
        reader = _reader(file.read(12))
        if reader is None:
            return blocks
        file.seek(0)
        try:
            reader(file, blocks)
        except (DamagedContainer, struct.error, zlib.error, OverflowError, ValueError) as error:
            blocks.remarks.append(f"The metadata in {path.name} cannot be read to the end: {error}.")
    return blocks


def _reader(start: bytes) -> Callable[[BinaryIO, MetadataBlocks], None] | None:
    if start.startswith(b"\xff\xd8\xff"):
        return jpeg.read
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return png.read
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return webp.read
    if start.startswith(_TIFF_STARTS):
        return tiff.read
    if start[4:8] in (b"ftyp", b"jP  "):
        return boxes.read
    if start.startswith(b"8BPS"):
        return psd.read
    return None
