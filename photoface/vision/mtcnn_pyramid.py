"""Makes the image pyramid for MTCNN's first network: all sizes of a photo, packed onto few pictures (sheets).

A photo is searched in a dozen sizes, half of which are tiny: run one by one, each would cost the start of fifteen
operations, and oneDNN would compile every layer for every new size, which takes longer than running it. Packed together
they take as much as one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoface.vision.protocols import Pixels

FACTOR: Final = 0.709
"""Scale between neighbouring levels: half the area (section II-A of the paper)."""

FIELD: Final = 12
"""Side, in pixels, of the network's field of view."""

STRIDE: Final = 2
"""Pixels between neighbouring fields of view."""

PADDED: Final = 32
"""Sides of sheets are multiples of this, so that photos of many sizes share oneDNN's programs, of which it caches a
thousand."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of one pyramid level, and their place on a sheet.

    Attributes:
        level: 0 for the largest.
        scale: of the photo in this level.
        size: height and width of the whole level.
        first, last: range of rows.
        top, left: position of the first row on the sheet; even, as the network has stride 2.
    """

    level: int
    scale: float
    size: tuple[int, int]
    first: int
    last: int
    top: int = 0
    left: int = 0

    @property
    def slot(self) -> tuple[int, int]:
        """Height and width on the sheet: the last field of an odd side exceeds it by a pixel."""
        return _even(self.last - self.first), _even(self.size[1])

    @property
    def places(self) -> tuple[slice, slice]:
        """Rows and columns of the network's outputs that see only this part."""
        return _places(self.top, self.last - self.first), _places(self.left, self.size[1])


class Sheet:
    """One input picture for the network, and the parts on it.

    Attributes:
        owners: for each of the network's outputs, (rows, columns), the index of the part that it sees, or -1 for none
            or two.
    """

    def __init__(self, height: int, width: int, parts: Sequence[Part]) -> None:
        self.height, self.width, self.parts = height, width, parts
        self.owners = np.full((_places_along(height), _places_along(width)), -1, dtype=np.int8)
        for index, part in enumerate(parts):
            self.owners[part.places] = index
        # Sheets are shared by threads.
        self.owners.flags.writeable = False
        self._levels = np.array([part.level for part in parts])
        self._scales = np.array([part.scale for part in parts], dtype=np.float32)
        self._shifts = np.array([(-part.left, part.first - part.top) for part in parts], dtype=np.float32)

    def seen_at(self, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Levels of some of the network's outputs, and (count, 4) float32 corners of their fields in the photo.

        Corners are whole numbers and count pixels from one, as in the network's training in Matlab.

        Args:
            places: flat indices into `owners`, all of parts.
        """
        parts = self.owners.take(places)
        rows, columns = np.divmod(places, self.owners.shape[1])
        corner = np.stack([columns, rows], axis=1).astype(np.float32) * STRIDE + self._shifts[parts]
        corners = np.concatenate([corner + 1, corner + FIELD], axis=1) / self._scales[parts, None]
        return self._levels[parts], np.floor(corners)

    def picture(self, levels: Sequence[Pixels]) -> Pixels:
        """(height, width, 3) of the levels' dtype, 0 between the parts.

        Args:
            levels: the photo in each size, as in `ScaledPhoto`.
        """
        picture = np.zeros((self.height, self.width, 3), dtype=levels[0].dtype)
        for part in self.parts:
            seen = levels[part.level][part.first : part.last]
            height, width = seen.shape[:2]
            slot = picture[part.top : part.top + part.slot[0], part.left : part.left + part.slot[1]]
            slot[:height, :width] = seen
            slot[:height, width:] = seen[:, -1:]
            slot[height:] = slot[height - 1]
        return picture


@lru_cache(maxsize=64)
def sheets(height: int, width: int, minimum_face: int, pixels: int) -> tuple[Sheet, ...]:
    """The sheets that show the network a photo in all sizes.

    Args:
        height, width: of the photo.
        minimum_face: side in pixels of the smallest face to find.
        pixels: maximum size of a sheet, unless one row of fields is larger. Larger levels are cut into strips.
    """
    levels = _levels(height, width, minimum_face)
    made: list[Sheet] = []
    while levels:
        together = _laid_out(levels)
        if together.height * together.width <= pixels:
            return (*made, together)
        largest, *levels = levels
        made.extend(_strips(largest, pixels))
    return tuple(made)


def level_sizes(height: int, width: int, minimum_face: int) -> list[tuple[int, int]]:
    """Heights and widths of the pyramid levels, largest first; arguments as for `sheets`."""
    return [level.size for level in _levels(height, width, minimum_face)]


def _levels(height: int, width: int, minimum_face: int) -> list[Part]:
    scales = []
    scale = FIELD / minimum_face
    while min(height, width) * scale >= FIELD:
        scales.append(scale)
        scale *= FACTOR
    sizes = [(int(height * scale + 1), int(width * scale + 1)) for scale in scales]
    return [Part(level, scales[level], size, 0, size[0]) for level, size in enumerate(sizes)]


def _strips(level: Part, pixels: int) -> list[Sheet]:
    """A level in as many sheets as needed; neighbours share the rows that fields of both see."""
    height, width = level.size
    columns = _padded(_even(width))
    places = _places_along(height)
    shared = FIELD - STRIDE
    most = max(pixels // columns // PADDED, 1) * PADDED - shared
    count = math.ceil((height - shared) / most)
    # Of equal heights, which are one size to oneDNN.
    each = (_padded(math.ceil((height - shared) / count) + shared) - shared) // STRIDE
    strips = (replace(level, first=first * STRIDE) for first in range(0, places, each))
    return [_laid_out([replace(strip, last=min(strip.first + each * STRIDE + shared, height))]) for strip in strips]


def _laid_out(levels: Sequence[Part]) -> Sheet:
    """Levels packed on one sheet as wide as the largest: in rows of columns, each in the first free space.

    With levels that halve in area the sheet is a tenth larger than the sum of their areas: below the largest is the
    second, with the fourth and all small ones beside it, then the third.
    """
    across = max(level.slot[1] for level in levels)
    # Rows: top, height and occupied width. Columns of a row: left, width and occupied height.
    rows: list[tuple[int, int, list[list[int]]]] = []
    parts = []
    bottom = 0
    for level in levels:
        height, width = level.slot
        for top, tall, columns in rows:
            column = next((one for one in columns if width <= one[1] and one[2] + height <= tall), None)
            taken = sum(one[1] for one in columns)
            if column is None and taken + width <= across and height <= tall:
                column = [taken, width, 0]
                columns.append(column)
            if column is not None:
                parts.append(replace(level, top=top + column[2], left=column[0]))
                column[2] += height
                break
        else:
            rows.append((bottom, height, [[0, width, height]]))
            parts.append(replace(level, top=bottom))
            bottom += height
    return Sheet(_padded(bottom), _padded(across), parts)


def _even(side: int) -> int:
    return side + side % 2


def _padded(side: int) -> int:
    return math.ceil(side / PADDED) * PADDED


def _places(start: int, side: int) -> slice:
    """The network's outputs along a side: its last pooling may exceed it by a pixel."""
    return slice(start // STRIDE, start // STRIDE + _places_along(side))


def _places_along(side: int) -> int:
    return math.ceil((side - 2) / STRIDE) - 4
