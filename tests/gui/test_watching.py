"""The window looks for photos by itself: when it opens, and when a watch tells of changes."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import pytest
from gui_helpers import Worker, settle
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.library.library import Library
from photoface.worker.messages import Finished, ScanJob

MakeWindow = Callable[[Library], Window]


class FakeWatch:
    """Tells what a test tells it to."""

    def __init__(self) -> None:
        self._changes: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def tell(self) -> None:
        self._changes.put(True)

    def stop(self) -> None:
        self._changes.put(False)

    def changes(self) -> Iterator[None]:
        while self._changes.get():
            yield


@pytest.fixture
def watches(monkeypatch: pytest.MonkeyPatch, scanned: Library) -> list[FakeWatch]:
    """The watches that the window begins over the scanned album, the newest last."""
    monkeypatch.setattr("photoface.gui.folders.watching.BEGIN_MS", 0)
    begun: list[FakeWatch] = []

    def begin() -> FakeWatch:
        begun.append(FakeWatch())
        return begun[-1]

    monkeypatch.setattr(scanned.folders, "watch", begin)
    return begun


def _end_scan(qtbot: QtBot, window: Window, worker: Worker) -> None:
    worker.newest.tell(Finished("No new photos."))
    qtbot.waitUntil(lambda: not window.jobs.busy)


def test_a_change_in_the_folders_is_scanned_quietly(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, watches: list[FakeWatch]
) -> None:
    window = make_window(scanned)
    assert worker.newest.job == ScanJob()
    qtbot.waitUntil(lambda: bool(watches))
    _end_scan(qtbot, window, worker)
    noted: list[str] = []
    window.messages.noted.connect(lambda *said: noted.append(str(said[0])))
    watches[-1].tell()
    qtbot.waitUntil(lambda: window.jobs.busy)
    assert worker.newest.job == ScanJob(waits_for_writers=True)
    _end_scan(qtbot, window, worker)
    assert noted == []


def test_the_end_of_a_scan_that_was_asked_for_is_told_all_the_same(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, watches: list[FakeWatch]
) -> None:
    window = make_window(scanned)
    qtbot.waitUntil(lambda: bool(watches))
    _end_scan(qtbot, window, worker)
    window.main.actions_.scan.trigger()
    watches[-1].tell()
    qtbot.waitUntil(lambda: window.jobs.is_to_come(ScanJob(waits_for_writers=True)))
    with qtbot.waitSignal(window.messages.noted):
        worker.newest.tell(Finished("3 photos read."))
    qtbot.waitUntil(lambda: window.jobs.job == ScanJob(waits_for_writers=True))
    _end_scan(qtbot, window, worker)


def test_settings_turn_both_off_and_on(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, watches: list[FakeWatch]
) -> None:
    scanned.set_setting("scan_at_start", "no")
    scanned.set_setting("watch_folders", "no")
    window = make_window(scanned)
    settle(qtbot, window)
    assert worker.processes == []
    assert watches == []
    scanned.set_setting("watch_folders", "yes")
    window.client.settings_changed.emit()
    qtbot.waitUntil(lambda: bool(watches))
    watches[-1].tell()
    qtbot.waitUntil(lambda: window.jobs.busy)
    _end_scan(qtbot, window, worker)


def test_a_folder_that_is_removed_is_not_watched_any_more(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, watches: list[FakeWatch]
) -> None:
    window = make_window(scanned)
    qtbot.waitUntil(lambda: bool(watches))
    _end_scan(qtbot, window, worker)
    (folder,) = scanned.folders.all()
    window.client.remove_folder(folder.id)
    settle(qtbot, window)
    watches[0].tell()
    settle(qtbot, window)
    assert not window.jobs.busy
