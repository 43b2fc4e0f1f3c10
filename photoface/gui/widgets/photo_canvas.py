"""One photo on black, as large as it fits, with its faces as boxes and a name under each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries import FaceSummary, PhotoDetail
from photoface.catalog.tables import FaceStatus
from photoface.gui.delegates import painting
from photoface.gui.theme import BODY, Theme
from photoface.gui.widgets.name_field import NameField

BLACK, WHITE = QColor("#000000"), QColor("#FFFFFF")
PILL = QColor(0, 0, 0, 190)
PILL_HOVER = QColor("#FFFFFF")
UNNAMED = QColor("#D0D3DA")
MARGIN = 12


class PhotoCanvas(QWidget):
    """Paints the photo and its faces, and lets one name them in place.

    Signals:
        named: a face's id and the name typed under it.
        face_menu_asked: a right click on a face; the `FaceSummary` and a point of the screen.
    """

    named = Signal(int, str)
    face_menu_asked = Signal(object, QPoint)

    def __init__(self, theme: Theme, field: NameField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._detail: PhotoDetail | None = None
        self._pixmap = QPixmap()
        self._size: tuple[int, int] = (1, 1)
        self._always = False
        self._inside = False
        self._hovered: int | None = None
        self._focused: int | None = None
        self._editing: int | None = None
        self._words = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Photo"))
        self.field = field
        field.setParent(self)
        field.hide()
        field.confirmed.connect(self._name)
        field.left.connect(self.end_naming)
        theme.changed.connect(self.update)

    # what is shown

    def show_picture(self, pixmap: QPixmap, width: int, height: int) -> None:
        """Show a picture of a photo of this many upright pixels; a thumbnail first, the sharp one later."""
        self._pixmap = pixmap
        self._size = (max(width, 1), max(height, 1))
        self.update()

    def show_image(self, image: QImage, width: int, height: int) -> None:
        self.show_picture(QPixmap.fromImage(image), width, height)

    def show_detail(self, detail: PhotoDetail | None) -> None:
        """The photo's faces; None while they are on their way."""
        if detail is None or self._detail is None or detail.id != self._detail.id:
            self._focused = None
            self._hovered = None
            self.end_naming()
        self._detail = detail
        self.update()

    def say(self, words: str) -> None:
        """A line instead of a picture, where there is none."""
        self._words = words
        self.update()

    @property
    def faces(self) -> tuple[FaceSummary, ...]:
        """The faces that have boxes: all but the ones that are no faces."""
        if self._detail is None:
            return ()
        return tuple(face for face in self._detail.faces if face.status is not FaceStatus.NOT_A_FACE)

    @property
    def always_shows_faces(self) -> bool:
        return self._always

    def set_always_shows_faces(self, always: bool) -> None:
        self._always = always
        self.update()

    @property
    def boxes_visible(self) -> bool:
        return self._always or self._inside or self._focused is not None or self._editing is not None

    @property
    def naming(self) -> int | None:
        """The face whose name is being typed."""
        return self._editing

    def picture_rect(self) -> QRectF:
        """Where the photo stands, as large as it fits."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        width, height = self._size
        scale = min(room.width() / width, room.height() / height)
        shown_width, shown_height = width * scale, height * scale
        centre = room.center()
        return QRectF(centre.x() - shown_width / 2, centre.y() - shown_height / 2, shown_width, shown_height)

    def box_rect(self, face: FaceSummary) -> QRectF:
        """Where a face's box stands."""
        picture, box = self.picture_rect(), face.box.clamped()
        return QRectF(
            picture.left() + box.left * picture.width(),
            picture.top() + box.top * picture.height(),
            box.width * picture.width(),
            box.height * picture.height(),
        )

    def face_words(self, face: FaceSummary) -> str:
        if face.status is FaceStatus.IGNORED:
            return self.tr("ignored")
        if face.person_name is None:
            return self.tr("unnamed")
        return face.person_name if face.confirmed else self.tr("{} ?").format(face.person_name)

    def pill_rect(self, face: FaceSummary) -> QRectF:
        """Where a face's name stands: under the box, or above it where there is no room."""
        metrics = QFontMetrics(self._theme.font(BODY))
        box = self.box_rect(face)
        width = min(metrics.horizontalAdvance(self.face_words(face)) + 24, 260)
        height = metrics.height() + 8
        top = box.bottom() + 6
        if top + height > self.height():
            top = box.top() - height - 6
        left = min(max(box.center().x() - width / 2, 4), max(self.width() - width - 4, 4))
        return QRectF(left, top, width, height)

    def face_at(self, point: QPointF) -> FaceSummary | None:
        """The face whose name or box is there; the smallest, where boxes lie in each other."""
        for face in self.faces:
            if self.pill_rect(face).contains(point):
                return face
        inside = [face for face in self.faces if self.box_rect(face).contains(point)]
        return min(inside, key=lambda face: face.box.area, default=None)

    # naming

    def begin_naming(self, face: FaceSummary, typed: str = "") -> None:
        """Put the field under a face."""
        self._editing = face.id
        self.field.setText("" if face.person_name is None else face.person_name)
        self.field.selectAll()
        self._place_field()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.field.type_first(typed)
        self.update()

    def end_naming(self) -> None:
        if self._editing is None:
            return
        self._editing = None
        self.field.close_popup()
        self.field.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _name(self, name: str) -> None:
        face_id = self._editing
        self.end_naming()
        if face_id is not None:
            self.named.emit(face_id, name)

    def _place_field(self) -> None:
        face = next((face for face in self.faces if face.id == self._editing), None)
        if face is None:
            return
        pill = self.pill_rect(face)
        width = self._theme.size(200)
        left = min(max(pill.center().x() - width / 2, 4), max(self.width() - width - 4, 4))
        self.field.setGeometry(round(left), round(pill.top()), width, max(32, self._theme.size(32)))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), BLACK)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap.isNull():
            if self._words:
                painting.paint_text(painter, self.rect(), self._words, self._theme.font(BODY), UNNAMED)
        else:
            painter.drawPixmap(self.picture_rect(), self._pixmap, QRectF(self._pixmap.rect()))
            if self.boxes_visible:
                for face in self.faces:
                    self._paint_face(painter, face)
        painter.end()

    def _paint_face(self, painter: QPainter, face: FaceSummary) -> None:
        strong = face.id in (self._hovered, self._focused, self._editing)
        box = painting.rounded(self.box_rect(face), 6)
        # A dark line outside the white one keeps the box visible on light and on dark.
        painting.paint_ring(painter, box, QColor(0, 0, 0, 140), 4 if strong else 3)
        painting.paint_ring(painter, box, WHITE if strong else QColor(255, 255, 255, 190), 2.5 if strong else 1.5)
        if face.id == self._editing:
            return
        pill = self.pill_rect(face)
        painter.fillPath(painting.rounded(pill, pill.height() / 2), PILL_HOVER if strong else PILL)
        colour = BLACK if strong else WHITE if face.person_name else UNNAMED
        words = pill.adjusted(10, 0, -10, 0).toRect()
        painting.paint_text(painter, words, self.face_words(face), self._theme.font(BODY), colour)

    # mouse and keys

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
        face = self.face_at(event.position())
        hovered = None if face is None else face.id
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.ArrowCursor if face is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        face = self.face_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            if face is not None and self.boxes_visible and face.status is FaceStatus.ACTIVE:
                self.begin_naming(face)
            else:
                self.end_naming()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        face = self.face_at(QPointF(event.pos()))
        if face is not None:
            self.face_menu_asked.emit(face, event.globalPos())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from face to face, and after the last one on to the next control."""
        faces = sorted(self.faces, key=lambda face: face.box.left)
        ids = [face.id for face in faces]
        position = ids.index(self._focused) if self._focused in ids else (-1 if forward else len(ids))
        position += 1 if forward else -1
        self._focused = ids[position] if 0 <= position < len(ids) else None
        self.update()
        return True if self._focused is not None else super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        # The first Escape leaves the face, the next one the viewer.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._focused is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        face = next((face for face in self.faces if face.id == self._focused), None)
        if face is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin_naming(face)
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self._focused is not None:
            self._focused = None
            self.update()
            event.accept()
            return
        super().keyPressEvent(event)
