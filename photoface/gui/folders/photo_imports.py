"""Carries an import of photos through: opens the dialog, starts the job, then scans and shows what was copied.

It also passes on what was dropped on the window to `dropped`, which decides between adding, importing and showing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.context import Context, Place
from photoface.worker.messages import ImportPhotosJob, Job

if TYPE_CHECKING:
    from photoface.gui.folders.dropped import DroppedFiles
    from photoface.gui.jobs.job_messages import JobMessages
    from photoface.library.import_report import ImportReport


class PhotoImports(QObject):
    """Follows imports from the sheet to the page of the last import.

    Args:
        place: where the window is; who went elsewhere during an import is left there.

    Signals:
        place_asked: show a `Place`.
        photos_asked: show photos of the library; their ids.
        folder_dropped: add a folder to the library; its `Path`.
    """

    place_asked = Signal(object)
    photos_asked = Signal(object)
    folder_dropped = Signal(object)

    def __init__(
        self,
        context: Context,
        preferences: QSettings,
        news: JobMessages,
        place: Callable[[], Place],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._preferences = preferences
        self._news = news
        self._place = place
        self._window = window
        self._began_at: Place | None = None
        self._report: ImportReport | None = None
        self._dropped: DroppedFiles | None = None
        context.jobs.photos_imported.connect(self._take)
        context.jobs.finished.connect(self._finish)
        context.jobs.cancelled.connect(self._scan_after)

    def ask(self, sources: Sequence[Path] = ()) -> None:
        """Ask what is imported from where; `sources` are given where they were dropped."""
        from photoface.gui.folders.import_photos_sheet import ImportPhotosSheet

        sheet = ImportPhotosSheet(self._context, self._preferences, self._window, sources)
        sheet.chosen.connect(self._start)
        sheet.photos_asked.connect(self.photos_asked)
        sheet.open()

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Go on with what was dropped on the window."""
        if self._dropped is None:
            from photoface.gui.folders.dropped import DroppedFiles

            self._dropped = DroppedFiles(self._context, self._window)
            self._dropped.folder_asked.connect(self.folder_dropped)
            self._dropped.import_asked.connect(self.ask)
            self._dropped.photos_asked.connect(self.photos_asked)
            self._dropped.place_asked.connect(self.place_asked)
        self._dropped.take(paths)

    def _start(self, job: ImportPhotosJob) -> None:
        self._began_at = self._place()
        self._context.jobs.import_photos(job)

    def _take(self, report: ImportReport) -> None:
        self._report = report

    def _finish(self, job: Job, summary: str) -> None:
        if not isinstance(job, ImportPhotosJob):
            return
        report, self._report = self._report, None
        messages = self._context.client.messages
        if report is not None and (report.trouble is not None or report.failed):
            messages.tell_problem(summary)
        else:
            messages.note(summary)
        if report is not None and report.new:
            self._news.scan(quiet=True)
            if self._place() == self._began_at:
                self.place_asked.emit(Place("last_import"))

    def _scan_after(self, job: Job) -> None:
        """What was copied before the user stopped the import is in the library."""
        if isinstance(job, ImportPhotosJob):
            self._news.scan(quiet=True)
