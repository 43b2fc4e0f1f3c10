"""HEIC and HEIF, as iPhones write them, through pi-heif."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from photoface.geometry import Turn
from photoface.imaging import unreadable
from photoface.imaging.formats import PhotoFormat
from photoface.imaging.heif_structure import DamagedHeif, heif_structure

if TYPE_CHECKING:
    from PIL import ImageFile


def open_heif(data: bytes, name: str) -> tuple[ImageFile.ImageFile, Turn]:
    """The picture with its header read and its pixels not, and how its pixels have still to be turned.

    Where the container says how the picture shows, libheif turns it so and nothing is left to turn. Some converters
    say it in the EXIF alone. pi-heif sets that to 1 in either case, and keeps what it was.

    Raises:
        UnreadablePhoto: damaged, or pi-heif is not installed.
        SyntaxError, ValueError, OSError: pi-heif cannot read it.
    """
    try:
        from pi_heif import HeifImageFile
    except ImportError as error:
        raise unreadable.missing_decoder(name, PhotoFormat.HEIF, "pi-heif") from error
    try:
        structure = heif_structure(data)
    except DamagedHeif as error:
        raise unreadable.damaged(name, "its content cannot be decoded") from error
    image: ImageFile.ImageFile = HeifImageFile(io.BytesIO(data))
    return image, Turn.NONE if structure.turns_itself else Turn.from_exif(image.info.get("original_orientation"))
