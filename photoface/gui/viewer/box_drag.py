"""Computes how a face box changes while the pointer or the arrow keys draw, move or resize it; no widget.

It also says which side of a box is under the pointer, and which cursor shows that.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt

from photoface.geometry import Box, Point

STEP = 0.01
"""How far an arrow key moves a box, or one of its sides, as a part of the photo."""

FIRST_PART = 0.2
"""How large a box is that the keyboard begins, as a part of the photo's shorter side."""


class Grip(enum.Flag):
    """The sides of a box that follow the pointer; with all four the box moves."""

    LEFT = enum.auto()
    TOP = enum.auto()
    RIGHT = enum.auto()
    BOTTOM = enum.auto()
    MIDDLE = LEFT | TOP | RIGHT | BOTTOM


_CURSORS = {
    Grip.MIDDLE: Qt.CursorShape.SizeAllCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.LEFT | Grip.TOP: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.TOP: Qt.CursorShape.SizeBDiagCursor,
    Grip.LEFT | Grip.BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


def cursor_of(grip: Grip) -> Qt.CursorShape:
    """What the pointer looks like over a grip."""
    return _CURSORS[grip]


def grip_at(rect: QRectF, point: QPointF, reach: float) -> Grip | None:
    """Which part of a box on the screen is under the pointer, None beside it.

    Args:
        reach: pixels on either side of an edge that belong to it; half of it inside of small boxes.
    """
    if not rect.adjusted(-reach, -reach, reach, reach).contains(point):
        return None
    across, down = min(reach, rect.width() / 4), min(reach, rect.height() / 4)
    grip = Grip(0)
    if point.x() < rect.left() + across:
        grip |= Grip.LEFT
    elif point.x() > rect.right() - across:
        grip |= Grip.RIGHT
    if point.y() < rect.top() + down:
        grip |= Grip.TOP
    elif point.y() > rect.bottom() - down:
        grip |= Grip.BOTTOM
    return grip or Grip.MIDDLE


@dataclass(frozen=True, slots=True)
class BoxHand:
    """One box while it is drawn, moved or resized.

    Attributes:
        face_id: the face whose box it is, None for a new one.
        before: the box when the hand took it, in fractions of the photo.
        grip: the sides that follow.
        start: where the hand took it, in fractions of the photo.
        box: the box now.
    """

    face_id: int | None
    before: Box
    grip: Grip
    start: Point
    box: Box

    @classmethod
    def drawing(cls, start: Point) -> BoxHand:
        """A new box, from this corner on."""
        box = Box(*start, 0.0, 0.0)
        return cls(None, box, Grip.RIGHT | Grip.BOTTOM, start, box)

    @classmethod
    def holding(cls, face_id: int | None, box: Box, grip: Grip, start: Point) -> BoxHand:
        """A box that is there, taken at a place."""
        return cls(face_id, box, grip, start, box)

    @classmethod
    def by_keyboard(cls, face_id: int | None, box: Box | None, photo_width: float, photo_height: float) -> BoxHand:
        """A box that arrow keys will move; a new one, square in the middle of the photo, where none is given."""
        if box is None:
            side = FIRST_PART * min(photo_width, photo_height)
            width, height = side / photo_width, side / photo_height
            box = Box(0.5 - width / 2, 0.5 - height / 2, width, height)
        return cls.holding(face_id, box, Grip.MIDDLE, (0.0, 0.0))

    @property
    def moved(self) -> bool:
        return self.box != self.before

    def at(self, point: Point) -> BoxHand:
        """The hand went to this place of the photo."""
        return self._pulled(self.before, point[0] - self.start[0], point[1] - self.start[1])

    def stepped(self, across: int, down: int, *, resize: bool) -> BoxHand:
        """An arrow key: the box moves a step, or grows and shrinks at its right and lower side."""
        grip = Grip.RIGHT | Grip.BOTTOM if resize else Grip.MIDDLE
        return replace(self, grip=grip)._pulled(self.box, across * STEP, down * STEP)

    def _pulled(self, box: Box, across: float, down: float) -> BoxHand:
        if self.grip == Grip.MIDDLE:
            left = min(max(box.left + across, 0.0), 1.0 - box.width)
            top = min(max(box.top + down, 0.0), 1.0 - box.height)
            return replace(self, box=Box(left, top, box.width, box.height))
        x1 = box.left + (across if Grip.LEFT in self.grip else 0.0)
        x2 = box.right + (across if Grip.RIGHT in self.grip else 0.0)
        y1 = box.top + (down if Grip.TOP in self.grip else 0.0)
        y2 = box.bottom + (down if Grip.BOTTOM in self.grip else 0.0)
        # A side may be pulled over the opposite one.
        turned = Box.from_corners(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        return replace(self, box=turned.clamped())
