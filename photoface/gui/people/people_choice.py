"""A widget that lists all named people with check boxes, and a field that filters them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.choices import CheckedRows
from photoface.gui.kit.parts import button, label
from photoface.text_folding import spelled

HEIGHT = 180
"""Least pixels of the list at the usual text size: six people."""


class PeopleChoice(QWidget):
    """All named people, each with a check box.

    Signals:
        changed: others are chosen.

    Args:
        chosen: ids of those who are ticked at first; they stand first.
    """

    changed = Signal()

    def __init__(self, context: Context, chosen: Collection[int], parent: QWidget) -> None:
        super().__init__(parent)
        self._first = set(chosen)
        self.search = QLineEdit(self)
        self.search.setAccessibleName(self.tr("Find people"))
        self.search.setPlaceholderText(self.tr("Find people"))
        self.search.textChanged.connect(lambda _: self._filter())
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("People to choose"))
        self.list.setMinimumHeight(context.theme.size(HEIGHT))
        self.list.setItemDelegate(CheckedRows(context.theme, self))
        self.list.itemClicked.connect(_toggle)
        self.list.itemChanged.connect(lambda _: self._count())
        self.everybody = button(self.tr("Choose all"), "link", self, clicked=self._toggle_all)
        self.said = label("", "muted", self)
        in_column(
            self.search,
            Placed(self.list, 1),
            in_row(self.said, Stretch(), self.everybody),
            spacing=8,
            on=self,
        )
        self.list.installEventFilter(self)
        context.client.read(self, lambda library: library.people.all(), self._take)
        self._count()

    @property
    def chosen(self) -> dict[int, str]:
        """The names of those who are ticked, by id."""
        return {
            int(item.data(Qt.ItemDataRole.UserRole)): item.text()
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        }

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the current row."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            item = self.list.currentItem()
            if item is not None:
                _toggle(item)
            return True
        return False

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _take(self, people: list[PersonSummary]) -> None:
        shown = sorted(people, key=lambda person: (person.id not in self._first, spelled(person.name)))
        self.list.blockSignals(True)
        for person in shown:
            item = QListWidgetItem(person.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if person.id in self._first else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self._count()

    def _filter(self) -> None:
        words = spelled(self.search.text())
        for item in self._items():
            item.setHidden(words not in spelled(item.text()))
        self._count()

    def _toggle_all(self) -> None:
        shown = [item for item in self._items() if not item.isHidden()]
        on = not all(item.checkState() is Qt.CheckState.Checked for item in shown)
        self.list.blockSignals(True)
        for item in shown:
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._count()

    def _count(self) -> None:
        shown = [item for item in self._items() if not item.isHidden()]
        all_on = bool(shown) and all(item.checkState() is Qt.CheckState.Checked for item in shown)
        self.everybody.setText(self.tr("Choose none") if all_on else self.tr("Choose all"))
        self.everybody.setAccessibleName(self.everybody.text())
        self.everybody.setEnabled(bool(shown))
        self.said.setText(self.tr("{} chosen").format(text.people(len(self.chosen))))
        self.changed.emit()


def _toggle(item: QListWidgetItem) -> None:
    ticked = item.checkState() is Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
