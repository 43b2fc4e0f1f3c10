"""The dialog that saves copies of photos to a folder, in the background, with progress, cancel and the result.

The copies are the original files, or new pictures of a chosen size and content for sharing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from photoface.errors import JobCancelled, UserFacingError
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import fill
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tasks import report
from photoface.jobs import JobControl, Progress
from photoface.library.photo_copies import CopyReport
from photoface.worker.messages import Cancelled, CopiesMade, Died, Failed, Message, Progressed, ShareCopiesJob

if TYPE_CHECKING:
    from photoface.gui.jobs.job_process import Process
    from photoface.library.exports.shared_copies import SharedCopyChoices

LISTED = 6
"""Photos that could not be copied and are named one by one."""


class SaveCopiesSheet(Sheet):
    """Copies as soon as it is started; it lies beside the window, which can be used meanwhile.

    Args:
        choices: make new pictures as these say, in a worker process; None for the files as they are.

    Signals:
        finished_copying: all is copied, or it was stopped, or it failed.
    """

    finished_copying = Signal()
    _progressed = Signal(object)

    def __init__(
        self,
        context: Context,
        photo_ids: tuple[int, ...],
        folder: Path,
        parent: QWidget,
        choices: SharedCopyChoices | None = None,
    ) -> None:
        super().__init__("", parent)
        self._choices = choices
        self._process: Process | None = None
        self._context = context
        self._photo_ids = photo_ids
        self._folder = folder
        self._control = JobControl(self._progressed.emit)
        self._running = False
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.set_title(self.tr("Saving {}").format(context.client.photos_in_words(photo_ids)))
        self.where = label(self.tr("To {}").format(folder), "muted", self, wrap=True)
        self.where.setFixedWidth(context.theme.size(400))
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setRange(0, len(photo_ids))
        self.state = label("", "body", self, wrap=True)
        self.fill(self.where, self.bar, self.state)
        self.stop = button(self.tr("Stop"), "plain", self, clicked=self._stop)
        self.show_folder = button(self.tr("Show the folder"), "plain", self)
        self.show_folder.clicked.connect(lambda: show_in_file_manager(self._folder))
        self.show_folder.hide()
        self.close_button = button(self.tr("Close"), "primary", self, clicked=self.close)
        self.close_button.hide()
        self.set_default(self.close_button)
        fill(self.buttons, self.stop, self.show_folder, self.close_button)
        # On a thread of the copying one: it tells through the queue of this one.
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Show the sheet and begin."""
        self._running = True
        self.show()
        if self._choices is not None:
            job = ShareCopiesJob(self._photo_ids, self._folder, self._choices)
            self._process = self._context.jobs.parallel.start(job, self._take)
            return
        library, ids, folder, control = self._context.client.library, self._photo_ids, self._folder, self._control
        self._context.client.tasks.run_long(
            self, lambda: library.photos.copy_to(ids, folder, control), self._end, self._fail, control.cancel
        )

    def _take(self, message: Message) -> None:
        """What the worker says."""
        if not shiboken6.isValid(self):
            return
        match message:
            case Progressed(progress):
                self._show_progress(progress)
            case CopiesMade(report):
                self._end(report)
            case Cancelled():
                self._fail(JobCancelled())
            case Failed(sentence, remedy, None):
                self._fail(UserFacingError(sentence, remedy))
            case Failed(traceback=traceback):
                self._rest("")
                self.close()
                self._context.client.messages.tell_bug(traceback or "")
            case Died():
                sentence = self.tr("The copying stopped unexpectedly.")
                self._fail(UserFacingError(sentence, self.tr("What was saved until then is kept. Try again.")))

    def _show_progress(self, progress: Progress) -> None:
        if not self._running:
            return
        self.bar.setValue(progress.done)
        words = self.tr("{done} of {total}").format(
            done=text.number(progress.done), total=text.number(progress.total or 0)
        )
        if progress.seconds_left is not None:
            words += f", {text.time_left(progress.seconds_left)}"
        self.state.setText(words)

    def _end(self, copied: CopyReport) -> None:
        self.set_title(self.tr("{} saved").format(text.photo_files(copied.copied)))
        lines = []
        if copied.not_copied:
            lines.append(self.tr("{} could not be saved:").format(text.photos(len(copied.not_copied))))
            for one in copied.not_copied[:LISTED]:
                name = text.path_name(one.path) if one.path is not None else self.tr("A photo")
                lines.append(f"{name}: {one.sentence}")
            if len(copied.not_copied) > LISTED:
                lines.append(self.tr("and {} more").format(text.number(len(copied.not_copied) - LISTED)))
        self._rest("\n".join(lines))

    def _fail(self, error: Exception) -> None:
        if isinstance(error, JobCancelled):
            self.set_title(self.tr("Stopped"))
            self._rest(self.tr("What was saved until then is kept."))
        elif isinstance(error, UserFacingError):
            self.set_title(self.tr("The photos could not be saved"))
            self._rest(f"{error.sentence} {error.remedy}".strip())
        else:
            self._rest("")
            self.close()
            report(self._context.client.messages, error)

    def _rest(self, words: str) -> None:
        self._running = False
        self.bar.hide()
        self.stop.hide()
        self.state.setText(words)
        self.state.setVisible(bool(words))
        self.show_folder.show()
        self.close_button.show()
        self.close_button.setFocus()
        self.adjustSize()
        self.finished_copying.emit()

    def _cancel(self) -> None:
        self._control.cancel()
        if self._process is not None and self._running:
            self._process.cancel()

    def _stop(self) -> None:
        self._cancel()
        self.stop.setEnabled(False)

    def reject(self) -> None:
        """Escape stops what runs first, and closes when nothing does."""
        if self._running:
            self._stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._cancel()
        super().closeEvent(event)
