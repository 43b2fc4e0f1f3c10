"""Compares thumbnails of a file before and after a change, in all rotations, to see if the picture is the same.

It gives the most similar rotation with its correlation, and the correlation of two parts, such as faces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from photoface.geometry import Box, Turn
from photoface.imaging.thumbnails import decode_thumbnail
from photoface.imaging.upright import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICTURE_SIDE = 32
"""Side to which a picture is shrunk: noise and JPEG blocks vanish, the content stays."""

PATCH_SIDE = 16


def turn_between(before: bytes, after: bytes) -> tuple[Turn, float]:
    """The rotation of the earlier picture that is most similar to the later one, and their correlation, -1 to 1.

    Args:
        before, after: thumbnails as JPEG, of any shape: both are resized to squares.
    """
    old = _shrunk(decode_thumbnail(before), PICTURE_SIDE)
    new = _normalised(_shrunk(decode_thumbnail(after), PICTURE_SIDE))
    # At equal correlation, as of a picture of one colour, no rotation comes first.
    return max(((turn, float((_normalised(turned(old, turn)) * new).sum())) for turn in Turn), key=lambda pair: pair[1])


def patch_similarity(before: bytes, box: Box, after: bytes, box_after: Box, turn: Turn) -> float:
    """The correlation, -1 to 1, of a part of the earlier picture with a part of the later one.

    Args:
        before, after: thumbnails as JPEG.
        box, box_after: the parts, in fractions of the upright pictures.
        turn: of the earlier part in the later picture.
    """
    old = _cut(decode_thumbnail(before), box)
    earlier, later = _normalised(turned(old, turn)), _normalised(_cut(decode_thumbnail(after), box_after))
    if not earlier.any() and not later.any():
        # Uniform before and after, such as a plain wall.
        return 1.0
    return float((earlier * later).sum())


def _cut(picture: Image.Image, box: Box) -> NDArray[np.uint8]:
    left, top, right, bottom = box.clamped().pixels(*picture.size)
    left, top = min(left, picture.width - 1), min(top, picture.height - 1)
    return _shrunk(picture.crop((left, top, max(right, left + 1), max(bottom, top + 1))), PATCH_SIDE)


def _shrunk(picture: Image.Image, side: int) -> NDArray[np.uint8]:
    return np.asarray(picture.resize((side, side), Image.Resampling.BOX), dtype=np.uint8)


def _normalised(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels less the mean colour, normalised to length 1; zeros for a picture of one colour."""
    centred = pixels.astype(np.float32) - pixels.mean(axis=(0, 1), dtype=np.float32)
    length = float(np.linalg.norm(centred))
    # A deviation of less than one level per pixel is JPEG noise.
    return centred / length if length > np.sqrt(centred.size) else np.zeros_like(centred)
