"""Calls a function whenever a job has ended, and once at the start, to look for something new to offer or to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from photoface.gui.client import Frame
from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState


class AfterJobs(QObject):
    """Calls `look` after the frame was first read, and then after each job."""

    def __init__(self, context: Context, look: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._client = context.client
        self._look = look
        context.jobs.state_changed.connect(self._follow)
        context.client.frame_changed.connect(self._start)

    def _start(self, _: Frame) -> None:
        self._client.frame_changed.disconnect(self._start)
        self._look()

    def _follow(self, state: JobState) -> None:
        if state is JobState.IDLE:
            self._look()
