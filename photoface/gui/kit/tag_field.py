"""The line edit for a tag, completed with the existing tags that the typed letters may mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.collections import TagSummary
from photoface.gui.kit.card_delegate import Brush, Index, OfferDelegate
from photoface.gui.kit.completing_field import Ask, CompletingField
from photoface.gui.kit.widget_context import WidgetContext

LONGEST_PATH = 400


class TagField(CompletingField):
    """Takes one tag; slashes stand between the names of a tag that stands in others (`Travel/Italy`).

    Signals:
        confirmed: Enter, or a tag picked; the path, never empty.
        left: Escape.
    """

    confirmed = Signal(str)
    left = Signal()

    def __init__(self, context: WidgetContext, parent: QWidget | None = None) -> None:
        super().__init__(context.client, parent)
        self.setMaxLength(LONGEST_PATH)
        self.set_item_delegate(_TagOfferDelegate(context))
        self.setPlaceholderText(self.tr("Add a tag"))
        self.setAccessibleName(self.tr("Add a tag"))
        self.setToolTip(self.tr("Slashes put a tag into another: Travel/Italy (T)"))
        self.returnPressed.connect(self._confirm)
        self.picked.connect(lambda _: self._confirm())

    def ask(self, typed: str, cursor: int) -> Ask | None:
        prefix = typed.strip()
        return (lambda library: library.tags.complete(prefix)) if prefix else None

    def offer_words(self, offer: TagSummary) -> str:
        return offer.path

    def take_by_tab(self, offer: TagSummary) -> bool:
        """Complete, and let the user go on to a tag below it."""
        self.show_offer(offer)
        self.close_popup()
        return True

    def _confirm(self) -> None:
        path = self.words()
        if path:
            self.clear()
            self.confirmed.emit(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            self.clear()
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        # What a line edit does not use it lets pass on to the viewer below, where arrows and letters mean something.
        event.accept()


class _TagOfferDelegate(OfferDelegate):
    waits = False

    def size(self) -> QSize:
        return QSize(160, max(30, self._theme.size(30)))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: TagSummary | None) -> None:
        brush.text(card.adjusted(12, 0, -8, 0), index.data())
