"""Opens HEIC and HEIF, as iPhones write them, with pi-heif."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from photoface.geometry import Turn
from photoface.imaging import unreadable
from photoface.imaging.formats import PhotoFormat
from photoface.imaging.heif_structure import DamagedHeif, container_turns_picture

if TYPE_CHECKING:
    from PIL import ImageFile


def open_heif(data: bytes, name: str) -> tuple[ImageFile.ImageFile, Turn]:
    """The picture with its header read and its pixels not, and the rotation that is still to be applied.

    If the container has a rotation, libheif applies it. Some converters write it to the EXIF only. pi-heif sets that to
    1 in either case, and keeps the original value.

    Raises:
        UnreadablePhoto: damaged, or pi-heif is not installed.
        SyntaxError, ValueError, OSError: pi-heif cannot read it.
    """
    try:
        from pi_heif import HeifImageFile
    except ImportError as error:
        raise unreadable.missing_decoder(name, PhotoFormat.HEIF, "pi-heif") from error
    try:
        turns_itself = container_turns_picture(data)
    except DamagedHeif as error:
        raise unreadable.damaged(name, "its content cannot be decoded") from error
    image: ImageFile.ImageFile = HeifImageFile(io.BytesIO(data))
    return image, Turn.NONE if turns_itself else Turn.from_exif(image.info.get("original_orientation"))
