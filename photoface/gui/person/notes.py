"""The tab of a person's page with notes about the person, which are kept when the user leaves the field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from photoface.catalog.summaries.people import PersonDetails
from photoface.gui.context import Context, Pane
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.kept_text import KeptText
from photoface.gui.kit.parts import label
from photoface.library.commands.people import DescribePerson


class NotesPane(Pane):
    """One large field.

    Signals:
        left: Escape; the keyboard goes back to the page.
    """

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._details: PersonDetails | None = None
        self.view = QPlainTextEdit(self)
        self.view.setAccessibleName(self.tr("Notes"))
        self.view.setPlaceholderText(self.tr("What you know: places, work, stories. The search finds these words."))
        self.view.setTabChangesFocus(True)
        hint = label(self.tr("Kept when you leave the field or press Ctrl+Enter. Escape discards."), "secondary", self)
        self._text = KeptText(self.view, enter_keeps=False)
        self._text.kept.connect(self._keep)
        self._text.left.connect(self.left)
        in_column(Placed(self.view, 1), hint, margins=(24, 4, 24, 16), spacing=8, on=self)

    def show_details(self, details: PersonDetails | None) -> None:
        """Show somebody's notes, or those of nobody; what is being typed about the same person stays."""
        if details is None or self._details is None or details.person.id != self._details.person.id:
            self._text.start_over()
        self._details = details
        self._text.show_text("" if details is None else details.notes)

    def keep(self) -> None:
        """Decide what was typed."""
        self._text.keep()

    def _keep(self, notes: str) -> None:
        if self._details is not None:
            person = self._details.person
            self.context.client.execute(DescribePerson(person.id, person.born, person.died, notes))
