"""Shows faces, people or photos as tiles in any layout, and reports what the user selects, opens or types over them.

It paints a tile again when its pictures arrive, and has those fetched that scrolling will show next. Its base class in
`tile_geometry` places and scrolls the tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import cast

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
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from photoface.gui.kit.card_delegate import CardDelegate
from photoface.gui.kit.images import Images
from photoface.gui.kit.list_model import Index, runs_of
from photoface.gui.kit.tile_geometry import TileGeometry
from photoface.gui.kit.tile_layouts import TileLayout
from photoface.gui.kit.tile_prefetch import TilePrefetch
from photoface.gui.kit.widget_context import WidgetContext


class TileView(TileGeometry):
    """Shows a list model's rows as tiles. Where tiles are not dragged, dragging draws a lasso around them.

    Signals:
        typed: the user began to type over the selected tiles; the text so far.
        opened: double click, Enter; the index.
        previewed: Space; the index.
        selection_changed: other rows are selected now, or, with none selected, another one has the keyboard.
        pointed_at: another tile, or none, is under the pointer.
        zoomed: Ctrl and the wheel; steps up or down.
        menu_asked: a right click on a tile, at a point of the screen.

    Args:
        layout: where the tiles stand.
        grows: be as tall as the content and let an outer scroll area scroll, instead of scrolling here.
    """

    typed = Signal(str)
    opened = Signal(QModelIndex)
    previewed = Signal(QModelIndex)
    selection_changed = Signal()
    pointed_at = Signal()
    zoomed = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(self, layout: TileLayout, parent: QWidget | None = None, *, grows: bool = False) -> None:
        super().__init__(layout, parent, grows=grows)
        self._hovered = QPersistentModelIndex()
        # Where the lasso begins, in the content, so that it stays there when the view scrolls; and where it ends.
        self._pressed, self._dragged_to = QPoint(), QPoint()
        # Where the keyboard is matters to who uses it; the ring stays away from who points and clicks.
        self._by_keyboard = False
        self._images: Images | None = None
        self._prefetch: TilePrefetch | None = None
        # Rows that were painted without all of their pictures, or while these faded in, and which pictures.
        self._unfinished: dict[int, frozenset[Hashable]] = {}
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        # What lies below is never seen, so scrolling may move what is painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.doubleClicked.connect(self.opened)

    def set_up(self, model: QAbstractItemModel, delegate: QStyledItemDelegate, name: str) -> None:
        """What it lists, what paints that, and what it is called for who does not see it."""
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)

    def watch(self, context: WidgetContext) -> None:
        """As `watch_images`, and paint all tiles again when the colours change."""
        self.watch_images(context.images)
        context.theme.changed.connect(self.viewport().update)

    def watch_images(self, images: Images) -> None:
        """Paint tiles again when their pictures arrive, and have those fetched that scrolling on will show."""
        self._images = images
        self._prefetch = TilePrefetch(self)
        images.pictures_arrived.connect(self._update_unfinished)

    def _update_unfinished(self, came: frozenset[Hashable]) -> None:
        # A view that is shown again is painted again, and so is a tile that is scrolled back into view.
        if not self.isVisible():
            return
        # Once all that is in view is here, what lies ahead can come.
        self.look_ahead()
        viewport = self.viewport()
        shown = viewport.visibleRegion().boundingRect()
        offset, unfinished = self._offset(), self._unfinished
        # Those that were scrolled past are forgotten: there can be thousands.
        rows = self.tiles.rows_in(shown.translated(offset))
        self._unfinished = {row: unfinished[row] for row in rows if row in unfinished}
        for row, wanted in list(self._unfinished.items()):
            if not wanted.isdisjoint(came):
                # Not when it is painted: of a tile that scrolls into view, that may be a part.
                del self._unfinished[row]
                # The hairline of what stood in for a picture lies half beside the tile.
                viewport.update(self.tiles.rect(row).translated(-offset).adjusted(-1, -1, 1, 1))

    def selected_rows(self) -> list[int]:
        """The selected rows, in order."""
        # By ranges: one for everything, where everything is selected.
        ranges = sorted((part.top(), part.bottom()) for part in _ranges(self.selectionModel().selection()))
        return [row for top, bottom in ranges for row in range(top, bottom + 1)]

    def chosen_rows(self) -> list[int]:
        """The rows that a key press acts on: the selected ones, or with none selected the one that has the focus."""
        return self.selected_rows() or ([self.currentIndex().row()] if self._shows_keyboard() else [])

    def _shows_keyboard(self) -> bool:
        return self._by_keyboard and self.hasFocus() and self.currentIndex().isValid()

    def _use_keyboard(self, by_keyboard: bool) -> None:
        """Show or no longer show where the keyboard is."""
        if by_keyboard != self._by_keyboard:
            self._by_keyboard = by_keyboard
            self.viewport().update()
            self._tell_chosen()

    def _tell_chosen(self) -> None:
        """The keyboard came, went or moved; with rows selected that changes nothing about what keys are about."""
        if not self.selectionModel().hasSelection():
            self.selection_changed.emit()

    def hovered_row(self) -> int:
        """The row under the pointer, or -1."""
        return self._hovered.row() if self._hovered.isValid() else -1

    def show_focus(self) -> None:
        """Mark the tile that has the keyboard, since a key brought it here; without rows as soon as there are some."""
        self._use_keyboard(True)
        if not self.currentIndex().isValid() and self.model().rowCount():
            seen = self.tiles.rows_in(self.viewport().rect().translated(self._offset()))
            first = self.model().index(next(iter(seen), 0), 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        if self._by_keyboard and self.hasFocus() and not self.currentIndex().isValid():
            self.show_focus()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        current, following = self.currentIndex().row(), self.model().index(end + 1, 0)
        if start <= current <= end and following.isValid():
            # Qt would go back to the one before; who deletes one after the other goes on.
            self.selectionModel().setCurrentIndex(following, QItemSelectionModel.SelectionFlag.NoUpdate)
        super().rowsAboutToBeRemoved(parent, start, end)

    def select_row(self, row: int) -> None:
        """Make one row current and the only one selected, and bring it into view."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def select_rows(self, rows: Iterable[int]) -> None:
        """Select these rows and no others; rows below 0 are left out."""
        model, selection = self.model(), QItemSelection()
        for first, last in runs_of(sorted(row for row in rows if row >= 0)):
            selection.select(model.index(first, 0), model.index(last, 0))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        model = self.model()
        selection = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            area = rect.normalized().translated(self.horizontalOffset(), self.verticalOffset())
            rows = list(self.tiles.rows_in(area))
            for first, last in runs_of(rows):
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

    def arrange(self) -> None:
        super().arrange()
        if self._prefetch is not None:
            self._prefetch.forget()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        if self._prefetch is not None:
            self._prefetch.forget()
        # Qt paints everything again for more than one row, also for a page of summaries that is still out of view.
        shown = self._visible_rows() if self.isVisible() else []
        changed = [row for row in shown if first.row() <= row <= last.row()]
        if first == last or len(changed) == len(shown):
            super().dataChanged(first, last, roles)
            return
        for row in changed:
            self.viewport().update(self.visualRect(self.model().index(row, 0)))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        QAbstractItemView.selectionChanged(self, selected, deselected)
        self.viewport().update()
        if not selected.isEmpty():
            self._tell_screen_reader(QAccessible.Event.Selection, selected.first().top())
        self.selection_changed.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        QAbstractItemView.currentChanged(self, current, previous)
        self.viewport().update()
        if self._by_keyboard and self.hasFocus():
            self._tell_chosen()
        if current.isValid() and self.hasFocus():
            self._tell_screen_reader(QAccessible.Event.Focus, current.row())

    def _tell_screen_reader(self, event: QAccessible.Event, row: int) -> None:
        # A `QListView` would name a row of a layout that it does not have.
        if QAccessible.isActive():
            told = QAccessibleEvent(self, event)
            told.setChild(row)
            QAccessible.updateAccessibility(told)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # What stays in view is moved, and only what comes into view is painted. Not by the form without a rectangle,
        # which moves widgets that lie on the viewport too.
        viewport = self.viewport()
        covered, fixed = self.covered_width(), self.fixed_height()
        width, height = viewport.width() - covered, viewport.height() - fixed
        # A part that something lies over cannot be moved.
        viewport.scroll(dx, dy, QRect(0, fixed, width, height))
        viewport.update(width, fixed, covered, height)
        if not self.lasso.isEmpty():
            viewport.update()
        if self.fixed_differs():
            viewport.update(0, 0, viewport.width(), fixed)
        self.look_ahead(dy)

    def look_ahead(self, dy: int = 0) -> None:
        """Have pictures fetched that come into view next; an outer scroll area says so when it moved by some pixels."""
        if self._prefetch is not None:
            self._prefetch.scrolled(dy)

    def covered_width(self) -> int:
        """For subclasses: so many pixels at the right lie under another widget."""
        return 0

    def fixed_height(self) -> int:
        """For subclasses: so many pixels at the top do not scroll with the tiles, which do not show there either."""
        return 0

    def fixed_differs(self) -> bool:
        """For subclasses: whether something else stands in these pixels than was painted there last."""
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._arranging.isActive():
            self.arrange()
        model, selection, images = self.model(), self.selectionModel(), self._images
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().brush(self.viewport().backgroundRole()))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        paint_row = self._row_painter(painter)
        x, y = self.horizontalOffset(), self.verticalOffset()
        is_any_selected = selection.hasSelection()
        focused = self._shows_keyboard()
        current, hovered = self.currentIndex().row(), self.hovered_row()
        count = model.rowCount()
        for row in self._rows_in(event.region().subtracted(QRect(0, 0, self.viewport().width(), self.fixed_height()))):
            if row >= count:
                break
            index = model.index(row, 0)
            rect = self.tiles.rect(row)
            rect.translate(-x, -y)
            is_selected = is_any_selected and selection.isSelected(index)
            if images is None:
                paint_row(rect, index, is_selected, row == hovered, focused and row == current)
                continue
            images.unfinished.clear()
            paint_row(rect, index, is_selected, row == hovered, focused and row == current)
            if images.unfinished:
                self._unfinished[row] = self._unfinished.get(row, frozenset()).union(images.unfinished)
        self.paint_over(painter, event.rect())
        self._paint_lasso(painter)
        painter.end()

    def _row_painter(self, painter: QPainter) -> Callable[[QRect, QModelIndex, bool, bool, bool], None]:
        """What paints a row where it stands, if it is selected, under the pointer, and has the keyboard."""
        delegate = self.itemDelegate()
        if isinstance(delegate, CardDelegate):
            # One brush for all: making one takes a tenth of a tile's time.
            brush = delegate.brush(painter)

            def paint_card(rect: QRect, index: QModelIndex, selected: bool, hovered: bool, focused: bool) -> None:
                brush.selected, brush.hovered, brush.focused = selected, hovered, focused
                delegate.paint_tile(brush, rect, index)

            return paint_card
        option, flags = QStyleOptionViewItem(), QStyle.StateFlag
        self.initViewItemOption(option)
        base = option.state & ~(flags.State_MouseOver | flags.State_HasFocus)

        def paint(rect: QRect, index: QModelIndex, selected: bool, hovered: bool, focused: bool) -> None:
            option.rect, option.state = rect, base
            states = (
                (selected, flags.State_Selected),
                (hovered, flags.State_MouseOver),
                (focused, flags.State_HasFocus),
            )
            for holds, flag in states:
                if holds:
                    option.state |= flag
            delegate.paint(painter, option, index)

        return paint

    def _rows_in(self, region: QRegion) -> list[int]:
        """The rows that touch a region of the viewport, in order: its rectangles may lie at opposite edges."""
        x, y = self.horizontalOffset(), self.verticalOffset()
        # Qt's own stubs leave out that a region is walked through by its rectangles.
        rects = cast(Iterable[QRect], region)
        return sorted({row for rect in rects for row in self.tiles.rows_in(rect.translated(x, y))})

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        """For subclasses: paint above the tiles."""

    @property
    def lasso(self) -> QRect:
        """The rectangle that the user is drawing around tiles, in the viewport; empty while none is drawn."""
        if self.state() != QAbstractItemView.State.DragSelectingState:
            return QRect()
        rect = QRect(self._pressed - self._offset(), self._dragged_to).normalized()
        return rect if rect.width() + rect.height() > QApplication.startDragDistance() else QRect()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalOffset(), self.verticalOffset())

    def _paint_lasso(self, painter: QPainter) -> None:
        if self.lasso.isEmpty():
            return
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(colour, 1))
        colour.setAlphaF(0.18)
        painter.setBrush(colour)
        painter.drawRect(self.lasso)

    # keys and mouse

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if event.reason() in reasons:
            self._by_keyboard = True
        super().focusInEvent(event)
        if self._by_keyboard:
            self._tell_chosen()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_keyboard:
            self._tell_chosen()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._use_keyboard(False)
        self._dragged_to = event.position().toPoint()
        self._pressed = self._dragged_to + self._offset()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # The lasso is gone.
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _MOVES:
            # Other keys may be about what is pointed at.
            self._use_keyboard(True)
        index, text = self.currentIndex(), event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            if index.isValid():
                self.opened.emit(index)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            if index.isValid():
                self.previewed.emit(index)
        elif text and text.isprintable() and not text.isspace() and not event.modifiers() & ~_TYPING:
            self.typed.emit(text)
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._dragged_to = event.position().toPoint()
        super().mouseMoveEvent(event)
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self.viewport().update()
        index = self.indexAt(self._dragged_to)
        if index.isValid() and index.row() != self.hovered_row():
            # From now on keys are about what is pointed at.
            self._use_keyboard(False)
        self._hover(index)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        current = self.currentIndex()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and current.isValid():
            # As the right button does, on a tile that is not selected.
            if not self.selectionModel().isSelected(current):
                self.select_row(current.row())
            self._use_keyboard(True)
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(current).center()))
        elif self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())
        else:
            event.ignore()

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
        self.pointed_at.emit()


_MOVES = frozenset(
    {
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
        *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space),
        Qt.Key.Key_Escape,
    }
)
"""Keys by which the user moves through the tiles, or opens one."""

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_TYPING = (
    Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    # The stubs do not know that a QItemSelection is a list.
    return [selection[position] for position in range(len(selection))]  # type: ignore[index, arg-type]
