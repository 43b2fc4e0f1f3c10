"""The dialog that renames a person, and can keep the old name as an alias."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.deciding import DecidingSheet
from photoface.gui.kit.name_field import NameField
from photoface.library.commands.people import RenamePerson


class RenameSheet(DecidingSheet):
    """Asks for the name, and whether the person is to be found under the old one too."""

    def __init__(self, context: Context, person: PersonSummary, parent: QWidget) -> None:
        super().__init__(context.client, "", parent)
        self.set_title(self.tr("Rename {}").format(person.name))
        self._person = person
        self.field = NameField(context, self)
        self.field.setText(person.name)
        self.field.selectAll()
        self.field.setMinimumWidth(320)
        # Qt makes a mnemonic of an ampersand.
        name = person.name.replace("&", "&&")
        self.keep_old_name = CheckBox(self.tr("Also find this person as {}").format(name), context.theme, self)
        self.fill(self.field, self.keep_old_name, self.problem)
        self.add_buttons(self.tr("Rename"), self.tr("Cancel"))
        self.field.confirmed.connect(lambda _: self.accept())
        self.field.left.connect(self.reject)
        self.field.setFocus()

    def decision(self) -> RenamePerson | None:
        name = self.field.words()
        if not name or name == self._person.name:
            return None
        return RenamePerson(self._person.id, name, keep_old_name=self.keep_old_name.isChecked())
