"""The sheet of folders that are left out: what it shows, what saving it does."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.folders.left_out import LeftOutSheet
from photoface.library.library import Library
from photoface.settings import Settings
from photoface.worker.messages import Finished, ScanJob


@pytest.fixture
def sheet(qtbot: QtBot, window: Window, worker: Worker, album: Path) -> LeftOutSheet:
    """The sheet, opened from the menu once the scan of the start is over, over an album with a folder of previews."""
    (album / "Trash").mkdir()
    for name in ("poster.psb", "film.FLV", "clip.flv"):
        (album / name).write_bytes(b"of another format")
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.main.actions_.left_out in window.main.actions_.menus[0].actions()
    window.main.actions_.left_out.trigger()
    settle(qtbot, window)
    (found,) = window.main.findChildren(LeftOutSheet)
    return found


def test_it_shows_what_is_left_out(sheet: LeftOutSheet, album: Path) -> None:
    assert "@eaDir" in sheet.patterns.toPlainText().splitlines()
    assert sheet.no_media.isChecked()
    assert sheet.state.text() == "1 folder is left out now:"
    assert [sheet.folders.item(row).text() for row in range(sheet.folders.count())] == [
        f"{album.resolve() / 'Trash'}: it fits Trash"
    ]
    assert sheet.others.text() == "3 files are not of a format that PhotoFace reads (2 .flv, 1 .psb):"
    assert {sheet.files.item(row).text() for row in range(sheet.files.count())} == {
        str(album.resolve() / name) for name in ("poster.psb", "film.FLV", "clip.flv")
    }
    sheet.close()


def test_saving_keeps_it_and_looks_through_the_folders(
    qtbot: QtBot, sheet: LeftOutSheet, window: Window, worker: Worker, scanned: Library
) -> None:
    sheet.patterns.setFocus()
    sheet.patterns.selectAll()
    qtbot.keyClicks(sheet.patterns, "2019")
    qtbot.keyClick(sheet.patterns, Qt.Key.Key_Return)
    qtbot.keyClicks(sheet.patterns, " Work stuff ")
    sheet.no_media.click()
    scans = len(worker.processes)
    qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    settings = scanned.settings()
    assert (settings.left_out_folders, settings.leave_out_nomedia) == ("2019; Work stuff", "no")
    qtbot.waitUntil(lambda: len(worker.processes) > scans)
    assert isinstance(worker.newest.job, ScanJob)


def test_the_usual_ones_come_back(qtbot: QtBot, sheet: LeftOutSheet, window: Window, scanned: Library) -> None:
    sheet.patterns.clear()
    qtbot.mouseClick(sheet.usual, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert scanned.settings() == Settings()


def test_cancelling_changes_nothing(qtbot: QtBot, sheet: LeftOutSheet, window: Window, scanned: Library) -> None:
    sheet.patterns.clear()
    qtbot.mouseClick(sheet.cancel, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert scanned.settings() == Settings()


def test_the_page_of_unreadable_files_leads_there_and_to_the_damaged_ones(
    qtbot: QtBot, window: Window, worker: Worker, scanned: Library
) -> None:
    photo = scanned.search.find("year:>1900").photo_ids[0]
    with contextlib.closing(sqlite3.connect(scanned.catalog_path)) as catalog, catalog:
        catalog.execute("UPDATE photo SET flaw = 'Its end is missing.' WHERE id = ?", (photo,))
        catalog.execute("UPDATE photo_file SET state = 'failed', failure = 'Torn.' WHERE photo_id != ?", (photo,))
    main = window.main
    main.go_to(Place("failed"))
    settle(qtbot, window)
    assert main.failed.in_part.text() == "1 photo was read only in part"
    qtbot.mouseClick(main.failed.left_out, Qt.MouseButton.LeftButton)
    (sheet,) = main.findChildren(LeftOutSheet)
    sheet.close()
    qtbot.mouseClick(main.failed.in_part, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert main.place == Place("search", words="is:damaged")
    assert main.results.pane.model.ids == [photo]
