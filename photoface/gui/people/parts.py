"""Parts of the People page: the menu of strangers, and what counts the suggestions without getting in the way."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from photoface.gui.context import Context, Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit.tasks import LatestRead
from photoface.gui.people.stranger_kinds import SeenOnceSheet, SmallerSheet

SOON_MS = 400
"""Counting scores the whole library anew; of the names given one after another only the last needs it."""

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
        self._read = LatestRead(context.client.tasks, self, slow=True)
        self._took = QElapsedTimer()
        self._last_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)

    def ask(self) -> None:
        """Count again, soon."""
        busy = self._context.jobs.state is not JobState.IDLE
        if not (busy and self._timer.isActive()):
            soon = max(SOON_MS, REST * self._last_ms)
            self._timer.start(max(LATER_MS, soon) if busy else soon)

    def _count(self) -> None:
        self._took.start()
        self._read.start(self._context.client.library.review.suggestion_counts, self._take)

    def _take(self, counts: dict[int, int]) -> None:
        self._last_ms = self._took.elapsed()
        self.counted.emit(counts)


class StrangersButton(QToolButton):
    """Ignoring strangers, many at a time.

    Signals:
        place_asked: go to a `Place`.
    """

    place_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setText(self.tr("Strangers"))
        self.setAccessibleName(self.tr("Strangers"))
        self.setToolTip(self.tr("Ignore strangers and bystanders, many at a time"))
        context.icons.attach(self, "chevron-down")
        self.setIconSize(context.icons.size)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        self.seen_once = menu.addAction(self.tr("Ignore everyone seen only once …"))
        self.seen_once.triggered.connect(lambda: SeenOnceSheet(self._context, self.window()).open())
        self.smaller = menu.addAction(self.tr("Ignore small faces …"))
        self.smaller.triggered.connect(lambda: SmallerSheet(self._context, self.window()).open())
        menu.addSeparator()
        self.show_ignored = menu.addAction(self.tr("Show ignored faces"))
        self.show_ignored.triggered.connect(lambda: self.place_asked.emit(Place("faces", words="ignored")))
        self.setMenu(menu)
