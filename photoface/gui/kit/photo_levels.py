"""A photo in its full resolution, and halved again and again, for a view that zooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

BAND_ROWS = 256
"""Rows that are converted at once: the memory beyond the result stays small."""

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
    With NumPy, whose copies let other threads run: the window is not held up.

    Args:
        pixels: (height, width, 3) RGB.
    """
    packed = _packed(pixels)
    levels = [_level(packed)]
    while max(packed.shape[:2]) > 2 * SMALLEST_SIDE:
        packed = _halved(packed)
        levels.append(_level(packed))
    return tuple(levels)


def _level(packed: NDArray[np.uint8]) -> Level:
    height, width = packed.shape[:2]
    return Level(QImage(packed.data, width, height, 4 * width, QImage.Format.Format_RGB32), packed)


def _packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pixels as Qt has them: blue, green, red, 255."""
    packed = np.empty((*pixels.shape[:2], 4), np.uint8)
    for top in range(0, len(pixels), BAND_ROWS):
        band = slice(top, top + BAND_ROWS)
        packed[band, :, :3] = pixels[band, :, ::-1]
        packed[band, :, 3] = 255
    return packed


def _halved(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mean of each square of four pixels; an odd last row or column is left out."""
    height, width = packed.shape[0] // 2, packed.shape[1] // 2
    halved = np.empty((height, width, 4), np.uint8)
    for top in range(0, height, BAND_ROWS):
        rows = packed[2 * top : 2 * min(top + BAND_ROWS, height), : 2 * width].astype(np.uint16)
        summed = rows[0::2, 0::2] + rows[1::2, 0::2] + rows[0::2, 1::2] + rows[1::2, 1::2]
        halved[top : top + BAND_ROWS] = (summed + 2) >> 2
    return halved
