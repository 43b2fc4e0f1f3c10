"""Check boxes, radio buttons, lists with check boxes and drop-down lists in the theme's colours.

Those of Qt's style cannot be seen on a dark window, and drop-down lists lose their arrow in a stylesheet.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from photoface.gui.kit import painting
from photoface.gui.kit.boxes import in_column
from photoface.gui.kit.parts import label
from photoface.gui.kit.theme import Theme

MARK = 18
"""Side of the box, or diameter of the ring."""
GAP = 8
INDENT = 24
"""Of a sentence below a choice, about where the words of the choice begin."""
ROUND, SQUARE = MARK / 2, 4.0


def _size(button: QAbstractButton) -> QSize:
    metrics = button.fontMetrics()
    return QSize(MARK + GAP + metrics.horizontalAdvance(button.text()) + 6, max(MARK, metrics.height()) + 4)


def _paint(button: QAbstractButton, theme: Theme, radius: float) -> None:
    """The mark with corners of this radius, a tick or a dot in it where it is checked, and the words."""
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark = QRectF(2, (button.height() - MARK) / 2, MARK, MARK)
    _paint_mark(painter, theme, mark, radius, checked=button.isChecked())
    if button.hasFocus():
        ring = painting.rounded(mark.adjusted(-1, -1, 1, 1), radius + 2)
        painting.paint_ring(painter, ring, theme.colour("accent"), 1.5)
    room = QRect(MARK + 2 + GAP, 0, button.width() - MARK - GAP - 2, button.height())
    colour = theme.colour("text" if button.isEnabled() else "muted")
    painting.paint_text(painter, room, button.text(), button.font(), colour, Qt.AlignmentFlag.AlignLeft)
    painter.end()


def _paint_mark(painter: QPainter, theme: Theme, mark: QRectF, radius: float, *, checked: bool) -> None:
    accent = theme.colour("accent")
    shape = painting.rounded(mark.adjusted(1, 1, -1, -1), radius)
    if not checked:
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
    """One of several; Tab goes to the chosen one, and arrows go to the others."""

    def __init__(self, words: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self.toggled.connect(self._take_tab)

    def _take_tab(self, checked: bool) -> None:
        # Qt does so once one of them has had the keyboard; until then Tab goes to the first, chosen or not.
        group = self.group()
        if checked and group is not None:
            for each in group.buttons():
                each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each is self else Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        return _size(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self._theme, ROUND)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)


def explained(choice: RadioButton, words: str, theme: Theme, width: int) -> QVBoxLayout:
    """A choice with a sentence below it, which screen readers say with it; `width` at the usual text size."""
    choice.setAccessibleDescription(words)
    sentence = label(words, "muted", choice.parentWidget(), wrap=True)
    sentence.setIndent(theme.size(INDENT))
    sentence.setFixedWidth(theme.size(width))
    return in_column(choice, sentence, spacing=2)


class CheckedRows(QStyledItemDelegate):
    """Paints the rows of a list with a box to tick before the words; a click anywhere on a row ticks it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._theme.size(30))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillPath(painting.rounded(QRectF(area), 6), self._theme.colour("selected"))
        mark = QRectF(area.x() + 8, area.y() + (area.height() - MARK) / 2, MARK, MARK)
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        _paint_mark(painter, self._theme, mark, SQUARE, checked=ticked)
        room = area.adjusted(8 + MARK + GAP, 0, -8, 0)
        words, font = str(index.data()), option.font
        left, dots = Qt.AlignmentFlag.AlignLeft, option.textElideMode
        painting.paint_text(painter, room, words, font, self._theme.colour("text"), left, dots)
        painter.restore()


class DropDown(QComboBox):
    """One of several, in a list that drops down."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "field")
        self.setAccessibleName(name)
        if sys.platform not in ("win32", "darwin"):
            # Qt says the chosen entry there in place of the name.
            self.setAccessibleDescription(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() - 16, self.height() / 2)
        arrow = QPainterPath(middle + QPointF(-4, -2))
        arrow.lineTo(middle + QPointF(0, 2))
        arrow.lineTo(middle + QPointF(4, -2))
        painter.strokePath(arrow, QPen(self._theme.colour("text" if self.isEnabled() else "muted"), 1.5))
        painter.end()
