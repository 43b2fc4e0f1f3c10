"""The view of a person's suggestions in one row, each answered by yes or no, with a movable line.

Suggestions before the line can be confirmed at once. At first it stands where the certain ones end.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.tile_layouts import StripLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.person.suggestion_delegate import CROP_SIDE, SuggestionDelegate
from photoface.gui.person.suggestion_model import SuggestionsModel

SURE = 0.8
"""Where the line stands at first: what is more certain than this lies before it."""

LINE_ROOM = 28
"""The gap that the line stands in."""

MARGIN_TOP = 6
GRIP = QSize(18, 32)


class LinedStrip(StripLayout):
    """One row of tiles with a gap before the tile `line`, for the line."""

    def __init__(self, tile: QSize, left: int) -> None:
        super().__init__(tile, gap=10, margin=MARGIN_TOP)
        self._left = left
        self.line = 0

    def arrange(self, count: int, viewport: QSize) -> None:
        super().arrange(count, viewport)
        self._before = self._left
        self.line = min(self.line, count)

    def content(self) -> QSize:
        return super().content() + QSize(LINE_ROOM, 0)

    def rect(self, row: int) -> QRect:
        shift = LINE_ROOM if row >= self.line else 0
        return super().rect(row).translated(shift, 0)

    def rows_in(self, area: QRect) -> Sequence[int]:
        wider = area.adjusted(-LINE_ROOM, 0, 0, 0)
        return [row for row in super().rows_in(wider) if self.rect(row).intersects(area)]

    def line_x(self) -> int:
        """Where the line stands."""
        step = self.tile.width() + self._gap
        return self._before + self.line * step - self._gap + (LINE_ROOM + self._gap) // 2

    def line_at(self, x: int) -> int:
        """How many tiles lie before a line that is dragged to here."""
        step = self.tile.width() + self._gap
        return min(max(round((x - LINE_ROOM // 2 - self._before) / step), 0), self._count)


class SuggestionStrip(TileView):
    """Suggestions from the most to the least certain.

    Yes and no are buttons on the tile under the pointer and on the selected ones; Enter is yes; [ and ] move the line.

    Signals:
        answered: rows, and whether they are this person.
        line_moved: another number of tiles lies before the line; the number.
        focus_changed: the keyboard came or went.
    """

    answered = Signal(object, bool)
    line_moved = Signal(int)
    focus_changed = Signal()

    def __init__(self, model: SuggestionsModel, context: WidgetContext, parent: QWidget | None = None) -> None:
        self.strip = LinedStrip(SuggestionDelegate.tile(context.theme), left=24)
        super().__init__(self.strip, parent)
        self._context = context
        self._model = model
        self._dragging_line = False
        self.delegate = SuggestionDelegate(context)
        self.set_up(model, self.delegate, self.tr("Suggestions"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(self.strip.tile.height() + 2 * MARGIN_TOP + 14)
        self.watch(context)

    @property
    def line(self) -> int:
        """How many suggestions lie before the line."""
        return self.strip.line

    def move_line(self, line: int) -> None:
        """Put the line after so many suggestions."""
        line = min(max(line, 0), self._model.rowCount())
        if line != self.strip.line:
            self.strip.line = line
            self.arrange()
            self.line_moved.emit(line)

    def place_line(self) -> None:
        """Put the line where the certain end."""
        scores = [suggestion.score for suggestion in self._model.summaries]
        self.move_line(next((row for row, score in enumerate(scores) if score < SURE), len(scores)))

    def chosen_rows(self) -> list[int]:
        """The rows that an answer by key is about: the selected ones, or where the keyboard is."""
        rows = self.selected_rows()
        if not rows and self.currentIndex().isValid():
            rows = [self.currentIndex().row()]
        return rows

    def select_near(self, row: int) -> None:
        """After an answer: the one that stands where that stood."""
        if self._model.rowCount():
            self.select_row(min(row, self._model.rowCount() - 1))

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self.chosen_rows():
            self.answered.emit(self.chosen_rows(), True)
        elif event.text() in ("[", "]"):
            self.move_line(self.line + (1 if event.text() == "]" else -1))
            self._show_line()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            if self._on_line(point):
                self._dragging_line = True
                event.accept()
                return
            answer = self._answer_at(point)
            if answer is not None:
                row, yes = answer
                # An answer on one of several selected is about all of them.
                rows = self.selected_rows()
                self.answered.emit(rows if row in rows else [row], yes)
                event.accept()
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._dragging_line:
            self.move_line(self.strip.line_at(point.x() + self.horizontalOffset()))
            self._show_line()
            event.accept()
            return
        super().mouseMoveEvent(event)
        shape = Qt.CursorShape.ArrowCursor
        if self._on_line(point):
            shape = Qt.CursorShape.SplitHCursor
        elif self._answer_at(point) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging_line:
            self._dragging_line = False
            self.viewport().update()
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick answers are not a double click on what moved up.
        point = event.position().toPoint()
        if self._answer_at(point) is not None or self._on_line(point):
            self.mousePressEvent(event)
            return
        index = self.indexAt(point)
        if index.isValid():
            self.previewed.emit(index)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().x() or event.angleDelta().y()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            index = self._model.index(0, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def _answer_at(self, point: QPoint) -> tuple[int, bool] | None:
        index: QModelIndex = self.indexAt(point)
        if not index.isValid():
            return None
        no, yes = self.delegate.answers(self.visualRect(index))
        for rect, answer in ((no, False), (yes, True)):
            if rect.contains(point):
                return index.row(), answer
        return None

    def _on_line(self, point: QPoint) -> bool:
        return abs(point.x() + self.horizontalOffset() - self.strip.line_x()) <= LINE_ROOM // 2 - 2

    def _show_line(self) -> None:
        """Scroll so that the line is in view."""
        bar, x = self.horizontalScrollBar(), self.strip.line_x()
        if x - LINE_ROOM < bar.value():
            bar.setValue(x - LINE_ROOM)
        elif x + LINE_ROOM > bar.value() + self.viewport().width():
            bar.setValue(x + LINE_ROOM - self.viewport().width())

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        if not self._model.rowCount():
            return
        brush = Brush(painter, self._context)
        x = self.strip.line_x() - self.horizontalOffset()
        painter.fillRect(QRect(x - 1, MARGIN_TOP, 2, CROP_SIDE), brush.colour("accent"))
        grip = QRect(x - GRIP.width() // 2, MARGIN_TOP + (CROP_SIDE - GRIP.height()) // 2, GRIP.width(), GRIP.height())
        brush.fill(painting.rounded(grip, GRIP.width() / 2), "accent")
        for shift in (-2, 2):
            painter.fillRect(QRect(x + shift - 1, grip.top() + 10, 2, 12), brush.colour("on_accent"))
