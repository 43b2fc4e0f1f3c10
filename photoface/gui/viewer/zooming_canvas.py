"""The part of the viewer's photo widget that zooms and pans, by wheel, touchpad, touch screen, keys and dragging."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from photoface.geometry import Point
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.theme import Theme
from photoface.gui.viewer.naming_canvas import NamingCanvas
from photoface.gui.viewer.zoom import FIT, STEP, Zoom

NOTCH = 120
"""What a notch of a usual wheel turns by, in eighths of a degree (Qt's documentation of `QWheelEvent.angleDelta`)."""

PANNED_BY_KEY = 0.15
"""How far an arrow key moves a zoomed photo, as a part of the view."""

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
"""Steps across and down."""


class ZoomingCanvas(NamingCanvas):
    """Zooms at the pointer; `PhotoCanvas` adds the boxes.

    Signals:
        zoomed: the photo is shown in another size, or another part of it.
    """

    zoomed = Signal()

    def __init__(self, theme: Theme, field: NameField, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self._pressed = QPointF()
        self._dragged_from = QPointF()
        self._clicked: int | None = None
        # Of a touch screen; a touchpad's come as native gestures.
        self.grabGesture(Qt.GestureType.PinchGesture)

    def zoom_by(self, factor: float, point: QPointF | None = None) -> None:
        """Larger or smaller; what is at the point, or in the middle, stays there."""
        frame = self._frame()
        self._show_zoom(frame.zoomed(self._zoom, frame.scale(self._zoom) * factor, self._middle(point)))

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom_by(1 / STEP)

    def zoom_to_fit(self) -> None:
        """As large as it fits."""
        self._show_zoom(FIT)

    def zoom_to_actual(self, point: QPointF | None = None) -> None:
        """A pixel of the photo is one of the screen."""
        frame = self._frame()
        self._show_zoom(frame.zoomed(self._zoom, frame.actual, self._middle(point)))

    def toggle_zoom(self, point: QPointF | None = None) -> None:
        """Between as large as it fits and 100 %."""
        if self.is_zoomed:
            self.zoom_to_fit()
        else:
            self.zoom_to_actual(point)

    def pan(self, across: int, down: int) -> None:
        """By keys: the view moves over the photo, to the right and down."""
        step = PANNED_BY_KEY * min(self.width(), self.height())
        self._show_zoom(self._frame().panned(self._zoom, -across * step, -down * step))

    def press_zoom_key(self, key: Qt.Key) -> bool:
        """A key that zooms, or moves or fits a zoomed photo; whether it was one."""
        match key:
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_in()
            case Qt.Key.Key_Minus:
                self.zoom_out()
            case Qt.Key.Key_Z:
                self.toggle_zoom()
            case Qt.Key.Key_Escape if self.is_zoomed:
                self.zoom_to_fit()
            case _ if key in ARROWS and self.is_zoomed:
                self.pan(*ARROWS[key])
            case _:
                return False
        return True

    def drag_to(self, point: QPointF) -> None:
        """Pan: the photo follows the dragging pointer."""
        moved = point - self._dragged_from
        self._dragged_from = point
        self._show_zoom(self._frame().panned(self._zoom, moved.x(), moved.y()))

    @property
    def relative_zoom(self) -> tuple[float, Point] | None:
        """How many times larger than where it fits, and the place in the middle; None where it fits."""
        if not self.is_zoomed:
            return None
        frame = self._frame()
        return frame.scale(self._zoom) / frame.fit, self._zoom.centre

    def follow_zoom(self, relative: tuple[float, Point] | None) -> None:
        """Show the same part of this photo as another canvas does of its own, without telling of it."""
        zoom = FIT if relative is None else Zoom(relative[0] * self._frame().fit, relative[1])
        if zoom != self._zoom and (zoom == FIT or self._is_size_known):
            self._zoom = zoom
            self._place_field()
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        moved = event.pixelDelta()
        is_touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad and not moved.isNull()
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_touchpad and self.is_zoomed and not held:
            # Two fingers move what they lie on; a pinch zooms.
            self._show_zoom(self._frame().panned(self._zoom, moved.x(), moved.y()))
        else:
            self.zoom_by(STEP ** (event.angleDelta().y() / NOTCH), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
                return True
            if event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
                self.toggle_zoom(event.position())
                return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_by(pinch.scaleFactor(), self.mapFromGlobal(pinch.hotSpot()))
                event.accept()
                return True
        return super().event(event)

    def _middle(self, point: QPointF | None) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2) if point is None else point

    def _show_zoom(self, zoom: Zoom) -> None:
        # A thumbnail alone says nothing of how large the photo is.
        if zoom == self._zoom or (zoom != FIT and not self._is_size_known):
            return
        self._zoom = zoom
        self._place_field()
        self.update()
        self.zoomed.emit()
