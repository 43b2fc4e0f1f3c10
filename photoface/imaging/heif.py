"""HEIC and HEIF, as iPhones write them, through pi-heif."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from photoface.imaging import unreadable
from photoface.imaging.formats import PhotoFormat

if TYPE_CHECKING:
    from PIL import ImageFile


def open_heif(data: bytes, name: str) -> ImageFile.ImageFile:
    """The picture with its header read and its pixels not; its size and pixels are upright.

    The container says how the picture shows, libheif turns it so, and pi-heif then sets the EXIF orientation, which
    says the same once more, to 1. Nothing is left to turn.

    Raises:
        UnreadablePhoto: damaged, or pi-heif is not installed.
        SyntaxError, ValueError, OSError: pi-heif cannot read it.
    """
    try:
        from pi_heif import HeifImageFile
    except ImportError as error:
        raise unreadable.missing_decoder(name, PhotoFormat.HEIF, "pi-heif") from error
    if not _item_types_are_text(data):
        raise unreadable.damaged(name, "its content cannot be decoded")
    image: ImageFile.ImageFile = HeifImageFile(io.BytesIO(data))
    return image


def _item_types_are_text(data: bytes) -> bool:
    """Whether the container's entries (ISO/IEC 14496-12, section 8.11.6) name their types and contents in text.

    pi-heif 1.4 ends the whole process with a segmentation fault where one does not: it hands Python a string that
    Python refuses, and uses what it gets without a look.
    """
    end = data.find(b"mdat")
    start = data.find(b"infe")
    while 4 <= start < (len(data) if end < 0 else end):
        (length,) = struct.unpack_from(">I", data, start - 4)
        # After the box's own type: version, flags, and a number of two bytes up to version 2, of four since.
        entry = data[start + 4 : start - 4 + length]
        number_length = 2 if entry[:1] <= b"\x02" else 4
        try:
            entry[4 + number_length + 2 :].decode("utf-8")
        except UnicodeDecodeError:
            return False
        start = data.find(b"infe", start + 4)
    return True
