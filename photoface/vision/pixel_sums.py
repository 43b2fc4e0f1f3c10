"""Averages of many rectangles of a photo at once, from its summed-area table.

MTCNN looks at hundreds of candidate rectangles of a photo, each shrunk by averaging. One table of sums (Crow 1984,
"Summed-area tables for texture mapping") answers all of them at a cost that depends on the size of the answers only.
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
        # Row by row: numpy's own sum down the columns takes them one by one, four times as long.
        for upper, row in zip(inner[:-1], inner[1:], strict=True):
            np.add(row, upper, out=row)

    def rectangles(self, corners: NDArray[np.integer], side: int) -> FloatArray:
        """Rectangles of the photo, each averaged to a square, (rectangles, side, side, 3), from 0 to 255.

        Args:
            corners: (rectangles, 4), left, top, right and bottom in pixels, at least one pixel wide and high and
                inside the photo.
        """
        top, bottom = cells(corners[:, 1], corners[:, 3], side)
        left, right = cells(corners[:, 0], corners[:, 2], side)
        # Places in one long row of pixels: taking these is three times as fast as indexing rows and columns.
        above, below = ((edge * (self.width + 1))[:, :, None] for edge in (top, bottom))
        before, behind = left[:, None, :], right[:, None, :]
        pixels = self._sums.reshape(-1, self._sums.shape[2])
        sums = pixels.take(below + behind, axis=0)
        sums -= pixels.take(above + behind, axis=0)
        sums -= pixels.take(below + before, axis=0)
        sums += pixels.take(above + before, axis=0)
        return _means(sums, bottom - top, right - left)


def _means(sums: NDArray[np.uint32], heights: IndexArray, widths: IndexArray) -> FloatArray:
    """Sums of cells, (count, rows, columns, 3), by their areas."""
    means = sums.astype(np.float32)
    # Rows of numbers rather than of pixels: numpy takes a row at once, and would stop after each pixel.
    rows = means.reshape(*means.shape[:2], -1)
    rows *= np.reciprocal(heights.astype(np.float32))[:, :, None]
    rows *= np.reciprocal(widths.astype(np.float32)).repeat(means.shape[3], axis=1)[:, None, :]
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
