"""Signals of the system close the window as its user would."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from photoface.gui.signals import closed_by_signals


class Application(QObject):
    """Says when it is asked to quit."""

    asked = Signal()

    def quit(self) -> None:
        self.asked.emit()


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_wakes_the_idle_loop_and_quits(qtbot: QtBot, number: signal.Signals) -> None:
    application = Application()
    before = signal.getsignal(number)
    with closed_by_signals(application), qtbot.waitSignal(application.asked):
        # From another thread, so that it comes while the loop waits.
        threading.Timer(0, lambda: os.kill(os.getpid(), number)).start()
    assert signal.getsignal(number) is before
