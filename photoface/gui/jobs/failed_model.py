"""The files that could not be read, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from photoface.catalog.summaries import FailedFile
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import ID, ROOT, SUMMARY, Index


class FailedModel(QAbstractListModel):
    """Files that could not be read, each with the sentence that says why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: Sequence[FailedFile] = ()

    @property
    def files(self) -> Sequence[FailedFile]:
        return self._files

    def set_files(self, files: Sequence[FailedFile]) -> None:
        if list(files) == list(self._files):
            return
        self.beginResetModel()
        self._files = tuple(files)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._files):
            return None
        file = self._files[index.row()]
        if role == SUMMARY:
            return file
        if role == ID:
            return file.id
        if role == Qt.ItemDataRole.DisplayRole:
            return text.path_name(file.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return file.sentence
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.tooltip(text.path(file.path))
        return None
