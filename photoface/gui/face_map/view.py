"""The widget that shows the map of faces: moving, zooming, pointing, and selecting by click, lasso and keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.gui.face_map.camera import Camera, inside_polygon
from photoface.gui.face_map.layers import MapLayers
from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import CENTRE, Brush
from photoface.gui.kit.theme import SECONDARY
from photoface.gui.kit.widget_context import WidgetContext
from photoface.library.face_map import FaceMap

REACH: Final = 12.0
"""A pointer this near to a dot points at it, in pixels."""

CLICK: Final = 4.0
"""A pointer that moved less between press and release clicked."""

STEP: Final = 1.25
"""One step of zoom."""

CARD: Final = 112
"""The crop beside the pointer."""

_DIRECTIONS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class FaceMapView(QWidget):
    """Shows a `FaceMap`.

    Drag moves, wheel and pinch zoom, a click selects, Ctrl adds, Shift draws a lasso, as does dragging while `lasso` is
    set. Arrows go from face to face, with Shift they select on the way, with Ctrl they move the map.

    Signals:
        selection_changed: other faces are selected.
        opened: double click or Enter on a face; its id.
        typed: a letter that begins a name for the selection.
        menu_asked: a right click, at a point of the screen.
        resized: the map has another size.
    """

    selection_changed = Signal()
    opened = Signal(int)
    typed = Signal(str)
    menu_asked = Signal(QPoint)
    resized = Signal()

    def __init__(self, context: WidgetContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.camera = Camera()
        self.layers = MapLayers(context.theme, context.images)
        self.lasso = False
        self._path: list[QPointF] = []
        self._pressed: QPointF | None = None
        self._dragged = False
        self._hovered: int | None = None
        self._pointer = QPointF()
        self._current: int | None = None
        self.setAccessibleName(self.tr("Map of faces"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(200, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        context.images.arrived.connect(self._show_arrived)
        context.theme.changed.connect(self._recolour)

    # what shows

    def show_map(self, face_map: FaceMap) -> None:
        """Another map; faces that are still there stay selected, and the window stays where it is."""
        before = self.selected_ids()
        at = self.current_id
        self.layers.show(face_map)
        self.camera.look_at(face_map.places)
        self.layers.select(np.isin(face_map.face_ids, before))
        rows = np.flatnonzero(face_map.face_ids == (0 if at is None else at))
        self._current = int(rows[0]) if len(rows) else None
        self._hovered = None
        self.update()
        if self.selected_ids() != before:
            self.selection_changed.emit()

    @property
    def _ids(self) -> NDArray[np.int64]:
        return np.zeros(0, np.int64) if self.layers.map is None else self.layers.map.face_ids

    @property
    def current_id(self) -> int | None:
        """The face that the keyboard is at."""
        return None if self._current is None else int(self._ids[self._current])

    def selected_ids(self) -> tuple[int, ...]:
        """The selected faces, by id."""
        return tuple(self._ids[self.layers.selected].tolist()) if len(self.layers.selected) else ()

    def select(self, face_ids: Iterable[int], *, add: bool = False) -> None:
        """Select faces, beside those that are or instead of them."""
        chosen = np.isin(self._ids, np.fromiter(face_ids, np.int64))
        self._select(chosen | self.layers.selected if add else chosen)

    def clear_selection(self) -> None:
        """Select nothing."""
        self._select(np.zeros(len(self._ids), np.bool_))

    def select_shown(self) -> None:
        """Select all faces in sight."""
        if self.layers.map is not None:
            seen = self.camera.seen(self.layers.map.places)
            window = self.camera.window
            within = (seen >= 0) & (seen <= (window.width(), window.height()))
            self._select(within[:, 0] & within[:, 1])

    def fit(self) -> None:
        """Show the whole map."""
        self.camera.fit()
        self.update()

    def zoom(self, steps: float, about: QPointF | None = None) -> None:
        """Nearer or farther, about a point of the widget; its middle by default."""
        self.camera.zoom_by(STEP**steps, QPointF(self.rect().center()) if about is None else about)
        self.update()

    def face_at(self, point: QPointF) -> int | None:
        """The row of the face at a point of the widget."""
        if self.layers.map is None:
            return None
        for crop in reversed(self.layers.crops):
            if crop.rect.contains(point):
                return crop.row
        apart = self.camera.seen(self.layers.map.places) - np.array([point.x(), point.y()], np.float32)
        squared = (apart**2).sum(axis=1)
        nearest = int(np.argmin(squared)) if len(squared) else 0
        return nearest if len(squared) and squared[nearest] <= REACH**2 else None

    def place_of(self, face_id: int) -> QPointF:
        """Where a face lies in the widget."""
        assert self.layers.map is not None
        row = int(np.flatnonzero(self._ids == face_id)[0])
        x, y = self.camera.seen(self.layers.map.places[row : row + 1])[0].tolist()
        return QPointF(x, y)

    def _select(self, selected: NDArray[np.bool_]) -> None:
        if not np.array_equal(selected, self.layers.selected):
            self.layers.select(selected)
            self.update()
            self.selection_changed.emit()

    def _recolour(self) -> None:
        self.layers.recolour()
        self.update()

    def _show_arrived(self) -> None:
        if self.layers.crops or self._hovered is not None:
            self.update()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.camera.resize(self.width(), self.height())
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.layers.map is None:
            painter.fillRect(self.rect(), self._context.theme.colour("window"))
            return
        self.layers.paint(painter, self.camera, self._current if self.hasFocus() else None)
        if self._path:
            self.layers.paint_lasso(painter, QPolygonF(self._path))
        elif self._hovered is not None and not self.layers.crops:
            self._paint_card(painter, self._hovered)

    def _paint_card(self, painter: QPainter, row: int) -> None:
        """The face at the pointer, and whose it is."""
        assert self.layers.map is not None
        brush = Brush(painter, self._context)
        side, line = brush.theme.size(CARD), QFontMetrics(brush.theme.font(SECONDARY)).height()
        name = self.layers.map.names.get(int(self.layers.map.persons[row])) or self.tr("Unnamed")
        card = QRectF(0, 0, side + 16, side + 20 + line)
        card.moveTopLeft(self._pointer + QPointF(16, 16))
        if card.right() > self.width() - 8:
            card.moveRight(self._pointer.x() - 16)
        if card.bottom() > self.height() - 8:
            card.moveBottom(self._pointer.y() - 16)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = painting.rounded(card, 8)
        brush.fill(shape, "popover")
        brush.ring(shape, "line", 1)
        crop = QRect(round(card.left()) + 8, round(card.top()) + 8, side, side)
        brush.face(crop, int(self._ids[row]), 6)
        brush.text(QRect(crop.left(), crop.bottom() + 5, side, line), name, SECONDARY, align=CENTRE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed, self._dragged = event.position(), False
        around = self.lasso or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if around and event.button() is Qt.MouseButton.LeftButton:
            self._path = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._hover(at)
            return
        if (at - self._pressed).manhattanLength() > CLICK:
            self._dragged = True
        if self._path:
            self._path.append(at)
            self.update()
        elif self._dragged:
            self.camera.move(at - self._pressed)
            self._pressed = at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        path, self._path = self._path, []
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if self._dragged:
            if path and self.layers.map is not None:
                polygon = np.array([(point.x(), point.y()) for point in path])
                inside = inside_polygon(self.camera.seen(self.layers.map.places), polygon)
                self._select(inside | self.layers.selected if add else inside)
            self.update()
        elif event.button() is Qt.MouseButton.LeftButton:
            self._click(event.position(), add or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.face_at(event.position())
        if row is not None:
            self.opened.emit(int(self._ids[row]))

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.face_at(QPointF(event.pos()))
        if row is not None and not self.layers.selected[row]:
            self._go_to(row)
        if self.layers.selected.any():
            self.menu_asked.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(event.angleDelta().y() / 120, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and (event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture):
            self.camera.zoom_by(1 + event.value(), event.position())
            self.update()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        direction = _DIRECTIONS.get(Qt.Key(key))
        if direction is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.camera.move(QPointF(-80.0 * direction[0], -80.0 * direction[1]))
        elif direction is not None:
            self._step(direction, add=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1, self._focus_point())
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1, self._focus_point())
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_Space and self._current is not None:
            chosen = self.layers.selected.copy()
            chosen[self._current] ^= True
            self._select(chosen)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self.opened.emit(self.current_id)
        elif key == Qt.Key.Key_Escape and self.layers.selected.any():
            self.clear_selection()
        elif len(event.text()) == 1 and event.text().isupper() and self.layers.selected.any():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def _focus_point(self) -> QPointF | None:
        return None if self.current_id is None else self.place_of(self.current_id)

    def _hover(self, at: QPointF) -> None:
        row = self.face_at(at)
        if row is not None or self._hovered is not None:
            self._hovered, self._pointer = row, at
            self.update()

    def _click(self, at: QPointF, add: bool) -> None:
        row = self.face_at(at)
        if row is None:
            if not add:
                self.clear_selection()
            return
        self._go_to(row, add=add)

    def _go_to(self, row: int, *, add: bool = False) -> None:
        self._current = row
        chosen = self.layers.selected.copy() if add else np.zeros(len(self._ids), np.bool_)
        chosen[row] = not (add and self.layers.selected[row])
        self._select(chosen)
        self.update()

    def _step(self, direction: tuple[int, int], *, add: bool) -> None:
        """To the face that is next in a direction: near, and not far off it."""
        if self.layers.map is None or not len(self._ids):
            return
        if self._current is None:
            middle = QPointF(self.rect().center())
            apart = self.camera.seen(self.layers.map.places) - np.array([middle.x(), middle.y()])
            self._go_to(int(np.argmin((apart**2).sum(axis=1))))
            return
        apart = self.layers.map.places - self.layers.map.places[self._current]
        along = apart @ np.array(direction, np.float32)
        off = np.abs(apart @ np.array((direction[1], direction[0]), np.float32))
        cost = np.where(along > off, along + 2 * off, np.inf)
        row = int(np.argmin(cost))
        if np.isfinite(cost[row]):
            chosen = self.layers.selected.copy() if add else np.zeros(len(self._ids), np.bool_)
            chosen[row] = True
            self._current = row
            x, y = self.layers.map.places[row].tolist()
            self.camera.show(QPointF(x, y))
            self._select(chosen)
