"""Two-line rows for files that could not be read."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from photoface.catalog.summaries import FailedFile
from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import Brush, Index, RowDelegate
from photoface.gui.kit.theme import SECONDARY


class FailedDelegate(RowDelegate):
    """The sentence that says why a file could not be read, and below it smaller where it lies."""

    def size(self) -> QSize:
        return QSize(300, self._theme.size(56))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: FailedFile) -> None:
        brush.icon(card.left() + 12, card.center().y() - 10, "file-alert-outline", 20)
        line, small = brush.theme.size(20), brush.theme.size(16)
        words = QRect(card.left() + 44, card.center().y() - (line + small) // 2, card.width() - 56, line)
        brush.text(words, summary.sentence)
        below = QRect(words.left(), words.bottom() + 1, words.width(), small)
        brush.text(below, text.path(summary.path.parent), SECONDARY, "muted")
