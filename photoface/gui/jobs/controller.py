"""Starts long jobs in the worker process, one at a time, pauses, stops and follows them, and restarts one that died.

A job whose process dies again and again is given up. `ParallelJobs` runs those that need not wait for others.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from photoface.gui.jobs.job_process import MakeProcess, Process
from photoface.gui.jobs.parallel_jobs import ParallelJobs
from photoface.gui.kit.tasks import Tasks
from photoface.worker.messages import (
    Cancelled,
    Died,
    DrawMapJob,
    EmptyTrashJob,
    ExportJob,
    Failed,
    FinishDrawnJob,
    Finished,
    ImmichReported,
    ImportPhotosJob,
    InstallModelJob,
    InstallNetworkJob,
    Job,
    LearnLookAlikesJob,
    LearnPersonalJob,
    LookAgainJob,
    Message,
    PhotosImported,
    Postponed,
    Progressed,
    Proposed,
    ProposeImportJob,
    ProposeRegroupJob,
    ProposeTakeoverJob,
    RowsChanged,
    ScanJob,
    TakeoverProposed,
    WriteDueJob,
    WriteNamesJob,
)
from photoface.worker.restarts import RestartPolicy

if TYPE_CHECKING:
    from photoface.scan.folder_to_scan import FolderToScan
    from photoface.scan.scan_report import ReportOverRestarts

RESTART_MS = 400


class JobState(enum.Enum):
    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


class JobController(QObject):
    """Starts, steers and follows jobs; all its signals are sent on the GUI thread.

    Signals:
        started: a job runs; the `Job`.
        state_changed: running, paused, stopping or idle; the `JobState`.
        progressed: a `Progress`.
        rows_changed: the worker committed; a `Changed`.
        proposed: a `RegroupProposal` was worked out.
        takeover_proposed: a `Proposal` of what files or another program say was worked out.
        immich_reported: what an Immich server got or would get; the `ExportImmichJob` and an `ImmichReport`.
        photos_imported: an `ImportPhotosJob` comes to its end; its `ImportReport`.
        finished: a job ended well; its `Job` and its summary.
        cancelled: a job stopped because it was asked to; its `Job`.
        postponed: another process runs a job on the catalog; the `Job` that has to wait for it.
        failed: a job ended with a sentence, a remedy and, where it is a bug, a traceback.
        helpers_missing: a scan ended since those who should help are missing; a sentence and a remedy.
        died: the worker process of a job ended by itself; True where the job is started again.
    """

    started = Signal(object)
    state_changed = Signal(object)
    progressed = Signal(object)
    rows_changed = Signal(object)
    proposed = Signal(object)
    takeover_proposed = Signal(object)
    immich_reported = Signal(object, object)
    photos_imported = Signal(object)
    finished = Signal(object, str)
    cancelled = Signal(object)
    postponed = Signal(object)
    failed = Signal(str, str, object)
    helpers_missing = Signal(str, str)
    died = Signal(object, bool)
    _told = Signal(int, object)

    def __init__(self, make_process: MakeProcess, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_process = make_process
        self._tasks = tasks
        self.parallel = ParallelJobs(make_process, tasks, self)
        self._process: Process | None = None
        self.job: Job | None = None
        self._waiting: deque[Job] = deque()
        self.state = JobState.IDLE
        self.pause_reason = ""
        self._serial = 0
        self._deaths = RestartPolicy()
        self._report: ReportOverRestarts
        self._closed = False
        # Messages come on the process's reader thread.
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """A job runs or waits."""
        return self._process is not None or bool(self._waiting)

    def is_to_come(self, job: Job) -> bool:
        """Whether a job runs or waits."""
        return job in (self.job, *self._waiting)

    @property
    def scan_is_to_come(self) -> bool:
        """Whether a scan runs or waits."""
        return any(isinstance(job, ScanJob) for job in (self.job, *self._waiting))

    def scan(self, *, waits_for_writers: bool = False, only: FolderToScan | None = None) -> None:
        """Scan all folders, or one; when something else runs, afterwards. A scan that runs is done once more after it.

        Args:
            waits_for_writers: leave files that were changed a moment ago to a later scan.
            only: the only folder that is looked through. A scan of all that waits does for it as well.
        """
        if only is not None:
            wanted = ScanJob(only=only)
            if ScanJob() not in self._waiting and wanted not in self._waiting:
                self._waiting.append(wanted)
            self._start_next()
            return
        # A scan of all folders does for those of single ones that wait.
        for job in [job for job in self._waiting if isinstance(job, ScanJob) and job.only is not None]:
            self._waiting.remove(job)
        if ScanJob(waits_for_writers=True) in self._waiting and not waits_for_writers:
            # That one may leave out what this one is asked for.
            self._waiting.remove(ScanJob(waits_for_writers=True))
        if not any(isinstance(job, ScanJob) for job in self._waiting):
            self._waiting.append(ScanJob(waits_for_writers=waits_for_writers))
        self._start_next()

    def scan_alone(self) -> None:
        """Scan all folders without the help of other computers or processes; when something else runs, afterwards."""
        self._wait_in_line(ScanJob(alone=True))

    def propose_regroup(self) -> None:
        """Work out what a fresh grouping would change; when something else runs, afterwards."""
        self._wait_in_line(ProposeRegroupJob())

    def propose_takeover(self, job: ProposeTakeoverJob | ProposeImportJob) -> None:
        """Work out what could be taken over; when something else runs, afterwards."""
        self._wait_in_line(job)

    def write_names(self, job: WriteNamesJob | WriteDueJob) -> None:
        """Write names into files; when something else runs, afterwards."""
        self._wait_in_line(job)

    def export(self, job: ExportJob) -> None:
        """Write or send an export; when something else runs, afterwards."""
        self._wait_in_line(job)

    def empty_trash(self, job: EmptyTrashJob) -> None:
        """Move the files of deleted photos to the system's trash; when something else runs, afterwards."""
        self._wait_in_line(job)

    def learn_personal(self) -> None:
        """Learn from what the user confirmed; when something else runs, afterwards."""
        self._wait_in_line(LearnPersonalJob())

    def learn_look_alikes(self) -> None:
        """Learn to tell people apart who are confused; when something else runs, afterwards."""
        self._wait_in_line(LearnLookAlikesJob())

    def draw_map(self) -> None:
        """Draw the map of faces; when something else runs, afterwards."""
        self._wait_in_line(DrawMapJob())

    def _wait_in_line(self, job: Job) -> None:
        """Do a job once everything before it is done; it is not done twice."""
        if not self.is_to_come(job):
            self._waiting.append(job)
        self._start_next()

    def install_model(self, model: str, source: Path | None) -> None:
        """Install a model now: what can go on later stops for it."""
        self._do_next(InstallModelJob(model, source))

    def install_network(self, file: Path) -> None:
        """Make a network in an ONNX file a model now: what can go on later stops for it."""
        self._do_next(InstallNetworkJob(file))

    def import_photos(self, job: ImportPhotosJob) -> None:
        """Import photos now: what can go on later stops for it."""
        if not self.is_to_come(job):
            self._do_next(job)

    def look_again(self, photo_id: int) -> None:
        """Look for faces in a photo once more, now: what can go on later stops for it."""
        if not self.is_to_come(LookAgainJob(photo_id)):
            self._do_next(LookAgainJob(photo_id))

    def finish_drawn(self, photo_ids: Collection[int]) -> None:
        """Look at the faces that were drawn in these photos; a scan that runs does so itself, between its batches."""
        together = set(photo_ids)
        for job in [job for job in self._waiting if isinstance(job, FinishDrawnJob)]:
            self._waiting.remove(job)
            together.update(job.photo_ids)
        self._waiting.appendleft(FinishDrawnJob(tuple(sorted(together))))
        self._start_next()

    def _do_next(self, job: Job) -> None:
        """A scan or a writing of what is due, if one runs, stops for this job and goes on after it."""
        interrupted = self.job if isinstance(self.job, ScanJob | WriteDueJob) else None
        self._waiting.appendleft(job)
        if interrupted is not None:
            again: Job = interrupted
            if isinstance(interrupted, ScanJob):
                again = ScanJob(only=interrupted.only, alone=interrupted.alone)
            if not any(isinstance(waiting, type(again)) for waiting in self._waiting):
                self._waiting.append(again)
            self._stop()
        self._start_next()

    def pause(self, reason: str = "") -> None:
        """Pause what runs; `reason` is said instead of "Paused"."""
        if self._process is not None and self.state is JobState.RUNNING:
            self.pause_reason = reason
            self._process.pause()
            self._enter(JobState.PAUSED)

    def resume(self) -> None:
        if self._process is not None and self.state is JobState.PAUSED:
            self._process.resume()
            self._enter(JobState.RUNNING)

    def cancel(self) -> None:
        """Stop what runs and forget what waits. What is committed stays."""
        self._waiting.clear()
        self._stop()

    def cancel_current(self) -> None:
        """Stop what runs; what waits comes next."""
        self._stop()

    def close(self, timeout: float = 3.0) -> None:
        """Stop the worker for good; the window is closing. A scan goes on at the next start."""
        self._closed = True
        self._waiting.clear()
        self._serial += 1
        self.parallel.close(timeout)
        if self._process is not None:
            self._process.close(timeout)
            self._process = None
        self.job = None
        self.state = JobState.IDLE

    def _stop(self) -> None:
        if self._process is not None and self.state is not JobState.STOPPING:
            self._enter(JobState.STOPPING)
            self._process.cancel()

    def _start_next(self) -> None:
        if self._process is not None or self._closed or not self._waiting:
            return
        # Without a job the window does without the scan's modules, and opens sooner.
        from photoface.scan.scan_report import ReportOverRestarts

        self._deaths = RestartPolicy()
        self._report = ReportOverRestarts()
        self._begin(self._waiting.popleft())

    def _begin(self, job: Job) -> None:
        self._serial += 1
        serial = self._serial
        self.job = job
        self._process = self._make_process(job, lambda message: self._told.emit(serial, message))
        self._process.start()
        self._enter(JobState.RUNNING)
        self.started.emit(job)

    def _enter(self, state: JobState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _take(self, serial: int, message: Message) -> None:
        if serial != self._serial or self.job is None:
            return
        match message:
            case Progressed(progress):
                if self.state is not JobState.STOPPING:
                    self.progressed.emit(progress)
            case RowsChanged(changed, report):
                self._deaths.note_progress(report)
                if report is not None:
                    self._report.note(report)
                self.rows_changed.emit(changed)
            case Proposed(proposal):
                self.proposed.emit(proposal)
            case TakeoverProposed(takeover):
                self.takeover_proposed.emit(takeover)
            case ImmichReported(sent):
                self.immich_reported.emit(self.job, sent)
            case PhotosImported(imported):
                self.photos_imported.emit(imported)
            case Finished(summary, report):
                job = self._end()
                if report is not None:
                    self._report.note(report)
                    summary = self._report.total().sentences()
                self.finished.emit(job, summary)
                self._rest()
            case Cancelled() | Postponed():
                told = self.cancelled if isinstance(message, Cancelled) else self.postponed
                told.emit(self._end())
                self._rest()
            case Failed(sentence, remedy, text, can_go_on_alone):
                # What waits is another matter: a scan goes on whether or not a model could be installed.
                self._end()
                if can_go_on_alone:
                    self.helpers_missing.emit(sentence, remedy)
                else:
                    self.failed.emit(sentence, remedy, text)
                self._rest()
            case Died():
                self._outlive(message)

    def _outlive(self, died: Died) -> None:
        """The worker died. Start its job again from the last commit, unless it keeps dying."""
        was_stopping = self.state is JobState.STOPPING
        job = self._end()
        if was_stopping:
            self.cancelled.emit(job)
            self._rest()
            return
        self._report.restart()
        again = self._deaths.should_restart(died)
        if died.gave_up_a_photo:
            # That photo is listed with the others that cannot be read; nothing else happened.
            self._go_on(job)
            return
        self.died.emit(job, again)
        if again:
            QTimer.singleShot(RESTART_MS, self, lambda: self._restart(job))
        else:
            self._waiting.clear()
            self._rest()

    def _restart(self, job: Job) -> None:
        if self._process is None and not self._closed:
            self._go_on(job)

    def _go_on(self, job: Job) -> None:
        """Start a job again; if it was paused it stays so."""
        paused = self.state is JobState.PAUSED
        self._begin(job)
        if paused:
            self.pause()

    def _end(self) -> Job:
        process, job = self._process, self.job
        assert job is not None
        self._process = None
        self.job = None
        if process is not None:
            # Waits for the process to be gone, which is no work for this thread.
            self._tasks.read(self, process.close, lambda _: None)
        return job

    def _rest(self) -> None:
        # Who was told of the end may have begun another job.
        if self._process is None:
            self._enter(JobState.IDLE)
            self._start_next()
