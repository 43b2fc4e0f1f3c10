"""Item delegates that paint face crops, photos and the viewer's filmstrip as tiles, with names and badges."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from photoface.catalog.ages import age_on
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import Brush, CardDelegate, Index
from photoface.gui.kit.list_model import ID, SUMMARY, data_at
from photoface.gui.kit.picture import Picture, PictureKey
from photoface.gui.kit.stack_badge import STACK, paint_stack
from photoface.gui.kit.theme import SECONDARY
from photoface.gui.kit.widget_context import WidgetContext

FACE_SIDE = 96
FACE_RADIUS = 6
PHOTO_RADIUS = 4


class PictureDelegate(CardDelegate):
    """A tile that is a picture; it is asked for also while nothing else is known of its row."""

    waits = False
    shows_focus = False
    kind = "face"
    corner = FACE_RADIUS

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This row may be painted soon; see `Prefetches`."""
        # Its summary is sent for where it is not there yet.
        data_at(index, SUMMARY)
        self.images.prefetch(self._key(data_at(index, ID), size.width(), size.height(), ratio))

    def paint_picture(self, brush: Brush, card: QRect, id_: int) -> Picture | None:
        """The picture of a row, which is returned, or the neutral tile while it is on its way."""
        picture = brush.images.tile(self._key(id_, card.width(), card.height(), brush.ratio))
        painting.paint_tile(brush.painter, card, self.corner, picture, brush.theme)
        return picture

    def _key(self, id_: int, width: int, height: int, ratio: float) -> PictureKey:
        return PictureKey(self.kind, id_, round(height * ratio), round(width * ratio), round(self.corner * ratio))

    @staticmethod
    def paint_gone(brush: Brush, card: QRect, picture: Picture | None) -> None:
        """The sign that there is no picture to be had."""
        if picture is not None and picture.pixmap.isNull():
            brush.icon_around(card.center().x(), card.center().y(), "image-off-outline", 24)


class FaceDelegate(PictureDelegate):
    """A square crop; a question mark where the machine, not the user, said who it is.

    Args:
        side: how wide a crop is.
        names: write the name over the lower edge, for grids with more than one person.
    """

    def __init__(self, context: WidgetContext, *, side: int = FACE_SIDE, names: bool = False) -> None:
        super().__init__(context)
        self._side = side
        self._names = names
        self.born: dt.date | None = None
        """When the person whose faces these are was born: the age shows on the face under the pointer."""

    def size(self) -> QSize:
        return QSize(self._side, self._side)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: FaceSummary | None) -> None:
        picture = self.paint_picture(brush, card, data_at(index, ID))
        self.paint_gone(brush, card, picture)
        if summary is not None:
            self._paint_words(brush, card, summary)
        if brush.hovered and not brush.selected:
            brush.frame(card, 1, FACE_RADIUS, "muted", 2)
        if brush.selected:
            brush.frame(card, 1.5, FACE_RADIUS, "accent", 3)
            painting.paint_check(brush.painter, QPointF(card.left() + 15, card.top() + 15), brush.theme)
        if brush.focused:
            brush.frame(card, 4, FACE_RADIUS - 2, "window", 1.5)
            if not brush.selected:
                brush.focus(card, FACE_RADIUS)

    def _paint_words(self, brush: Brush, card: QRect, face: FaceSummary) -> None:
        if self._names and face.person_name:
            self._paint_name(brush, card, face.person_name)
        elif brush.hovered or brush.selected:
            day = face.day_for_ages
            age = None if day is None else age_on(self.born, day)
            if age is not None:
                self._paint_name(brush, card, text.years(age))
        if face.person_id is not None and not face.confirmed and face.status is FaceStatus.ACTIVE:
            brush.pill(card.right() - 4, card.top() + 14, "?", "unsure", "window")

    @staticmethod
    def _paint_name(brush: Brush, card: QRect, name: str) -> None:
        height = brush.theme.size(22)
        band = QRect(card.left(), card.bottom() - height + 1, card.width(), height)

        def paint(to: QPainter) -> None:
            font, words, shade = brush.theme.font(SECONDARY), brush.colour("text"), brush.colour("window", 0.86)
            inside = QRect(QPoint(0, 0), band.size())
            to.save()
            to.setClipPath(painting.rounded(QRect(0, height - card.height(), card.width(), card.height()), FACE_RADIUS))
            to.fillRect(inside, shade)
            to.restore()
            painting.paint_text(to, inside.adjusted(6, 0, -6, 0), name, font, words)

        painting.paint_stamped(brush.painter, f"name band/{name}/{brush.theme.key}", band, paint)


class PhotoDelegate(PictureDelegate):
    """A photo that fills its place in the rows; a word where its file is missing."""

    kind = "photo"
    corner = PHOTO_RADIUS

    def size(self) -> QSize:
        return QSize(160, 120)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PhotoSummary | None) -> None:
        is_gone = summary is not None and (summary.missing or summary.away)
        if is_gone:
            # The window shows through.
            brush.painter.setOpacity(0.45)
        picture = self.paint_picture(brush, card, data_at(index, ID))
        if summary is not None and is_gone:
            brush.painter.setOpacity(1.0)
            word = self.tr("Missing") if summary.missing else self.tr("Away")
            brush.pill(card.right() - 8, card.bottom() - 18, word, "window", "unsure")
        else:
            self.paint_gone(brush, card, picture)
        if summary is not None and summary.video_seconds is not None:
            self._paint_length(brush, card, summary.video_seconds)
        if summary is not None and brush.hovered:
            self._paint_badge(brush, card, summary)
        stack = data_at(index, STACK)
        if stack is not None:
            paint_stack(brush, card, stack)
        if brush.selected:
            brush.frame(card, 1.5, PHOTO_RADIUS, "accent", 3)
            brush.frame(card, 3.5, PHOTO_RADIUS - 1, "window", 1)
            painting.paint_check(brush.painter, QPointF(card.left() + 18, card.top() + 18), brush.theme)
        elif brush.focused:
            brush.focus(card, PHOTO_RADIUS)

    @staticmethod
    def _paint_length(brush: Brush, card: QRect, seconds: float) -> None:
        """That it is a video, and how long, at the lower right."""
        side = brush.theme.size(14)
        length = text.length_of_time(seconds) if seconds else ""
        width = QFontMetrics(brush.theme.font(SECONDARY, bold=True)).horizontalAdvance(length)
        pill = QRect(card.right() - side - width - 25, card.bottom() - side - 13, side + width + 20, side + 8)
        brush.fill(painting.rounded(pill, pill.height() / 2), "window", 0.9)
        brush.icon(pill.left() + 6, pill.top() + 4, "play", side, "text")
        words = QRect(pill.left() + side + 10, pill.top(), width + 4, pill.height())
        brush.text(words, length, SECONDARY, bold=True)

    @staticmethod
    def _paint_badge(brush: Brush, card: QRect, photo: PhotoSummary) -> None:
        """A heart, stars, and how many tags, at the lower left of the photo under the pointer."""
        if not photo.rating and not photo.tags and not photo.favourite:
            return
        side = brush.theme.size(14)
        heart_width = side + (8 if photo.rating or photo.tags else 0) if photo.favourite else 0
        metrics = QFontMetrics(brush.theme.font(SECONDARY, bold=True))
        tags = text.number(photo.tags) if photo.tags else ""
        tags_width = side + 4 + metrics.horizontalAdvance(tags) if tags else 0
        stars, number = photo.rating or 0, ""
        room = card.width() - 12 - 16 - heart_width - tags_width - (8 if stars and tags else 0)
        if stars * side > room:
            # A narrow photo has one star, and how many.
            stars, number = 1, f" {text.number(stars)}"
        stars_width = stars * side + metrics.horizontalAdvance(number)
        gap = 8 if stars_width and tags_width else 0
        width = heart_width + stars_width + gap + tags_width + 16
        pill = QRect(card.left() + 6, card.bottom() - side - 13, width, side + 8)
        brush.fill(painting.rounded(pill, pill.height() / 2), "window", 0.9)
        left, top = pill.left() + 8, pill.top() + 4
        if photo.favourite:
            brush.icon(left, top, "heart", side, "text")
            left += heart_width
        painting.paint_stars(brush.painter, QRectF(left, top, stars * side, side), stars, brush.colour("text"))
        words = QRect(left + stars * side, pill.top(), metrics.horizontalAdvance(number) + 4, pill.height())
        brush.text(words, number, SECONDARY, bold=True)
        if tags:
            left += stars_width + gap
            brush.icon(left, top, "tag-outline", side, "text")
            words = QRect(left + side + 4, pill.top(), metrics.horizontalAdvance(tags) + 4, pill.height())
            brush.text(words, tags, SECONDARY, bold=True)


class FilmDelegate(PictureDelegate):
    """A square thumbnail of the viewer's filmstrip, on black."""

    def size(self) -> QSize:
        return QSize(56, 56)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        # All there is of it: the viewer shows it until the photo itself is decoded.
        self.images.prefetch(PictureKey("photo", data_at(index, ID), 0))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: Any) -> None:
        picture = brush.images.photo(data_at(index, ID))
        brush.painter.setOpacity(1.0 if brush.selected or brush.hovered else 0.6)
        shape = painting.rounded(card, PHOTO_RADIUS)
        painting.paint_picture(brush.painter, shape, picture, QColor(Qt.GlobalColor.darkGray))
        brush.painter.setOpacity(1.0)
        if brush.selected:
            ring = painting.rounded(QRectF(card).adjusted(1, 1, -1, -1), PHOTO_RADIUS)
            painting.paint_ring(brush.painter, ring, QColor(Qt.GlobalColor.white), 2)
