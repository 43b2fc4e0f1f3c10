"""One photo on black, as large as it fits, with its faces as boxes and a name under each: geometry and painting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries import FaceSummary, PhotoDetail
from photoface.geometry import Box, Point
from photoface.gui.kit import painting
from photoface.gui.kit.theme import BODY, Theme

BLACK, WHITE = QColor("#000000"), QColor("#FFFFFF")
SHADE = QColor(0, 0, 0, 140)
PILL = QColor(0, 0, 0, 190)
UNNAMED = QColor("#D0D3DA")
MARGIN = 12
HANDLE = 10

GAP = 6
"""Pixels between a box and its name."""
APART = 2
"""Pixels between two names."""
EDGE = 4
"""Pixels between a name and the edge."""


class PhotoSurface(QWidget):
    """Knows where photo, boxes and names stand, and paints them; `PhotoCanvas` adds mouse and keys."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.detail: PhotoDetail | None = None
        self._pixmap = QPixmap()
        self._size: tuple[int, int] = (1, 1)
        self._words = ""
        self._pills_for: object = None
        self._pills: dict[int, QRectF] = {}
        theme.changed.connect(self.update)

    def show_picture(self, pixmap: QPixmap, width: int, height: int) -> None:
        """Show a picture of a photo of this many upright pixels; a thumbnail first, the sharp one later."""
        self._pixmap = pixmap
        self._size = (max(width, 1), max(height, 1))
        self.update()

    def show_image(self, image: QImage, width: int, height: int) -> None:
        self.show_picture(QPixmap.fromImage(image), width, height)

    def say(self, words: str) -> None:
        """A line instead of a picture, where there is none."""
        self._words = words
        self.update()

    @property
    def faces(self) -> tuple[FaceSummary, ...]:
        """The faces that have boxes: all but the ones that are no faces."""
        if self.detail is None:
            return ()
        return tuple(face for face in self.detail.faces if face.status is not FaceStatus.NOT_A_FACE)

    # where things stand

    def picture_rect(self) -> QRectF:
        """Where the photo stands, as large as it fits."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        width, height = self._size
        scale = min(room.width() / width, room.height() / height)
        shown_width, shown_height = width * scale, height * scale
        centre = room.center()
        return QRectF(centre.x() - shown_width / 2, centre.y() - shown_height / 2, shown_width, shown_height)

    def rect_of(self, box: Box) -> QRectF:
        """A box in pixels of the widget, cut off at the photo's edges."""
        return painting.box_within(self.picture_rect(), box.clamped())

    def box_rect(self, face: FaceSummary) -> QRectF:
        """Where a face's box stands."""
        return self.rect_of(face.box)

    def place_of(self, point: QPointF) -> Point:
        """A point of the screen in fractions of the photo, moved onto it where it lies beside."""
        picture = self.picture_rect()
        x = (point.x() - picture.left()) / max(picture.width(), 1.0)
        y = (point.y() - picture.top()) / max(picture.height(), 1.0)
        return (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def pill_rect(self, face: FaceSummary) -> QRectF:
        """Where a face's name stands: under the box, or where it covers no other name."""
        return self._pill_rects()[face.id]

    def _pill_rects(self) -> dict[int, QRectF]:
        """The places of all names, the uppermost faces' first."""
        faces = sorted(self.faces, key=lambda face: face.box.bottom)
        boxes = [self.box_rect(face) for face in faces]
        known = (self.size().toTuple(), [(face.id, self.face_words(face)) for face in faces], boxes)
        if known != self._pills_for:
            sizes = [self._pill_size(self.face_words(face)) for face in faces]
            rects = place_names(boxes, sizes, QSizeF(self.size()))
            self._pills_for = known
            self._pills = {face.id: rect for face, rect in zip(faces, rects, strict=True)}
        return self._pills

    def _pill_under(self, box: QRectF, words: str) -> QRectF:
        return place_names([box], [self._pill_size(words)], QSizeF(self.size()))[0]

    def _pill_size(self, words: str) -> QSizeF:
        metrics = QFontMetrics(self._theme.font(BODY))
        width = min(metrics.horizontalAdvance(words) + 24, self._theme.size(260))
        return QSizeF(width, metrics.height() + 8)

    def face_words(self, face: FaceSummary) -> str:
        if face.status is FaceStatus.IGNORED:
            return self.tr("ignored")
        if face.person_name is None:
            return self.tr("unnamed")
        return face.person_name if face.confirmed else self.tr("{} ?").format(face.person_name)

    def face_at(self, point: QPointF) -> FaceSummary | None:
        """The face whose name or box is there; the smallest, where boxes lie in each other."""
        pills = self._pill_rects()
        for face in self.faces:
            if pills[face.id].contains(point):
                return face
        inside = [face for face in self.faces if self.box_rect(face).contains(point)]
        return min(inside, key=lambda face: face.box.area, default=None)

    # painting

    def _paint_picture(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), BLACK)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap.isNull():
            if self._words:
                painting.paint_text(painter, self.rect(), self._words, self._theme.font(BODY), UNNAMED)
        else:
            painter.drawPixmap(self.picture_rect(), self._pixmap, QRectF(self._pixmap.rect()))

    def _paint_box(self, painter: QPainter, rect: QRectF, *, strong: bool, handles: bool) -> None:
        box = painting.rounded(rect, 6)
        # A dark line outside the white one keeps the box visible on light and on dark.
        painting.paint_ring(painter, box, SHADE, 4 if strong else 3)
        painting.paint_ring(painter, box, WHITE if strong else QColor(255, 255, 255, 190), 2.5 if strong else 1.5)
        if not handles or min(rect.width(), rect.height()) < 3 * HANDLE:
            return
        for corner in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
            handle = QRectF(corner.x() - HANDLE / 2, corner.y() - HANDLE / 2, HANDLE, HANDLE)
            painter.fillPath(painting.circle(handle.adjusted(-1.5, -1.5, 1.5, 1.5)), SHADE)
            painter.fillPath(painting.circle(handle), WHITE)

    def _paint_name(self, painter: QPainter, face: FaceSummary, *, strong: bool) -> None:
        pill = self.pill_rect(face)
        painter.fillPath(painting.rounded(pill, pill.height() / 2), WHITE if strong else PILL)
        colour = BLACK if strong else WHITE if face.person_name else UNNAMED
        words = pill.adjusted(10, 0, -10, 0).toRect()
        painting.paint_text(painter, words, self.face_words(face), self._theme.font(BODY), colour)

    def _paint_hint(self, painter: QPainter, words: str) -> None:
        """A line at the head of the photo that says what the hand can do now."""
        metrics = QFontMetrics(self._theme.font(BODY))
        width, height = min(metrics.horizontalAdvance(words) + 32, self.width() - 16), metrics.height() + 14
        rect = QRectF((self.width() - width) / 2, 16, width, height)
        painter.fillPath(painting.rounded(rect, height / 2), PILL)
        inner = rect.adjusted(12, 0, -12, 0).toRect()
        painting.paint_text(painter, inner, words, self._theme.font(BODY), WHITE, Qt.AlignmentFlag.AlignHCenter)


