"""The base of `TileView`: an item view that places, scrolls and hit-tests its rows as a `TileLayout` says.

`TileView` adds selection, painting, keys and mouse.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QScrollArea, QWidget

from photoface.gui.kit.list_model import Index
from photoface.gui.kit.tile_layouts import JustifiedLayout, TileLayout


class TileGeometry(QListView):
    """An item view whose rows stand where a `TileLayout` puts them.

    It is a `QListView` for screen readers alone: Qt tells them of the items of its own kinds of views only. What such a
    view does about its layout is passed over; it would ask each of 50,000 rows for its size.

    Args:
        layout: where the tiles stand.
        grows: be as tall as the content and let an outer scroll area scroll, instead of scrolling here.
    """

    def __init__(self, layout: TileLayout, parent: QWidget | None = None, *, grows: bool = False) -> None:
        super().__init__(parent)
        self.tiles = layout
        self._grows = grows
        self._arranging = QTimer(self, interval=0, singleShot=True)
        self._arranging.timeout.connect(self.arrange)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def arrange(self) -> None:
        """Lay out again, now; the tile at the top of the view stays there."""
        self._arranging.stop()
        model: QAbstractItemModel | None = self.model()
        if model is None:
            return
        anchor, offset = self._anchor()
        self.tiles.arrange(model.rowCount(), self.viewport().size())
        content = self.tiles.content()
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
                vertical.setValue(self.tiles.rect(anchor).top() - offset)
        self.viewport().update()

    def _anchor(self) -> tuple[int, int]:
        """The first tile in view and how far below the top it stands, so that a new width does not lose the place."""
        top = self.verticalScrollBar().value()
        if self._grows or top == 0:
            return -1, 0
        area = QRect(0, top, max(self.viewport().width(), 1), self.viewport().height())
        for row in self.tiles.rows_in(area):
            return row, self.tiles.rect(row).top() - top
        return -1, 0

    def seen(self) -> QRect:
        """What the frame that scrolls shows, in content coordinates; some of it may lie beside the content."""
        area = self._outer_area() if self._grows else None
        if area is None:
            return self.viewport().rect().translated(self.horizontalOffset(), self.verticalOffset())
        return QRect(self.viewport().mapFrom(area.viewport(), QPoint(0, 0)), area.viewport().size())

    def arrange_soon(self) -> None:
        """Lay out again before the next paint, once for however many changes."""
        self._arranging.start()

    # QAbstractItemView

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self.tiles.rect(index.row()).translated(-self.horizontalOffset(), -self.verticalOffset())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self.tiles.rect(index.row())
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
        margin = self.tiles.header_height if isinstance(self.tiles, JustifiedLayout) else 8
        if rect.top() - margin < vertical.value():
            vertical.setValue(rect.top() - margin)
        elif rect.bottom() + 8 > vertical.value() + view.height():
            vertical.setValue(rect.bottom() + 8 - view.height())
        if rect.left() < horizontal.value():
            horizontal.setValue(rect.left())
        elif rect.right() > horizontal.value() + view.width():
            horizontal.setValue(rect.right() - view.width())

    def _outer_area(self) -> QScrollArea | None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        return parent

    def _scroll_outer(self, rect: QRect) -> None:
        area = self._outer_area()
        content: QWidget | None = None if area is None else area.widget()
        if area is not None and content is not None:
            centre = self.viewport().mapTo(content, rect.center())
            area.ensureVisible(centre.x(), centre.y(), rect.width() // 2, rect.height() // 2 + 16)

    def indexAt(self, point: QPoint) -> QModelIndex:
        content = point + QPoint(self.horizontalOffset(), self.verticalOffset())
        for row in self.tiles.rows_in(QRect(content, QSize(1, 1))):
            if self.tiles.rect(row).contains(content):
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
            row = self.tiles.neighbour(row, -1 if action == move.MoveUp else 1)
        elif action in (move.MovePageUp, move.MovePageDown):
            height = max(self.tiles.rect(row).height(), 1)
            lines = max(1, self.viewport().height() // height)
            row = self.tiles.neighbour(row, -lines if action == move.MovePageUp else lines)
        elif action == move.MoveHome:
            row = 0
        elif action == move.MoveEnd:
            row = count - 1
        return self.model().index(min(max(row, 0), count - 1), 0)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return 0 if self._grows else self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        QAbstractItemView.updateGeometries(self)
        self.arrange_soon()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, roles)

    def reset(self) -> None:
        super().reset()
        self.arrange_soon()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self.arrange_soon()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)
        self.arrange_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        self.arrange()

    def _visible_rows(self) -> list[int]:
        area = self.viewport().rect().translated(self.horizontalOffset(), self.verticalOffset())
        return list(self.tiles.rows_in(area))
