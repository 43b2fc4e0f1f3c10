"""The list model of the unnamed faces and groups that are suggested for one person, most certain first.

While the user answers they keep their places, and new ones come at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.kit import text
from photoface.gui.kit.list_model import Index, ListModel, StableRows
from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.suggestions import Suggestion

FACE = Qt.ItemDataRole.UserRole + 10
"""The `FaceSummary` of a suggestion's best face."""

Key = tuple[str, int]


def key_of(suggestion: Suggestion) -> Key:
    """What a suggestion is known by: its group, or its face."""
    if suggestion.group_id is not None:
        return ("group", suggestion.group_id)
    return ("face", suggestion.face_ids[0])


class SuggestionsModel(ListModel[Key, Suggestion]):
    """One suggestion a row. While the user answers they keep their places: new ones come at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faces: dict[int, FaceSummary] = {}
        self._places = StableRows[Key]()
        self.name = ""

    def id_of(self, summary: Suggestion) -> Key:
        return key_of(summary)

    def show_suggestions(
        self, suggestions: Sequence[Suggestion], faces: Mapping[int, FaceSummary], *, keep_places: bool
    ) -> None:
        """Show these; `faces` are the best faces of each, by id."""
        by_key = {key_of(one): one for one in suggestions}
        self._faces = dict(faces)
        if not keep_places:
            # What is sorted again is looked through from its beginning.
            self.show(())
        self.show(by_key[key] for key in self._places.arrange(by_key, keep=keep_places))
        self.tell_changed(self.ids)

    def take_out(self, rows: Iterable[int]) -> list[Suggestion]:
        """The user answered these: they leave at once, before the catalog has said so."""
        taken = [self.summaries[row] for row in sorted(rows)]
        for suggestion in reversed(taken):
            key = key_of(suggestion)
            self._places.answer(key)
            self.remove_rows(self.row_of(key), self.row_of(key))
        return taken

    def settle(self, suggestions: Iterable[Suggestion]) -> None:
        """The catalog has answered; from now on it alone says what is suggested."""
        for suggestion in suggestions:
            self._places.settle(key_of(suggestion))

    def face(self, row: int) -> FaceSummary | None:
        """The best face of a row, where it is known."""
        suggestion = self.summary(row)
        return None if suggestion is None else self._faces.get(suggestion.face_ids[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.face(index.row()) if role == FACE else super().data(index, role)

    def words(self, summary: Suggestion, role: Qt.ItemDataRole) -> str | None:
        question = self._question(summary)
        if role != Qt.ItemDataRole.ToolTipRole:
            return question
        why = " ".join(reason_sentences(summary.reason, self.name, summary.score))
        return self.tr("{question}\n{why}\nY is yes, N is no.").format(question=question, why=why)

    def _question(self, suggestion: Suggestion) -> str:
        what = self.tr("Is this {}?").format(self.name)
        if suggestion.group_id is not None:
            what = self.tr("Are these {faces} {name}?").format(
                faces=text.faces(len(suggestion.face_ids)), name=self.name
            )
        face = self._faces.get(suggestion.face_ids[0])
        likely = self.tr("{} % likely").format(text.number(round(100 * suggestion.score)))
        when = text.known_date(face.taken_at, face.date_precision) if face and not face.undated else ""
        return ", ".join(part for part in (what, when, likely) if part)
