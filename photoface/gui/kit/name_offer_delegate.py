"""The lines of the list that drops from a name field."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from photoface.catalog.summaries import PersonSummary
from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import RIGHT, Brush, Index, OfferDelegate
from photoface.gui.kit.theme import SECONDARY


class NameOfferDelegate(OfferDelegate):
    """A name with its cover and count."""

    def size(self) -> QSize:
        return QSize(200, max(36, self._theme.size(36)))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PersonSummary) -> None:
        brush.cover(QRect(card.left() + 4, card.center().y() - 13, 28, 28), summary.cover_face_id)
        brush.text(card.adjusted(0, 0, -8, 0), text.number(summary.faces), SECONDARY, "muted", align=RIGHT)
        brush.text(card.adjusted(40, 0, -44, 0), summary.name)
