"""Refuses kinds of Photoshop and JPEG 2000 files that Pillow cannot show, with a sentence that says so.

Pillow refuses these as if they were damaged, or shows wrong colours.
"""

from __future__ import annotations

import struct

from photoface.imaging import unreadable
from photoface.imaging.formats import PhotoFormat

_PSD_DEPTHS = (1, 8)
_PSD_MODES = (0, 1, 2, 3, 4, 7, 8, 9)
"""Bitmap, grey, indexed, RGB, CMYK, multichannel, duotone, Lab (Adobe Photoshop File Formats, "File Header")."""

_SIZE_MARKER = b"\xff\x4f\xff\x51"
"""Start of a JPEG 2000 codestream and of its image and tile size (ITU T.800, annexes A.4.1 and A.5.1)."""


def refuse_unsupported(data: bytes, kind: PhotoFormat, name: str) -> None:
    """Refuse what Pillow cannot show right; what is damaged passes, and fails in the decoder.

    Raises:
        UnreadablePhoto: not a kind of this format that is read.
    """
    if kind is PhotoFormat.PSD and len(data) >= 26:
        version, depth, mode = struct.unpack_from(">H", data, 4)[0], *struct.unpack_from(">HH", data, 22)
        if version != 1 or depth not in _PSD_DEPTHS or mode not in _PSD_MODES:
            raise unreadable.unsupported(name, f"a kind of Photoshop file ({depth} bits a channel)")
    if kind is PhotoFormat.JPEG_2000:
        start = data.find(_SIZE_MARKER)
        if start < 0 or start + 43 > len(data):
            return
        (components,) = struct.unpack_from(">H", data, start + 40)
        depths = [(data[at] & 0x7F) + 1 for at in range(start + 42, min(start + 42 + 3 * components, len(data)), 3)]
        # Pillow 13 makes white black there: it rounds to 8 bits beyond what they hold.
        if components > 1 and max(depths) > 8:
            raise unreadable.unsupported(name, f"a kind of JPEG 2000 ({max(depths)} bits a channel)")
