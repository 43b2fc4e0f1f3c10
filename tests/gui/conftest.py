"""Fixtures of the window's tests: a window over a scanned library of fake photos, and a worker that a test plays."""

from __future__ import annotations

import os

# Before Qt is loaded: these tests need no screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import QSettings, SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from photoface.gui.application import Window
from photoface.library.library import Library

# Said by the offscreen platform alone, about what only a real window system can do.
IGNORED = ["This plugin does not support"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Any warning of Qt's own fails the test in which it appears."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*IGNORED, extend=True))


class PatientBot(QtBot):
    """Waits long before it gives up: a busy machine makes a window slow, and slow is no defect."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 30_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = 30_000, **named: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **named)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """As the plugin's own, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _no_live_threads() -> Iterator[None]:
    """A test that leaves a thread running has not closed what it opened."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    # Qt gives a thread of its own that touched Python a stand-in; that is not ours to end.
    assert not [thread for thread in left if not isinstance(thread, threading._DummyThread)]


@pytest.fixture(autouse=True)
def _no_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch over the folders begins in no test: a slow machine would have a scan come into its way."""
    monkeypatch.setattr("photoface.gui.folders.watching.BEGIN_MS", 3_600_000)


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication, worker: Worker, tmp_path: Path) -> Iterator[MakeWindow]:
    """Opens windows on libraries and closes them at the end."""
    windows: list[Window] = []

    def make(library: Library) -> Window:
        preferences = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = Window(qapp, library, preferences, worker, fade=False)
        qtbot.addWidget(window.main)
        windows.append(window)
        # As the program does: what is put back at the start is not left again by going to the first page.
        window.main.start()
        window.main.show()
        window.main.navigation.watch_keyboard()
        window.main.activateWindow()
        qtbot.waitUntil(window.main.isActiveWindow)
        settle(qtbot, window)
        return window

    yield make
    for window in windows:
        window.close()
        # What has no parent would stay, held by its own connections, and with it all of the window's objects.
        for part in (window.client, window.jobs, window.images, window.tasks, window.theme, window.messages):
            shiboken6.delete(part)


@pytest.fixture
def window(make_window: MakeWindow, scanned: Library) -> Window:
    """A window over the scanned album: three unnamed groups, twelve photos."""
    return make_window(scanned)
