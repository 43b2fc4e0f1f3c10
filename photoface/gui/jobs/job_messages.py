"""Tells the user how most jobs ended and which failed or died, starts scans, and announces what a job changed.

It also tells which photos could not be read, each once, also over several starts of the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.library import FailedFile
from photoface.gui.client import Frame, LatestRead
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.typed_names import catalog_key
from photoface.worker.messages import (
    DrawMapJob,
    EmptyTrashJob,
    ExportDataJob,
    ExportImmichJob,
    ExportPagesJob,
    FindHelpersJob,
    FinishDrawnJob,
    ImportPhotosJob,
    InstallModelJob,
    InstallNetworkJob,
    Job,
    LearnLookAlikesJob,
    LearnPersonalJob,
    LookAgainJob,
    ProposeImportJob,
    ProposeRegroupJob,
    ProposeTakeoverJob,
    ScanJob,
    ShareCopiesJob,
    WriteDueJob,
    WriteNamesJob,
)

if TYPE_CHECKING:
    from photoface.scan.folder_to_scan import FolderToScan

_EXPORTS = (ExportDataJob, ExportPagesJob, ExportImmichJob)

SILENT = (
    *(ProposeRegroupJob, ProposeTakeoverJob, ProposeImportJob, FinishDrawnJob, WriteDueJob, ImportPhotosJob),
    *(LearnLookAlikesJob, *_EXPORTS),
)
"""Jobs whose end is not told here: a proposal is shown by its own page, a drawn face is seen at once, files that follow
each decision do so unseen, as does what is learned by itself, `ExportResults` shows what an export wrote, and
`PhotoImports` tells what was imported."""

ALL_TOLD = (FinishDrawnJob, LookAgainJob, WriteNamesJob, WriteDueJob, *_EXPORTS)
"""Jobs that said which rows they changed, or changed none that pages show."""


class JobMessages(QObject):
    """Follows the jobs and puts what happens into words.

    Args:
        preferences: remembers which unreadable files the user was told of.

    Signals:
        unreadable_found: a scan met files that it could not read; a sentence, a remedy, and words for a button.
        helpers_missing: a scan ended without those who should help; a sentence, a remedy, and words for a button.
        tried_again: a job of the kind that failed began; the sentence and remedy of its failure are over.
        recovered: a job that had died came to its end after all; what was said about its death is over.
    """

    unreadable_found = Signal(str, str, str)
    helpers_missing = Signal(str, str, str)
    tried_again = Signal(str, str)
    recovered = Signal()

    def __init__(self, context: Context, preferences: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        client, jobs = context.client, context.jobs
        self._client, self._jobs = client, jobs
        self._messages = client.messages
        self._quiet = False
        self._died = False
        self._begun: Job | None = None
        self._problem: tuple[Job, str, str] | None = None
        self._preferences = preferences
        # File ids mean nothing beside those of another catalog.
        self._told_key = f"unreadable/{catalog_key(client.library.catalog_path)}"
        self._read_failed = LatestRead(client, self)
        self._failed_before: int | None = None
        jobs.rows_changed.connect(client.announce_soon)
        jobs.started.connect(self._begin)
        jobs.finished.connect(self._finish)
        jobs.cancelled.connect(lambda _: self._end())
        jobs.postponed.connect(lambda _: self._end(all_told=True))
        jobs.failed.connect(self._fail)
        jobs.helpers_missing.connect(self._lack_helpers)
        jobs.died.connect(self._die)
        client.frame_changed.connect(self._count_failed)

    def scan(self, *, quiet: bool = False, waits_for_writers: bool = False, only: FolderToScan | None = None) -> None:
        """Look for new photos; a quiet scan says nothing at its end unless something went wrong.

        Args:
            waits_for_writers: leave files that were changed a moment ago to a later scan.
            only: the only folder that is looked through.
        """
        # The end of a scan that the user asked for is told, whatever is asked for meanwhile.
        self._quiet = quiet and (self._quiet or not self._jobs.scan_is_to_come)
        self._jobs.scan(waits_for_writers=waits_for_writers, only=only)

    def _begin(self, job: Job) -> None:
        self._client.expect_worker_commits(True)
        self._begun = job
        if self._problem is not None and isinstance(job, type(self._problem[0])):
            _, sentence, remedy = self._problem
            self._problem = None
            self.tried_again.emit(sentence, remedy)
        if isinstance(job, ScanJob):
            self._failed_before = None

    def _end(self, *, all_told: bool = False) -> None:
        """A job is over. `all_told`: it said which rows it changed, so nothing else is read again."""
        self._died = False
        if not all_told:
            self._client.announce(Changed(everything=True))
        # The worker's last commits have been seen with this very announcement.
        QTimer.singleShot(0, self, lambda: self._client.expect_worker_commits(self._jobs.busy))

    def _finish(self, job: Job, summary: str) -> None:
        if self._died:
            self.recovered.emit()
        silent = isinstance(job, SILENT) or (isinstance(job, ScanJob) and self._quiet)
        if not silent:
            self._messages.note(summary)
        self._end(all_told=isinstance(job, ALL_TOLD))

    def _fail(self, sentence: str, remedy: str, traceback: object) -> None:
        if isinstance(traceback, str):
            self._messages.tell_bug(traceback)
        else:
            self._messages.tell_problem(sentence, remedy)
            self._problem = None if self._begun is None else (self._begun, sentence, remedy)
        self._end()

    def scan_alone(self) -> None:
        """Scan without help; its end is told."""
        self._quiet = False
        self._jobs.scan_alone()

    def _lack_helpers(self, sentence: str, remedy: str) -> None:
        self.helpers_missing.emit(sentence, remedy, self.tr("Scan on this computer alone"))
        self._problem = None if self._begun is None else (self._begun, sentence, remedy)
        self._end()

    def _die(self, job: Job, again: bool) -> None:
        what = self._in_words(job)
        if again:
            self._died = True
            self._messages.tell_problem(
                self.tr("{} stopped unexpectedly.").format(what),
                self.tr("It goes on by itself from where it was. Nothing is lost."),
            )
            return
        self._messages.tell_problem(
            self.tr("{} stopped unexpectedly several times and was given up.").format(what),
            self.tr("All that was done so far is kept. Restart the computer if it is short of memory, then try again."),
        )
        self._end()

    def _in_words(self, job: Job) -> str:
        """What a job does, as the beginning of a sentence."""
        match job:
            case ScanJob():
                return self.tr("The scan")
            case WriteNamesJob() | WriteDueJob():
                return self.tr("Writing names into files")
            case ProposeTakeoverJob():
                return self.tr("Comparing with the names in your files")
            case ProposeImportJob():
                return self.tr("Reading the other program's catalog")
            case ImportPhotosJob():
                return self.tr("The import of photos")
            case ExportDataJob() | ExportPagesJob() | ExportImmichJob():
                return self.tr("The export")
            case EmptyTrashJob():
                return self.tr("Moving files to the trash")
            case LookAgainJob() | FinishDrawnJob():
                return self.tr("Looking for faces")
            case ProposeRegroupJob():
                return self.tr("Grouping again")
            case LearnPersonalJob() | LearnLookAlikesJob():
                return self.tr("Learning from your decisions")
            case DrawMapJob():
                return self.tr("Drawing the map of faces")
            case InstallModelJob() | InstallNetworkJob():
                return self.tr("The installation of the model")
            case ShareCopiesJob():
                return self.tr("Making copies")
            case FindHelpersJob():
                return self.tr("Looking for computers that help")

    def _count_failed(self, frame: Frame) -> None:
        """Once nothing runs any more, look which files could not be read."""
        if not self._jobs.busy and frame.overview.failed_files != self._failed_before:
            self._failed_before = frame.overview.failed_files
            self._read_failed.start(lambda library: library.photos.failed_files(), self._tell_failed)

    def _tell_failed(self, files: Sequence[FailedFile]) -> None:
        """Tell of the files that the user was not told of, now or at an earlier start."""
        told = set(str(self._preferences.value(self._told_key, "")).split())
        fresh = [file for file in files if str(file.id) not in told]
        self._preferences.setValue(self._told_key, " ".join(str(file.id) for file in files))
        if not fresh:
            return
        if len(fresh) == 1:
            sentence, action = self.tr("1 photo could not be read."), self.tr("Show it")
        else:
            sentence = self.tr("{} photos could not be read.").format(text.number(len(fresh)))
            action = self.tr("Show them")
        if all(file.is_tried_again for file in fresh):
            remedy = self.tr("The next scan tries again.")
        else:
            remedy = self.tr("It may be damaged.") if len(fresh) == 1 else self.tr("They may be damaged.")
        self.unreadable_found.emit(sentence, remedy, action)
