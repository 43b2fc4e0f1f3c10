"""An image pyramid of a photo for a viewer that zooms: the full resolution and smaller levels, each half as large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

BAND_ROWS = 256
"""Even, and some milliseconds of work."""

SMALLEST_SIDE = 1024
"""Long side from which no smaller level is made: the view has a picture of the screen's size as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One picture of a photo. `pixels` is the memory of `image` and lives as long."""

    image: QImage
    pixels: NDArray[np.uint8]

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


def levels_of(pixels: NDArray[np.uint8]) -> tuple[Level, ...]:
    """The levels of a photo, the largest first.

    A painter halves a picture at most without leaving out pixels, so each level is half as large as the one before.

    Args:
        pixels: (height, width, 3) RGB, contiguous. They become the memory of the largest level: a painter converts the
            few that show faster than all could be copied.
    """
    levels = [_level(pixels)]
    while max(pixels.shape[:2]) > 2 * SMALLEST_SIDE:
        pixels = _halved(pixels)
        levels.append(_level(pixels))
    return tuple(levels)


def _level(pixels: NDArray[np.uint8]) -> Level:
    height, width = pixels.shape[:2]
    return Level(QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888), pixels)


def _halved(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mean of each square of four pixels; what remains of an odd last row or column is one pixel.

    In bands: each is copied while no other thread of ours runs, and the window's must not wait for a whole photo.
    """
    height, width = -(-pixels.shape[0] // 2), -(-pixels.shape[1] // 2)
    halved = np.empty((height, width, 3), np.uint8)
    for top in range(0, len(pixels), BAND_ROWS):
        band = Image.fromarray(pixels[top : top + BAND_ROWS]).reduce(2)
        halved[top // 2 : top // 2 + band.height] = np.asarray(band)
    return halved
