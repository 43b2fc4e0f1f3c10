"""A widget of five stars that shows and sets the rating of photos, by click or arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.theme import Look

MOST = 5
STAR = 20
GAP = 4
EDGE = 3
"""Room at both ends for the ring of the keyboard."""


class RatingStars(QWidget):
    """Shows how many stars photos have, and takes another number.

    Signals:
        rated: 1 to 5, or 0 for none: a click on the star that shows as the last takes all of them away.
    """

    rated = Signal(int)

    def __init__(self, theme: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.stars = 0
        """How many show; 0 for none."""
        self._hovered = 0
        self._by_keyboard = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Stars (0 to 5)"))
        theme.changed.connect(self.update)
        self.set_stars(None)

    def set_stars(self, stars: int | None) -> None:
        """Show this many; None for none."""
        self.stars = stars or 0
        words = self.tr("No stars") if not self.stars else self.tr("{} of 5 stars").format(self.stars)
        self.setAccessibleName(words)
        self.update()

    def _side(self) -> int:
        return self._theme.size(STAR)

    @staticmethod
    def inset(theme: Look) -> int:
        """How far inside of the widget the first star begins."""
        return EDGE + theme.size(STAR) // 10

    def sizeHint(self) -> QSize:
        return QSize(MOST * (self._side() + GAP) - GAP + 2 * EDGE, self._side() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def star_at(self, x: float) -> int:
        """Which star is at this place, 1 to 5."""
        return min(max(int((x - EDGE) // (self._side() + GAP)) + 1, 1), MOST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, shown = self._side(), self._hovered or self.stars
        top = (self.height() - side) // 2
        for star in range(1, MOST + 1):
            icon, token = ("star", "accent") if star <= shown else ("star-outline", "muted")
            pixmap = self._icons.pixmap(icon, side, self.devicePixelRatioF(), token)
            painter.drawPixmap(EDGE + (star - 1) * (side + GAP), top, pixmap)
        if self.hasFocus() and self._by_keyboard:
            painting.paint_focus(painter, self.rect(), self._theme, 6)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.star_at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = 0
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self.star_at(event.position().x())
            self._hovered = 0
            self.rated.emit(0 if star == self.stars else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self.stars + step <= MOST:
            self.rated.emit(self.stars + step)
