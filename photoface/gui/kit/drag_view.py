"""A tile view whose tiles can be dragged onto tiles, its own or another view's; a tile shows what a drop would do.

Qt's own handling is not used: without its drop indicator, a line between rows that means nothing here, it refuses every
drop on a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import (
    QCursor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import CENTRE, Brush
from photoface.gui.kit.carried_tile import BESIDE_POINTER, carried_tile
from photoface.gui.kit.theme import RADIUS, SECONDARY
from photoface.gui.kit.tile_layouts import TileLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.widget_context import WidgetContext

EDGE, SCROLL_MS, SCROLL_STEP = 48, 30, 16
"""While something is held so near to the upper or lower edge of what scrolls, it scrolls by so much so often."""


class DropModel(Protocol):
    """A model whose rows accept drops, with a description of what a drop would do."""

    def drop_words(self, data: QMimeData, target: QModelIndex) -> str:
        """What a drop on this row would do, in a few words; empty where it would do nothing."""


class DragView(TileView):
    """A tile view over a `DropModel`. A drop on a tile goes to the model; the space between tiles accepts none."""

    def __init__(self, layout: TileLayout, context: WidgetContext, parent: QWidget | None = None) -> None:
        super().__init__(layout, parent, grows=True)
        self._context = context
        self._target = QPersistentModelIndex()
        self._target_words = ""
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_near_edge)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    @property
    def drop_target(self) -> tuple[int, str]:
        """The row that would take what is held over it, and what it says; -1 and nothing where none would."""
        return (self._target.row(), self._target_words) if self._target.isValid() else (-1, "")

    # what is dragged

    def startDrag(self, actions: Qt.DropAction) -> None:
        rows = self.selected_rows()
        if not rows:
            return
        indexes = [self.model().index(row, 0) for row in rows]
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(indexes))
        drag.setPixmap(carried_tile(self, self.currentIndex(), len(rows), self._context))
        drag.setHotSpot(BESIDE_POINTER)
        self._scrolling.start()
        drag.exec(Qt.DropAction.CopyAction)
        self._scrolling.stop()

    # where it goes

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        formats: Sequence[str] = self.model().mimeTypes()
        event.setAccepted(any(event.mimeData().hasFormat(format_) for format_ in formats))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        words = cast(DropModel, self.model()).drop_words(event.mimeData(), index) if index.isValid() else ""
        self._aim(index if words else QModelIndex(), words)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(bool(words))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(QModelIndex(), "")

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._aim(QModelIndex(), "")
        action = Qt.DropAction.CopyAction
        if index.isValid() and self.model().dropMimeData(event.mimeData(), action, -1, -1, index):
            event.setDropAction(action)
            event.accept()
        else:
            event.ignore()

    def _aim(self, index: QModelIndex, words: str) -> None:
        if (index.row(), words) != (self._target.row(), self._target_words):
            self._target, self._target_words = QPersistentModelIndex(index), words
            self.viewport().update()

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        row, words = self.drop_target
        if row < 0:
            return
        brush = Brush(painter, self._context)
        rect = self.visualRect(self.model().index(row, 0))
        brush.fill(painting.rounded(rect, RADIUS), "accent", 0.14)
        brush.focus(rect)
        band = QRect(rect.left() + 6, rect.top() + 6, rect.width() - 12, brush.theme.size(24))
        brush.fill(painting.rounded(band, RADIUS), "accent")
        brush.text(band.adjusted(6, 0, -6, 0), words, SECONDARY, "on_accent", bold=True, align=CENTRE)

    def _scroll_near_edge(self) -> None:
        area = self._outer_area()
        if area is None:
            return
        where = area.viewport().mapFromGlobal(QCursor.pos())
        if not area.viewport().rect().contains(where):
            return
        bar = area.verticalScrollBar()
        if where.y() < EDGE:
            bar.setValue(bar.value() - SCROLL_STEP)
        elif where.y() > area.viewport().height() - EDGE:
            bar.setValue(bar.value() + SCROLL_STEP)
