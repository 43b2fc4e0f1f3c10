"""The files that could not be read, as rows."""

from __future__ import annotations

from PySide6.QtCore import Qt

from photoface.catalog.summaries import FailedFile
from photoface.gui.kit import text
from photoface.gui.kit.list_model import ListModel

_ROLE = Qt.ItemDataRole


class FailedModel(ListModel[int, FailedFile]):
    """Files that could not be read, each with the sentence that says why."""

    def words(self, summary: FailedFile, role: Qt.ItemDataRole) -> str | None:
        if role == _ROLE.AccessibleTextRole:
            return summary.sentence
        return text.path(summary.path) if role == _ROLE.ToolTipRole else text.path_name(summary.path)
