"""Del puts photos into Recently deleted; its page brings them back or takes them away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.trash.page import DeleteNowSheet
from photoface.gui.trash.waiting_files_sheet import WaitingFilesSheet
from photoface.jobs import JobControl
from photoface.library.commands.photos import DeleteFiles, DeletePhotos, RestorePhotos
from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import Cancelled, EmptyTrashJob


@pytest.fixture
def photos(qtbot: QtBot, window: Window) -> Window:
    """The window on its Photos page."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    return window


def _deleted(qtbot: QtBot, window: Window) -> int:
    """Delete the newest photo by hand and go to Recently deleted; returns the photo."""
    pane = window.main.photos.pane
    photo = pane.model.ids[0]
    pane.view.select_row(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    settle(qtbot, window)
    window.main.go_to(Place("trash"))
    settle(qtbot, window)
    return photo


def test_del_moves_a_photo_to_recently_deleted_and_undo_brings_it_back(qtbot: QtBot, photos: Window) -> None:
    photo = _deleted(qtbot, photos)
    page = photos.main.trash
    assert page.pane.model.ids == [photo]
    assert page.pane.delegate.days == {photo: 30}
    assert photo not in photos.main.photos.pane.model.ids
    photos.main.actions_.undo.trigger()
    settle(qtbot, photos)
    assert not page.photos
    assert page.empty.isVisible()


def test_a_photo_is_brought_back_by_its_button(qtbot: QtBot, photos: Window) -> None:
    photo = _deleted(qtbot, photos)
    page = photos.main.trash
    assert not page.back.isEnabled()
    page.pane.view.select_row(0)
    assert page.back.isEnabled()
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    settle(qtbot, photos)
    photos.main.go_to(Place("photos"))
    settle(qtbot, photos)
    assert photo in photos.main.photos.pane.model.ids


def test_the_keyboard_stays_on_the_page_when_its_buttons_can_be_used_no_more(
    qtbot: QtBot, photos: Window, scanned: Library
) -> None:
    scanned.execute(DeletePhotos(tuple(scanned.photos.ids()[-2:])))
    _deleted(qtbot, photos)
    page = photos.main.trash
    for left in (2, 1):
        page.pane.view.select_row(0)
        page.back.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(page.back, Qt.Key.Key_Space)
        settle(qtbot, photos)
        assert len(page.photos) == left
        assert page.pane.view.hasFocus()
        assert len(page.pane.view.chosen_rows()) == 1, "it shows where it is"
    page.everything.setFocus()
    scanned.execute(RestorePhotos(tuple(scanned.trash.ids())))
    photos.client.announce_all()
    settle(qtbot, photos)
    assert page.empty.action.hasFocus()


def test_what_goes_now_is_named_before_and_is_in_the_system_s_trash_after(
    qtbot: QtBot, photos: Window, worker: Worker
) -> None:
    worker.newest.tell(Cancelled())
    photo = _deleted(qtbot, photos)
    page = photos.main.trash
    path = page.photos[0].files[0].path
    qtbot.mouseClick(page.everything, Qt.MouseButton.LeftButton)
    settle(qtbot, photos)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DeleteNowSheet)
    assert any(path.name in label.text() for label in sheet.findChildren(type(sheet.heading)))
    assert not sheet.for_good.isChecked()
    qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    settle(qtbot, photos)
    process = worker.newest
    assert process.job == EmptyTrashJob((photo,), without_trash=False)
    library = photos.main.context.client.library
    with qtbot.waitSignal(photos.main.context.jobs.finished):
        run_job(library, process.job, JobControl(), process.tell)
    settle(qtbot, photos)
    assert not path.exists()
    assert page.empty.isVisible()
    assert photo not in photos.main.photos.pane.model.ids


def test_del_in_the_viewer_goes_on_to_the_next_photo(qtbot: QtBot, photos: Window) -> None:
    view = photos.main.photos.pane.view
    ids = list(photos.main.photos.pane.model.ids)
    view.select_row(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(qtbot, photos)
    viewer = photos.main.viewer
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Delete)
    settle(qtbot, photos)
    assert viewer.photo_id == ids[1]
    assert photos.main.context.client.library.trash.ids() == [ids[0]]


def test_days_that_are_over_are_seen_on_the_photo(qtbot: QtBot, photos: Window) -> None:
    client = photos.main.context.client
    photo = photos.main.photos.pane.model.ids[0]
    client.execute(DeletePhotos((photo,)))
    settle(qtbot, photos)
    photos.main.go_to(Place("trash"))
    settle(qtbot, photos)
    assert photos.main.trash.count.text() == "1"


def test_second_files_that_wait_are_shown_and_brought_back(
    qtbot: QtBot, photos: Window, worker: Worker, album: Path
) -> None:
    library = photos.main.context.client.library
    worker.newest.tell(Cancelled())
    first = library.photos.detail(library.photos.ids()[0]).path
    assert first is not None
    shutil.copy(first, first.with_name(f"again {first.name}"))
    library.jobs.scan()
    (several,) = library.trash.several_files()
    photos.client.execute(DeleteFiles((several.second[0].id,)))
    photos.main.go_to(Place("trash"))
    settle(qtbot, photos)
    page = photos.main.trash
    assert not page.photos
    assert page.second_files.isVisible()
    assert page.second_files.text() == "Show 1 deleted second file …"
    qtbot.mouseClick(page.second_files, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, WaitingFilesSheet)
    assert "30 days left" in sheet.list.item(0).text()
    qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    settle(qtbot, photos)
    assert page.empty.isVisible()
    assert [file.days_left for file in library.trash.several_files()[0].files] == [None, None]
