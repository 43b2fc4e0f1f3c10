"""The list model of named people, on the People page and among a person's companions.

People dropped on a person are to be merged with it, for which the page asks first. Groups dropped on a person get its
name at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.kit import text
from photoface.gui.kit.list_model import Index
from photoface.gui.people.drag_model import GROUPS_MIME, PEOPLE_MIME, DragModel

SUGGESTIONS = Qt.ItemDataRole.UserRole + 11
"""How many suggestions a person has."""


class PeopleModel(DragModel[PersonSummary]):
    """Named people. There are few enough to hold all of them.

    Signals:
        merge_asked: people were dropped on another one; the target's id and the dropped ids.
        naming_asked: unnamed groups were dropped on a person; the person's id and the groups' ids.
    """

    merge_asked = Signal(int, object)
    naming_asked = Signal(int, object)
    carries = PEOPLE_MIME
    takes = (GROUPS_MIME, PEOPLE_MIME)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._suggestions: Mapping[int, int] = {}

    def set_suggestions(self, counts: Mapping[int, int]) -> None:
        """Mark who has suggestions: how many, by person."""
        if counts != self._suggestions:
            self._suggestions = dict(counts)
            self.tell_changed(self.ids, SUGGESTIONS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == SUGGESTIONS:
            return self._suggestions.get(self.ids[index.row()], 0) if index.isValid() else None
        return super().data(index, role)

    def words(self, summary: PersonSummary, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return summary.name
        words = self.tr("{name}: {faces} in {photos}").format(
            name=summary.name, faces=text.faces(summary.faces), photos=text.photos(summary.photos, summary.videos)
        )
        waiting = self._suggestions.get(summary.id, 0)
        said = (
            (self.tr("favourite"), summary.favourite),
            (self.tr("hidden"), summary.hidden),
            (self.tr("{} not answered").format(text.suggestions(waiting)), waiting > 0),
        )
        return ", ".join([words, *(part for part, holds in said if holds)])

    def words_of_drop(self, summary: PersonSummary, kind: str) -> str:
        words = self.tr("This is {}") if kind == GROUPS_MIME else self.tr("Merge with {}")
        return words.format(summary.name)

    def dropped(self, target_id: int, kind: str, ids: tuple[int, ...]) -> None:
        asked = self.naming_asked if kind == GROUPS_MIME else self.merge_asked
        asked.emit(target_id, ids)
