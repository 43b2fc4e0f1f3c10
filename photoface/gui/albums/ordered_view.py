"""The grid of an album's photos, in which photos are dragged to another place in the album's order."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from photoface.gui.context import Context
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.drag_view import EDGE, SCROLL_MS, SCROLL_STEP
from photoface.gui.kit.dragged_photos import photos_in
from photoface.gui.photos.model import PhotosModel
from photoface.gui.photos.pane import PhotosPane, PhotosView

LINE_WIDTH = 3
"""Of the line that shows where the photos would go."""


class OrderedPhotosView(PhotosView):
    """Photos in an order of their own.

    Signals:
        order_asked: these photos shall stand before that one, or at the end where it is None.
    """

    order_asked = Signal(object, object)

    def __init__(self, model: PhotosModel, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(model, context, parent)
        self._photos = model
        self._gap = -1
        self.setAcceptDrops(True)
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_near_edge)

    @property
    def gap(self) -> int:
        """The row before which what is held over the grid would go; -1 where nothing is held."""
        return self._gap

    # The photos are the album's own, dragged from here. Files from elsewhere are ignored, and so go to the window.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(bool(photos_in(event.mimeData())))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setAccepted(bool(photos_in(event.mimeData())))
        if event.isAccepted():
            self._scrolling.start()
            self._aim(self._gap_at(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        gap = self._gap_at(event.position().toPoint())
        self._aim(-1)
        event.setAccepted(bool(photos_in(event.mimeData())))
        if not event.isAccepted():
            return
        moved, ids = photos_in(event.mimeData()), list(self._photos.ids)
        front, back = ([photo for photo in part if photo not in set(moved)] for part in (ids[:gap], ids[gap:]))
        if [*front, *(photo for photo in moved if photo in set(ids)), *back] != ids:
            self.order_asked.emit(moved, back[0] if back else None)

    def _gap_at(self, point: QPoint) -> int:
        index = self.indexAt(point)
        if index.isValid():
            return index.row() + (point.x() > self.visualRect(index).center().x())
        rects = [(row, self.visualRect(self.model().index(row, 0))) for row in range(self.model().rowCount())]
        line = [(row, rect) for row, rect in rects if rect.top() <= point.y() <= rect.bottom()]
        passed = [row for row, rect in line if rect.center().x() < point.x()]
        if passed:
            return passed[-1] + 1
        if line:
            return line[0][0]
        return 0 if rects and point.y() < rects[0][1].top() else len(rects)

    def _aim(self, gap: int) -> None:
        if gap < 0:
            self._scrolling.stop()
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        super().paint_over(painter, area)
        rows = self.model().rowCount()
        if not 0 <= self._gap <= rows or not rows:
            return
        before = self.visualRect(self.model().index(max(self._gap - 1, 0), 0))
        after = self.visualRect(self.model().index(min(self._gap, rows - 1), 0))
        # Where a line of photos ends, the gap is behind its last photo.
        at_end = self._gap == rows or (self._gap > 0 and before.top() != after.top())
        x = before.right() + 1 if at_end else after.left() - LINE_WIDTH
        tile = before if at_end else after
        brush = Brush(painter, self._context)
        painter.fillRect(QRect(x, tile.top(), LINE_WIDTH, tile.height()), brush.colour("accent"))

    def _scroll_near_edge(self) -> None:
        port, bar = self.viewport(), self.verticalScrollBar()
        at = port.mapFromGlobal(QCursor.pos()).y()
        if 0 <= at < EDGE:
            bar.setValue(bar.value() - SCROLL_STEP)
        elif port.height() - EDGE < at <= port.height():
            bar.setValue(bar.value() + SCROLL_STEP)


class OrderedPhotosPane(PhotosPane):
    """The grid of an album with its actions."""

    view_class = OrderedPhotosView
