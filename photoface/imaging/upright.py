"""Makes upright RGB arrays of Pillow's pictures, by the eight EXIF orientations; also turns arrays.

Large pictures are converted in bands, to save time and memory. `photoface.geometry` turns boxes and landmarks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from photoface.geometry import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from PIL import Image

_VIEW_OF_TURN: dict[Turn, Callable[[NDArray[np.void]], NDArray[np.void]]] = {
    Turn.MIRROR: lambda pixels: pixels[:, ::-1],
    Turn.HALF_TURN: lambda pixels: pixels[::-1, ::-1],
    Turn.FLIP: lambda pixels: pixels[::-1],
    Turn.TRANSPOSE: lambda pixels: pixels.T,
    Turn.CLOCKWISE: lambda pixels: pixels[::-1].T,
    Turn.TRANSVERSE: lambda pixels: pixels[::-1, ::-1].T,
    Turn.COUNTERCLOCKWISE: lambda pixels: pixels.T[::-1],
}

WHOLE_PIXELS = 1 << 22
"""Larger pictures are copied in bands. Pillow makes three copies on the way to an array, and memory of that size is new
to the process each time: 12 megapixels take a third of the time in bands, small photos a little longer."""

BAND_PIXELS = 1 << 18


def bands(image: Image.Image, multiple: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """The first row and the picture of each horizontal band of a large picture; of a small one the picture itself.

    Args:
        multiple: that the rows of all bands but the last are.
    """
    if image.width * image.height <= WHOLE_PIXELS:
        yield 0, image
        return
    rows = multiple * max(BAND_PIXELS // image.width // multiple, 1)
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def upright_pixels(
    image: Image.Image,
    turn: Turn,
    convert: Callable[[Image.Image], Image.Image] = lambda band: band,
    reduction: int = 1,
) -> NDArray[np.uint8]:
    """The pixels of a picture after its turn: uint8 (height, width, 3), contiguous and writable.

    Writable, because torch warns about arrays that are not.

    Args:
        convert: makes the picture, or a band of it, RGB of the same size.
        reduction: this many pixels in each direction become one.
    """
    height, width = (-(-side // reduction) for side in (image.height, image.width))
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    for top, band in bands(image, reduction):
        converted = convert(band)
        if reduction > 1:
            converted = converted.reduce(reduction)
        first = top // reduction
        pixels[first : first + converted.height] = np.asarray(converted)
    return turned(pixels, turn)


def turned(pixels: NDArray[np.uint8], turn: Turn) -> NDArray[np.uint8]:
    """An array's pixels after a turn, (height, width, 3), contiguous; without one the array itself."""
    if turn not in _VIEW_OF_TURN:
        return pixels
    # As one element each: three bytes at once, in half the time that the bytes would take.
    whole = np.ascontiguousarray(pixels).view(np.dtype((np.void, 3)))[..., 0]
    view = np.ascontiguousarray(_VIEW_OF_TURN[turn](whole))
    return view.view(np.uint8).reshape(*view.shape, 3)
