"""What tests of the window share beside fixtures: a worker process that obeys the test, and waiting for quiet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.photos.pane import PhotosPane
from photoface.library.library import Library
from photoface.worker.messages import Cancelled, Job, Message

MakeWindow = Callable[[Library], Window]


class FakeProcess:
    """A worker process that does nothing but what a test says through `tell`."""

    def __init__(self, job: Job, on_message: Callable[[Message], None]) -> None:
        self.job = job
        self.tell = on_message
        self.orders: list[str] = []

    def start(self) -> None:
        self.orders.append("start")

    def cancel(self) -> None:
        self.orders.append("cancel")
        self.tell(Cancelled())

    def pause(self) -> None:
        self.orders.append("pause")

    def resume(self) -> None:
        self.orders.append("resume")

    def close(self, timeout: float = 5.0) -> None:
        self.orders.append("close")


class Worker:
    """All processes that a window started, the newest last."""

    def __init__(self) -> None:
        self.processes: list[FakeProcess] = []

    def __call__(self, job: Job, on_message: Callable[[Message], None]) -> FakeProcess:
        self.processes.append(FakeProcess(job, on_message))
        return self.processes[-1]

    @property
    def newest(self) -> FakeProcess:
        return self.processes[-1]


class Paints(QObject):
    """Notes which widgets are painted, in order."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.painted: list[QObject] = []
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted.append(watched)
        return False


def paint(qtbot: QtBot, *widgets: QWidget) -> None:
    """Paint these widgets, and with them all that waits to be painted in their window."""
    paints = Paints(*widgets)
    for widget in widgets:
        widget.update()
    qtbot.waitUntil(lambda: set(paints.painted) == set(widgets))


def settle(qtbot: QtBot, window: Window) -> None:
    """Wait until everything that was asked for is here."""

    def quiet() -> None:
        assert not window.tasks.busy
        assert not window.images.busy

    qtbot.waitUntil(quiet)
    # What arrived last may have asked for more.
    qtbot.waitUntil(quiet)


def photos_pane(qtbot: QtBot, window: Window) -> PhotosPane:
    """The grid of the Photos page, which shows now."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    return window.main.photos.pane