def place_names(boxes: Sequence[QRectF], sizes: Sequence[QSizeF], room: QSizeF) -> list[QRectF]:
    """The places of names, one for each box, in pixels.

    A name stands under its box; where that is taken or outside, above it; else as little farther down as is needed.
    In a crowd without any room they cover each other as they would anyway.

    Args:
        boxes: of the faces; the first are placed first.
        sizes: of the names.
        room: the surface that all stand on.
    """
    placed: list[QRectF] = []
    for box, size in zip(boxes, sizes, strict=True):
        left = min(max(box.center().x() - size.width() / 2, EDGE), max(room.width() - size.width() - EDGE, EDGE))
        below, above = box.bottom() + GAP, box.top() - size.height() - GAP
        usual = below if below + size.height() <= room.height() else max(above, EDGE)
        tops = [below, above, *_below_others(below, left, size, placed)]
        places = [QRectF(left, top, size.width(), size.height()) for top in (*tops, usual)]
        free = (
            place
            for place in places
            if place.top() >= EDGE
            and place.bottom() <= room.height()
            and not any(place.intersects(other) for other in placed)
        )
        placed.append(next(free, places[-1]))
    return placed


def _below_others(top: float, left: float, size: QSizeF, placed: Sequence[QRectF]) -> list[float]:
    """Tops right below each name that stands in the way, from up to down."""
    in_the_way = (other for other in placed if other.left() < left + size.width() and other.right() > left)
    return sorted(other.bottom() + APART for other in in_the_way if other.bottom() + APART > top)
