"""The part of the viewer's photo widget that paints: the photo, face boxes, and a name at each.

It also computes where names stand without covering each other, and which face is at a point.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.geometry import Box, Point
from photoface.gui.kit import painting
from photoface.gui.kit.photo_levels import Level
from photoface.gui.kit.theme import BODY, Theme
from photoface.gui.viewer.zoom import FIT, LARGEST_FIT, SAME, Frame

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
    """Places and paints the photo, boxes and names; subclasses add zoom, names and mouse."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.detail: PhotoDetail | None = None
        self._pixmap = QPixmap()
        self._size: tuple[int, int] = (1, 1)
        self._is_size_known = False
        self._levels: tuple[Level, ...] = ()
        self._zoom = FIT
        self._words = ""
        self.frame_seconds: float | None = None
        """Which frame of a video shows; None for its still, or a photo."""
        self.is_moving = False
        """A video plays: its boxes would stand beside the faces."""
        self._pills_for: object = None
        self._pills: dict[int, QRectF] = {}
        theme.changed.connect(self.update)

    def show_picture(self, pixmap: QPixmap, width: int, height: int, *, is_size_known: bool = False) -> None:
        """Show a picture of a photo of this many upright pixels; a thumbnail first, the sharp one later."""
        self._pixmap = pixmap
        self._size = (max(width, 1), max(height, 1))
        self._is_size_known = is_size_known
        self.update()

    def show_image(self, image: QImage, width: int, height: int) -> None:
        """Show a photo of the screen's size; its real size is given."""
        self.show_picture(QPixmap.fromImage(image), width, height, is_size_known=True)

    def show_levels(self, levels: tuple[Level, ...]) -> None:
        """The photo in its full resolution; none to let go of it."""
        self._levels = levels
        self.update()

    def say(self, words: str) -> None:
        """Why the photo cannot be shown, in its place, or over the thumbnail that stands for it."""
        self._words = words
        self.update()

    @property
    def faces(self) -> tuple[FaceSummary, ...]:
        """The faces that have boxes: all but the ones that are no faces; of a video those of the frame that shows."""
        if self.detail is None or self.is_moving:
            return ()
        shown = self.detail.still_seconds if self.frame_seconds is None else self.frame_seconds
        return tuple(
            face
            for face in self.detail.faces
            if face.status is not FaceStatus.NOT_A_FACE and face.frame_seconds in (None, shown)
        )

    @property
    def faces_in_view(self) -> tuple[FaceSummary, ...]:
        """Those of the faces of which something can be seen; all of them where the photo is not zoomed."""
        if not self.is_zoomed:
            return self.faces
        view = QRectF(self.rect())
        return tuple(face for face in self.faces if self.box_rect(face).intersects(view))

    # where things stand

    def picture_rect(self) -> QRectF:
        """Where the photo stands; larger than the widget where it is zoomed."""
        return self._frame().rect(self._zoom)

    def _frame(self) -> Frame:
        ratio = self.devicePixelRatioF()
        return Frame(self._size, self.width(), self.height(), ratio, MARGIN, self._is_size_known)

    @property
    def is_zoomed(self) -> bool:
        return self._zoom != FIT

    @property
    def magnification(self) -> float:
        """Screen pixels for a pixel of the photo."""
        return self._frame().scale(self._zoom) * self.devicePixelRatioF()

    @property
    def is_blurred(self) -> bool:
        """Whether the photo is shown larger than the picture of it that is here."""
        resolution = (self._levels[0].width if self._levels else self._pixmap.width()) / self._size[0]
        return resolution < min(self.magnification, 1.0) * (1 - SAME)

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
        """Where a face's name stands: under the box, or where it covers no other name; nowhere out of view."""
        return self._pill_rects().get(face.id, QRectF())

    def _pill_rects(self) -> dict[int, QRectF]:
        """The places of all names, the uppermost faces' first."""
        faces = sorted(self.faces_in_view, key=lambda face: face.box.bottom)
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
        for face in self.faces_in_view:
            if pills[face.id].contains(point):
                return face
        inside = [face for face in self.faces_in_view if self.box_rect(face).contains(point)]
        return min(inside, key=lambda face: face.box.area, default=None)

    # painting

    def _paint_picture(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), BLACK)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap.isNull():
            if self._words:
                painting.paint_text(painter, self.rect(), self._words, self._theme.font(BODY), UNNAMED)
        else:
            self._paint_part(painter)

    def _paint_part(self, painter: QPainter) -> None:
        """What of the photo is in view, from the smallest picture that is large enough."""
        picture = self.picture_rect()
        seen = picture.intersected(QRectF(self.rect()))
        wanted = picture.width() * self.devicePixelRatioF()
        large_enough = [level for level in self._levels if level.width >= wanted * (1 - SAME)]
        level = large_enough[-1] if large_enough else next(iter(self._levels), None)
        if level is None or level.width <= self._pixmap.width() or self._pixmap.width() >= wanted:
            painter.drawPixmap(seen, self._pixmap, _part(picture, seen, self._pixmap.width(), self._pixmap.height()))
            return
        # From twice the size on, the pixels of the photo show as they are.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.magnification < LARGEST_FIT)
        painter.drawImage(seen, level.image, _part(picture, seen, level.width, level.image.height()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)

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


def _part(whole: QRectF, seen: QRectF, width: int, height: int) -> QRectF:
    """The part of a picture of this size that is seen of it where it stands."""
    across, down = width / max(whole.width(), 1e-6), height / max(whole.height(), 1e-6)
    left, top = (seen.left() - whole.left()) * across, (seen.top() - whole.top()) * down
    return QRectF(left, top, seen.width() * across, seen.height() * down)


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
