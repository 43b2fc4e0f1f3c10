"""Makes, decodes and turns thumbnails of photos and square crops of faces, as JPEG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, JpegImagePlugin

from photoface.geometry import Turn
from photoface.imaging import unreadable
from photoface.imaging.fast_jpeg import encoded
from photoface.imaging.upright import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoface.geometry import Box

PHOTO_THUMBNAIL_SIDE = 512
"""Long side of a photo's thumbnail in pixels: a grid cell of 256 on a screen of double density."""

FACE_CROP_SIDE = 192
"""Side of a face's crop in pixels: an avatar of 96 on a screen of double density."""

FACE_CROP_MARGIN = 0.7
"""How much larger than the face's box its portrait is. Detectors' boxes reach from the brows to below the mouth; hair,
chin and ears need about a third of the box on every side, and a round avatar cuts off the corners."""

FACE_CROP_LIFT = 0.06
"""How far the portrait's centre is above the box's, in heights of the box: there is more hair above than chin below."""

JPEG_QUALITY = 85
"""Artefacts are not visible on faces; a face's crop is about 8 kB."""

_REDUCING_GAP = 2.0
"""Pillow first shrinks by whole numbers to this multiple of the wanted size: several times faster, without a visible
difference (Pillow's documentation of `Image.resize`)."""


def encode_thumbnail(pixels: NDArray[np.uint8]) -> bytes:
    """A JPEG of a whole photo that fits a square of `PHOTO_THUMBNAIL_SIDE`; small photos are not enlarged.

    Args:
        pixels: uint8 (height, width, 3), RGB.
    """
    _apply_pillow_policy()
    image = Image.fromarray(pixels)
    # Takes half as long as Lanczos' filter, and looks the same at this size.
    image.thumbnail((PHOTO_THUMBNAIL_SIDE,) * 2, Image.Resampling.HAMMING, reducing_gap=_REDUCING_GAP)
    return encode_jpeg(np.asarray(image))


def encode_face_crop(pixels: NDArray[np.uint8], box: Box) -> bytes:
    """A square portrait of a face, suitable for a round avatar: a JPEG of `FACE_CROP_SIDE`.

    The portrait is moved inside the photo, and limited to the photo's shorter side, so that it needs no padding.

    Args:
        pixels: the upright photo, uint8 (height, width, 3), RGB.
        box: the face, in fractions of the photo; it may exceed the photo.
    """
    _apply_pillow_policy()
    left, top, length = portrait_square(box, pixels.shape[1], pixels.shape[0])
    # Only the portrait is passed to Pillow, which would copy the whole photo.
    portrait = Image.fromarray(np.ascontiguousarray(pixels[top : top + length, left : left + length]))
    portrait = portrait.resize((FACE_CROP_SIDE,) * 2, Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    return encode_jpeg(np.asarray(portrait))


def decode_thumbnail(jpeg: bytes, least: tuple[int, int] = (0, 0)) -> Image.Image:
    """The RGB picture of a JPEG that was made here; `decode` is for photos.

    Args:
        least: sufficient width and height; a JPEG is decoded at a half, a quarter or an eighth of its size in a
            fraction of the time.

    Raises:
        UnreadablePhoto: the bytes are damaged.
    """
    name = "the thumbnail"
    with unreadable.decoding(name):
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(jpeg))
    if all(least):
        image.draft("RGB", least)
    with unreadable.decoding(name):
        image.load()
    return image if image.mode == "RGB" else image.convert("RGB")


def _apply_pillow_policy() -> None:
    # It imports Pillow's TIFF, which the window's start does without.
    from photoface.imaging.pillow_policy import apply_pillow_policy

    apply_pillow_policy()


def turned_thumbnail(jpeg: bytes, turn: Turn) -> bytes:
    """A JPEG that was made here after a turn; without one the same bytes."""
    if turn is Turn.NONE:
        return jpeg
    return encode_jpeg(turned(np.asarray(decode_thumbnail(jpeg)), turn))


def portrait_square(box: Box, width: int, height: int) -> tuple[int, int, int]:
    """Left, top and side of a face's portrait, in whole pixels inside a photo of this size."""
    square = box.expanded(FACE_CROP_MARGIN).squared(width, height)
    length = min(max(round(square.width * width), 1), width, height)
    x, y = square.centre[0] * width, (square.centre[1] - FACE_CROP_LIFT * box.height) * height
    left = min(max(round(x - length / 2), 0), width - length)
    top = min(max(round(y - length / 2), 0), height - length)
    return left, top, length


def encode_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """A JPEG of pixels that have their final size already, uint8 (height, width, 3), RGB."""
    return encoded(pixels, JPEG_QUALITY)
