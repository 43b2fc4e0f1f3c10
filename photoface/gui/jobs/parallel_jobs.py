"""Runs jobs that only read the catalog, each at once in a worker process of its own, in parallel to the job controller.

So making copies to give away need not wait for a scan of some hours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from photoface.gui.kit.tasks import Tasks
from photoface.worker.messages import Cancelled, Died, Failed, Finished, Job, Message, Postponed

if TYPE_CHECKING:
    from photoface.gui.jobs.job_process import MakeProcess, Process

Take = Callable[[Message], None]


class ParallelJobs(QObject):
    """Starts such jobs, and hands on their messages on the GUI thread."""

    _told = Signal(int, object)

    def __init__(self, make_process: MakeProcess, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._make_process = make_process
        self._tasks = tasks
        self._running: dict[int, tuple[Process, Take]] = {}
        self._serial = 0
        # Messages come on the processes' reader threads.
        self._told.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)

    def start(self, job: Job, take: Take) -> Process:
        """Start a job; its messages go to `take`, the last of which says how it ended."""
        self._serial += 1
        serial = self._serial
        process = self._make_process(job, lambda message: self._told.emit(serial, message))
        self._running[serial] = process, take
        process.start()
        return process

    def close(self, timeout: float) -> None:
        """Stop all of them; the window is closing."""
        running, self._running = self._running, {}
        for process, _ in running.values():
            process.close(timeout)

    def _hand_on(self, serial: int, message: Message) -> None:
        if serial not in self._running:
            return
        process, take = self._running[serial]
        if isinstance(message, Finished | Cancelled | Postponed | Failed | Died):
            del self._running[serial]
            # Waits for the process to be gone, which is no work for this thread.
            self._tasks.read(self, process.close, lambda _: None)
        take(message)
