"""Counts each person's suggestions for the People page, in the background, once the user pauses."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState

SOON_MS = 400
"""Counting scores the whole library; of the names given one after another only the last needs it."""

REST = 4
"""A count that took long is not made again before so many times as long: other reads come first."""

LATER_MS = 15_000
"""While a scan changes everything all the time."""


class SuggestionCounts(QObject):
    """Counts everybody's suggestions once the user pauses.

    Signals:
        counted: how many, by person.
    """

    counted = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._read = LatestRead(context.client, self, slow=True)
        self._took = QElapsedTimer()
        self._last_ms = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._count)

    def ask(self) -> None:
        """Count again, soon."""
        busy = self._context.jobs.state is not JobState.IDLE
        if not (busy and self._timer.isActive()):
            soon = max(SOON_MS, REST * self._last_ms)
            self._timer.start(max(LATER_MS, soon) if busy else soon)

    def _count(self) -> None:
        self._took.start()
        self._read.start(lambda library: library.review.suggestion_counts(), self._take)

    def _take(self, counts: dict[int, int]) -> None:
        self._last_ms = self._took.elapsed()
        self.counted.emit(counts)
