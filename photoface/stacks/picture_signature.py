"""Computes from a thumbnail what stacks compare: a grey picture of 32 by 32 pixels, and a measure of sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from photoface.imaging.thumbnails import decode_thumbnail

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNATURE_SIDE: Final = 32
"""Compression and size leave no trace at this size, and other pictures differ."""

SHARPNESS_SIDE: Final = 200
"""Long side at which sharpness is measured at least: photos of all sizes are equal there."""


def picture_signature(thumbnail: bytes) -> NDArray[np.uint8]:
    """The brightness of a thumbnail, (32, 32) uint8, its shape squeezed into a square.

    Args:
        thumbnail: a JPEG.

    Raises:
        UnreadablePhoto: the bytes are damaged.
    """
    return _squeezed(_grey(thumbnail, 2 * SIGNATURE_SIDE))


def signature_and_sharpness(thumbnail: bytes) -> tuple[NDArray[np.uint8], float]:
    """The signature, and the contrast of neighbouring pixels in relation to that of the whole thumbnail, 0 to about 1.

    Sharpness compares photos of one scene only.
    """
    grey = _grey(thumbnail, SHARPNESS_SIDE)
    scale = SHARPNESS_SIDE / max(grey.size)
    small = grey.resize((max(3, round(grey.width * scale)), max(3, round(grey.height * scale))), Image.Resampling.BOX)
    pixels = np.asarray(small, dtype=np.float32)
    # The Laplacian: each pixel against its four neighbours.
    inner = 4 * pixels[1:-1, 1:-1] - pixels[:-2, 1:-1] - pixels[2:, 1:-1] - pixels[1:-1, :-2] - pixels[1:-1, 2:]
    return _squeezed(grey), float(inner.std() / (4 * pixels.std() + 1))


def _grey(thumbnail: bytes, least_side: int) -> Image.Image:
    return decode_thumbnail(thumbnail, (least_side, least_side)).convert("L")


def _squeezed(grey: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(grey.resize((SIGNATURE_SIDE, SIGNATURE_SIDE), Image.Resampling.BOX), dtype=np.uint8)
