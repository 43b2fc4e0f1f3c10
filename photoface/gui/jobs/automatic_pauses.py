"""Pauses scans while the computer runs on battery, or while somebody uses it, if the settings say so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from photoface.gui.client import Client
from photoface.gui.jobs.controller import JobController, JobState
from photoface.worker.messages import Job, ScanJob

LOOK_EVERY_MS = 10_000

IDLE_SECONDS = 120.0
"""Without input for this long, nobody uses the computer."""


def on_battery() -> bool:
    """Whether the computer runs on its battery; False where there is none, or the system does not tell."""
    import psutil

    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False


def seconds_since_input() -> float | None:
    """As `idle_time.seconds_since_input`, loaded when it is asked first."""
    from photoface.gui.jobs import idle_time

    return idle_time.seconds_since_input()


class AutomaticPauses(QObject):
    """Looks now and then while a scan runs. A scan that the user lets go on is not paused again.

    Args:
        on_battery, seconds_since_input: what is asked, off the window's thread.
    """

    def __init__(
        self,
        client: Client,
        jobs: JobController,
        parent: QObject | None = None,
        on_battery: Callable[[], bool] = on_battery,
        seconds_since_input: Callable[[], float | None] = seconds_since_input,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._jobs = jobs
        self._on_battery = on_battery
        self._seconds_since_input = seconds_since_input
        self._overruled = False
        self._pauses = False
        self._looking = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        jobs.started.connect(self._begin)
        jobs.state_changed.connect(self._follow)
        client.settings_changed.connect(self._look_if_scanning)

    def _begin(self, job: Job) -> None:
        self._overruled = False
        self._look_if_scanning()

    def _look_if_scanning(self) -> None:
        if isinstance(self._jobs.job, ScanJob):
            self.look()

    def look(self) -> None:
        """Ask the settings, and what they name."""
        self._client.tasks.read_quietly(self, self._reason, self._obey)

    def _reason(self) -> tuple[bool, str]:
        """Whether the settings ask for pauses, and the reason for one now, empty for none."""
        settings = self._client.library.settings()
        by_battery, by_use = settings.pause_on_battery == "yes", settings.pause_while_used == "yes"
        if by_battery and self._on_battery():
            return True, self.tr("Paused: on battery")
        if by_use:
            idle = self._seconds_since_input()
            if idle is not None and idle < IDLE_SECONDS:
                return True, self.tr("Paused while you use the computer")
        return by_battery or by_use, ""

    def _obey(self, found: tuple[bool, str]) -> None:
        asked, reason = found
        scanning = isinstance(self._jobs.job, ScanJob)
        if asked and scanning and not self._looking.isActive():
            self._looking.start()
        elif not (asked and scanning):
            self._looking.stop()
        state = self._jobs.state
        if reason and scanning and not self._overruled and state is JobState.RUNNING:
            self._jobs.pause(reason)
            self._pauses = True
        elif not reason and self._pauses and state is JobState.PAUSED:
            self._pauses = False
            self._jobs.resume()

    def _follow(self, state: JobState) -> None:
        if state is JobState.PAUSED:
            return
        if state is JobState.RUNNING and self._pauses:
            # The user pressed *Go on*.
            self._overruled = True
        self._pauses = False
