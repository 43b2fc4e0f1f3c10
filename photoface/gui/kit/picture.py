"""`PictureKey`, which names a face crop or thumbnail in a size, and `Picture`, the pixmap that painters get for it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPixmap

EDGE = QColor(128, 128, 128, 48)
"""The hairline around pictures."""


class PictureKey(NamedTuple):
    """A picture in a size: of a face the side of its square, of a photo the height, 0 for all there is of it.

    `kind` is `face`, `cover` (a face as a disc) or `photo`. One with a `width` is cut to a tile of that width and the
    height `side`, with corners of this `radius` and a hairline. All are pixels of the screen.
    """

    kind: str
    id: int
    side: int
    width: int = 0
    radius: int = 0

    @property
    def is_tile(self) -> bool:
        """Whether it is cut to the shape of a tile, and so is painted as it is."""
        return self.width > 0


class Picture(NamedTuple):
    """A picture to paint; `pixmap` is null where there is none to be had (the file is gone).

    `is_cut` where it has the size and the shape of the tile for which it was asked.
    """

    pixmap: QPixmap
    opacity: float
    is_cut: bool = False
