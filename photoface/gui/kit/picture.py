"""`PictureKey`, which names a face crop or thumbnail in a size, and `Picture`, the pixmap that painters get for it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPixmap

EDGE = QColor(128, 128, 128, 48)
"""The hairline around pictures."""


class PictureKey(NamedTuple):
    """A picture in a size: of a face the side of its square, of a photo the height, 0 for all there is of it.

    `kind` is `face`, `cover` (a face as a disc) or `photo`.
    """

    kind: str
    id: int
    side: int


class Picture(NamedTuple):
    """A picture to paint; `pixmap` is null where there is none to be had (the file is gone)."""

    pixmap: QPixmap
    opacity: float
