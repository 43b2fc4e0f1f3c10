"""The list model of files whose metadata could not be read, and of those into which names could not be written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt

from photoface.gui.kit import text
from photoface.gui.kit.list_model import ListModel


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, with the sentences that say what of it could not be read or written."""

    path: Path
    sentence: str


class UnreadModel(ListModel[Path, UnreadFile]):
    """Files by path."""

    def id_of(self, summary: UnreadFile) -> Path:
        return summary.path

    def words(self, summary: UnreadFile, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{text.path_name(summary.path)}: {summary.sentence}"
        return text.path(summary.path) if role == Qt.ItemDataRole.ToolTipRole else text.path_name(summary.path)
