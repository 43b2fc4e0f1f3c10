"""Starts, by itself, the job that learns to tell people apart whom the program confuses, once the user pauses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from photoface.gui.context import Context

PAUSE_MS = 20_000
"""So long after the last decision: not in the middle of answering."""


class LookAlikeStart(QObject):
    """Looks whether it is due after each pause, and starts the job."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._jobs = context.client, context.jobs
        self.pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.pause.timeout.connect(self._look)
        context.client.decided.connect(lambda _: self.pause.start())

    def _look(self) -> None:
        self._client.read(self, lambda library: bool(library.look_alikes.due()), self._start)

    def _start(self, is_due: bool) -> None:
        if is_due:
            self._jobs.learn_look_alikes()
