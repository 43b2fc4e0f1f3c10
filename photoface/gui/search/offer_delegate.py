"""Paints the lines below the search field: completions (people, tags, keys and others), searches, and the help.

The searches are the recent and the saved ones.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from photoface.catalog.summaries.searches import Completion, SavedSearchSummary
from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import RIGHT, Brush, Index, OfferDelegate
from photoface.gui.kit.theme import BODY, SECONDARY
from photoface.gui.search.help_sheet import of_keys
from photoface.gui.search.recent_searches import RecentSearch

_ICONS = {
    "person": "account-outline",
    "people": "account-multiple-outline",
    "tag": "tag-outline",
    "folder": "folder-outline",
    "album": "image-album",
    "circle": "account-group-outline",
    "camera": "camera-outline",
    "place": "map-marker-outline",
    "year": "calendar-blank-outline",
    "time": "calendar-blank-outline",
    "key": "filter-outline",
    "value": "filter-outline",
}


class SearchOfferDelegate(OfferDelegate):
    """An icon, the words, and at the right smaller what they mean."""

    waits = False

    def size(self) -> QSize:
        return QSize(200, max(36, self._theme.size(36)))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: Any) -> None:
        icon, meaning = self._icon_and_meaning(summary)
        person = summary.person if isinstance(summary, Completion) else None
        if person is not None:
            brush.cover(QRect(card.left() + 4, card.center().y() - 13, 28, 28), person.cover_face_id)
            meaning = text.photos(person.photos, person.videos)
        else:
            brush.icon_around(card.left() + 18, card.center().y() + 1, icon, 20)
        words = card.adjusted(40, 0, -8, 0)
        brush.text(words, index.data())
        used = QFontMetrics(brush.theme.font(BODY)).horizontalAdvance(index.data()) + 16
        if meaning and used < words.width():
            brush.text(words.adjusted(used, 0, 0, 0), meaning, SECONDARY, "muted", align=RIGHT)

    @staticmethod
    def _icon_and_meaning(offer: object) -> tuple[str, str]:
        if isinstance(offer, SavedSearchSummary):
            return "star-outline", offer.words
        if isinstance(offer, RecentSearch):
            return "history", ""
        if isinstance(offer, Completion):
            meaning = " · ".join(of_keys().get(offer.label, ())) if offer.kind == "key" else ""
            return _ICONS.get(offer.kind, "magnify"), meaning
        return "help-circle-outline", ""
