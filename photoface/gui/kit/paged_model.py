"""A list model over ids whose summaries come in pages, read in the background around what is painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from photoface.gui.kit import text
from photoface.gui.kit.row_changes import transform
from photoface.gui.kit.tasks import Tasks

SUMMARY = Qt.ItemDataRole.UserRole + 1
"""The row's frozen summary, or None while it is on its way."""
ID = Qt.ItemDataRole.UserRole + 2

PAGE = 200
MOST_SUMMARIES = 10_000

ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class HasId(Protocol):
    @property
    def id(self) -> int: ...


S = TypeVar("S", bound=HasId)


class PagedModel(QAbstractListModel, Generic[S]):
    """Rows are ids; `summary` answers what is cached and sends for the rest.

    Signals:
        ids_changed: other rows are here now.

    Args:
        fetch: reads the summaries of some ids, on another thread; ids that are gone are left out.
    """

    ids_changed = Signal()

    def __init__(
        self, tasks: Tasks, fetch: Callable[[Sequence[int]], Sequence[S]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._fetch = fetch
        self._ids: list[int] = []
        self._rows: dict[int, int] | None = None
        self._summaries: OrderedDict[int, S] = OrderedDict()
        self._asked: set[int] = set()

    @property
    def ids(self) -> list[int]:
        """The ids in order; not to be changed."""
        return self._ids

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these rows; what stays keeps its place, its selection and its summary."""
        new = list(ids)
        if new == self._ids:
            return

        def remove(first: int, last: int) -> None:
            self.beginRemoveRows(ROOT, first, last)
            del self._ids[first : last + 1]
            self._rows = None
            self.endRemoveRows()

        def insert(first: int, last: int) -> None:
            self.beginInsertRows(ROOT, first, last)
            self._ids[first:first] = new[first : last + 1]
            self._rows = None
            self.endInsertRows()

        if not transform(list(self._ids), new, remove, insert):
            self.beginResetModel()
            self._ids = new
            self._rows = None
            self.endResetModel()
        self.ids_changed.emit()

    def row_of(self, id_: int) -> int:
        """The row of an id, or -1."""
        if self._rows is None:
            self._rows = {known: row for row, known in enumerate(self._ids)}
        return self._rows.get(id_, -1)

    def summary(self, row: int) -> S | None:
        """What is known of a row; where nothing is yet, its page is sent for."""
        if not 0 <= row < len(self._ids):
            return None
        id_ = self._ids[row]
        found = self._summaries.get(id_)
        if found is None:
            self._send_for(row)
        return found

    def known(self, id_: int) -> S | None:
        """The cached summary of an id, without sending for it."""
        return self._summaries.get(id_)

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Read these anew (or all that are cached). The old ones show until the new ones are here."""
        stale = [id_ for id_ in (self._summaries if ids is None else ids) if id_ in self._summaries]
        for start in range(0, len(stale), PAGE):
            self._read(stale[start : start + PAGE])

    # QAbstractListModel

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not index.isValid() or not 0 <= row < len(self._ids):
            return None
        if role == ID:
            return self._ids[row]
        if role == SUMMARY:
            return self.summary(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            summary = self._summaries.get(self._ids[row])
            if summary is None:
                return None if role == Qt.ItemDataRole.ToolTipRole else ""
            words = self.words(summary, Qt.ItemDataRole(role))
            return text.tooltip(words) if words and role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def words(self, summary: S, role: Qt.ItemDataRole) -> str | None:
        """For subclasses: a row in words, for screen readers and tooltips."""
        return ""

    def _send_for(self, row: int) -> None:
        start = row - row % PAGE
        missing = [
            id_ for id_ in self._ids[start : start + PAGE] if id_ not in self._summaries and id_ not in self._asked
        ]
        if missing:
            self._asked.update(missing)
            self._read(missing)

    def _read(self, ids: Sequence[int]) -> None:
        asked = tuple(ids)
        self._tasks.read(self, lambda: self._fetch(asked), lambda found: self._take(asked, found))

    def _take(self, asked: Sequence[int], found: Sequence[S]) -> None:
        self._asked.difference_update(asked)
        for summary in found:
            self._summaries[summary.id] = summary
            self._summaries.move_to_end(summary.id)
        while len(self._summaries) > MOST_SUMMARIES:
            self._summaries.popitem(last=False)
        self.arrived(found)
        rows = [row for row in (self.row_of(summary.id) for summary in found) if row >= 0]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), 0))

    def arrived(self, found: Sequence[S]) -> None:
        """For subclasses: these summaries are new."""
