"""Paints a face of the review's question: a large crop, crossed out if taken out, with a lens under the pointer.

On a page about several people each crop has a name below it, and a confirmed face of that person beside it.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import Brush, Index
from photoface.gui.kit.list_model import ID
from photoface.gui.kit.picture import PictureKey
from photoface.gui.kit.theme import RADIUS
from photoface.gui.kit.tiles import PictureDelegate
from photoface.gui.review.face_model import LIKELY_NAME, OUT, LikelyName

LENS = 28
CROSS = 36
OUT_OPACITY = 0.3

NAME_HEIGHT = 24
KNOWN_SHARE = 0.36
"""Of a tile's side, the confirmed face in its corner: large enough to compare, and the asked one stays whole."""

CROP = 192
"""Crops are fetched at this side, whatever size they are shown at: then those of the next question can be fetched
before it is known how much room they get, and a window of another size needs no others."""


class QuestionFaceDelegate(PictureDelegate):
    """Paints the tiles of a `QuestionFacesView`."""

    faded = False
    """Whether the question was answered and its crops are on their way out."""

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        self.images.prefetch(PictureKey("face", index.data(ID), round(CROP * ratio)))

    @staticmethod
    def lens_rect(tile: QRect) -> QRect:
        """Where the lens of a tile is."""
        return QRect(tile.right() - LENS - 5, tile.bottom() - LENS - 5, LENS, LENS)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size: QSize = option.rect.size()
        return size

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: FaceSummary | None) -> None:
        picture = brush.images.face(index.data(ID), brush.pixels(CROP))
        out = bool(index.data(OUT))
        likely: LikelyName | None = index.data(LIKELY_NAME)
        brush.painter.setOpacity(OUT_OPACITY if out or self.faded else 1.0)
        painting.paint_picture(brush.painter, painting.rounded(card, RADIUS), picture, brush.colour("tile"))
        if likely is not None:
            self._paint_likely_name(brush, card, likely)
        brush.painter.setOpacity(1.0)
        if picture is not None and picture.pixmap.isNull():
            self._paint_icon(brush, card, "image-off-outline", 24, "muted")
        if out:
            disc = QRectF(0, 0, CROSS, CROSS)
            disc.moveCenter(QRectF(card).center())
            brush.fill(painting.circle(disc), "window")
            brush.ring(painting.circle(disc), "no", 2)
            self._paint_icon(brush, card, "close", 22, "no")
        if brush.hovered:
            brush.frame(card, 1, RADIUS, "muted", 2)
            lens = self.lens_rect(card)
            brush.fill(painting.circle(lens), "window")
            self._paint_icon(brush, lens, "magnify", 18, "text")
        if brush.focused:
            brush.frame(card, 3, RADIUS - 2, "window", 2)
            brush.focus(card)

    @staticmethod
    def _paint_likely_name(brush: Brush, card: QRect, likely: LikelyName) -> None:
        strip = QRect(card.left(), card.bottom() - NAME_HEIGHT + 1, card.width(), NAME_HEIGHT)
        brush.painter.save()
        brush.painter.setClipPath(painting.rounded(card, RADIUS), Qt.ClipOperation.IntersectClip)
        brush.fill(painting.rounded(strip, 0), "window", 0.92)
        brush.painter.restore()
        brush.text(strip.adjusted(8, 0, -8, 0), likely.name)
        side = round(KNOWN_SHARE * card.width())
        known = QRect(card.left() + 4, strip.top() - side - 2, side, side)
        brush.cover(known, likely.known_face_id)
        brush.ring(painting.circle(known), "window", 3)

    @staticmethod
    def _paint_icon(brush: Brush, rect: QRect, name: str, size: int, token: str) -> None:
        brush.icon(rect.center().x() - size // 2 + 1, rect.center().y() - size // 2 + 1, name, size, token)
