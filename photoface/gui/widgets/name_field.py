"""The field for a person's name, with the people one may mean dropping from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from photoface.catalog.summaries import PersonSummary
from photoface.gui.client import Client
from photoface.gui.delegates.people import CompletionDelegate
from photoface.gui.images import Images
from photoface.gui.models.paged import ROOT, SUMMARY, Index
from photoface.gui.tasks import LatestRead
from photoface.gui.theme import Theme

LONGEST_NAME = 200


class CompletionsModel(QAbstractListModel):
    """The people whose names fit what was typed so far."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[PersonSummary] = ()

    def set_people(self, people: Sequence[PersonSummary]) -> None:
        self.beginResetModel()
        self._people = tuple(people)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._people):
            return None
        person = self._people[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return person.name
        return person if role == SUMMARY else None


class CompletingField(QLineEdit):
    """A line edit that asks the library for people while one types.

    `prefix` says what of the text is to be completed, and `complete_with` what picking a person makes of it; here
    both are the whole text.
    """

    picked = Signal(str)

    def __init__(self, client: Client, images: Images, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_NAME)
        self._client = client
        self._people = CompletionsModel(self)
        self._read = LatestRead(client.tasks, self)
        self._settled = True
        self._base = ""
        # Not `setCompleter`: the list comes later than the letters, and must not show the last one meanwhile.
        self._completer = QCompleter(self._people, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self)
        popup = self._popup = QListView()
        popup.setObjectName("completions")
        popup.setMouseTracking(True)
        popup.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(popup)
        # The completer puts its own delegate in place with its popup, so ours comes after.
        popup.setItemDelegate(CompletionDelegate(images, theme, popup))
        images.arrived.connect(popup.viewport().update)
        self._completer.highlighted[str].connect(self._show_highlighted)  # type: ignore[index]
        self._completer.activated[str].connect(self._pick)  # type: ignore[index]
        self.textEdited.connect(self._look_up)
        self.returnPressed.connect(self._settle)

    @property
    def completions(self) -> CompletionsModel:
        return self._people

    @property
    def popup_visible(self) -> bool:
        return self._popup.isVisible()

    def prefix(self, typed: str) -> str:
        return typed.strip()

    def complete_with(self, typed: str, name: str) -> str:
        return name

    def close_popup(self) -> None:
        self._read.drop()
        self._popup.hide()

    def _look_up(self, typed: str) -> None:
        self._settled = False
        self._base = typed
        prefix = self.prefix(typed)
        if not prefix:
            self.close_popup()
            return
        library = self._client.library
        self._read.start(lambda: library.complete_name(prefix), self._offer)

    def _offer(self, people: Sequence[PersonSummary]) -> None:
        if self._settled or not self.hasFocus():
            return
        self._people.set_people(people)
        if not people:
            self._popup.hide()
            return
        self._popup.setMinimumWidth(max(self.width(), 240))
        self._completer.complete()

    def _show_highlighted(self, name: str) -> None:
        if not self._settled:
            self.setText(self.complete_with(self._base, name))

    def _pick(self, name: str) -> None:
        if self._settled:
            return
        self.setText(self.complete_with(self._base, name))
        self._settle()
        self.picked.emit(self.text())

    def _settle(self) -> None:
        self._settled = True
        self.close_popup()

    def event(self, event: QEvent) -> bool:
        # Escape leaves the field; without this the window's own Escape would take it for Back.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settled = True
            self.close_popup()


class NameField(CompletingField):
    """Takes one name.

    Signals:
        confirmed: Enter, or a person picked; the name, never empty.
        left: Escape.
        stepped: Tab and Shift+Tab, where `steps` was asked for; 1 or -1.
    """

    confirmed = Signal(str)
    left = Signal()
    stepped = Signal(int)

    def __init__(
        self, client: Client, images: Images, theme: Theme, parent: QWidget | None = None, *, steps: bool = False
    ) -> None:
        super().__init__(client, images, theme, parent)
        self._steps = steps
        self.setPlaceholderText(self.tr("Add a name"))
        self.setAccessibleName(self.tr("Name of this person"))
        self.returnPressed.connect(self._confirm)
        self.picked.connect(lambda _: self._confirm())

    def type_first(self, text: str) -> None:
        """Begin with letters that were typed before the field had the focus."""
        self.setText(text)
        self.textEdited.emit(text)

    def _confirm(self) -> None:
        name = " ".join(self.text().split())
        if name:
            self.confirmed.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A line edit lets Enter pass on to what it lies over, and there it would open the group just named.
            event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self._steps:
            self.stepped.emit(1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)
