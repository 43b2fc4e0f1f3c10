"""The dialog for a typed name that somebody has already: it asks whether that person is meant, or another one.

It also makes the command again with the answer. For a name among other details it offers to save the rest without it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.client import NameAsked, Named
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Stretch, in_row
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.people.merge import CoverButton, warn_of_photos_together
from photoface.library.commands.command import Command
from photoface.library.commands.groups import SplitGroup
from photoface.library.commands.people import AddAlias, DescribePerson, MergePeople, RenamePerson
from photoface.text_folding import cleaned

MOST_PEOPLE = 6
"""Covers beside each other on the sheet; people of one name are few."""


class NameQuestionSheet(Sheet):
    """Shows who could be meant. The answers are: one of them, another person, or back to where the name was typed."""

    def __init__(self, context: Context, asked: NameAsked, people: Sequence[PersonSummary], parent: QWidget) -> None:
        super().__init__(asked.question.sentence, parent)
        self._asked = asked
        self._merges = isinstance(asked.command, (RenamePerson, AddAlias))
        self._leaves_out = isinstance(asked.command, DescribePerson)
        lines = dict(asked.question.people)
        self.people = QButtonGroup(self)
        row = in_row(Stretch(), spacing=12)
        for person in people[:MOST_PEOPLE]:
            cover = CoverButton(context, person, self)
            cover.setAccessibleName(lines.get(person.id, person.name))
            cover.setToolTip(lines.get(person.id, person.name))
            self.people.addButton(cover, person.id)
            row.addWidget(cover)
        row.addStretch(1)
        self.words = label("", "muted", self, wrap=True)
        self.warning = label("", "warning", self, wrap=True)
        self.warning.hide()
        self.fill(row, self.words, self.warning)
        self.another = button(self.tr("Another person"), "plain", self, clicked=self._is_another)
        self.another.setVisible(not self._leaves_out)
        same = self.tr("Merge them") if self._merges else self.tr("The same person")
        if self._leaves_out:
            self.add_buttons(self.tr("Save the rest"), self.tr("Back"))
        else:
            self.add_buttons(same, self.tr("Back"))
        self.buttons.insertWidget(self.buttons.count() - 1, self.another)
        self.people.idToggled.connect(lambda _id, _on: self._explain())
        self.people.buttons()[0].setChecked(True)
        self.accepted.connect(self._is_chosen)
        self.rejected.connect(asked.give_up)
        self.setMinimumWidth(context.theme.size(460))
        self.act.setFocus()
        command = asked.command
        if isinstance(command, (RenamePerson, AddAlias)):
            warn = partial(warn_of_photos_together, self.warning)
            ids = [command.person_id, *(person.id for person in people)]
            context.client.read(self, lambda library: library.people.photos_together(ids), warn)

    def _explain(self) -> None:
        name = self._asked.question.name
        if self._leaves_out:
            words = self.tr("Everything else that you typed is saved, without the second name {}.")
        elif self._merges:
            words = self.tr("If they are the same person, both become one. If not, two people are called {}.")
        else:
            words = self.tr("If it is the same person, the faces go there. If not, two people are called {}.")
        self.words.setText(words.format(name) + " " + self.tr("You can undo this."))

    def _is_chosen(self) -> None:
        self._asked.decide_instead(meant(self._asked.command, self._asked.question.name, self.people.checkedId()))

    def _is_another(self) -> None:
        # Not by accept or reject: those are the two other answers.
        self.done(ANOTHER)
        command = self._asked.command
        assert not isinstance(command, DescribePerson)
        self._asked.decide_instead(as_another(command, self._asked.question.name))


ANOTHER = 2
"""The result of a sheet that was left by the third answer; Qt's own are 0 and 1."""


def meant(command: Named | DescribePerson, name: str, person_id: int) -> Command:
    """The command for the person that was meant; of a form with several details, all details but the name."""
    if isinstance(command, DescribePerson):
        left = tuple(added for added in command.added_names if cleaned(added) != name)
        return dataclasses.replace(command, added_names=left)
    if isinstance(command, (RenamePerson, AddAlias)):
        return MergePeople(person_id, (command.person_id,))
    number = f"#{person_id}"
    if isinstance(command, SplitGroup) and _is_of_the_rest(command, name):
        return dataclasses.replace(command, rest_name=number)
    return dataclasses.replace(command, name=number)


def as_another(command: Named, name: str) -> Command:
    """The command with the answer that another person of that name is meant."""
    if isinstance(command, SplitGroup) and _is_of_the_rest(command, name):
        return dataclasses.replace(command, rest_another=True)
    return dataclasses.replace(command, another=True)


def _is_of_the_rest(command: SplitGroup, name: str) -> bool:
    """Whether the question is about the name of the person that stays; that person is looked up first."""
    return command.rest_name is not None and not command.rest_another and cleaned(command.rest_name) == name
