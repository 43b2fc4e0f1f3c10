"""The base of most of the window's list models: rows are ids with summaries; changes keep selection and position.

A reset would lose the selection, the scroll position and an open editor. A scan that adds ten photos must not do that.
`StableRows` keeps rows in their places while the user answers one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from photoface.gui.kit import text

SUMMARY = Qt.ItemDataRole.UserRole + 1
"""The row's frozen summary, or None while it is on its way."""
ID = Qt.ItemDataRole.UserRole + 2

MOST_RUNS = 200
"""With more separate insertions and removals than this, one change of the whole layout is the smaller disturbance."""

ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex

Key = TypeVar("Key", bound=Hashable)
S = TypeVar("S")

_ROLE = Qt.ItemDataRole
_SPOKEN = (_ROLE.DisplayRole, _ROLE.AccessibleTextRole, _ROLE.ToolTipRole)


def runs_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows in ascending order as runs of neighbours: the first and the last of each."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


class ListModel(QAbstractListModel, Generic[Key, S]):
    """A list model of ids with a summary each. Rows that stay keep their selection and the focus.

    Signals:
        ids_changed: other rows are here now.
    """

    ids_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: list[Key] = []
        """The ids in order; not to be changed."""
        self._rows: dict[Key, int] | None = None
        self._summaries: dict[Key, S] = {}

    @property
    def summaries(self) -> list[S]:
        """What is known of the rows, in order."""
        known = (self.known(id_) for id_ in self.ids)
        return [summary for summary in known if summary is not None]

    def row_of(self, id_: Key) -> int:
        """The row of an id, or -1."""
        if self._rows is None:
            self._rows = {known: row for row, known in enumerate(self.ids)}
        return self._rows.get(id_, -1)

    def summary(self, row: int) -> S | None:
        """What is known of a row; None where there is no such row."""
        return self.known(self.ids[row]) if 0 <= row < len(self.ids) else None

    def known(self, id_: Key) -> S | None:
        """What is known of an id."""
        return self._summaries.get(id_)

    def show(self, summaries: Iterable[S]) -> None:
        """Show these rows instead of those that are here."""
        fresh = {self.id_of(summary): summary for summary in summaries}
        old = self._summaries
        self._summaries = {**old, **fresh}
        self.set_ids(list(fresh))
        self._summaries = fresh
        self.tell_changed([id_ for id_, summary in fresh.items() if id_ in old and old[id_] != summary])

    def set_ids(self, ids: Sequence[Key]) -> None:
        """Show the rows of these ids; those that are here already stay, perhaps at another place."""
        old, new = self.ids, list(ids)
        if new == old:
            return
        if new[: len(old)] == old:
            # What a list that is read piece by piece does all the time.
            self._insert(new, len(old), len(new) - 1)
            self.ids_changed.emit()
            return
        kept, known = set(new), set(old)
        gone = runs_of([row for row, id_ in enumerate(old) if id_ not in kept])[::-1]
        come = runs_of([row for row, id_ in enumerate(new) if id_ not in known])
        moved = [id_ for id_ in old if id_ in kept] != [id_ for id_ in new if id_ in known]
        if moved or len(gone) + len(come) > MOST_RUNS:
            self._rearrange(new)
        else:
            for first, last in gone:
                self.remove_rows(first, last)
            for first, last in come:
                self._insert(new, first, last)
        self.ids_changed.emit()

    def remove_rows(self, first: int, last: int) -> None:
        """Take rows out, from the first to the last."""
        self.beginRemoveRows(ROOT, first, last)
        del self.ids[first : last + 1]
        self._rows = None
        self.endRemoveRows()

    def tell_changed(self, ids: Collection[Key], *roles: int) -> None:
        """Have the rows of these ids painted again."""
        rows = [row for row in map(self.row_of, ids) if row >= 0]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), 0), list(roles))

    def _insert(self, new: Sequence[Key], first: int, last: int) -> None:
        self.beginInsertRows(ROOT, first, last)
        self.ids[first:first] = new[first : last + 1]
        self._rows = None
        self.endInsertRows()

    def _rearrange(self, new: list[Key]) -> None:
        """Show these rows at once; the selection and the current row go with theirs."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self.ids[index.row()] for index in before]
        self.ids, self._rows = new, None
        self.changePersistentIndexList(before, [self.index(self.row_of(id_), 0) for id_ in ids])
        self.layoutChanged.emit()

    # for subclasses

    def id_of(self, summary: S) -> Key:
        """What a row is known by as long as it is here."""
        return cast(Key, cast(Any, summary).id)

    def words(self, summary: S, role: Qt.ItemDataRole) -> str | None:
        """A row in words, for lists, screen readers and tooltips; no words, no tooltip."""
        return ""

    # QAbstractListModel

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        # The two that each tile asks for at every paint come first.
        if role == SUMMARY:
            return self.summary(row)
        if not 0 <= row < len(self.ids):
            return None
        if role == ID:
            return self.ids[row]
        if role not in _SPOKEN:
            return None
        summary = self.known(self.ids[row])
        words = None if summary is None else self.words(summary, Qt.ItemDataRole(role))
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.tooltip(words) if words else None
        return words or ""


def data_at(index: Index, role: int) -> Any:
    """`index.data(role)` of a model of ours, without the way through Qt, which takes several times as long."""
    return index.model().data(index, role)


class StableRows(Generic[Key]):
    """Keeps the order of rows while the user answers one after the other, so that nothing moves.

    New rows come at the end. A row that was answered leaves at once, before the catalog has said so; it keeps its
    place for an undo that brings it back.
    """

    def __init__(self) -> None:
        self._order: list[Key] = []
        self._answered: set[Key] = set()

    def arrange(self, ids: Iterable[Key], *, keep: bool) -> list[Key]:
        """The ids in the order in which to show them, without those that were answered.

        Args:
            keep: those that are known keep their places; else all come in the order that is given.
        """
        shown = [id_ for id_ in ids if id_ not in self._answered]
        known = set(self._order) if keep else set()
        self._order = (self._order if keep else []) + [id_ for id_ in shown if id_ not in known]
        here = set(shown)
        return [id_ for id_ in self._order if id_ in here]

    def answer(self, id_: Key) -> None:
        """The user answered this one."""
        self._answered.add(id_)

    def settle(self, id_: Key) -> None:
        """The catalog has answered; from now on it alone says whether the row is here."""
        self._answered.discard(id_)
