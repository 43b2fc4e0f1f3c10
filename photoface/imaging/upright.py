"""The eight EXIF turns on pixels; `photoface.geometry` has the same turns on places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from photoface.geometry import Turn

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRANSPOSE_OF_TURN = {
    Turn.MIRROR: Image.Transpose.FLIP_LEFT_RIGHT,
    Turn.HALF_TURN: Image.Transpose.ROTATE_180,
    Turn.FLIP: Image.Transpose.FLIP_TOP_BOTTOM,
    Turn.TRANSPOSE: Image.Transpose.TRANSPOSE,
    Turn.CLOCKWISE: Image.Transpose.ROTATE_270,  # Pillow's angles go counterclockwise
    Turn.TRANSVERSE: Image.Transpose.TRANSVERSE,
    Turn.COUNTERCLOCKWISE: Image.Transpose.ROTATE_90,
}


WHOLE_PIXELS = 1 << 22
"""Larger pictures are copied in bands. Pillow makes three copies on the way to an array, and memory of that size is new
to the process each time: 12 megapixels take a third of the time in bands, small photos a little longer."""

BAND_PIXELS = 1 << 18


def upright_pixels(image: Image.Image, turn: Turn) -> NDArray[np.uint8]:
    """The pixels of an RGB picture after its turn: uint8 (height, width, 3), contiguous and writable.

    Writable, because torch warns about arrays that are not.
    """
    if turn in _TRANSPOSE_OF_TURN:
        image = image.transpose(_TRANSPOSE_OF_TURN[turn])
    if image.width * image.height <= WHOLE_PIXELS:
        return np.array(image, dtype=np.uint8)
    pixels = np.empty((image.height, image.width, 3), dtype=np.uint8)
    rows = max(BAND_PIXELS // image.width, 1)
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)))
    return pixels
