"""The sizes that MTCNN's first network sees a photo in, laid together on few pictures.

A photo is looked at in a dozen sizes, half of which are smaller than a stamp: one by one each would cost the time of
starting fifteen operations, and a program of oneDNN's for each layer, which are made anew for every size and take
longer than running them. Together they take as much as one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoface.vision.protocols import Pixels

FACTOR: Final = 0.709
"""From one scale to the next smaller one: half the area (section II-A of the paper)."""

FIELD: Final = 12
"""Pixels, on each side, that the network sees of a face: the field of view of its last layer."""

STRIDE: Final = 2
"""Pixels from one field of view to the next."""

PADDED: Final = 32
"""Sides of pictures are multiples of this, so that photos of many sizes share oneDNN's programs, of which it keeps a
thousand."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a photo in one size, and where they lie on a sheet.

    Attributes:
        level: which of the sizes, 0 for the largest.
        scale: of the photo in that size.
        size: height and width of the whole photo in that size.
        first, last: rows of it.
        top, left: of the first row on the sheet; even, as the network looks at every second pixel.
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
        """Height and width on the sheet: the last place of an odd side reaches a pixel over the end."""
        return _even(self.last - self.first), _even(self.size[1])

    @property
    def places(self) -> tuple[slice, slice]:
        """Rows and columns of the network's places on the sheet that see this part and nothing else."""
        return _places(self.top, self.last - self.first), _places(self.left, self.size[1])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture for the network, and what lies on it.

    Attributes:
        owners: for each of the network's places, (rows, columns), which part it sees, or -1 where it sees none or two.
    """

    height: int
    width: int
    parts: tuple[Part, ...]
    owners: NDArray[np.int8] = field(init=False, repr=False, compare=False)
    _levels: NDArray[np.intp] = field(init=False, repr=False, compare=False)
    _scales: NDArray[np.float32] = field(init=False, repr=False, compare=False)
    _shifts: NDArray[np.float32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owners = np.full((_places_along(self.height), _places_along(self.width)), -1, dtype=np.int8)
        for index, part in enumerate(self.parts):
            owners[part.places] = index
        # Sheets are shared by the threads that look at photos.
        owners.flags.writeable = False
        shifts = [(-part.left, part.first - part.top) for part in self.parts]
        object.__setattr__(self, "owners", owners)
        object.__setattr__(self, "_levels", np.array([part.level for part in self.parts]))
        object.__setattr__(self, "_scales", np.array([part.scale for part in self.parts], dtype=np.float32))
        object.__setattr__(self, "_shifts", np.array(shifts, dtype=np.float32))

    def seen_at(self, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """What the network sees at some of its places: levels, and (count, 4) float32 corners in the photo.

        Corners are whole numbers and count pixels from one, as the network's training in Matlab did.

        Args:
            places: indices into `owners` as one row, none of a place that sees no part.
        """
        parts = self.owners.take(places)
        rows, columns = np.divmod(places, self.owners.shape[1])
        corner = np.stack([columns, rows], axis=1).astype(np.float32) * STRIDE + self._shifts[parts]
        corners = np.concatenate([corner + 1, corner + FIELD], axis=1) / self._scales[parts, None]
        return self._levels[parts], np.floor(corners)

    def picture(self, levels: Sequence[Pixels]) -> Pixels:
        """(height, width, 3) as the levels are, and 0 where nothing lies.

        Args:
            levels: the photo in each size, as `ScaledPhoto` has it.
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
    """What to show the network so that it sees a photo in all sizes.

    Args:
        height, width: of the photo.
        minimum_face: side in pixels of the smallest face to find.
        pixels: how large a sheet may be, unless one row of fields is larger. Larger sizes are cut into strips.
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
    """Heights and widths of the photo on its sheets, largest first; arguments as for `sheets`."""
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
    """A size in as many sheets as it takes; neighbours share the rows that the fields of both see."""
    height, width = level.size
    columns = _padded(_even(width))
    places = _places_along(height)
    shared = FIELD - STRIDE
    most = max(pixels // columns // PADDED, 1) * PADDED - shared
    count = math.ceil((height - shared) / most)
    # Of like heights, which then are one size to oneDNN.
    each = (_padded(math.ceil((height - shared) / count) + shared) - shared) // STRIDE
    return [
        _laid_out(
            [
                Part(
                    level.level,
                    level.scale,
                    level.size,
                    first * STRIDE,
                    min((first + each) * STRIDE + shared, height),
                )
            ]
        )
        for first in range(0, places, each)
    ]


def _laid_out(levels: Sequence[Part]) -> Sheet:
    """Sizes on one sheet as wide as the largest: in rows of columns, each where there is room first.

    With sizes that halve in area all of them take a tenth more than the sum of their areas: below the largest lies the
    second, the fourth and all small ones in the room beside it, then the third.
    """
    across = max(level.slot[1] for level in levels)
    # Rows: top, height and the width that is taken. Columns of a row: left, width and the height that is taken.
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
                parts.append((level, top + column[2], column[0]))
                column[2] += height
                break
        else:
            rows.append((bottom, height, [[0, width, height]]))
            parts.append((level, bottom, 0))
            bottom += height
    laid = (
        Part(level.level, level.scale, level.size, level.first, level.last, top, left) for level, top, left in parts
    )
    return Sheet(_padded(bottom), _padded(across), tuple(laid))


def _even(side: int) -> int:
    return side + side % 2


def _padded(side: int) -> int:
    return math.ceil(side / PADDED) * PADDED


def _places(start: int, side: int) -> slice:
    """The network's places along a side: its last pooling may reach a pixel over the end."""
    return slice(start // STRIDE, start // STRIDE + _places_along(side))


def _places_along(side: int) -> int:
    return math.ceil((side - 2) / STRIDE) - 4
