"""The photo widget of the viewer and the comparison: handles mouse and keys to draw, move, resize and name face boxes.

A drag also moves a zoomed photo. This is the last of four classes that inherit from each other: `surface` paints,
`naming_canvas` takes names, `zooming_canvas` zooms.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.theme import Theme
from photoface.gui.viewer.box_drag import BoxHand, Grip, cursor_of, grip_at
from photoface.gui.viewer.cover import PLAIN
from photoface.gui.viewer.naming_canvas import Doing
from photoface.gui.viewer.zooming_canvas import ZoomingCanvas

REACH = 8
"""Pixels on either side of a box's edge that take hold of it."""

SMALLEST_DRAWN = 12
"""Pixels of the screen below which a drag was a click."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PhotoCanvas(ZoomingCanvas):
    """Shows the faces of a photo and takes what the user says about them.

    Signals:
        box_moved: a face's id and its new box.
        face_menu_asked: a right click on a face; the `FaceSummary` and a point of the screen.
        drawing_changed: whether the next drag draws a face.
    """

    box_moved = Signal(int, object)
    face_menu_asked = Signal(object, QPoint)
    drawing_changed = Signal(bool)

    def __init__(self, theme: Theme, field: NameField, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Photo"))
        self._drawn_with_ctrl = False

    def show_detail(self, detail: PhotoDetail | None) -> None:
        """The photo's faces; None while they are on their way."""
        if detail is None or self.detail is None or detail.id != self.detail.id:
            self._focused = self._hovered = None
            self.leave_box()
            self.leave_naming()
            self.show_levels(())
            self.zoom_to_fit()
        elif self.doing in (Doing.LOOKING, Doing.DRAWING):
            # What was drawn or moved is part of the photo now.
            self._hand = None
        self.detail = detail
        if self._face(self._focused) is None:
            self._focused = None
        self.update()

    # drawing and moving

    def draw_next(self, draw: bool) -> None:
        """Whether the next drag draws a face, wherever it begins."""
        if draw == (self.doing is Doing.DRAWING):
            return
        self.leave_naming()
        self._hand = None
        self._enter(Doing.DRAWING if draw else Doing.LOOKING)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _can_draw(self) -> bool:
        """Whether faces can be drawn: the photo's file is there, and it is no video."""
        detail = self.detail
        return detail is not None and detail.path is not None and detail.video_seconds is None

    def adjust_box(self, face: FaceSummary | None) -> None:
        """Let arrow keys move a face's box, or a new one where no face is given; Enter takes it, Escape leaves it."""
        self.leave_naming()
        picture = self.picture_rect()
        size = (picture.width(), picture.height())
        box = None if face is None else face.box.clamped()
        self._hand = BoxHand.by_keyboard(None if face is None else face.id, box, *size)
        self._enter(Doing.ADJUSTING)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_box(self) -> None:
        """Give up the box in the hand; it stays as it was."""
        if self.doing in (Doing.DRAWING, Doing.HOLDING, Doing.ADJUSTING):
            self._hand = None
            self._enter(Doing.LOOKING)

    def _enter(self, doing: Doing) -> None:
        was_drawing = self.doing is Doing.DRAWING
        self.doing = doing
        if was_drawing != (doing is Doing.DRAWING):
            self.drawing_changed.emit(doing is Doing.DRAWING)
        self._show_cursor(self._pressed)
        self.update()

    def _finish_box(self, hand: BoxHand) -> None:
        """The hand let go: a moved box is told of, a new one waits for its name."""
        if hand.face_id is not None:
            self._enter(Doing.LOOKING)
            if hand.moved:
                self.box_moved.emit(hand.face_id, hand.box)
            else:
                self._hand = None
        else:
            self._enter(Doing.NAMING)
            self._open_field("")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_picture(painter)
        if not self._pixmap.isNull() and self.boxes_visible:
            held = None if self._hand is None else self._hand.face_id
            for face in self.faces_in_view:
                strong = face.id in (self._hovered, self._focused, self.naming)
                if face.id != held:
                    handles = face.id in (self._hovered, self._focused) and self.doing is Doing.LOOKING
                    self._paint_box(painter, self.box_rect(face), strong=strong, handles=handles)
                    if face.id != self.naming:
                        self._paint_name(painter, face, strong=strong)
            if self._hand is not None:
                self._paint_box(painter, self.rect_of(self._hand.box), strong=True, handles=True)
        hint = self._hint()
        if hint:
            self._paint_hint(painter, hint)
        painter.end()

    def _hint(self) -> str:
        if self.doing is Doing.DRAWING:
            return self.tr("Drag around a face. Enter puts a box in the middle, Esc stops.")
        if self.doing is Doing.ADJUSTING:
            return self.tr("Arrows move the box, with Shift they resize it. Enter takes it, Esc leaves it.")
        if self.doing is Doing.NAMING and self.naming is None:
            return self.tr("Type a name, or press Enter for a face without one. Esc takes the box away.")
        return "" if self._pixmap.isNull() else self._words

    # mouse

    def enterEvent(self, event: QEnterEvent) -> None:
        self._inside = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._inside = False
        self._hovered = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_field()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self.doing is Doing.HOLDING and self._hand is not None:
            self._hand = self._hand.at(self.place_of(point))
            self.update()
            return
        if self.doing is Doing.PANNING:
            self.drag_to(point)
            return
        face = self._near(point)
        hovered = None if face is None else face.id
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
        self._show_cursor(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = self._pressed = event.position()
        self.leave_naming()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._pixmap.isNull():
            return
        place = self.place_of(point)
        self._drawn_with_ctrl = False
        if self.doing is Doing.LOOKING and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._can_draw():
            # A drag with Ctrl draws at once; a click with it means nothing.
            self._drawn_with_ctrl = True
            self.draw_next(True)
        if self.doing is Doing.DRAWING:
            if self.picture_rect().contains(point):
                self._hand = BoxHand.drawing(place)
                self._enter(Doing.HOLDING)
            return
        if self.doing is Doing.ADJUSTING:
            # Arrow keys have the box until Enter or Escape.
            return
        face = self._near(point)
        if face is not None and self.boxes_visible and face.status is FaceStatus.ACTIVE:
            grip = grip_at(self.box_rect(face), point, REACH) or Grip.MIDDLE
            if grip is not Grip.MIDDLE or not self.is_zoomed:
                self._hand = BoxHand.holding(face.id, face.box.clamped(), grip, place)
                self._enter(Doing.HOLDING)
                return
        if self.is_zoomed:
            # A face may fill the view then: a drag in it moves the photo, and no box.
            self._clicked = None if face is None or not self.boxes_visible else face.id
            self._dragged_from = point
            self._enter(Doing.PANNING)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hand = self._hand
        if event.button() == Qt.MouseButton.LeftButton and self.doing is Doing.PANNING:
            self._enter(Doing.LOOKING)
            face = self._face(self._clicked)
            moved = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if face is not None and face.status is FaceStatus.ACTIVE and not moved:
                self.begin_naming(face)
            return
        if event.button() != Qt.MouseButton.LeftButton or self.doing is not Doing.HOLDING or hand is None:
            return
        dragged = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        rect = self.rect_of(hand.box)
        if (
            hand.face_id is not None
            and dragged
            or hand.face_id is None
            and min(rect.width(), rect.height()) >= SMALLEST_DRAWN
        ):
            self._finish_box(hand)
        elif hand.face_id is None:
            # A click is no box: the next drag still is one, unless Ctrl alone asked for this one.
            self._hand = None
            self._enter(Doing.LOOKING if self._drawn_with_ctrl else Doing.DRAWING)
        else:
            self.leave_box()
            face = self._face(hand.face_id)
            if face is not None:
                self.begin_naming(face)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.doing in (Doing.LOOKING, Doing.NAMING):
            # The first click on a face opened its field.
            self.leave_naming()
            self.toggle_zoom(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        face = self.face_at(QPointF(event.pos()))
        if face is not None and self.boxes_visible:
            self.face_menu_asked.emit(face, event.globalPos())
        else:
            event.ignore()

    def _near(self, point: QPointF) -> FaceSummary | None:
        """The face under the pointer; the one whose handles show has them outside of its box, too."""
        current = self._face(self._hovered)
        if current is not None and grip_at(self.box_rect(current), point, REACH) is not None:
            inner = self.face_at(point)
            return current if inner is None or inner.box.area > current.box.area else inner
        return self.face_at(point)

    def _show_cursor(self, point: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        face = self._face(self._hovered)
        if self.doing in (Doing.DRAWING, Doing.ADJUSTING):
            shape = Qt.CursorShape.CrossCursor
        elif self.doing is Doing.HOLDING and self._hand is not None:
            shape = Qt.CursorShape.CrossCursor if self._hand.face_id is None else cursor_of(self._hand.grip)
        elif face is not None:
            grip = grip_at(self.box_rect(face), point, REACH)
            on_edge = grip not in (None, Grip.MIDDLE) and not self.pill_rect(face).contains(point)
            # In the middle a click names: the hand that says so is the one people know.
            shape = cursor_of(grip) if grip is not None and on_edge else Qt.CursorShape.PointingHandCursor
        elif self.is_zoomed:
            panning = self.doing is Doing.PANNING
            shape = Qt.CursorShape.ClosedHandCursor if panning else Qt.CursorShape.OpenHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # keys

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from face to face, and after the last one on to the next control."""
        if self.doing is Doing.NAMING:
            # Called by the field, whose parent this is.
            self._focused = self.naming
            self.leave_naming()
        faces = sorted(self.faces, key=lambda face: face.box.left)
        ids = [face.id for face in faces]
        position = ids.index(self._focused) if self._focused in ids else (-1 if forward else len(ids))
        position += 1 if forward else -1
        self._focused = ids[position] if 0 <= position < len(ids) else None
        self.update()
        return True if self._focused is not None else super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            deletes = event.key() == Qt.Key.Key_Delete and self.current_face is not None
            if deletes or self._named_by(event) is not None:
                # The key is about the face then, and not the shortcut that deletes or turns the photo.
                event.accept()
                return True
        return super().event(event)

    def _named_by(self, event: QKeyEvent) -> FaceSummary | None:
        """The face whose name a capital letter begins: the one that has the focus."""
        face = self._face(self._focused)
        is_capital = len(event.text()) == 1 and event.text().isupper() and not event.modifiers() & ~PLAIN
        looks = face is not None and face.status is FaceStatus.ACTIVE and self.doing is Doing.LOOKING
        return face if is_capital and looks else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        named = self._named_by(event)
        if named is not None:
            self.begin_naming(named, event.text())
            event.accept()
        elif self._press_key(Qt.Key(event.key()), event.modifiers()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether a key meant something here."""
        if self.doing in (Doing.DRAWING, Doing.HOLDING, Doing.ADJUSTING):
            return self._press_box_key(key, modifiers)
        face = self._face(self._focused)
        if key == Qt.Key.Key_Escape and self._focused is not None:
            self._focused = None
            self.update()
            return True
        if face is not None and key in _ENTER and face.status is FaceStatus.ACTIVE:
            self.begin_naming(face)
            return True
        return False

    def _press_box_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Escape:
            self.leave_box()
        elif key in _ENTER and self.doing is Doing.DRAWING:
            self.adjust_box(None)
        elif self.doing is Doing.ADJUSTING and self._hand is not None and key in _ENTER:
            self._finish_box(self._hand)
        elif self.doing is Doing.ADJUSTING and self._hand is not None and key in _ARROWS:
            resize = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._hand = self._hand.stepped(*_ARROWS[key], resize=resize)
            self.update()
        else:
            return False
        return True

    def held_rect(self) -> QRectF | None:
        """Where the box in the hand stands."""
        return None if self._hand is None else self.rect_of(self._hand.box)
