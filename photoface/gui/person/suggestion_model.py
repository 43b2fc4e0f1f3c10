"""What the machine suggests for one person, most certain first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from photoface.catalog.summaries import FaceSummary
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import ID, ROOT, SUMMARY, Index
from photoface.gui.kit.row_changes import transform
from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.suggestions import Suggestion

FACE = Qt.ItemDataRole.UserRole + 10
"""The `FaceSummary` of a suggestion's best face."""

Key = tuple[str, int]


def key_of(suggestion: Suggestion) -> Key:
    """What stays the same when a suggestion is worked out anew: the group, or the face."""
    if suggestion.group_id is not None:
        return ("group", suggestion.group_id)
    return ("face", suggestion.face_ids[0])


class SuggestionsModel(QAbstractListModel):
    """One suggestion a row. While the user answers they keep their places: new ones come at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._suggestions: list[Suggestion] = []
        self._faces: dict[int, FaceSummary] = {}
        self._answered: set[Key] = set()
        self.name = ""

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        return self._suggestions

    def set_suggestions(
        self, suggestions: Sequence[Suggestion], faces: Mapping[int, FaceSummary], *, keep_places: bool
    ) -> None:
        """Show these; `faces` are the best faces of each, by id."""
        fresh = {key_of(one): one for one in suggestions if key_of(one) not in self._answered}
        if keep_places:
            standing = [key_of(one) for one in self._suggestions if key_of(one) in fresh]
            known = set(standing)
            order = standing + [key for key in fresh if key not in known]
        else:
            order = list(fresh)
        target = [fresh[key] for key in order]
        self._faces = dict(faces)

        def remove(first: int, last: int) -> None:
            self.beginRemoveRows(ROOT, first, last)
            del self._suggestions[first : last + 1]
            self.endRemoveRows()

        def insert(first: int, last: int) -> None:
            self.beginInsertRows(ROOT, first, last)
            self._suggestions[first:first] = target[first : last + 1]
            self.endInsertRows()

        if transform([key_of(one) for one in self._suggestions], order, remove, insert):
            self._suggestions = target
            if target:
                self.dataChanged.emit(self.index(0, 0), self.index(len(target) - 1, 0))
        else:
            self.beginResetModel()
            self._suggestions = target
            self.endResetModel()

    def take_out(self, rows: Iterable[int]) -> list[Suggestion]:
        """The user answered these: they leave at once, before the catalog has said so."""
        taken = []
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(ROOT, row, row)
            taken.append(self._suggestions.pop(row))
            self.endRemoveRows()
        self._answered.update(map(key_of, taken))
        return taken[::-1]

    def settle(self, suggestions: Iterable[Suggestion]) -> None:
        """The catalog has answered; from now on it alone says what is suggested."""
        self._answered.difference_update(map(key_of, suggestions))

    def suggestion(self, row: int) -> Suggestion | None:
        return self._suggestions[row] if 0 <= row < len(self._suggestions) else None

    def face(self, row: int) -> FaceSummary | None:
        """The best face of a row, where it is known."""
        suggestion = self.suggestion(row)
        return None if suggestion is None else self._faces.get(suggestion.face_ids[0])

    # QAbstractListModel

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._suggestions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        suggestion = self.suggestion(index.row()) if index.isValid() else None
        if suggestion is None:
            return None
        if role == SUMMARY:
            return suggestion
        if role == ID:
            return suggestion.face_ids[0]
        if role == FACE:
            return self._faces.get(suggestion.face_ids[0])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(suggestion)
        if role == Qt.ItemDataRole.ToolTipRole:
            why = " ".join(reason_sentences(suggestion.reason, self.name, suggestion.score))
            words = self.tr("{question}\n{why}\nY is yes, N is no.")
            return text.tooltip(words.format(question=self._words(suggestion), why=why))
        return None

    def _words(self, suggestion: Suggestion) -> str:
        what = self.tr("Is this {}?").format(self.name)
        if suggestion.group_id is not None:
            what = self.tr("Are these {faces} {name}?").format(
                faces=text.faces(len(suggestion.face_ids)), name=self.name
            )
        face = self._faces.get(suggestion.face_ids[0])
        likely = self.tr("{} % likely").format(text.number(round(100 * suggestion.score)))
        return ", ".join(part for part in (what, text.date(face.taken_at) if face else "", likely) if part)
