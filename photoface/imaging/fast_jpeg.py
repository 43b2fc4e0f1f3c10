"""Decodes and encodes plain RGB JPEGs from and to arrays by simplejpeg, faster than Pillow.

Nearly all photos and all thumbnails are plain RGB. Pillow gives the same pixels, by four bytes a pixel and three
copies, takes half as long again, and holds the GIL while it copies or encodes. Both use libjpeg-turbo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simplejpeg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pixels_of(data: bytes, width: int, height: int) -> NDArray[np.uint8] | None:
    """The pixels of a JPEG, uint8 (height, width, 3), without rotation and colour conversion.

    Args:
        width, height: from its header.

    Returns:
        None if anything about it is unusual: Pillow tolerates more, and its errors become sentences.
    """
    try:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(data, "RGB", fastdct=False, fastupsample=False)
    except ValueError:
        return None
    return pixels if pixels.shape == (height, width, 3) else None


def encoded(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """A JPEG of RGB pixels, uint8 (height, width, 3), with 4:2:0 subsampling like Pillow's.

    Args:
        quality: libjpeg's, from 1 to 100.
    """
    jpeg: bytes = simplejpeg.encode_jpeg(pixels, quality, "RGB", "420")
    return jpeg
