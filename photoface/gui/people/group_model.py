"""Unnamed groups for the tray, largest first; dropping one onto another joins them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QObject, Qt, Signal

from photoface.catalog.summaries import GroupSummary
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import ID, ROOT, SUMMARY, Index
from photoface.gui.kit.row_changes import transform
from photoface.gui.people.model import GROUPS_MIME, ids_from_mime


class GroupsModel(QAbstractListModel):
    """The unnamed groups. While the user works in the tray they keep their places: new ones come at the end.

    A group that left, as by a name, keeps its place too, for the undo that brings it back.

    Signals:
        joining_asked: groups were dropped on another one; the target's id and the dropped ids.
    """

    joining_asked = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[GroupSummary] = []
        self._leaving: set[int] = set()
        self._order: list[int] = []
        """All groups that are here or were since they came in their order."""

    @property
    def groups(self) -> Sequence[GroupSummary]:
        return self._groups

    def set_groups(self, groups: Sequence[GroupSummary], *, keep_places: bool) -> None:
        """Show these groups, or bring the ones that show up to date where they stand."""
        self._leaving &= {group.id for group in groups}
        fresh = {group.id: group for group in groups if group.id not in self._leaving}
        known = set(self._order) if keep_places else set()
        if not keep_places:
            self._order = []
        self._order += [id_ for id_ in fresh if id_ not in known]
        target = [fresh[id_] for id_ in self._order if id_ in fresh]

        def remove(first: int, last: int) -> None:
            self.beginRemoveRows(ROOT, first, last)
            del self._groups[first : last + 1]
            self.endRemoveRows()

        def insert(first: int, last: int) -> None:
            self.beginInsertRows(ROOT, first, last)
            self._groups[first:first] = target[first : last + 1]
            self.endInsertRows()

        if transform([group.id for group in self._groups], [group.id for group in target], remove, insert):
            changed = [row for row, (old, new) in enumerate(zip(self._groups, target, strict=True)) if old != new]
            self._groups = target
            if changed:
                self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), 0))
        else:
            self.beginResetModel()
            self._groups = target
            self.endResetModel()

    def take_out(self, group_id: int) -> None:
        """The user named it: it leaves at once, before the catalog has said so."""
        row = self.row_of(group_id)
        if row >= 0:
            self._leaving.add(group_id)
            self.beginRemoveRows(ROOT, row, row)
            del self._groups[row]
            self.endRemoveRows()

    def settle(self, group_id: int) -> None:
        """The catalog has answered; from now on it alone says whether the group is there."""
        self._leaving.discard(group_id)

    def group(self, row: int) -> GroupSummary | None:
        return self._groups[row] if 0 <= row < len(self._groups) else None

    def row_of(self, group_id: int) -> int:
        """The row of a group, or -1."""
        return next((row for row, group in enumerate(self._groups) if group.id == group_id), -1)

    # QAbstractListModel

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._groups)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self.group(index.row()) if index.isValid() else None
        if group is None:
            return None
        if role == SUMMARY:
            return group
        if role == ID:
            return group.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("Unnamed: {faces} in {photos}").format(
                faces=text.faces(group.faces), photos=text.photos(group.photos)
            )
        return None

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
        return [GROUPS_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        ids = ",".join(str(self._groups[index.row()].id) for index in indexes)
        data = QMimeData()
        data.setData(GROUPS_MIME, ids.encode("ascii"))
        return data

    def drop_words(self, data: QMimeData, target: Index) -> str:
        """What a drop on this group would do; empty where it would do nothing."""
        takes = self.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, target)
        return self.tr("The same person") if takes else ""

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        target = self.group(parent.row()) if parent.isValid() else None
        return target is not None and data.hasFormat(GROUPS_MIME) and target.id not in ids_from_mime(data, GROUPS_MIME)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        self.joining_asked.emit(self._groups[parent.row()].id, ids_from_mime(data, GROUPS_MIME))
        return True
