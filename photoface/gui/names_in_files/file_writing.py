"""Starts the job that writes names into files by itself, some seconds after decisions and after jobs, if set so.

It also tells the user of files that could not be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.library.writing_report import NOT_THERE
from photoface.worker.messages import Job, ScanJob, WriteDueJob

CALM_MS = 3_000
"""So long after the last decision files are written: who names face after face writes each file once."""

LONGEST_MS = 60_000
"""At the latest after so long, however many decisions follow each other."""


class FileWriting(QObject):
    """Starts the job that writes what is due: after decisions, and after each other job.

    The catalog knows what is due, so nothing is lost where the window closes or the job is killed before.

    Signals:
        failed: files could not be written of which this was not told yet; a sentence, the reason and what to do, and
            words for a button that shows them.
    """

    failed = Signal(str, str, str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = context.jobs
        self._read = LatestRead(context.client, self)
        self._read_failed = LatestRead(context.client, self)
        self._told: set[Path] = set()
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
        self._jobs.died.connect(self._note_death)
        self._jobs.state_changed.connect(self._follow)

    def _note_decision(self) -> None:
        self._is_stopped = False
        self.calm.start()
        if not self.latest.isActive():
            self.latest.start()

    def _note_end(self, job: Job, _summary: str) -> None:
        self._again |= isinstance(job, ScanJob)
        if isinstance(job, WriteDueJob):
            self._read_failed.start(lambda library: library.metadata.unwritten(), self._tell_failed)

    def _tell_failed(self, unwritten: Sequence[tuple[Path, str]]) -> None:
        # A disk that is away is nothing to mend: its files are written once it is back.
        failed = {path: reason for path, reason in unwritten if reason != NOT_THERE}
        fresh = [path for path in failed if path not in self._told]
        self._told = set(failed)
        if len(fresh) == 1:
            self.failed.emit(self.tr("1 file could not be written."), failed[fresh[0]], self.tr("Show it"))
        elif fresh:
            sentence = self.tr("{} files could not be written.").format(text.number(len(fresh)))
            self.failed.emit(sentence, failed[fresh[0]], self.tr("Show them"))

    def _note_death(self, job: Job, again: bool) -> None:
        """A job that was given up does not begin by itself again before the next decision."""
        self._is_stopped |= isinstance(job, WriteDueJob) and not again

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
