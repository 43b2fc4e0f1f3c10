"""Tells the user what an export wrote or that it stopped, and lists what an Immich server would get or got."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from photoface.gui.context import Context
from photoface.gui.kit.file_manager import file_address, show_in_file_manager
from photoface.gui.kit.message_bar import MessageBar
from photoface.worker.messages import ExportDataJob, ExportImmichJob, ExportPagesJob, Job

if TYPE_CHECKING:
    from photoface.library.exports.immich import ImmichReport


class ExportResults(QObject):
    """Follows the jobs of exports; the bar of the window leads to what was written."""

    def __init__(self, context: Context, bar: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._bar = bar
        self._window = window
        context.jobs.finished.connect(self._tell)
        context.jobs.cancelled.connect(self._tell_stopped)
        context.jobs.immich_reported.connect(self._show_report)

    def _tell(self, job: Job, summary: str) -> None:
        if isinstance(job, ExportDataJob):
            file = job.file
            self._bar.show_result(summary, self.tr("Show in file manager"), lambda: show_in_file_manager(file))
        elif isinstance(job, ExportPagesJob):
            index = job.folder / "index.html"
            self._bar.show_result(summary, self.tr("Look at them"), lambda: _look_at(index))

    def _tell_stopped(self, job: Job) -> None:
        note = self._context.client.messages.note
        if isinstance(job, ExportDataJob):
            note(self.tr("Stopped. Nothing was written."))
        elif isinstance(job, ExportPagesJob):
            note(self.tr("Stopped. The pages in {} are not complete.").format(job.folder))
        elif isinstance(job, ExportImmichJob) and not job.dry_run:
            note(self.tr("Stopped. What was sent stays there; exporting again sends the rest."))

    def _show_report(self, job: ExportImmichJob, report: ImmichReport) -> None:
        from photoface.gui.exporting.immich_sheet import ImmichSheet

        ImmichSheet(self._context, job, report, self._window).open()


def _look_at(page: Path) -> None:
    """Open a page in the browser, else the folder that it lies in."""
    address: QUrl = file_address(page)
    if not QDesktopServices.openUrl(address):
        show_in_file_manager(page)
