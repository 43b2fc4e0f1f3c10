"""Faces and photos as tiles."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import FaceSummary, PhotoSummary
from photoface.catalog.tables import FaceStatus
from photoface.gui.delegates import painting
from photoface.gui.icons import Icons
from photoface.gui.images import Images
from photoface.gui.models.paged import ID, SUMMARY
from photoface.gui.theme import SECONDARY, Theme

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

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._side, self._side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        face: FaceSummary | None = index.data(SUMMARY)
        picture = self._images.face(index.data(ID), painting.device_pixels(painter, rect.width()))
        shape = painting.rounded(rect, FACE_RADIUS)
        painting.paint_picture(painter, shape, picture, self._theme.colour("tile"))
        if picture is not None and picture.pixmap.isNull():
            self._paint_gone(painter, rect)
        selected = bool(state & _STATE.State_Selected)
        if face is not None:
            if self._names and face.person_name:
                self._paint_name(painter, rect, face.person_name)
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
        font = self._theme.font(SECONDARY)
        band = QRect(rect.left(), rect.bottom() - 21, rect.width(), 22)
        painter.save()
        painter.setClipPath(painting.rounded(rect, FACE_RADIUS))
        shade = self._theme.colour("window")
        shade.setAlphaF(0.86)
        painter.fillRect(band, shade)
        painter.restore()
        painting.paint_text(painter, band.adjusted(6, 0, -6, 0), name, font, self._theme.colour("text"))


class PhotoDelegate(QStyledItemDelegate):
    """A photo that fills its place in the rows; a word where its file is missing."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, 120)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        photo: PhotoSummary | None = index.data(SUMMARY)
        picture = self._images.photo(index.data(ID))
        painting.paint_picture(painter, painting.rounded(rect, PHOTO_RADIUS), picture, self._theme.colour("tile"))
        if photo is not None and photo.missing:
            self._paint_missing(painter, rect)
        elif picture is not None and picture.pixmap.isNull():
            device = painter.device()
            pixmap = self._icons.pixmap("image-off-outline", 24, device.devicePixelRatio() if device else 1.0)
            painter.drawPixmap(rect.center().x() - 12, rect.center().y() - 12, pixmap)
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

    def _paint_missing(self, painter: QPainter, rect: QRect) -> None:
        veil = self._theme.colour("window")
        veil.setAlphaF(0.55)
        painter.fillPath(painting.rounded(rect, PHOTO_RADIUS), veil)
        painting.paint_pill(
            painter,
            rect.right() - 8,
            rect.bottom() - 18,
            self.tr("Missing"),
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
