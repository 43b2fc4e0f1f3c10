"""Two dialogs about circles of people: one puts chosen people into a circle, one edits who is in a circle.

A new circle can be made in both; the second also renames.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.catalog.summaries.people import CircleSummary, PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.choices import CheckedRows
from photoface.gui.kit.name_field import LONGEST_NAME
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.people import PutInCircle, RenameCircle, TakeOutOfCircle
from photoface.text_folding import begins_with


class CircleSheet(Sheet):
    """Lists the circles for some people; what is typed filters them, and makes a new one where none is called so."""

    def __init__(self, context: Context, people: Sequence[PersonSummary], parent: QWidget) -> None:
        super().__init__("", parent)
        only = people[0].name if len(people) == 1 else text.people(len(people))
        self.set_title(self.tr("Put {} into a circle").format(only))
        self._context, self._people = context, tuple(person.id for person in people)
        self._circles: list[CircleSummary] = []
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setPlaceholderText(self.tr("A circle, such as Family, or the name of a new one"))
        self.field.setAccessibleName(self.tr("Circle"))
        self.field.setMinimumWidth(360)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Circles"))
        self.list.setMinimumHeight(160)
        self.list.setSpacing(3)
        self.fill(self.field, self.list)
        self.add_buttons(self.tr("Put in"), self.tr("Cancel"))
        self.field.textChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.accepted.connect(self._decide)
        self.field.setFocus()
        context.client.read(self, lambda library: library.people.circles(), self._take)

    def _take(self, found: list[CircleSummary]) -> None:
        self._circles = found
        self._show()

    def _show(self) -> None:
        typed = " ".join(self.field.text().split())
        self.list.clear()
        for circle in self._circles:
            if typed.casefold() in circle.name.casefold():
                self._add(f"{circle.name}  ({text.people(len(circle.person_ids))})", circle.name)
        if typed and typed.casefold() not in {circle.name.casefold() for circle in self._circles}:
            self._add(self.tr("New circle “{}”").format(typed), typed)
        self.list.setCurrentRow(0)
        self.act.setEnabled(self.list.count() > 0)

    def _add(self, words: str, name: str) -> None:
        item = QListWidgetItem(words, self.list)
        item.setData(Qt.ItemDataRole.UserRole, name)

    def _decide(self) -> None:
        # Putting in is possible only while something is listed.
        name = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        self._context.client.execute(PutInCircle(self._people, name))


class MembersSheet(Sheet):
    """Who is in a circle: everybody with a box to check. Without a circle it makes one."""

    def __init__(self, context: Context, circle: CircleSummary | None, parent: QWidget) -> None:
        title = "" if circle is None else circle.name
        super().__init__(title, parent)
        if circle is None:
            self.set_title(self.tr("A new circle of people"))
        self._context, self._circle = context, circle
        self._before = frozenset(() if circle is None else circle.person_ids)
        self.name = QLineEdit(title, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("Its name, such as Family or Work"))
        self.name.setAccessibleName(self.tr("Name of the circle"))
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Find somebody"))
        self.filter.setAccessibleName(self.tr("Find somebody"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("People; Space puts in or takes out"))
        self.list.setMinimumSize(context.theme.size(360), context.theme.size(240))
        self.list.setItemDelegate(CheckedRows(context.theme, self.list))
        self.count = label("", "secondary", self)
        self.fill(self.name, self.filter, self.list, self.count)
        self.add_buttons(self.tr("Make the circle") if circle is None else self.tr("Save"), self.tr("Cancel"))
        self.filter.textChanged.connect(self._filter)
        self.name.textChanged.connect(self._check)
        self.list.itemChanged.connect(self._check)
        self.accepted.connect(self._decide)
        (self.name if circle is None else self.filter).setFocus()
        context.client.read(self, lambda library: library.people.all("name"), self._take)

    def _take(self, people: list[PersonSummary]) -> None:
        # Those who are in it stand first.
        for person in sorted(people, key=lambda person: person.id not in self._before):
            item = QListWidgetItem(person.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            inside = person.id in self._before
            item.setCheckState(Qt.CheckState.Checked if inside else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self._check()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _filter(self) -> None:
        typed = self.filter.text().strip()
        for item in self._items():
            item.setHidden(bool(typed) and not begins_with(item.text(), typed))

    def _inside(self) -> frozenset[int]:
        checked = (item for item in self._items() if item.checkState() is Qt.CheckState.Checked)
        return frozenset(item.data(Qt.ItemDataRole.UserRole) for item in checked)

    def _check(self) -> None:
        inside = self._inside()
        self.count.setText(text.people(len(inside)))
        self.act.setEnabled(bool(self.name.text().strip()) and bool(inside))

    def _decide(self) -> None:
        name, inside = " ".join(self.name.text().split()), self._inside()
        execute, circle = self._context.client.execute, self._circle
        came, went = tuple(sorted(inside - self._before)), tuple(sorted(self._before - inside))
        if circle is not None and name != circle.name:
            execute(RenameCircle(circle.id, name))
        if came:
            execute(PutInCircle(came, name))
        if circle is not None and went:
            execute(TakeOutOfCircle(circle.id, went))
