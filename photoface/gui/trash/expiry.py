"""Has files whose days in Recently deleted are over moved to the system's trash, by a job at the start and each day."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from photoface.gui.context import Context
from photoface.gui.jobs.after_jobs import AfterJobs
from photoface.worker.messages import EmptyTrashJob

DAY_MS = 24 * 3600 * 1000


class TrashExpiry(QObject):
    """Starts the job once after the window opens, and once a day. More often, it would repeat the same reports."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._jobs = context.client, context.jobs
        self._is_to_look = True
        self._daily = QTimer(self, interval=DAY_MS)
        self._daily.timeout.connect(self._look_again)
        self._daily.start()
        AfterJobs(context, self._look, self)

    def _look_again(self) -> None:
        self._is_to_look = True
        self._look()

    def _look(self) -> None:
        if self._is_to_look and not self._jobs.busy:
            self._is_to_look = False
            self._client.read(self, lambda library: library.trash.is_due(), self._start)

    def _start(self, is_due: bool) -> None:
        if is_due:
            self._jobs.empty_trash(EmptyTrashJob())
