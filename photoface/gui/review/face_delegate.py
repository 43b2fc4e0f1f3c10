"""A face of a question: a large crop, crossed out where it was taken out, with a lens that shows its photo."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.gui.kit import painting
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import ID, SUMMARY
from photoface.gui.kit.theme import RADIUS, Theme
from photoface.gui.review.face_model import OUT

LENS = 28
CROSS = 36
OUT_OPACITY = 0.3

CROP = 192
"""Crops are fetched at this side, whatever size they are shown at: then those of the next question can be fetched
before it is known how much room they get, and a window of another size needs no others."""

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


class QuestionFaceDelegate(QStyledItemDelegate):
    """Paints the tiles of a `QuestionFacesView`."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons
        self.faded = False
        """Whether the question was answered and its crops are on their way out."""

    @staticmethod
    def lens_rect(tile: QRect) -> QRect:
        """Where the lens of a tile is."""
        return QRect(tile.right() - LENS - 5, tile.bottom() - LENS - 5, LENS, LENS)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        size: QSize = option.rect.size()
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        # Sends for the face's date, which tooltips and screen readers tell.
        index.data(SUMMARY)
        picture = self._images.face(index.data(ID), painting.device_pixels(painter, CROP))
        shape = painting.rounded(rect, RADIUS)
        out = bool(index.data(OUT))
        if out or self.faded:
            painter.setOpacity(OUT_OPACITY)
        painting.paint_picture(painter, shape, picture, theme.colour("tile"))
        painter.setOpacity(1.0)
        if picture is not None and picture.pixmap.isNull():
            self._paint_icon(painter, rect, "image-off-outline", 24, "muted")
        if out:
            disc = QRectF(0, 0, CROSS, CROSS)
            disc.moveCenter(QRectF(rect).center())
            painter.fillPath(painting.circle(disc), theme.colour("window"))
            painting.paint_ring(painter, painting.circle(disc), theme.colour("no"), 2)
            self._paint_icon(painter, rect, "close", 22, "no")
        if state & _STATE.State_MouseOver:
            painting.paint_ring(
                painter, painting.rounded(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS), theme.colour("muted"), 2
            )
            lens = self.lens_rect(rect)
            painter.fillPath(painting.circle(lens), theme.colour("window"))
            self._paint_icon(painter, lens, "magnify", 18, "text")
        if state & _STATE.State_HasFocus:
            painting.paint_ring(
                painter, painting.rounded(QRectF(rect).adjusted(3, 3, -3, -3), RADIUS - 2), theme.colour("window"), 2
            )
            painting.paint_focus(painter, rect, theme)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, size: int, token: str) -> None:
        device = painter.device()
        pixmap = self._icons.pixmap(name, size, device.devicePixelRatio() if device else 1.0, token)
        painter.drawPixmap(rect.center().x() - size // 2 + 1, rect.center().y() - size // 2 + 1, pixmap)
