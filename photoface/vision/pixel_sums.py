"""Averages of many rectangles of a photo at once, from its summed-area table.

MTCNN looks at a photo at a dozen scales and at hundreds of candidate rectangles, each shrunk by averaging. One table of
sums (Crow 1984, "Summed-area tables for texture mapping") answers all of them at a cost that depends on the size of the
answers only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from photoface.vision.protocols import Pixels

FloatArray = NDArray[np.float32]
IndexArray = NDArray[np.intp]


class PixelSums:
    """The summed-area table of one photo.

    Sums are kept modulo 2^32, which is exact for every difference below that: for rectangles up to 16 megapixels.
    """

    def __init__(self, photo: Pixels) -> None:
        """
        Args:
            photo: (height, width, 3) uint8.
        """
        height, width, channels = photo.shape
        self.height, self.width = height, width
        self._sums = np.zeros((height + 1, width + 1, channels), dtype=np.uint32)
        inner = self._sums[1:, 1:]
        np.cumsum(photo, axis=1, dtype=np.uint32, out=inner)
        np.cumsum(inner, axis=0, dtype=np.uint32, out=inner)

    def shrunk(self, height: int, width: int) -> FloatArray:
        """The photo averaged to a size, (1, height, width, 3), from 0 to 255."""
        top, bottom = cells(np.array([0]), np.array([self.height]), height)
        left, right = cells(np.array([0]), np.array([self.width]), width)
        # Rows first: whole rows are copied at the speed of memory.
        rows = self._sums.take(bottom[0], axis=0)
        rows -= self._sums.take(top[0], axis=0)
        sums = rows.take(right[0], axis=1)
        sums -= rows.take(left[0], axis=1)
        return _means(sums[None], bottom - top, right - left)

    def rectangles(self, corners: NDArray[np.integer], side: int) -> FloatArray:
        """Rectangles of the photo, each averaged to a square, (rectangles, side, side, 3), from 0 to 255.

        Args:
            corners: (rectangles, 4), left, top, right and bottom in pixels, at least one pixel wide and high and
                inside the photo.
        """
        top, bottom = cells(corners[:, 1], corners[:, 3], side)
        left, right = cells(corners[:, 0], corners[:, 2], side)
        above, below, before, behind = top[:, :, None], bottom[:, :, None], left[:, None, :], right[:, None, :]
        sums = self._sums[below, behind] - self._sums[above, behind]
        sums -= self._sums[below, before]
        sums += self._sums[above, before]
        return _means(sums, bottom - top, right - left)


def _means(sums: NDArray[np.uint32], heights: IndexArray, widths: IndexArray) -> FloatArray:
    means = sums.astype(np.float32)
    means /= heights[:, :, None, None].astype(np.float32)
    means /= widths[:, None, :, None].astype(np.float32)
    return means


def cells(first: NDArray[np.integer], last: NDArray[np.integer], count: int) -> tuple[IndexArray, IndexArray]:
    """Where the cells begin and end that divide ranges of pixels evenly, (ranges, count) each.

    Cells take whole pixels, so neighbours overlap by one where the division leaves a rest: as `adaptive_avg_pool` and
    resizing by `area` do in torch, with which MTCNN's weights are run.
    """
    steps = np.arange(count)
    extent = (last - first)[:, None]
    begin = first[:, None] + (steps * extent) // count
    end = first[:, None] - (-(steps + 1) * extent) // count
    return begin.astype(np.intp), end.astype(np.intp)
