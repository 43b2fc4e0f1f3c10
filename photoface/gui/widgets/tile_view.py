"""One item view for faces, people and photos: any tile layout, painted by a delegate, driven by keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QStyle, QStyleOptionViewItem, QWidget

from photoface.gui.widgets.tile_layouts import JustifiedLayout, TileLayout

_Index = QModelIndex | QPersistentModelIndex


class TileView(QAbstractItemView):
    """Shows a list model's rows as tiles.

    Signals:
        typed: the user began to type over the selected tiles; the text so far.
        opened: double click, Enter; the index.
        previewed: Space; the index.
        selection_changed: other rows are selected now.
        zoomed: Ctrl and the wheel; steps up or down.

    Args:
        layout: where the tiles stand.
        grows: be as tall as the content and let an outer scroll area scroll, instead of scrolling here.
    """

    typed = Signal(str)
    opened = Signal(QModelIndex)
    previewed = Signal(QModelIndex)
    selection_changed = Signal()
    zoomed = Signal(int)

    def __init__(self, layout: TileLayout, parent: QWidget | None = None, *, grows: bool = False) -> None:
        super().__init__(parent)
        self._tiles = layout
        self._grows = grows
        self._hovered = QPersistentModelIndex()
        # Where the keyboard is matters to who uses it; the ring stays away from who points and clicks.
        self._by_keyboard = False
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.setInterval(0)
        self._arranging.timeout.connect(self.arrange)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._open)

    @property
    def tiles(self) -> TileLayout:
        return self._tiles

    def selected_rows(self) -> list[int]:
        """The selected rows, in order."""
        # By ranges: one for everything, where everything is selected.
        ranges = sorted((part.top(), part.bottom()) for part in _ranges(self.selectionModel().selection()))
        return [row for top, bottom in ranges for row in range(top, bottom + 1)]

    def hovered_row(self) -> int:
        """The row under the pointer, or -1."""
        return self._hovered.row() if self._hovered.isValid() else -1

    def select_row(self, row: int) -> None:
        """Make one row current and the only one selected, and bring it into view."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def arrange(self) -> None:
        """Lay out anew, now; the tile at the top of the view stays there."""
        self._arranging.stop()
        model: QAbstractItemModel | None = self.model()
        if model is None:
            return
        anchor, offset = self._anchor()
        self._tiles.arrange(model.rowCount(), self.viewport().size())
        content = self._tiles.content()
        if self._grows:
            if self.height() != content.height():
                self.setFixedHeight(max(content.height(), 1))
        else:
            view = self.viewport().size()
            vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
            vertical.setPageStep(view.height())
            vertical.setSingleStep(48)
            vertical.setRange(0, max(0, content.height() - view.height()))
            horizontal.setPageStep(view.width())
            horizontal.setSingleStep(48)
            horizontal.setRange(0, max(0, content.width() - view.width()))
            if anchor >= 0:
                vertical.setValue(self._tiles.rect(anchor).top() - offset)
        self.viewport().update()

    def _anchor(self) -> tuple[int, int]:
        """The first tile in view and how far below the top it stands, so that a new width does not lose the place."""
        top = self.verticalScrollBar().value()
        if self._grows or top == 0:
            return -1, 0
        area = QRect(0, top, max(self.viewport().width(), 1), self.viewport().height())
        for row in self._tiles.rows_in(area):
            return row, self._tiles.rect(row).top() - top
        return -1, 0

    def arrange_soon(self) -> None:
        """Lay out anew before the next paint, once for however many changes."""
        self._arranging.start()

    # QAbstractItemView

    def visualRect(self, index: _Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self._tiles.rect(index.row()).translated(-self.horizontalOffset(), -self.verticalOffset())

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self._tiles.rect(index.row())
        if rect.isNull():
            return
        if self._grows:
            self._scroll_outer(rect)
            return
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            vertical.setValue(rect.center().y() - view.height() // 2)
            horizontal.setValue(rect.center().x() - view.width() // 2)
            return
        margin = self._tiles.header_height if isinstance(self._tiles, JustifiedLayout) else 8
        if rect.top() - margin < vertical.value():
            vertical.setValue(rect.top() - margin)
        elif rect.bottom() + 8 > vertical.value() + view.height():
            vertical.setValue(rect.bottom() + 8 - view.height())
        if rect.left() < horizontal.value():
            horizontal.setValue(rect.left())
        elif rect.right() > horizontal.value() + view.width():
            horizontal.setValue(rect.right() - view.width())

    def _scroll_outer(self, rect: QRect) -> None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        content = parent.widget() if isinstance(parent, QScrollArea) else None
        if isinstance(parent, QScrollArea) and content is not None:
            centre = self.viewport().mapTo(content, rect.center())
            parent.ensureVisible(centre.x(), centre.y(), rect.width() // 2, rect.height() // 2 + 16)

    def indexAt(self, point: QPoint) -> QModelIndex:
        content = point + QPoint(self.horizontalOffset(), self.verticalOffset())
        for row in self._tiles.rows_in(QRect(content, QSize(1, 1))):
            if self._tiles.rect(row).contains(content):
                return self.model().index(row, 0)
        return QModelIndex()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = self.model().rowCount()
        if count == 0:
            return QModelIndex()
        row = self.currentIndex().row()
        if row < 0:
            return self.model().index(0, 0)
        move = QAbstractItemView.CursorAction
        if action in (move.MoveLeft, move.MovePrevious):
            row -= 1
        elif action in (move.MoveRight, move.MoveNext):
            row += 1
        elif action in (move.MoveUp, move.MoveDown):
            row = self._tiles.neighbour(row, -1 if action == move.MoveUp else 1)
        elif action in (move.MovePageUp, move.MovePageDown):
            height = max(self._tiles.rect(row).height(), 1)
            lines = max(1, self.viewport().height() // height)
            row = self._tiles.neighbour(row, -lines if action == move.MovePageUp else lines)
        elif action == move.MoveHome:
            row = 0
        elif action == move.MoveEnd:
            row = count - 1
        return self.model().index(min(max(row, 0), count - 1), 0)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return 0 if self._grows else self.verticalScrollBar().value()

    def isIndexHidden(self, index: _Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        model = self.model()
        selection = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            area = rect.normalized().translated(self.horizontalOffset(), self.verticalOffset())
            rows = list(self._tiles.rows_in(area))
            for first, last in _runs(rows):
                selection.select(model.index(first, 0), model.index(last, 0))
        else:
            # From where the selection began to where it is now, as Qt hands it over: corner to corner.
            start, end = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())
            if start.isValid() and end.isValid():
                first, last = sorted((start.row(), end.row()))
                selection.select(model.index(first, 0), model.index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for row in self._visible_rows():
            index = self.model().index(row, 0)
            if selection.contains(index):
                region += QRegion(self.visualRect(index))
        return region

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.selection_changed.emit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.arrange_soon()

    def reset(self) -> None:
        super().reset()
        self.arrange_soon()

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self.arrange_soon()

    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:
        super().rowsAboutToBeRemoved(parent, start, end)
        self.arrange_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def _visible_rows(self) -> list[int]:
        area = self.viewport().rect().translated(self.horizontalOffset(), self.verticalOffset())
        return list(self._tiles.rows_in(area))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._arranging.isActive():
            self.arrange()
        model, selection, delegate = self.model(), self.selectionModel(), self.itemDelegate()
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        base = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        x, y = self.horizontalOffset(), self.verticalOffset()
        focused = self.hasFocus() and self._by_keyboard
        current, hovered = self.currentIndex().row(), self.hovered_row()
        count = model.rowCount()
        for row in self._tiles.rows_in(event.rect().translated(x, y)):
            if row >= count:
                break
            index = model.index(row, 0)
            state = base
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            if focused and row == current:
                state |= QStyle.StateFlag.State_HasFocus
            option.state = state
            option.rect = self._tiles.rect(row).translated(-x, -y)
            delegate.paint(painter, option, index)
        self.paint_over(painter, event.rect())
        painter.end()

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        """For subclasses: paint above the tiles."""

    # keys and mouse

    def event(self, event: QEvent) -> bool:
        # The first Escape gives up the selection, the next one goes back.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.selectionModel().hasSelection()
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if event.reason() in reasons:
            self._by_keyboard = True
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            if index.isValid():
                self._open(index)
            event.accept()
            return
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if index.isValid():
                self.previewed.emit(index)
            event.accept()
            return
        text = event.text()
        if text and text.isprintable() and not text.isspace() and not event.modifiers() & ~_TYPING:
            self.typed.emit(text)
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            if steps:
                self.zoomed.emit(1 if steps > 0 else -1)
            event.accept()
            return
        if self._grows:
            # The outer scroll area scrolls.
            event.ignore()
            return
        super().wheelEvent(event)

    def _hover(self, index: QModelIndex) -> None:
        if index.row() == self.hovered_row():
            return
        before = self._hovered
        self._hovered = QPersistentModelIndex(index)
        self.viewport().update(self.visualRect(before).adjusted(-4, -4, 4, 4))
        self.viewport().update(self.visualRect(index).adjusted(-4, -4, 4, 4))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_TYPING = (
    Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    # The stubs do not know that a QItemSelection is a list.
    return [selection[position] for position in range(len(selection))]  # type: ignore[index, arg-type]


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Rows in order as runs of neighbours."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
