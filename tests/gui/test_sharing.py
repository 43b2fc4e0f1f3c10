"""Sharing: copies of photos to give away, made beside whatever else runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.photos.pane import PhotosPane
from photoface.gui.photos.share_sheet import ShareSheet
from photoface.jobs import Progress
from photoface.library.exports.shared_copies import SharedCopyChoices
from photoface.library.photo_copies import CopyReport, NotCopied
from photoface.worker.messages import Cancelled, CopiesMade, Died, Finished, Progressed, ShareCopiesJob


@pytest.fixture
def pane(qtbot: QtBot, window: Window) -> PhotosPane:
    """The Photos page with all of its photos selected."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.selectAll()
    return window.main.photos.pane


def sheet_of(window: Window) -> ShareSheet:
    window.main.actions_.page_actions[PageAction.SHARE].trigger()
    return next(sheet for sheet in window.main.findChildren(ShareSheet) if sheet.isVisible())


def test_the_sheet_asks_for_what_copies_are_like_and_remembers_it(
    qtbot: QtBot, window: Window, worker: Worker, pane: PhotosPane, tmp_path: Path
) -> None:
    sheet = sheet_of(window)
    assert sheet.choices == SharedCopyChoices(), "neither place nor names unless somebody wants them"
    sheet.side.setCurrentIndex(sheet.side.findData(1024))
    qtbot.mouseClick(sheet.names, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.file_names, Qt.MouseButton.LeftButton)
    progress = sheet.share_to(tmp_path / "out")
    wanted = SharedCopyChoices(longest_side=1024, names=True, file_names=False)
    assert worker.newest.job == ShareCopiesJob(pane.selected_ids(), tmp_path / "out", wanted)
    worker.newest.tell(Progressed(Progress("Making copies", 3, 12)))
    qtbot.waitUntil(lambda: progress.bar.value() == 3)
    lost = NotCopied(1, Path("lost.jpg"), "The file is not there.")
    worker.newest.tell(CopiesMade(CopyReport(tmp_path / "out", (tmp_path / "out" / "a.jpg",), (lost,))))
    worker.newest.tell(Finished("1 copy made."))
    qtbot.waitUntil(progress.close_button.isVisible)
    assert progress.heading.text() == "1 photo saved"
    assert "lost.jpg" in progress.state.text()
    settle(qtbot, window)
    assert sheet_of(window).choices == wanted


@pytest.mark.parametrize("end", [Cancelled(), Died(-9)])
def test_it_can_be_stopped_and_its_death_is_told(
    qtbot: QtBot, window: Window, worker: Worker, pane: PhotosPane, tmp_path: Path, end: Cancelled | Died
) -> None:
    progress = sheet_of(window).share_to(tmp_path / "out")
    if isinstance(end, Cancelled):
        qtbot.mouseClick(progress.stop, Qt.MouseButton.LeftButton)
        assert "cancel" in worker.newest.orders
    worker.newest.tell(end)
    qtbot.waitUntil(progress.close_button.isVisible)
    assert "kept" in progress.state.text()
    settle(qtbot, window)


def test_a_job_that_runs_is_not_waited_for(
    qtbot: QtBot, window: Window, worker: Worker, pane: PhotosPane, tmp_path: Path
) -> None:
    window.jobs.scan()
    before = worker.newest
    sheet_of(window).share_to(tmp_path / "out")
    assert worker.newest is not before
    assert window.jobs.job is not None
    worker.newest.tell(Cancelled())
    before.tell(Cancelled())
    settle(qtbot, window)


@pytest.mark.parametrize("action", [PageAction.SHARE, PageAction.PRINT, PageAction.OPEN_WITH])
def test_sheets_are_used_by_keyboard_and_named_for_screen_readers(
    qtbot: QtBot, window: Window, pane: PhotosPane, action: PageAction
) -> None:
    window.main.actions_.page_actions[action].trigger()
    settle(qtbot, window)
    sheet = next(one for one in window.main.findChildren(Sheet) if one.isVisible())
    qtbot.waitUntil(lambda: sheet.isAncestorOf(QApplication.focusWidget() or window.main))
    reached: set[QWidget] = set()
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert sheet.isAncestorOf(focused)
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert len(reached) > 2
    for widget in reached:
        spoken = QAccessible.queryAccessibleInterface(widget)
        assert spoken.text(QAccessible.Text.Name), widget
    assert {sheet.act, sheet.cancel} <= reached
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
