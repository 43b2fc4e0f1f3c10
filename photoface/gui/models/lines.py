"""Plain lists: the history and the files that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from photoface.catalog.summaries import DecisionSummary, FailedFile
from photoface.gui.models.paged import ID, ROOT, SUMMARY, Index

if TYPE_CHECKING:
    from photoface.gui.client import Client

HISTORY_PAGE = 100


class HistoryModel(QAbstractListModel):
    """The ledger, newest first, read further down as the user scrolls."""

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._decisions: list[DecisionSummary] = []
        self._more = False
        self._reading = False

    def reload(self) -> None:
        """Read from the newest on, as far down as was shown."""
        limit = max(HISTORY_PAGE, len(self._decisions))

        def take(decisions: list[DecisionSummary]) -> None:
            self.beginResetModel()
            self._decisions = decisions
            self._more = len(decisions) == limit
            self.endResetModel()

        self._client.read(self, lambda library: library.history(limit), take)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._decisions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._decisions):
            return None
        decision = self._decisions[index.row()]
        if role == SUMMARY:
            return decision
        if role == ID:
            return decision.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if decision.state == "done":
                return decision.summary
            return self.tr("{what} (undone)").format(what=decision.summary)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._reading = True
        last = self._decisions[-1].id

        def take(older: list[DecisionSummary]) -> None:
            self._reading = False
            self._more = len(older) == HISTORY_PAGE
            if older and self._decisions and self._decisions[-1].id == last:
                first = len(self._decisions)
                self.beginInsertRows(ROOT, first, first + len(older) - 1)
                self._decisions.extend(older)
                self.endInsertRows()

        self._client.read(self, lambda library: library.history(HISTORY_PAGE, last), take)


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
            return file.path.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return file.sentence
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(file.path)
        return None
