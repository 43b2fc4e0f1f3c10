"""A person's relatives: the line of links on the person's page, and the dialog that adds and removes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from photoface.catalog.relations import CHILD
from photoface.catalog.states import RelationKind
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.people import PersonSummary, RelatedPerson
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row
from photoface.gui.kit.choices import DropDown
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import button, icon_button, label
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.command import Command
from photoface.library.commands.people import RelatePeople, UnrelatePeople
from photoface.text_folding import spelled


def role_words(role: str) -> str:
    """What somebody in a role is to a person."""
    tr = QCoreApplication.translate
    words = {
        RelationKind.PARENT.value: tr("Relations", "parent"),
        CHILD: tr("Relations", "child"),
        RelationKind.PARTNER.value: tr("Relations", "partner"),
        RelationKind.SIBLING.value: tr("Relations", "sibling"),
    }
    return words[role]


def roles_words(role: str, several: bool) -> str:
    """The heading over those in a role."""
    tr = QCoreApplication.translate
    words = {
        RelationKind.PARENT.value: (tr("Relations", "Parent"), tr("Relations", "Parents")),
        CHILD: (tr("Relations", "Child"), tr("Relations", "Children")),
        RelationKind.PARTNER.value: (tr("Relations", "Partner"), tr("Relations", "Partners")),
        RelationKind.SIBLING.value: (tr("Relations", "Sibling"), tr("Relations", "Siblings")),
    }
    return words[role][several]


class RelationsLine(QWidget):
    """Relatives by name, each a link to their page.

    Signals:
        person_asked: the id of a relative.
    """

    person_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=6)
        self._parts: list[QWidget] = []
        self.links: list[QWidget] = []
        self._shown: tuple[RelatedPerson, ...] = ()
        rule = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        rule.setHeightForWidth(True)
        self.setSizePolicy(rule)
        self.hide()

    def show_relatives(self, relatives: Sequence[RelatedPerson]) -> None:
        """Show these people, who come by role."""
        if tuple(relatives) == self._shown:
            return
        self._shown = tuple(relatives)
        for part in self._parts:
            self._flow.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.links = [], []
        heads: list[QLabel] = []
        for role in dict.fromkeys(one.role for one in relatives):
            here = [one for one in relatives if one.role == role]
            heading = label(f"{roles_words(role, len(here) > 1)}:", "muted", self)
            heads.append(heading)
            self._add(heading)
            for one in here:
                # Qt makes a mnemonic of an ampersand.
                link = button(one.name.replace("&", "&&"), "link", self)
                link.setAccessibleName(self.tr("{name}, {role}").format(name=one.name, role=role_words(role)))
                link.clicked.connect(partial(self.person_asked.emit, one.person_id))
                self.links.append(link)
                self._add(link)
        for heading in heads:
            # The words of both stand on one line.
            heading.setFixedHeight(self.links[0].sizeHint().height())
        self.setVisible(bool(relatives))
        self.updateGeometry()

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._flow.addWidget(part)
        part.show()


class RelationsSheet(Sheet):
    """Lists who is related to a person, and adds and removes; each is a decision of its own that can be undone."""

    def __init__(self, context: Context, person: PersonSummary, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Relations of {}").format(person.name))
        self._context, self._person = context, person
        self._read = LatestRead(context.client, self)
        self._waiting = False
        self.rows = QWidget(self)
        self._column = in_column(spacing=2, on=self.rows)
        self.nobody = label(self.tr("Nobody yet."), "muted", self)
        self.role = DropDown(self.tr("Relation"), context.theme, self)
        for role in (RelationKind.PARENT.value, CHILD, RelationKind.PARTNER.value, RelationKind.SIBLING.value):
            self.role.addItem(roles_words(role, several=False), role)
        self.name = NameField(context, self)
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setMinimumWidth(context.theme.size(220))
        self.add = button(self.tr("Add"), "plain", self, clicked=self._add_typed)
        new = holding(in_row(self.role, Placed(self.name, 1), self.add, spacing=8), self)
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        why = self.tr("PhotoFace looks closer where relatives look alike, and tells you of birth dates that cannot be.")
        self.fill(self.rows, self.nobody, new, self.problem, self.sentence(why, "secondary"))
        self.add_buttons(self.tr("Done"))
        self.setMinimumWidth(context.theme.size(460))
        self.name.confirmed.connect(lambda _: self._add_typed())
        self.name.left.connect(self.reject)
        context.client.messages.problem.connect(self._say_refused)
        context.client.changed.connect(self._note)
        self.name.setFocus()
        self._refresh()

    def _note(self, changed: Changed) -> None:
        if changed.people or changed.everything:
            self._refresh()

    def _refresh(self) -> None:
        person_id = self._person.id
        self._read.start(lambda library: library.people.relations(person_id), self._take)

    def _take(self, relatives: list[RelatedPerson]) -> None:
        while self._column.count():
            row = self._column.takeAt(0)
            widget = None if row is None else row.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in relatives:
            said = label(f"{roles_words(one.role, several=False)}: {one.name}", "body", self.rows)
            words = self.tr("Remove {name}, {role}").format(name=one.name, role=role_words(one.role))
            cross = icon_button(self._context.icons, "close", words, self.rows)
            cross.clicked.connect(partial(self._decide, UnrelatePeople(one.id)))
            self._column.addWidget(holding(in_row(said, Stretch(), cross), self.rows))
        self.nobody.setVisible(not relatives)
        self.adjustSize()

    def _add_typed(self) -> None:
        typed = self.name.words()
        if not typed:
            return

        def take(found: list[PersonSummary]) -> None:
            exact = [one for one in found if spelled(one.name) == spelled(typed)] or found
            if len(exact) == 1:
                self._relate(exact[0])
            elif exact:
                self._say(self.tr("Several people fit {}. Type the whole name.").format(typed))
            else:
                self._say(self.tr("Nobody is called {}. Give a face this name first.").format(typed))

        self._context.client.read(self, lambda library: library.people.called(typed), take)

    def _relate(self, other: PersonSummary) -> None:
        role, person = self.role.currentData(), self._person.id
        if role == RelationKind.PARENT.value:
            command = RelatePeople(other.id, person, RelationKind.PARENT)
        elif role == CHILD:
            command = RelatePeople(person, other.id, RelationKind.PARENT)
        else:
            command = RelatePeople(person, other.id, RelationKind(role))
        self._decide(command)

    def _decide(self, command: Command) -> None:
        self.problem.hide()
        self._waiting = True
        self._context.client.execute(command, done=lambda _: self._done(), not_decided=self._stop_waiting)

    def _done(self) -> None:
        self._waiting = False
        self.name.clear()
        self.name.setFocus()

    def _stop_waiting(self) -> None:
        self._waiting = False

    def _say_refused(self, sentence: str, remedy: str) -> None:
        if self._waiting:
            self._say(f"{sentence} {remedy}".strip())

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the field adds what is typed; only an empty field closes the sheet.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.name.words():
            event.accept()
            return
        super().keyPressEvent(event)
