"""Check boxes and radio buttons in the theme's colours: those of Qt's style cannot be seen on a dark window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.theme import Theme

MARK = 18
"""Side of the box, or diameter of the ring."""
GAP = 8
ROUND, SQUARE = MARK / 2, 4.0


def _size(button: QAbstractButton) -> QSize:
    metrics = button.fontMetrics()
    return QSize(MARK + GAP + metrics.horizontalAdvance(button.text()) + 6, max(MARK, metrics.height()) + 4)


def _paint(button: QAbstractButton, theme: Theme, radius: float) -> None:
    """The mark with corners of this radius, a tick or a dot in it where it is checked, and the words."""
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark = QRectF(2, (button.height() - MARK) / 2, MARK, MARK)
    accent = theme.colour("accent")
    shape = painting.rounded(mark.adjusted(1, 1, -1, -1), radius)
    if not button.isChecked():
        painting.paint_ring(painter, shape, theme.colour("muted"), 1.5)
    elif radius == ROUND:
        painting.paint_ring(painter, shape, accent, 1.5)
        painter.fillPath(painting.circle(mark.adjusted(5, 5, -5, -5)), accent)
    else:
        painter.fillPath(shape, accent)
        tick = QPainterPath(mark.center() + QPointF(-4, 0))
        tick.lineTo(mark.center() + QPointF(-1, 3))
        tick.lineTo(mark.center() + QPointF(4, -3.5))
        painter.strokePath(tick, QPen(theme.colour("on_accent"), 2))
    if button.hasFocus():
        painting.paint_ring(painter, painting.rounded(mark.adjusted(-1, -1, 1, 1), radius + 2), accent, 1.5)
    room = QRect(MARK + 2 + GAP, 0, button.width() - MARK - GAP - 2, button.height())
    colour = theme.colour("text" if button.isEnabled() else "muted")
    painting.paint_text(painter, room, button.text(), button.font(), colour, Qt.AlignmentFlag.AlignLeft)
    painter.end()


class CheckBox(QCheckBox):
    """Yes or no."""

    def __init__(self, words: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        return _size(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self._theme, SQUARE)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)


class RadioButton(QRadioButton):
    """One of several."""

    def __init__(self, words: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        return _size(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self._theme, ROUND)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)
