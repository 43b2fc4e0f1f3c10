"""Where the names under faces stand, so that no name covers another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF

GAP = 6
"""Pixels between a box and its name."""
APART = 2
"""Pixels between two names."""
EDGE = 4
"""Pixels between a name and the edge."""


def place_names(boxes: Sequence[QRectF], sizes: Sequence[QSizeF], room: QSizeF) -> list[QRectF]:
    """The places of names, one for each box, in pixels.

    A name stands under its box; where that is taken or outside, above it; else as little farther down as is needed.
    In a crowd without any room they cover each other as they would anyway.

    Args:
        boxes: of the faces; the first are placed first.
        sizes: of the names.
        room: the surface that all stand on.
    """
    placed: list[QRectF] = []
    for box, size in zip(boxes, sizes, strict=True):
        left = min(max(box.center().x() - size.width() / 2, EDGE), max(room.width() - size.width() - EDGE, EDGE))
        below, above = box.bottom() + GAP, box.top() - size.height() - GAP
        usual = below if below + size.height() <= room.height() else max(above, EDGE)
        tops = [below, above, *_below_others(below, left, size, placed)]
        places = [QRectF(left, top, size.width(), size.height()) for top in (*tops, usual)]
        free = (
            place
            for place in places
            if place.top() >= EDGE
            and place.bottom() <= room.height()
            and not any(place.intersects(other) for other in placed)
        )
        placed.append(next(free, places[-1]))
    return placed


def _below_others(top: float, left: float, size: QSizeF, placed: Sequence[QRectF]) -> list[float]:
    """Tops right below each name that stands in the way, from up to down."""
    in_the_way = (other for other in placed if other.left() < left + size.width() and other.right() > left)
    return sorted(other.bottom() + APART for other in in_the_way if other.bottom() + APART > top)
