"""The list model of the faces of the review's question: which the user took out, and whose name each may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.client import Client
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit.list_model import Index

OUT = Qt.ItemDataRole.UserRole + 16
"""Whether the face was taken out."""

LIKELY_NAME = Qt.ItemDataRole.UserRole + 17
"""The `LikelyName` of a face, on a page that asks about several people; else None."""


@dataclass(frozen=True, slots=True)
class LikelyName:
    """Who a face probably is: the name, and a confirmed face to compare with once one is read."""

    name: str
    known_face_id: int | None = None


class QuestionFacesModel(FacesModel):
    """One face a row.

    Signals:
        out_changed: other faces are taken out now.
    """

    out_changed = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(client, parent)
        self._out: set[int] = set()
        self._likely: Mapping[int, LikelyName] = {}

    @property
    def taken_out(self) -> tuple[int, ...]:
        """The faces taken out, in order."""
        return tuple(id_ for id_ in self.ids if id_ in self._out)

    def toggle(self, row: int) -> None:
        """Take a face out, or put it back."""
        self._out ^= {self.ids[row]}
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)
        self.out_changed.emit()

    def set_likely_names(self, names: Mapping[int, LikelyName]) -> None:
        """Say with each face who it probably is; nobody for other questions."""
        if names != self._likely:
            self._likely = names
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, self.rowCount() - 1), 0))

    def put_all_back(self) -> None:
        """Take none out."""
        if self._out:
            self._out = set()
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, self.rowCount() - 1), 0))
            self.out_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == OUT:
            return index.isValid() and self.ids[index.row()] in self._out
        if role == LIKELY_NAME:
            return self._likely.get(self.ids[index.row()]) if index.isValid() else None
        return super().data(index, role)

    def words(self, summary: FaceSummary, role: Qt.ItemDataRole) -> str | None:
        words = super().words(summary, role)
        if summary.id in self._likely:
            words = self.tr("{face}, perhaps {name}").format(face=words, name=self._likely[summary.id].name)
        return self.tr("{face}, taken out").format(face=words) if summary.id in self._out else words
