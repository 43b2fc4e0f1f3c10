"""Scans pause on battery and while the computer is used, where the settings say so."""

from __future__ import annotations

import pytest
from gui_helpers import Worker, settle
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.jobs.automatic_pauses import AutomaticPauses
from photoface.gui.jobs.controller import JobState
from photoface.gui.jobs.idle_time import seconds_since_input
from photoface.library.library import Library


class Computer:
    """A computer on its battery or not, whose last input was so many seconds ago."""

    def __init__(self) -> None:
        self.battery = False
        self.idle: float | None = 1000.0

    def on_battery(self) -> bool:
        return self.battery

    def seconds_since_input(self) -> float | None:
        return self.idle


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def pauses(window: Window, computer: Computer) -> AutomaticPauses:
    return AutomaticPauses(window.client, window.jobs, window.main, computer.on_battery, computer.seconds_since_input)


def _look(qtbot: QtBot, window: Window, pauses: AutomaticPauses) -> JobState:
    pauses.look()
    settle(qtbot, window)
    return window.jobs.state


def test_a_scan_pauses_on_battery_and_goes_on_by_itself(
    qtbot: QtBot, window: Window, scanned: Library, worker: Worker, computer: Computer, pauses: AutomaticPauses
) -> None:
    computer.battery = True
    assert _look(qtbot, window, pauses) is JobState.RUNNING
    scanned.set_setting("pause_on_battery", "yes")
    assert _look(qtbot, window, pauses) is JobState.PAUSED
    assert window.main.job_bar.stage.text() == "Paused: on battery"
    computer.battery = False
    assert _look(qtbot, window, pauses) is JobState.RUNNING
    assert worker.newest.orders == ["start", "pause", "resume"]


def test_a_scan_waits_while_the_computer_is_used(
    qtbot: QtBot, window: Window, scanned: Library, computer: Computer, pauses: AutomaticPauses
) -> None:
    scanned.set_setting("pause_while_used", "yes")
    computer.idle = 3.0
    assert _look(qtbot, window, pauses) is JobState.PAUSED
    assert window.main.job_bar.stage.text() == "Paused while you use the computer"
    computer.idle = 130.0
    assert _look(qtbot, window, pauses) is JobState.RUNNING
    computer.idle = None
    assert _look(qtbot, window, pauses) is JobState.RUNNING


def test_the_user_has_the_last_word(
    qtbot: QtBot, window: Window, scanned: Library, computer: Computer, pauses: AutomaticPauses
) -> None:
    scanned.set_setting("pause_on_battery", "yes")
    computer.battery = True
    assert _look(qtbot, window, pauses) is JobState.PAUSED
    window.main.job_bar.pause.click()
    assert window.jobs.state is JobState.RUNNING
    assert _look(qtbot, window, pauses) is JobState.RUNNING
    window.main.job_bar.pause.click()
    computer.battery = False
    assert _look(qtbot, window, pauses) is JobState.PAUSED
    assert window.main.job_bar.stage.text() == "Paused"


def test_a_system_that_does_not_tell_is_asked_without_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert seconds_since_input() is None
