"""The list model of the changes that a new grouping proposes, each with a sentence and a check box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from photoface.gui.kit import text
from photoface.gui.kit.list_model import Index, ListModel
from photoface.library.regroup_proposal import ChangeKind, RegroupChange

_ROLE = Qt.ItemDataRole


class RegroupModel(ListModel[RegroupChange, RegroupChange]):
    """Rows are changes; all are ticked at first.

    Signals:
        ticks_changed: others are ticked now.
    """

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticked: set[RegroupChange] = set()
        self._names: Mapping[int, str] = {}

    def set_changes(self, changes: tuple[RegroupChange, ...], names: Mapping[int, str]) -> None:
        """Show these changes; `names` are the people's, by id."""
        self._names = names
        self._ticked = set(changes)
        self.show(changes)
        self.ticks_changed.emit()

    def id_of(self, summary: RegroupChange) -> RegroupChange:
        return summary

    def name(self, person_id: int) -> str:
        """A person's name."""
        return self._names.get(person_id, "")

    def ticked(self) -> tuple[RegroupChange, ...]:
        """The ticked changes."""
        return tuple(change for change in self.ids if change in self._ticked)

    def tick_all(self, ticked: bool) -> None:
        """Tick all of them, or none."""
        self._ticked = set(self.ids) if ticked else set()
        self.tell_changed(self.ids, _ROLE.CheckStateRole)
        self.ticks_changed.emit()

    # QAbstractListModel

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if role == _ROLE.CheckStateRole and index.isValid():
            ticked = self.ids[index.row()] in self._ticked
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.CheckStateRole or not index.isValid():
            return False
        change = self.ids[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._ticked.add(change)
        else:
            self._ticked.discard(change)
        self.dataChanged.emit(index, index, [role])
        self.ticks_changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def words(self, summary: RegroupChange, role: Qt.ItemDataRole) -> str | None:
        return None if role == _ROLE.ToolTipRole else self._sentence(summary)

    def _sentence(self, change: RegroupChange) -> str:
        groups = [len(pile.face_ids) for pile in change.after if pile.person_id is None]
        now = sum(len(pile.face_ids) for pile in change.before)
        match change.kind:
            case ChangeKind.JOIN:
                return self.tr("{count} groups are one person: {faces}").format(
                    count=text.number(len(change.before)), faces=text.faces(groups[0])
                )
            case ChangeKind.SPLIT:
                return self.tr("A group of {faces} is {count} people").format(
                    faces=text.faces(now), count=text.number(len(groups))
                )
            case ChangeKind.MIX:
                return self.tr("{count} groups exchange {faces}").format(
                    count=text.number(len(change.before)), faces=text.faces(len(change.moving))
                )
            case ChangeKind.GATHER:
                return self.tr("{faces} without a group are one person").format(faces=text.faces(groups[0]))
            case ChangeKind.GROW:
                return text.counted(
                    len(change.gained),
                    self.tr("{} face without a group joins a group of {faces}"),
                    self.tr("{} faces without a group join a group of {faces}"),
                    faces=text.faces(now),
                )
            case ChangeKind.SHRINK if groups:
                return text.counted(
                    len(change.lost),
                    self.tr("{} face leaves a group of {faces}"),
                    self.tr("{} faces leave a group of {faces}"),
                    faces=text.faces(now),
                )
            case ChangeKind.SHRINK:
                return self.tr("A group of {faces} comes apart").format(faces=text.faces(now))
            case ChangeKind.NAME:
                people = [pile for pile in change.after if pile.person_id is not None]
                return text.counted(
                    sum(len(pile.face_ids) for pile in people),
                    self.tr("{} face is probably {names}"),
                    self.tr("{} faces are probably {names}"),
                    names=", ".join(dict.fromkeys(self.name(pile.person_id or 0) for pile in people)),
                )
