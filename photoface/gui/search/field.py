"""The search field: completes people, tags, keys, years and others while typing; while empty it offers searches.

These are the last ones and the saved ones; below them is the help.
"""

from __future__ import annotations

import enum
import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from photoface.catalog.summaries.searches import Completion, SavedSearchSummary
from photoface.gui.kit.completing_field import Ask, CompletingField
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.search.offer_delegate import SearchOfferDelegate
from photoface.gui.search.recent_searches import RecentSearch, RecentSearches

MOST_SAVED = 7
"""Kept searches in the list of an empty field; all of them are completed by their name."""


class Help(enum.Enum):
    """The last line of an empty field's list."""

    SHOW = "show"


MOST_RECENT = 3
"""Recent searches in that list; the sidebar has all."""

Offer = Completion | SavedSearchSummary | RecentSearch | Help


class SearchField(CompletingField):
    """Takes the words of a search.

    Signals:
        searched: Enter; the words, which may be empty.
        emptied: there are no words any more.
        left: Escape; what was typed and not searched for is given up.
        help_asked: how to search.
    """

    searched = Signal(str)
    emptied = Signal()
    left = Signal()
    help_asked = Signal()

    def __init__(
        self, context: WidgetContext, parent: QWidget | None = None, recent: RecentSearches | None = None
    ) -> None:
        super().__init__(context.client, parent)
        self._recent = recent
        self.set_item_delegate(SearchOfferDelegate(context))
        context.images.arrived.connect(self.popup.viewport().update)
        self.setPlaceholderText(self.tr("Search: a name, 2019, beach, Rome, a folder …"))
        self.setAccessibleName(self.tr("Search photos"))
        self.setToolTip(self.tr("Photos with everybody you name; a minus before a name leaves that one out (Ctrl+F)"))
        magnifier = QAction(self.tr("Search"), self)
        context.icons.attach(magnifier, "magnify", "muted")
        self.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        # Qt gives its own button no name, and puts it last.
        self.findChildren(QToolButton)[-1].setAccessibleName(self.tr("Clear the search"))
        self.returnPressed.connect(lambda: self.searched.emit(self.text().strip()))
        self._is_told = False
        self.textChanged.connect(self._note_emptied)

    def ask(self, typed: str, cursor: int) -> Ask | None:
        if not typed.strip():
            recent = self._recent.all[:MOST_RECENT] if self._recent is not None else []
            return lambda library: [*recent, *library.search.saved()[:MOST_SAVED], Help.SHOW]
        return lambda library: library.search.complete(typed, cursor)

    def offer_words(self, offer: Offer) -> str:
        if isinstance(offer, Completion):
            return offer.label
        if isinstance(offer, RecentSearch):
            return offer.words
        return offer.name if isinstance(offer, SavedSearchSummary) else self.tr("How to search")

    def with_offer(self, typed: str, offer: Offer) -> tuple[str, int]:
        if isinstance(offer, Completion):
            start, end = offer.replaces
            return typed[:start] + offer.text + typed[end:], start + len(offer.text)
        text = typed if isinstance(offer, Help) else offer.words
        return text, len(text)

    def take(self, offer: Offer) -> None:
        if offer is Help.SHOW:
            self.help_asked.emit()
        elif _is_key(offer):
            # Its value comes next.
            self.offer_now()
        else:
            super().take(offer)

    def take_by_tab(self, offer: Offer) -> bool:
        """Complete, and let the user go on typing."""
        self.show_offer(offer)
        self.close_popup()
        if isinstance(offer, Completion) and not _is_key(offer) and self.cursorPosition() == len(self.text()):
            self.insert(" ")
        if _is_key(offer):
            self.offer_now()
        return True

    def show_understood(self, searched: str, words: str) -> None:
        """Show a search in the prefixed form once it was made, unless the user types already."""
        if self.text().strip() == searched and not self.hasFocus():
            self.say(words)

    def say(self, words: str) -> None:
        """Show words that nobody typed: nothing is searched for, or left, by it."""
        # Signals are not blocked: the button that clears the field comes and goes by them.
        self._is_told = True
        self.setText(words)
        self._is_told = False

    def _note_emptied(self, words: str) -> None:
        if not words and not self._is_told:
            self.emptied.emit()

    def point_at(self, position: int) -> None:
        """Select the word at which a search could not be read, so that it can be mended at once."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        word = re.match(r"\S*", self.text()[position:])
        if word is not None and word[0]:
            self.setSelection(position, len(word[0]))
        else:
            self.deselect()
            self.setCursorPosition(position)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        deliberate = event.reason() in (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.MouseFocusReason)
        if deliberate and not self.text():
            self.offer_now()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        offer = self.current_offer()
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and offer is not None and (offer is Help.SHOW or _is_key(offer)):
            self.close_popup()
            self.take(offer)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and not self.popup_visible:
            self.offer_now()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _is_key(offer: object) -> bool:
    return isinstance(offer, Completion) and offer.kind == "key"
