"""The lines of the list that drops from the search field: people, tags, keys, and searches that were kept."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import Completion, SavedSearchSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import SUMMARY
from photoface.gui.kit.theme import BODY, SECONDARY, Theme
from photoface.gui.people.delegates import paint_cover
from photoface.gui.search.examples import of_keys

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag

_ICONS = {
    "person": "account-outline",
    "tag": "tag-outline",
    "folder": "folder-outline",
    "camera": "camera-outline",
    "year": "calendar-blank-outline",
    "key": "filter-outline",
    "value": "filter-outline",
}


class SearchOfferDelegate(QStyledItemDelegate):
    """An icon, the words, and at the right smaller what they mean."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, max(36, self._theme.size(36)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        offer = index.data(SUMMARY)
        icon, meaning = self._icon_and_meaning(offer)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if state & (_STATE.State_Selected | _STATE.State_MouseOver):
            painter.fillPath(painting.rounded(rect, 6), theme.colour("selected"))
        person = offer.person if isinstance(offer, Completion) else None
        if person is not None:
            cover = QRect(rect.left() + 4, rect.center().y() - 13, 28, 28)
            paint_cover(painter, cover, person.cover_face_id, self._images, theme)
            meaning = text.photos(person.photos)
        else:
            ratio = painting.device_pixels(painter, 100) / 100
            painter.drawPixmap(QPoint(rect.left() + 8, rect.center().y() - 9), self._icons.pixmap(icon, 20, ratio))
        body = theme.font(BODY)
        words = rect.adjusted(40, 0, -8, 0)
        painting.paint_text(painter, words, index.data(), body, theme.colour("text"), Qt.AlignmentFlag.AlignLeft)
        used = QFontMetrics(body).horizontalAdvance(index.data()) + 16
        if meaning and used < words.width():
            painting.paint_text(
                painter,
                words.adjusted(used, 0, 0, 0),
                meaning,
                theme.font(SECONDARY),
                theme.colour("muted"),
                Qt.AlignmentFlag.AlignRight,
            )
        painter.restore()

    @staticmethod
    def _icon_and_meaning(offer: object) -> tuple[str, str]:
        if isinstance(offer, SavedSearchSummary):
            return "star-outline", offer.words
        if isinstance(offer, Completion):
            meaning = " · ".join(of_keys().get(offer.label, ())) if offer.kind == "key" else ""
            return _ICONS.get(offer.kind, "magnify"), meaning
        return "help-circle-outline", ""
