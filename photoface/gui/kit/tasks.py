"""Runs functions off the GUI thread (reads, the user's actions, long work) and brings the results back to it.

A task is a plain function that runs elsewhere and two plain functions, for its result and for its error, that run on
the GUI thread. The user's actions run one after another. Results come back through one queue and one queued signal, and
are handled within a time budget, so that a hundred results that arrive together do not stop the window. `report` tells
the user about an error.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from photoface.errors import CatalogDamaged, CatalogGone, UserFacingError
from photoface.gui.kit.messages import Messages

T = TypeVar("T")

READ_THREADS = 2
DELIVERY_BUDGET_SECONDS = 0.008
"""Half a frame at 60 Hz: what the hand-out of results may take before the event loop gets its turn."""


Failed = Callable[[Exception], None]
"""Gets what a task raised, in place of the messages."""


@dataclass(slots=True, eq=False)
class Ticket:
    """Identifies a running task. Giving it up drops the result, even if it has been computed already.

    Attributes:
        answered: its result, or its error, was handed over or dropped.
    """

    owner: QObject
    done: Callable[[Any], None]
    failed: Failed | None
    wanted: bool = True
    answered: bool = False
    future: Future[None] | None = None

    def give_up(self) -> None:
        self.wanted = False
        if self.future is not None:
            self.future.cancel()


class Tasks(QObject):
    """Runs functions on other threads and brings their results to this one.

    Signals:
        idle: nothing is running and nothing is waiting to be handed out, after there was more to do than a glance.
    """

    idle = Signal()
    _arrived = Signal()

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._readers = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="read")
        self._actor = ThreadPoolExecutor(1, thread_name_prefix="action")
        self._thinker = ThreadPoolExecutor(1, thread_name_prefix="think")
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="work")
        self._stops: list[Callable[[], None]] = []
        self._results: deque[tuple[Ticket, object, Exception | None]] = deque()
        self._lock = threading.Lock()
        self._open = 0
        self._worked = False
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(
        self, owner: QObject, function: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> Ticket:
        """Run a read on the pool; `done` gets its result unless `owner` is gone by then.

        Without `failed`, what the read raises goes to the messages: a sentence for the user, or a bug.
        """
        return self._submit(self._readers, owner, function, done, failed)

    def read_quietly(self, owner: QObject, function: Callable[[], T], done: Callable[[T], None]) -> Ticket:
        """Run a read too small to count as work, such as a poll every two seconds: the window stays idle meanwhile."""
        return self._submit(self._readers, owner, function, done, None, works=False)

    def write(
        self, owner: QObject, function: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> Ticket:
        """Run a user's action after the ones before it."""
        return self._submit(self._actor, owner, function, done, failed)

    def write_and_go_on(
        self,
        owner: QObject,
        function: Callable[[Callable[[T], None]], T],
        made: Callable[[T], None],
        done: Callable[[T], None],
        failed: Failed,
    ) -> None:
        """Run a user's action that goes on after it is made; the next action waits for its end.

        Args:
            function: gets what it calls with its result once the action is made, at most once.
            made: gets that result as soon as it is there.
            done: gets what the function returns.
        """
        if self._closed:
            return
        early = Ticket(owner, made, None)
        self._open += 1

        def run() -> T:
            told = False

            def tell(result: T) -> None:
                nonlocal told
                told = True
                self._bring(early, result, None)

            try:
                return function(tell)
            finally:
                if not told:
                    early.wanted = False
                    self._bring(early, None, None)

        self._submit(self._actor, owner, run, done, failed)

    def read_slow(
        self, owner: QObject, function: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> Ticket:
        """Run a read that may take seconds, on a thread of its own: quick reads do not wait behind it."""
        return self._submit(self._thinker, owner, function, done, failed)

    def run_long(
        self,
        owner: QObject,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed,
        stop: Callable[[], None],
    ) -> Ticket:
        """Run what may take minutes, on a thread of its own.

        Args:
            stop: ends it early; called when all of this is closed while it runs.
        """
        self._stops.append(stop)
        return self._submit(self._worker, owner, function, done, failed)

    @property
    def busy(self) -> bool:
        return self._open > 0

    def close(self) -> None:
        """Let what runs end, drop what waits."""
        if self._closed:
            return
        self._closed = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._thinker.shutdown(wait=True, cancel_futures=True)
        for stop in self._stops:
            stop()
        self._worker.shutdown(wait=True, cancel_futures=True)
        # An action was asked for by the user: it is finished, not dropped.
        self._actor.shutdown(wait=True)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        owner: QObject,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None,
        *,
        works: bool = True,
    ) -> Ticket:
        ticket = Ticket(owner, done, failed)
        if self._closed:
            ticket.wanted = False
            return ticket
        self._open += 1
        self._worked |= works

        def run() -> None:
            result: object = None
            error: Exception | None = None
            try:
                if ticket.wanted:
                    result = function()
            except Exception as caught:
                # Not swallowed: it travels to the GUI thread, where it is shown.
                error = caught
            self._bring(ticket, result, error)

        ticket.future = pool.submit(run)
        ticket.future.add_done_callback(lambda future: self._bring(ticket, None, None) if future.cancelled() else None)
        return ticket

    def _bring(self, ticket: Ticket, result: object, error: Exception | None) -> None:
        with self._lock:
            self._results.append((ticket, result, error))
            first = len(self._results) == 1
        if first and not self._closed:
            self._arrived.emit()

    def _deliver(self) -> None:
        deadline = time.perf_counter() + DELIVERY_BUDGET_SECONDS
        while True:
            with self._lock:
                if not self._results:
                    break
                if time.perf_counter() > deadline:
                    QTimer.singleShot(0, self, self._deliver)
                    return
                ticket, result, error = self._results.popleft()
            self._open -= 1
            ticket.answered = True
            if ticket.wanted and not self._closed and shiboken6.isValid(ticket.owner):
                self._hand_over(ticket, result, error)
        if self._open == 0 and self._worked:
            self._worked = False
            self.idle.emit()

    def _hand_over(self, ticket: Ticket, result: object, error: Exception | None) -> None:
        if error is None:
            ticket.done(result)
        elif ticket.failed is not None:
            ticket.failed(error)
        else:
            report(self._messages, error)


def report(messages: Messages, error: Exception) -> None:
    """Tell the user about what a task raised: a sentence, or a bug with its traceback."""
    if isinstance(error, CatalogGone | CatalogDamaged):
        messages.catalog_trouble.emit(error)
    elif isinstance(error, UserFacingError):
        messages.tell_problem(error.sentence, error.remedy)
    else:
        messages.tell_bug("".join(traceback.format_exception(error)))
