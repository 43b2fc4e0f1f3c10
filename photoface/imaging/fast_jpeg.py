"""JPEGs of three bytes a pixel, in and out, straight between their bytes and an array.

Nearly all photos are such, and what is kept of each is one. Pillow makes the same pixels, but by way of four bytes a
pixel and three copies, in half as long again, and while it copies or encodes no other thread can run. Both stand on
libjpeg-turbo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simplejpeg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pixels_of(data: bytes, width: int, height: int) -> NDArray[np.uint8] | None:
    """The pixels of a JPEG, uint8 (height, width, 3), as they lie in the file: neither turned nor in another space.

    Args:
        width, height: as its header has them.

    Returns:
        None where anything about it is odd: Pillow forgives more, and has a sentence for what it does not forgive.
    """
    try:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(data, "RGB", fastdct=False, fastupsample=False)
    except ValueError:
        return None
    return pixels if pixels.shape == (height, width, 3) else None


def encoded(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """A JPEG of RGB pixels, uint8 (height, width, 3), with half the resolution in colours, as Pillow's.

    Args:
        quality: libjpeg's, from 1 to 100.
    """
    jpeg: bytes = simplejpeg.encode_jpeg(pixels, quality, "RGB", "420")
    return jpeg
