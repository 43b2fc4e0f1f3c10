"""Named people; dragging one onto another asks to merge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QObject, Qt, Signal

from photoface.catalog.summaries import PersonSummary
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import ID, ROOT, SUMMARY, Index
from photoface.gui.kit.row_changes import transform

PEOPLE_MIME = "application/x-photoface-people"
GROUPS_MIME = "application/x-photoface-groups"

SUGGESTIONS = Qt.ItemDataRole.UserRole + 11
"""How many suggestions a person has."""


def ids_from_mime(data: QMimeData, kind: str) -> tuple[int, ...]:
    """The ids that a drag carries."""
    content = bytes(data.data(kind).data()).decode("ascii")
    return tuple(int(word) for word in content.split(",") if word)


class PeopleModel(QAbstractListModel):
    """All named people. There are few enough to hold them all.

    Signals:
        merge_asked: people were dropped on another one; the target's id and the dropped ids.
        naming_asked: unnamed groups were dropped on a person; the person's id and the groups' ids.
    """

    merge_asked = Signal(int, object)
    naming_asked = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: list[PersonSummary] = []
        self._suggestions: Mapping[int, int] = {}

    @property
    def people(self) -> Sequence[PersonSummary]:
        return self._people

    def set_people(self, people: Sequence[PersonSummary]) -> None:
        """Show these people; who stays keeps place and selection."""
        old, new = [person.id for person in self._people], [person.id for person in people]
        by_id = {person.id: person for person in people}

        def remove(first: int, last: int) -> None:
            self.beginRemoveRows(ROOT, first, last)
            del self._people[first : last + 1]
            self.endRemoveRows()

        def insert(first: int, last: int) -> None:
            self.beginInsertRows(ROOT, first, last)
            self._people[first:first] = people[first : last + 1]
            self.endInsertRows()

        if transform(old, new, remove, insert):
            changed = [row for row, person in enumerate(self._people) if person != by_id[person.id]]
            self._people = list(people)
            if changed:
                self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), 0))
            return
        # The same people in another order: rows move, and the selection with them.
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        row_of = {id_: row for row, id_ in enumerate(new)}
        after = [
            self.index(row_of[old[index.row()]], 0) if old[index.row()] in row_of else self.index(-1, 0)
            for index in before
        ]
        self._people = list(people)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def set_suggestions(self, counts: Mapping[int, int]) -> None:
        """Mark who has suggestions: how many, by person."""
        if counts != self._suggestions:
            self._suggestions = dict(counts)
            if self._people:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._people) - 1, 0), [SUGGESTIONS])

    def person(self, row: int) -> PersonSummary | None:
        return self._people[row] if 0 <= row < len(self._people) else None

    def row_of(self, person_id: int) -> int:
        """The row of a person, or -1."""
        return next((row for row, person in enumerate(self._people) if person.id == person_id), -1)

    # QAbstractListModel

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        person = self.person(index.row()) if index.isValid() else None
        if person is None:
            return None
        if role == SUMMARY:
            return person
        if role == ID:
            return person.id
        if role == SUGGESTIONS:
            return self._suggestions.get(person.id, 0)
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(person)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.tooltip(self._words(person))
        return None

    def _words(self, person: PersonSummary) -> str:
        words = self.tr("{name}: {faces} in {photos}").format(
            name=person.name, faces=text.faces(person.faces), photos=text.photos(person.photos)
        )
        waiting = self._suggestions.get(person.id, 0)
        said = (
            (self.tr("favourite"), person.favourite),
            (self.tr("hidden"), person.hidden),
            (self.tr("{} not answered").format(text.suggestions(waiting)), waiting > 0),
        )
        return ", ".join([words, *(part for part, holds in said if holds)])

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid():
            flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [PEOPLE_MIME, GROUPS_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        ids = ",".join(str(self._people[index.row()].id) for index in indexes)
        data = QMimeData()
        data.setData(PEOPLE_MIME, ids.encode("ascii"))
        return data

    def drop_words(self, data: QMimeData, target: Index) -> str:
        """What a drop on this person would do; empty where it would do nothing."""
        person = self.person(target.row())
        if person is None or not self.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, target):
            return ""
        words = self.tr("This is {}") if data.hasFormat(GROUPS_MIME) else self.tr("Merge with {}")
        return words.format(person.name)

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        target = self.person(parent.row()) if parent.isValid() else None
        if target is None:
            return False
        if data.hasFormat(GROUPS_MIME):
            return True
        return data.hasFormat(PEOPLE_MIME) and target.id not in ids_from_mime(data, PEOPLE_MIME)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        target = self._people[parent.row()].id
        if data.hasFormat(GROUPS_MIME):
            self.naming_asked.emit(target, ids_from_mime(data, GROUPS_MIME))
        else:
            self.merge_asked.emit(target, ids_from_mime(data, PEOPLE_MIME))
        return True
