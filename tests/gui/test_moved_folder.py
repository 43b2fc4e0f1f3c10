"""A folder that was moved: said by its menu in the sidebar, and its photos are there again."""

from __future__ import annotations

from pathlib import Path

from gui_helpers import Worker, settle
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.kit.file_dialog import FileDialog
from photoface.library.library import Library
from photoface.worker.messages import Finished, ScanJob


def _choose_new_place(qtbot: QtBot, window: Window, library: Library, place: Path) -> None:
    (folder,) = library.folders.all()
    menu = window.main.sidebar.menus.of_folder(folder)
    next(action for action in menu.actions() if action.text().startswith("It lies elsewhere")).trigger()
    (dialog,) = window.main.findChildren(FileDialog)
    dialog.selectFile(str(place))
    dialog.accept()
    settle(qtbot, window)


def test_its_new_place_is_chosen_and_scanned(
    qtbot: QtBot, window: Window, worker: Worker, scanned: Library, album: Path, tmp_path: Path
) -> None:
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    scans = len(worker.processes)
    moved = album.rename(tmp_path / "Moved")
    _choose_new_place(qtbot, window, scanned, moved)
    assert [folder.path for folder in scanned.folders.all()] == [moved]
    qtbot.waitUntil(lambda: len(worker.processes) > scans)
    assert isinstance(worker.newest.job, ScanJob)
    said = [label.text() for label in window.main.findChildren(QLabel)]
    assert any("Moved is found again: 12 of 12 photos" in words for words in said)


def test_a_folder_that_holds_something_else_is_refused(
    qtbot: QtBot, window: Window, worker: Worker, scanned: Library, album: Path, tmp_path: Path
) -> None:
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    (tmp_path / "Other").mkdir()
    _choose_new_place(qtbot, window, scanned, tmp_path / "Other")
    assert [folder.path for folder in scanned.folders.all()] == [album]
    said = [label.text() for label in window.main.findChildren(QLabel)]
    assert any("0 are there" in words for words in said)
