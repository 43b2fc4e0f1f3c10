"""The dialog that edits a person's details: dates of birth and death, aliases, notes, favourite, hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from photoface.catalog.summaries.people import AliasSummary, PersonDetails
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.dates import read_day
from photoface.gui.kit.deciding import DecidingSheet
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import icon_button, label
from photoface.library.commands.people import DescribePerson


class DayField(QWidget):
    """A day to type, or nothing; below it how it was understood."""

    def __init__(self, words: str, day: dt.date | None, *, last_of_year: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last_of_year = last_of_year
        self.field = QLineEdit(self)
        self.field.setAccessibleName(words)
        self.field.setPlaceholderText(self.tr("not known"))
        self.understood = label("", "secondary", self)
        in_column(self.field, self.understood, spacing=2, on=self)
        self.field.textChanged.connect(self._understand)
        self.field.setText("" if day is None else text.life_day(day, is_death=last_of_year))
        self._understand()

    @property
    def day(self) -> dt.date | None:
        return read_day(self.field.text(), last_of_year=self._last_of_year)

    @property
    def readable(self) -> bool:
        """Nothing was typed, or a day."""
        return not self.field.text().strip() or self.day is not None

    def _understand(self) -> None:
        day = self.day
        if day is not None:
            said = text.life_day(day, is_death=self._last_of_year)
            self.understood.setText("" if said == self.field.text().strip() else said)
        elif self.readable:
            self.understood.setText(self.tr("A day or only a year"))
        else:
            example = text.day(dt.date(1987, 6, 25))
            self.understood.setText(self.tr("Write it like {example}, or only the year.").format(example=example))


class Aliases(QWidget):
    """Other names of a person, each with a cross, and a field for one more."""

    def __init__(self, aliases: Sequence[AliasSummary], icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.removed: list[int] = []
        self.added: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._column = in_column(spacing=2, on=self)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Add another name"))
        self.field.setAccessibleName(self.tr("Add another name"))
        self.field.returnPressed.connect(self.take_typed)
        self._column.addWidget(self.field)
        for alias in aliases:
            self._show(alias.name, alias.id)

    def take_typed(self) -> None:
        """Take what is typed in the field as one more name."""
        name = " ".join(self.field.text().split())
        if name and name not in self.added:
            self.added.append(name)
            self._show(name, None)
        self.field.clear()

    def _show(self, name: str, alias_id: int | None) -> None:
        row = QWidget(self)
        layout = in_row(label(name, "body", row), Stretch(), on=row)
        cross = icon_button(self._icons, "close", self.tr("Remove the name {}").format(name), row)
        layout.addWidget(cross)
        self._column.insertWidget(self._column.count() - 1, row)

        def remove() -> None:
            if alias_id is None:
                self.added.remove(name)
            else:
                self.removed.append(alias_id)
            row.hide()
            row.deleteLater()

        cross.clicked.connect(remove)


class DetailsSheet(DecidingSheet):
    """Edits one person's details; what was changed is decided on when it is accepted."""

    def __init__(self, context: Context, details: PersonDetails, parent: QWidget | None) -> None:
        super().__init__(context.client, details.person.name, parent)
        self._details = details
        person = details.person
        self.born = DayField(self.tr("Born"), person.born, last_of_year=False, parent=self)
        self.died = DayField(self.tr("Died"), person.died, last_of_year=True, parent=self)
        self.aliases = Aliases(details.aliases, context.icons, self)
        self.notes = QPlainTextEdit(details.notes, self)
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(context.theme.size(84))
        self.favourite = CheckBox(self.tr("A favourite: stands first among people"), context.theme, self)
        self.favourite.setChecked(person.favourite)
        self.hidden = CheckBox(self.tr("Hidden: not shown among people, and not asked about"), context.theme, self)
        self.hidden.setChecked(person.hidden)
        self._build()
        for field in (self.born, self.died):
            field.field.textChanged.connect(self._check)
        self.setMinimumWidth(context.theme.size(460))
        self.born.field.setFocus()

    def _build(self) -> None:
        born = in_column(label(self.tr("Born"), "muted", self), self.born, spacing=4)
        died = in_column(label(self.tr("Died"), "muted", self), self.died, spacing=4)
        days = in_row(Placed(born, 1), Placed(died, 1), spacing=12)
        called, notes = label(self.tr("Also called"), "muted", self), label(self.tr("Notes"), "muted", self)
        words = in_column(called, self.aliases, Space(8), notes, self.notes, spacing=4)
        hint = label(self.tr("Ages are shown, and nobody is suggested outside these dates."), "secondary", self)
        self.fill(days, hint, words, self.favourite, self.hidden, self.problem)
        self.add_buttons(self.tr("Save"), self.tr("Cancel"))

    def _check(self) -> None:
        born, died = self.born.day, self.died.day
        trouble = ""
        if born is not None and died is not None and died < born:
            trouble = self.tr("Nobody dies before being born: check both dates.")
        elif any(day is not None and day > dt.date.today() for day in (born, died)):
            trouble = self.tr("This date lies ahead: check the year.")
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))
        self.act.setEnabled(not trouble and self.born.readable and self.died.readable)

    def decision(self) -> DescribePerson | None:
        """All that was changed, as one decision."""
        person = self._details.person
        self.aliases.take_typed()
        said = (self.born.day, self.died.day, self.notes.toPlainText().strip())
        favourite, hidden = self.favourite.isChecked(), self.hidden.isChecked()
        changed = DescribePerson(
            person.id,
            *said,
            added_names=tuple(self.aliases.added),
            removed_aliases=tuple(self.aliases.removed),
            favourite=favourite if favourite != person.favourite else None,
            hidden=hidden if hidden != person.hidden else None,
        )
        same = DescribePerson(person.id, person.born, person.died, self._details.notes)
        return changed if changed != same else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the field for another name takes that name.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() is self.aliases.field:
            event.accept()
            return
        super().keyPressEvent(event)
