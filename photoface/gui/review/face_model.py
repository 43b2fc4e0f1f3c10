"""The list model of the faces of the review's question, with which of them the user took out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.client import Client
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit.list_model import Index

OUT = Qt.ItemDataRole.UserRole + 16
"""Whether the face was taken out."""


class QuestionFacesModel(FacesModel):
    """One face a row.

    Signals:
        out_changed: other faces are taken out now.
    """

    out_changed = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(client, parent)
        self._out: set[int] = set()

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

    def put_all_back(self) -> None:
        """Take none out."""
        if self._out:
            self._out = set()
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, self.rowCount() - 1), 0))
            self.out_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == OUT:
            return index.isValid() and self.ids[index.row()] in self._out
        return super().data(index, role)

    def words(self, summary: FaceSummary, role: Qt.ItemDataRole) -> str | None:
        words = super().words(summary, role)
        return self.tr("{face}, taken out").format(face=words) if summary.id in self._out else words
