"""Finds the XMP and IPTC-IIM in a Photoshop file, among its image resources."""

from __future__ import annotations

import struct
from typing import BinaryIO

from photoface.metadata.packets import photoshop
from photoface.metadata.packets.blocks import MetadataBlocks, read_exactly

_COLOUR_MODE_DATA = 26


def read(file: BinaryIO, blocks: MetadataBlocks) -> None:
    """Fill in the blocks of a PSD."""
    file.seek(_COLOUR_MODE_DATA)
    (length,) = struct.unpack(">I", read_exactly(file, 4))
    file.seek(length, 1)
    (length,) = struct.unpack(">I", read_exactly(file, 4))
    for number, content in photoshop.resources(read_exactly(file, length)):
        if number == photoshop.XMP_RESOURCE:
            blocks.xmp = content
        elif number == photoshop.IIM_RESOURCE:
            blocks.iim = content
