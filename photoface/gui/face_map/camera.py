"""The visible part and scale of the map of faces: converts positions on the map to pixels and back, moves and zooms.

It also finds the points inside of a polygon, as of a lasso.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

MARGIN: Final = 32.0
"""Pixels around the whole map."""

LEAST_CONTENT: Final = 0.05
"""A map of one face is not looked at through a microscope."""

MOST_ZOOM: Final = 200.0
"""Times the size at which the whole map fits."""


class Camera:
    """The visible part of the map (positions from 0 to 1), which can be moved and zoomed."""

    def __init__(self) -> None:
        self._size = QSizeF(1, 1)
        self._fits = True
        self._content = QRectF(0, 0, 1, 1)
        self.scale = 1.0
        """Pixels from the place 0 to the place 1."""
        self.origin = QPointF(0, 0)
        """Where the place (0, 0) lies in the widget."""

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole map shows."""
        across = (self._size.width() - 2 * MARGIN) / self._content.width()
        down = (self._size.height() - 2 * MARGIN) / self._content.height()
        return max(min(across, down), 50.0)

    @property
    def zoom(self) -> float:
        """How many times larger than when it fits; from 1."""
        return self.scale / self.fit_scale

    @property
    def window(self) -> QRectF:
        """The part of the widget that shows the map."""
        return QRectF(QPointF(0, 0), self._size)

    def look_at(self, places: NDArray[np.float32]) -> None:
        """What the map holds, (n, 2); a map that fits goes on to."""
        least, most = (places.min(axis=0), places.max(axis=0)) if len(places) else (np.zeros(2), np.ones(2))
        width, height = np.maximum(most - least, LEAST_CONTENT).tolist()
        middle_x, middle_y = ((least + most) / 2).tolist()
        self._content = QRectF(middle_x - width / 2, middle_y - height / 2, width, height)
        if self._fits:
            self.fit()

    def resize(self, width: float, height: float) -> None:
        """The widget has another size: the middle stays, and a map that fits goes on to."""
        before = QPointF(self._size.width() / 2, self._size.height() / 2)
        self._size = QSizeF(max(width, 1.0), max(height, 1.0))
        if self._fits:
            self.fit()
        else:
            self.move(QPointF(self._size.width() / 2, self._size.height() / 2) - before)

    def fit(self) -> None:
        """Show all of the map, in the middle."""
        self.scale = self.fit_scale
        self.origin = QPointF(self._size.width() / 2, self._size.height() / 2) - self._content.center() * self.scale
        self._fits = True

    def move(self, by: QPointF) -> None:
        """Shift what shows; some of the map always stays in sight."""
        self.origin += by
        self._fits = False
        content, scale = self._content, self.scale
        middle_x, middle_y = self._size.width() / 2, self._size.height() / 2
        self.origin.setX(
            min(max(self.origin.x(), middle_x - content.right() * scale), middle_x - content.left() * scale)
        )
        self.origin.setY(
            min(max(self.origin.y(), middle_y - content.bottom() * scale), middle_y - content.top() * scale)
        )

    def zoom_by(self, factor: float, about: QPointF) -> None:
        """Make everything so much larger; what lies under a point stays there."""
        scale = min(max(self.scale * factor, self.fit_scale), self.fit_scale * MOST_ZOOM)
        if scale <= self.fit_scale * 1.001:
            self.fit()
            return
        origin = about - (about - self.origin) * (scale / self.scale)
        self.scale = scale
        self.move(origin - self.origin)

    def show(self, place: QPointF, inside: float = 60.0) -> None:
        """Move as little as needed for a place to lie so far inside the edges."""
        at = self.origin + place * self.scale
        width, height = self._size.width(), self._size.height()
        by_x = min(max(at.x(), inside), max(width - inside, inside)) - at.x()
        by_y = min(max(at.y(), inside), max(height - inside, inside)) - at.y()
        if by_x or by_y:
            self.move(QPointF(by_x, by_y))

    def seen(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where places, (n, 2), lie in the widget: (n, 2) float32."""
        result: NDArray[np.float32] = places * np.float32(self.scale) + np.array(
            [self.origin.x(), self.origin.y()], np.float32
        )
        return result

    def key(self) -> tuple[float, ...]:
        """Changes with everything that the picture depends on here."""
        return self.scale, self.origin.x(), self.origin.y(), self._size.width(), self._size.height()


def inside_polygon(points: NDArray[np.floating], polygon: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which points lie inside a polygon, by the even-odd rule (Shimrat, "Algorithm 112", CACM 5, 1962).

    Args:
        points: (n, 2).
        polygon: (m, 2) corners in order; the last is joined to the first.
    """
    inside = np.zeros(len(points), np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside
