"""Faces and photos as tiles."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.ages import age_on
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries import FaceSummary, PhotoSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import ID, SUMMARY
from photoface.gui.kit.theme import SECONDARY, Theme

FACE_SIDE = 96
FACE_RADIUS = 6
PHOTO_RADIUS = 4

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


class FaceDelegate(QStyledItemDelegate):
    """A square crop; a question mark where the machine, not the user, said who it is.

    Args:
        side: how wide a crop is.
        names: write the name over the lower edge, for grids with more than one person.
    """

    def __init__(
        self,
        images: Images,
        theme: Theme,
        icons: Icons,
        parent: QObject | None = None,
        *,
        side: int = FACE_SIDE,
        names: bool = False,
    ) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons
        self._side = side
        self._names = names
        self.born: dt.date | None = None
        """When the person whose faces these are was born: the age shows on the face under the pointer."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._side, self._side)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This face may be painted soon; see `Prefetches`."""
        # Its summary is sent for where it is not there yet.
        index.data(SUMMARY)
        self._images.prefetch_face(index.data(ID), round(size.width() * ratio))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        face: FaceSummary | None = index.data(SUMMARY)
        picture = self._images.face(index.data(ID), painting.device_pixels(painter, rect.width()))
        painting.paint_crop(painter, rect, FACE_RADIUS, picture, self._theme.colour("tile"))
        if picture is not None and picture.pixmap.isNull():
            self._paint_gone(painter, rect)
        selected = bool(state & _STATE.State_Selected)
        if face is not None:
            day = face.day_for_ages
            age = None if day is None else age_on(self.born, day)
            if self._names and face.person_name:
                self._paint_name(painter, rect, face.person_name)
            elif age is not None and (state & _STATE.State_MouseOver or selected):
                self._paint_name(painter, rect, text.years(age))
            if face.person_id is not None and not face.confirmed and face.status is FaceStatus.ACTIVE:
                painting.paint_pill(
                    painter,
                    rect.right() - 4,
                    rect.top() + 14,
                    "?",
                    self._theme.font(SECONDARY, bold=True),
                    self._theme.colour("unsure"),
                    self._theme.colour("window"),
                    self._theme.colour("window"),
                )
        if state & _STATE.State_MouseOver and not selected:
            painting.paint_ring(
                painter,
                painting.rounded(QRectF(rect).adjusted(1, 1, -1, -1), FACE_RADIUS),
                self._theme.colour("muted"),
                2,
            )
        if selected:
            accent = self._theme.colour("accent")
            painting.paint_ring(
                painter, painting.rounded(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), FACE_RADIUS), accent, 3
            )
            painting.paint_check(painter, QPointF(rect.left() + 15, rect.top() + 15), self._theme)
        if state & _STATE.State_HasFocus:
            painting.paint_ring(
                painter,
                painting.rounded(QRectF(rect).adjusted(4, 4, -4, -4), FACE_RADIUS - 2),
                self._theme.colour("window"),
                1.5,
            )
            if not selected:
                painting.paint_focus(painter, rect, self._theme, FACE_RADIUS)

    def _paint_gone(self, painter: QPainter, rect: QRect) -> None:
        device = painter.device()
        pixmap = self._icons.pixmap("image-off-outline", 24, device.devicePixelRatio() if device else 1.0)
        painter.drawPixmap(rect.center().x() - 12, rect.center().y() - 12, pixmap)

    def _paint_name(self, painter: QPainter, rect: QRect, name: str) -> None:
        font, words = self._theme.font(SECONDARY), self._theme.colour("text")
        height = self._theme.size(22)
        band = QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height)
        shade = self._theme.colour("window")
        shade.setAlphaF(0.86)

        def paint(to: QPainter) -> None:
            inside = QRect(QPoint(0, 0), band.size())
            to.save()
            to.setClipPath(painting.rounded(QRect(0, height - rect.height(), rect.width(), rect.height()), FACE_RADIUS))
            to.fillRect(inside, shade)
            to.restore()
            painting.paint_text(to, inside.adjusted(6, 0, -6, 0), name, font, words)

        key = f"name band/{name}/{font.key()}/{shade.rgba()}/{words.rgba()}"
        painting.paint_stamped(painter, key, band, paint)


class PhotoDelegate(QStyledItemDelegate):
    """A photo that fills its place in the rows; a word where its file is missing."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, 120)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This photo may be painted soon; see `Prefetches`."""
        # Its summary, too, is sent for where it is not there yet.
        index.data(SUMMARY)
        self._images.prefetch_photo(index.data(ID), round(size.height() * ratio))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        photo: PhotoSummary | None = index.data(SUMMARY)
        picture = self._images.photo(index.data(ID), painting.device_pixels(painter, rect.height()))
        painting.paint_picture(painter, painting.rounded(rect, PHOTO_RADIUS), picture, self._theme.colour("tile"))
        if photo is not None and (photo.missing or photo.away):
            self._paint_missing(painter, rect, self.tr("Missing") if photo.missing else self.tr("Away"))
        elif picture is not None and picture.pixmap.isNull():
            device = painter.device()
            pixmap = self._icons.pixmap("image-off-outline", 24, device.devicePixelRatio() if device else 1.0)
            painter.drawPixmap(rect.center().x() - 12, rect.center().y() - 12, pixmap)
        if photo is not None and state & _STATE.State_MouseOver:
            self._paint_badge(painter, rect, photo)
        frame = QRectF(rect)
        if state & _STATE.State_Selected:
            painting.paint_ring(
                painter,
                painting.rounded(frame.adjusted(1.5, 1.5, -1.5, -1.5), PHOTO_RADIUS),
                self._theme.colour("accent"),
                3,
            )
            painting.paint_ring(
                painter,
                painting.rounded(frame.adjusted(3.5, 3.5, -3.5, -3.5), PHOTO_RADIUS - 1),
                self._theme.colour("window"),
                1,
            )
            painting.paint_check(painter, QPointF(rect.left() + 18, rect.top() + 18), self._theme)
        elif state & _STATE.State_HasFocus:
            painting.paint_focus(painter, rect, self._theme, PHOTO_RADIUS)

    def _paint_badge(self, painter: QPainter, rect: QRect, photo: PhotoSummary) -> None:
        """Stars, and how many tags, at the lower left of the photo under the pointer."""
        if not photo.rating and not photo.tags:
            return
        side = self._theme.size(14)
        colour, font = self._theme.colour("text"), self._theme.font(SECONDARY, bold=True)
        metrics = QFontMetrics(font)
        tags = text.number(photo.tags) if photo.tags else ""
        tags_width = side + 4 + metrics.horizontalAdvance(tags) if tags else 0
        stars, number = photo.rating or 0, ""
        room = rect.width() - 12 - 16 - tags_width - (8 if stars and tags else 0)
        if stars * side > room:
            # A narrow photo has one star, and how many.
            stars, number = 1, f" {text.number(stars)}"
        stars_width = stars * side + metrics.horizontalAdvance(number)
        gap = 8 if stars_width and tags_width else 0
        pill = QRect(rect.left() + 6, rect.bottom() - side - 13, stars_width + gap + tags_width + 16, side + 8)
        shade = self._theme.colour("window")
        shade.setAlphaF(0.9)
        painter.fillPath(painting.rounded(pill, pill.height() / 2), shade)
        left, top = pill.left() + 8, pill.top() + 4
        painting.paint_stars(painter, QRectF(left, top, stars * side, side), stars, colour)
        align = Qt.AlignmentFlag.AlignLeft
        words = QRect(left + stars * side, pill.top(), metrics.horizontalAdvance(number) + 4, pill.height())
        painting.paint_text(painter, words, number, font, colour, align)
        if tags:
            left += stars_width + gap
            device = painter.device()
            ratio = device.devicePixelRatio() if device else 1.0
            painter.drawPixmap(left, top, self._icons.pixmap("tag-outline", side, ratio, "text"))
            words = QRect(left + side + 4, pill.top(), metrics.horizontalAdvance(tags) + 4, pill.height())
            painting.paint_text(painter, words, tags, font, colour, align)

    def _paint_missing(self, painter: QPainter, rect: QRect, word: str) -> None:
        veil = self._theme.colour("window")
        veil.setAlphaF(0.55)
        painter.fillPath(painting.rounded(rect, PHOTO_RADIUS), veil)
        painting.paint_pill(
            painter,
            rect.right() - 8,
            rect.bottom() - 18,
            word,
            self._theme.font(SECONDARY, bold=True),
            self._theme.colour("window"),
            self._theme.colour("unsure"),
            self._theme.colour("window"),
        )


class FilmDelegate(QStyledItemDelegate):
    """A square thumbnail of the viewer's filmstrip, on black."""

    def __init__(self, images: Images, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(56, 56)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        picture = self._images.photo(index.data(ID))
        current = bool(state & _STATE.State_Selected)
        opacity = painter.opacity()
        if not current and not state & _STATE.State_MouseOver:
            painter.setOpacity(0.6)
        painting.paint_picture(painter, painting.rounded(rect, 4), picture, Qt.GlobalColor.darkGray)  # type: ignore[arg-type]
        painter.setOpacity(opacity)
        if current:
            painting.paint_ring(
                painter,
                painting.rounded(QRectF(rect).adjusted(1, 1, -1, -1), 4),
                Qt.GlobalColor.white,  # type: ignore[arg-type]
                2,
            )
