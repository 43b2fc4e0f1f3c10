"""The list model of the History page: decisions, newest first, read in pages, each done, undone or replaced."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from photoface.catalog.summaries.decisions import DecisionSummary
from photoface.gui.client import Client
from photoface.gui.kit import text
from photoface.gui.kit.list_model import Index, ListModel

HISTORY_PAGE = 100

MOST_READ_AGAIN = 500
"""After a change so many rows are read again; those below are read again when they are scrolled to."""


class Standing(enum.Enum):
    """Where a row is in relation to the present: the newest decision, an older one, or an undone one."""

    HERE = "here"
    """The newest step that is done."""
    BEFORE = "before"
    """Older: one can go back to it."""
    UNDONE = "undone"
    """Undone: one can redo up to it."""
    GONE = "gone"
    """Undone, and then the user went another way."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One row of the history; the last one, without a decision, is the beginning."""

    decision: DecisionSummary | None
    standing: Standing

    @property
    def id(self) -> int:
        return 0 if self.decision is None else self.decision.id


class HistoryModel(ListModel[int, HistoryLine]):
    """All decisions, and below the oldest one the beginning."""

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._decisions: list[DecisionSummary] = []
        self._more = False
        self._reading = False

    def reload(self) -> None:
        """Read from the newest on, as far down as was shown."""
        limit = max(HISTORY_PAGE, min(len(self._decisions), MOST_READ_AGAIN))

        def take(decisions: list[DecisionSummary]) -> None:
            self._show(decisions, more=len(decisions) == limit)

        self._client.read(self, lambda library: library.history.decisions(limit), take)

    # QAbstractListModel

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._reading = True
        last = self._decisions[-1].id

        def take(older: list[DecisionSummary]) -> None:
            self._reading = False
            if self._decisions and self._decisions[-1].id == last:
                self._show([*self._decisions, *older], more=len(older) == HISTORY_PAGE)

        self._client.read(self, lambda library: library.history.decisions(HISTORY_PAGE, last), take)

    def _show(self, decisions: list[DecisionSummary], *, more: bool) -> None:
        """Show these rows; what stays keeps its place, and the focus."""
        self._decisions, self._more = decisions, more
        self.show(_lines(decisions, whole=not more))

    def words(self, summary: HistoryLine, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("The beginning") if summary.decision is None else summary.decision.summary
        return self._spoken(summary) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _spoken(self, line: HistoryLine) -> str:
        if line.decision is None:
            return self.tr("The beginning, before the first step")
        words = f"{line.decision.summary}, {text.date_and_time(line.decision.made_at)}"
        if line.decision.author is not None:
            words = f"{line.decision.author}: {words}"
        if line.standing in (Standing.UNDONE, Standing.GONE):
            return self.tr("{what}, undone").format(what=words)
        return words


def _lines(decisions: Sequence[DecisionSummary], *, whole: bool) -> list[HistoryLine]:
    lines, here = [], False
    for decision in decisions:
        if decision.state == "undone":
            standing = Standing.UNDONE
        elif decision.state == "dropped":
            standing = Standing.GONE
        else:
            standing = Standing.BEFORE if here else Standing.HERE
            here = True
        lines.append(HistoryLine(decision, standing))
    if whole and decisions:
        lines.append(HistoryLine(None, Standing.BEFORE if here else Standing.HERE))
    return lines
