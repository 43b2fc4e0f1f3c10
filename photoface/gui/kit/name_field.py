"""The line edit for a person's name, completed with the people whom the typed letters may mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import RIGHT, Brush, Index, OfferDelegate
from photoface.gui.kit.completing_field import Ask, CompletingField
from photoface.gui.kit.theme import SECONDARY
from photoface.gui.kit.widget_context import WidgetContext

LONGEST_NAME = 200


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

    def __init__(self, context: WidgetContext, parent: QWidget | None = None, *, steps: bool = False) -> None:
        super().__init__(context.client, parent)
        self.setMaxLength(LONGEST_NAME)
        self.set_item_delegate(_NameOfferDelegate(context))
        context.images.arrived.connect(self.popup.viewport().update)
        self._steps = steps
        self.setPlaceholderText(self.tr("Add a name"))
        self.setAccessibleName(self.tr("Name of this person"))
        self.returnPressed.connect(self._confirm)
        self.picked.connect(lambda _: self._confirm())

    def ask(self, typed: str, cursor: int) -> Ask | None:
        prefix = typed.strip()
        return (lambda library: library.people.complete(prefix)) if prefix else None

    def offer_words(self, offer: PersonSummary) -> str:
        return offer.name

    def type_first(self, letters: str) -> None:
        """Begin with letters that were typed before the field had the focus."""
        self.setText(letters)
        self.textEdited.emit(letters)

    def _confirm(self) -> None:
        name = self.words()
        if name:
            self.confirmed.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._settle()
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


class _NameOfferDelegate(OfferDelegate):
    """A name with its cover and count."""

    def size(self) -> QSize:
        return QSize(200, max(36, self._theme.size(36)))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PersonSummary) -> None:
        brush.cover(QRect(card.left() + 4, card.center().y() - 13, 28, 28), summary.cover_face_id)
        brush.text(card.adjusted(0, 0, -8, 0), text.number(summary.faces), SECONDARY, "muted", align=RIGHT)
        brush.text(card.adjusted(40, 0, -44, 0), summary.name)
