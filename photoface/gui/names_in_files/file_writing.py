"""Starts the job that writes names into files by itself, some seconds after decisions and after scans, if set so."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState
from photoface.worker.messages import Job, ScanJob, WriteDueJob

CALM_MS = 3_000
"""So long after the last decision files are written: who names face after face writes each file once."""

LONGEST_MS = 60_000
"""At the latest after so long, however many decisions follow each other."""


class FileWriting(QObject):
    """Starts the job that writes what is due: after decisions, and after each scan.

    The catalog knows what is due, so nothing is lost where the window closes or the job is killed before.
    """

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = context.jobs
        self._read = LatestRead(context.client, self)
        # Files may be back that were away.
        self._again = True
        self._is_stopped = False
        self.calm = QTimer(self, interval=CALM_MS, singleShot=True)
        self.latest = QTimer(self, interval=LONGEST_MS, singleShot=True)
        for timer in (self.calm, self.latest):
            timer.timeout.connect(self._look)
        client = context.client
        for decided in (client.decided, client.undone, client.redone, client.history_jumped):
            decided.connect(lambda _: self._note_decision())
        client.settings_changed.connect(self._note_decision)
        self._jobs.finished.connect(self._note_end)
        self._jobs.cancelled.connect(self._note_stop)
        self._jobs.state_changed.connect(self._follow)

    def _note_decision(self) -> None:
        self._is_stopped = False
        self.calm.start()
        if not self.latest.isActive():
            self.latest.start()

    def _note_end(self, job: Job, _summary: str) -> None:
        self._again |= isinstance(job, ScanJob)

    def _note_stop(self, job: Job) -> None:
        """What the user stops does not begin by itself again before the next decision."""
        self._is_stopped = isinstance(job, WriteDueJob)

    def _follow(self, state: JobState) -> None:
        if state is JobState.IDLE:
            self._look()

    def _look(self) -> None:
        self.calm.stop()
        self.latest.stop()
        if self._is_stopped or self._jobs.busy:
            return  # the end of the job comes here again
        again = self._again
        self._read.start(lambda library: library.metadata.is_writing_due(again=again), self._start)

    def _start(self, is_due: bool) -> None:
        if self._jobs.busy:
            return
        again, self._again = self._again, False
        if is_due:
            self._jobs.write_names(WriteDueJob(again))
