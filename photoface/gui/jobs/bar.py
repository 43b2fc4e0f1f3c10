"""The bar at the bottom while a job runs: progress, speed, time left, pause and stop.

It stays hidden while only a few files are written after decisions.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from photoface.gui.jobs.controller import JobController, JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, in_column, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import icon_button, label
from photoface.jobs import Progress
from photoface.worker.messages import WriteDueJob

LONG_WRITING = 200
"""Photos whose files follow a decision and from which on the bar shows: for fewer it would only come and go."""


class JobBar(QWidget):
    """Follows a `JobController`; hidden while nothing runs."""

    def __init__(self, jobs: JobController, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._jobs = jobs
        self._icons = icons
        self.stage = label(self.tr("Starting"), "heading", self)
        self.counts = label("", "body", self)
        self.faces = label("", "muted", self)
        self.speed = label("", "muted", self)
        self.left = label("", "muted", self)
        self.pause = icon_button(icons, "pause", self.tr("Pause"), self, clicked=self._toggle_pause)
        self.cancel = icon_button(icons, "close", self.tr("Stop. What is done stays."), self, clicked=jobs.cancel)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self._buttons = in_row(self.pause, self.cancel, spacing=4)
        numbers = (self.stage, self.counts, self.faces, Stretch(), self.speed, self.left)
        self._row = in_row(*numbers, self._buttons, margins=(24, 6, 16, 8), spacing=16)
        in_column(self.bar, self._row, on=self)
        self._progress = Progress("")
        self.hide()
        jobs.started.connect(self._begin)
        jobs.progressed.connect(self.show_progress)
        jobs.state_changed.connect(self._show_state)

    def _begin(self) -> None:
        self.show_progress(Progress(self.tr("Starting")))
        self._show_state(self._jobs.state)

    def _is_brief(self) -> bool:
        """Whether files only follow a few decisions, which is over before the bar would have been read."""
        return isinstance(self._jobs.job, WriteDueJob) and (self._progress.total or 0) < LONG_WRITING

    def show_progress(self, progress: Progress) -> None:
        was_brief = self._is_brief()
        self._progress = progress
        if was_brief and not self._is_brief():
            self.show()
        paused = self._jobs.state is JobState.PAUSED
        # Reports that were on their way when the user paused come later.
        self.stage.setText((self._jobs.pause_reason or self.tr("Paused")) if paused else progress.stage)
        total = progress.total
        if total:
            self.counts.setText(
                self.tr("{done} of {total}").format(done=text.number(progress.done), total=text.number(total))
            )
            # Bytes of a download do not fit Qt's 32-bit range.
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * min(progress.done, total) / total))
        else:
            self.counts.setText(text.number(progress.done) if progress.done else "")
            self.bar.setRange(0, 0)
        self.faces.setText("" if progress.faces is None else text.faces(progress.faces))
        self.speed.setText(text.rate(progress.per_second) if progress.per_second and not paused else "")
        self.left.setText(
            text.time_left(progress.seconds_left) if progress.seconds_left is not None and not paused else ""
        )
        self._fit()

    def _show_state(self, state: JobState) -> None:
        self.setVisible(state is not JobState.IDLE and not self._is_brief())
        paused = state is JobState.PAUSED
        words = self.tr("Go on") if paused else self.tr("Pause")
        self.pause.setIcon(self._icons.icon("play" if paused else "pause"))
        self.pause.setToolTip(words)
        self.pause.setAccessibleName(words)
        self.pause.setEnabled(state in (JobState.RUNNING, JobState.PAUSED))
        self.cancel.setEnabled(state is not JobState.STOPPING)
        if state in (JobState.PAUSED, JobState.RUNNING):
            self.show_progress(self._progress)
        elif state is JobState.STOPPING:
            self.stage.setText(self.tr("Stopping"))
            self.speed.hide()
            self.left.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many of the numbers as there is room for, the important ones first."""
        shown = [each for each in (self.counts, self.left, self.faces, self.speed) if each.text()]
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._buttons.sizeHint().width()
        room -= self.stage.sizeHint().width() + self._row.spacing()
        while shown and sum(each.sizeHint().width() + self._row.spacing() for each in shown) > room:
            shown.pop()
        for each in (self.counts, self.faces, self.speed, self.left):
            each.setVisible(each in shown)

    def _toggle_pause(self) -> None:
        if self._jobs.state is JobState.PAUSED:
            self._jobs.resume()
        else:
            self._jobs.pause()
