"""Paints the faces of the map as tens of thousands of coloured dots, with NumPy, straight into the pixels of an image.

A QPainter takes a call for every dot; here a frame takes a few NumPy operations for each pixel of one dot. The colours
of people are chosen here as well.
"""

from __future__ import annotations

import colorsys
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

BORDER: Final = 32
"""Pixels around a canvas: twice as many as the largest dot reaches."""

GOLDEN_ANGLE: Final = 0.381966
"""Of a full turn, from one person's hue to the next one's: however many people there are, no two hues come close."""


def person_colours(persons: NDArray[np.int64], groups: NDArray[np.int64], *, dark: bool) -> NDArray[np.uint8]:
    """A colour for each face: (n, 3) RGB; one hue for each person, grey for those without a name.

    Args:
        persons, groups: (n,) ids, 0 for none.
        dark: for a dark background.
    """
    grouped, loose = ((122, 128, 140), (78, 83, 92)) if dark else ((140, 146, 158), (196, 201, 210))
    result = np.where((groups > 0)[:, None], grouped, loose).astype(np.uint8)
    for person in np.unique(persons[persons > 0]).tolist():
        result[persons == person] = hue_of(person, dark=dark)
    return result


@lru_cache(maxsize=4096)
def hue_of(person_id: int, *, dark: bool) -> tuple[int, int, int]:
    """A person's colour; it does not depend on who else shows."""
    light, full = (0.70, 0.75) if dark else (0.42, 0.72)
    red, green, blue = colorsys.hls_to_rgb(person_id * GOLDEN_ANGLE % 1, light, full)
    return round(red * 255), round(green * 255), round(blue * 255)


@lru_cache(maxsize=64)
def _stamp(radius: float) -> tuple[tuple[int, int, float], ...]:
    """The pixels of a disc as (down, right, how much of the pixel it covers)."""
    reach = int(np.ceil(radius + 0.5))
    found = []
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            covered = radius + 0.5 - float(np.hypot(down, right))
            if covered > 0.05:
                found.append((down, right, round(min(covered, 1.0), 1)))
    return tuple(found)


def words_of(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """RGB, (..., 3), as QImage's 32-bit words: (...)."""
    red, green, blue = (colours[..., channel].astype(np.uint32) for channel in range(3))
    result: NDArray[np.uint32] = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return result


class DotCanvas:
    """An image of one colour that dots are stamped on.

    Around the image lies a border of `BORDER` pixels, so that no stamp has to look whether it reaches beyond the edge.

    Args:
        width, height: in pixels of the device.
        background: its colour.
    """

    def __init__(self, width: int, height: int, background: QColor) -> None:
        self._width, self._height = max(width, 1), max(height, 1)
        self._background = np.array([background.red(), background.green(), background.blue()], np.float32)
        word = words_of(self._background.astype(np.uint8))
        self._stride = self._width + 2 * BORDER
        self._words = np.full((self._height + 2 * BORDER) * self._stride, word, np.uint32)

    def stamp(self, points: NDArray[np.floating], colours: NDArray[np.uint8], radius: float) -> int:
        """Put a dot on each point; later ones lie over earlier ones, and no soft edge over a dot.

        Args:
            points: (n, 2) in pixels of the device; those outside are left out.
            colours: (n, 3) RGB, or (3,) for all.
            radius: in pixels of the device, less than `BORDER`.

        Returns:
            How many dots were painted.
        """
        centres = np.rint(points).astype(np.int64)
        reach = BORDER // 2
        inside = (
            (centres[:, 0] >= -reach)
            & (centres[:, 0] < self._width + reach)
            & (centres[:, 1] >= -reach)
            & (centres[:, 1] < self._height + reach)
        )
        at = (centres[inside, 1] + BORDER) * self._stride + centres[inside, 0] + BORDER
        given = np.broadcast_to(colours, (len(points), 3))[inside]
        blended = {
            covered: words_of((self._background + (given - self._background) * covered).astype(np.uint8))
            for covered in {covered for _, _, covered in _stamp(radius)}
        }
        # Edges, softened towards the background, first: they must not lie over other dots.
        for down, right, covered in sorted(_stamp(radius), key=lambda pixel: pixel[2]):
            self._words[at + (down * self._stride + right)] = blended[covered]
        return len(at)

    def image(self, ratio: float) -> QImage:
        """The image, with memory of its own, for a screen with so many pixels to a point."""
        first = BORDER * self._stride + BORDER
        pixels, stride = self._words[first:].data.cast("B"), 4 * self._stride
        made = QImage(pixels, self._width, self._height, stride, QImage.Format.Format_RGB32).copy()
        made.setDevicePixelRatio(ratio)
        return made
