"""The base of line edits that complete what is typed from the library, in a list that drops below the field.

`NameField`, `TagField` and the search field are its subclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyledItemDelegate, QWidget

from photoface.gui.client import Client, LatestRead
from photoface.gui.kit.list_model import ROOT, SUMMARY, Index

if TYPE_CHECKING:
    from photoface.library.library import Library

_KEYS = QKeySequence.StandardKey

Ask = Callable[["Library"], Sequence[Any]]


class OffersModel(QAbstractListModel):
    """What is offered for what was typed so far.

    Args:
        words: an offer in words.
    """

    def __init__(self, words: Callable[[Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.completions: Sequence[Any] = ()

    def set_offers(self, offers: Sequence[Any]) -> None:
        self.beginResetModel()
        self.completions = tuple(offers)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.completions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.completions):
            return None
        offer = self.completions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._words(offer)
        return offer if role == SUMMARY else None


class CompletingField(QLineEdit):
    """A line edit with completion. Subclasses say what to ask for, how an offer reads, and what choosing it does.

    Signals:
        picked: an offer was taken; the text now.
        kept: the field was left with words that were typed, and neither confirmed nor given up by Escape; the words
            with single spaces, never empty.
    """

    picked = Signal(str)
    kept = Signal(str)

    def __init__(self, client: Client, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.completions = OffersModel(self.offer_words, self)
        self._read = LatestRead(client, self)
        self._settled = True
        self._typed: str | None = None
        self.keeps_when_left = True
        """Whether `kept` is told as soon as the field loses the focus; else only when `keep` is called."""
        self._base, self._base_cursor = "", 0
        # Not `setCompleter`: the list comes later than the letters, and must not show the last one meanwhile.
        self._completer = QCompleter(self.completions, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self)
        popup = self.popup = QListView()
        popup.setObjectName("completions")
        popup.setMouseTracking(True)
        popup.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(popup)
        # Before the completer's own filter, which would let Tab leave the field while the list is open.
        popup.installEventFilter(self)
        self._completer.highlighted[QModelIndex].connect(self._show_highlighted)  # type: ignore[index]
        self._completer.activated[QModelIndex].connect(self._pick_index)  # type: ignore[index]
        self.textEdited.connect(self._note_typing)
        self.textEdited.connect(self._look_up)
        self.returnPressed.connect(self._settle)

    def clear(self) -> None:
        """Empty the field, without a step back: its undo would put what was named before into another field."""
        self.setText("")

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and Ctrl+Shift+Z to the window where the field has no typing to take back or to make again."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo, is_redo = (event.matches(key) for key in (_KEYS.Undo, _KEYS.Redo))
            if (is_undo and not self.isUndoAvailable()) or (is_redo and not self.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    # for subclasses

    def ask(self, typed: str, cursor: int) -> Ask | None:
        """What to ask the library, on another thread; None where there is nothing to complete."""
        raise NotImplementedError

    def offer_words(self, offer: Any) -> str:
        """An offer as its line in the list reads."""
        raise NotImplementedError

    def with_offer(self, typed: str, offer: Any) -> tuple[str, int]:
        """The text with an offer in it, here nothing else, and where the cursor stands then."""
        words = self.offer_words(offer)
        return words, len(words)

    def take(self, offer: Any) -> None:
        """An offer was picked, and the text says so already."""
        self.picked.emit(self.text())

    def set_item_delegate(self, delegate: QStyledItemDelegate) -> None:
        """Paint the lines of the list so."""
        # The completer puts its own delegate in place with its popup, so ours comes after.
        delegate.setParent(self.popup)
        self.popup.setItemDelegate(delegate)

    # the list

    @property
    def popup_visible(self) -> bool:
        return self.popup.isVisible()

    def close_popup(self) -> None:
        self._read.drop()
        self.popup.hide()

    def put_back(self, text: str) -> None:
        """Show text as though it had been typed; what fits it is looked up, but no list opens."""
        self.setText(text)
        self._typed = text
        ask = self.ask(text, len(text))
        if ask is not None:
            self._read.start(ask, self.completions.set_offers)

    def offer_now(self) -> None:
        """Ask for what fits the text as it stands."""
        self._look_up(self.text())

    def _look_up(self, typed: str) -> None:
        self._settled = False
        self._base, self._base_cursor = typed, self.cursorPosition()
        # What the list still offers belongs to what was typed before: Enter must not take it.
        self.popup.setCurrentIndex(QModelIndex())
        ask = self.ask(typed, self._base_cursor)
        if ask is None:
            self.close_popup()
            return
        self._read.start(ask, self._offer)

    def _offer(self, offers: Sequence[Any]) -> None:
        if self._settled or not self.hasFocus():
            return
        self.completions.set_offers(offers)
        if not offers:
            self.popup.hide()
            return
        self._dress_popup()
        self.popup.setMinimumWidth(max(self.width(), 240))
        self._completer.complete()

    def _dress_popup(self) -> None:
        """The list is a window of its own, and has no part in the look of the one that the field is in."""
        around: QWidget | None = self
        while around is not None and not around.styleSheet():
            around = around.parentWidget()
        sheet = "" if around is None else around.styleSheet()
        if self.popup.styleSheet() != sheet:
            self.popup.setStyleSheet(sheet)

    def _show_highlighted(self, index: QModelIndex) -> None:
        offer = index.data(SUMMARY)
        if not self._settled and offer is not None:
            self.show_offer(offer)

    def show_offer(self, offer: Any) -> None:
        """Write an offer into the text as it was typed."""
        text, cursor = self.with_offer(self._base, offer)
        self.setText(text)
        self.setCursorPosition(cursor)
        self._typed = text

    def _pick_index(self, index: QModelIndex) -> None:
        offer = index.data(SUMMARY)
        if not self._settled and offer is not None:
            self.show_offer(offer)
            self._settle()
            self.take(offer)

    def take_by_tab(self, offer: Any) -> bool:
        """Tab was pressed while the list is open: its current line, or the first. False lets Tab leave the field."""
        return False

    def current_offer(self) -> Any | None:
        """The line of the open list that the keyboard is on."""
        return self.popup.currentIndex().data(SUMMARY) if self.popup.isVisible() else None

    def words(self) -> str:
        """What stands in the field, with single spaces."""
        return " ".join(self.text().split())

    def pending(self) -> str:
        """Words that were typed, where they are still neither confirmed nor given up."""
        # Text that differs was written by the program since.
        return self.words() if self._typed == self.text() else ""

    def keep(self) -> None:
        """Tell of words that were typed, where they are still neither confirmed nor given up."""
        pending, self._typed = self.pending(), None
        if pending:
            self.kept.emit(pending)

    def _note_typing(self, text: str) -> None:
        self._typed = text

    def _settle(self) -> None:
        self._settled = True
        self._typed = None
        self.close_popup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.popup and event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return self._pass_on(event)
        if (
            watched is self.popup
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
        ):
            offer = self.current_offer() or self.completions.index(0, 0).data(SUMMARY)
            return offer is not None and not self._settled and self.take_by_tab(offer)
        return super().eventFilter(watched, event)

    def _pass_on(self, press: QMouseEvent) -> bool:
        """A press beside the list closes it, and is meant for what lies there: Qt would take it for closing alone."""
        if self.popup.rect().contains(press.position().toPoint()):
            return False
        self.close_popup()
        place, window = press.globalPosition(), self.window()
        handle = window.windowHandle()
        inside = QPointF(window.mapFromGlobal(place))
        if handle is not None and QRectF(window.rect()).contains(inside):
            again = QMouseEvent(press.type(), inside, place, press.button(), press.buttons(), press.modifiers())
            QCoreApplication.postEvent(handle, again)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settled = True
            self.close_popup()
        if self.keeps_when_left and event.reason() not in _COMES_BACK:
            self.keep()


_COMES_BACK = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)
"""Reasons of losing the focus after which the field gets it back: a list or a menu opened, another window is used."""
