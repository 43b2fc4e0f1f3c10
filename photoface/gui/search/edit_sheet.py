"""The dialog that changes a saved search: its name and what it looks for."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from photoface.catalog.summaries.searches import SavedSearchSummary
from photoface.gui.kit.name_field import LONGEST_NAME
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.widget_context import WidgetContext
from photoface.library.commands.collections import EditSavedSearch


class EditSearchSheet(Sheet):
    """Stays open with the reason where the search cannot be kept so."""

    def __init__(self, context: WidgetContext, search: SavedSearchSummary, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Change the search {}").format(search.name))
        self._context, self._search, self._waiting = context, search, False
        self.name = QLineEdit(search.name, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.words = QLineEdit(search.words, self)
        self.words.setAccessibleName(self.tr("What it looks for"))
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        for words, field in ((self.tr("Name"), self.name), (self.tr("What it looks for"), self.words)):
            field.setMinimumWidth(context.theme.size(400))
            self.fill(label(words, "muted", self), field)
        self.fill(self.problem)
        self.add_buttons(self.tr("Keep"), self.tr("Cancel"))
        context.client.messages.problem.connect(self._say_refused)
        self.words.setFocus()

    def accept(self) -> None:
        """Keep it so; the sheet closes once that is done."""
        self._waiting = True
        self.problem.hide()
        command = EditSavedSearch(self._search.id, self.name.text(), self.words.text())
        self._context.client.execute(command, done=lambda _: super(EditSearchSheet, self).accept())

    def _say_refused(self, sentence: str, remedy: str) -> None:
        if self._waiting:
            self._waiting = False
            self.problem.setText(f"{sentence} {remedy}".strip())
            self.problem.show()
            self.grow()
