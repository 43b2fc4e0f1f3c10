"""Names go into files from the window: now, of all photos, a selection or a search, and after each decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.names_in_files.file_writing import FileWriting
from photoface.gui.names_in_files.writing_sheet import FollowSheet, WriteNamesSheet
from photoface.gui.page_action import PageAction
from photoface.jobs import JobControl
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import RenamePerson
from photoface.library.library import Library
from photoface.metadata.reading import read_metadata
from photoface.worker.job import run_job
from photoface.worker.messages import Cancelled, Died, WriteDueJob, WriteNamesJob

ENTER, LEFT = Qt.Key.Key_Return, Qt.MouseButton.LeftButton


def _open(
    qtbot: QtBot, make_window: MakeWindow, library: Library, worker: Worker, page: str = "names_in_files"
) -> Window:
    window = make_window(library)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    window.main.go_to(Place(page))
    settle(qtbot, window)
    return window


def _work(qtbot: QtBot, window: Window, worker: Worker) -> None:
    """Let the job that was asked for run to its end."""
    run_job(window.client.library, worker.newest.job, JobControl(), worker.newest.tell)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)


def _sheet(
    qtbot: QtBot, window: Window, kind: type[WriteNamesSheet] | type[FollowSheet]
) -> WriteNamesSheet | FollowSheet:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, kind)
    settle(qtbot, window)
    return sheet


def _names(path: Path) -> set[str | None]:
    return {region.name for region in read_metadata(path).regions}


def _first(library: Library) -> tuple[int, Path]:
    """A photo and its path; its face is Anna's."""
    photo = min(library.photos.ids())
    detail = library.photos.detail(photo)
    library.execute(NameFaces((detail.faces[0].id,), "Anna"))
    assert detail.path is not None
    return photo, detail.path


def test_names_of_all_photos_are_written_and_taken_out_again(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, album: Path
) -> None:
    _, path = _first(scanned)
    window = _open(qtbot, make_window, scanned, worker)
    page = window.main.names_in_files
    window.main.actions_.write_names.trigger()
    sheet = _sheet(qtbot, window, WriteNamesSheet)
    assert sheet.chosen == "sidecars"
    assert not sheet.keep_time.isEnabled()
    qtbot.keyClick(sheet, ENTER)
    qtbot.waitUntil(lambda: worker.newest.job == WriteNamesJob())
    assert page.isVisible()
    assert window.main.job_bar.isVisible()
    _work(qtbot, window, worker)
    assert _names(path) == {"Anna"}
    assert window.main.note.words.text() == "1 file changed."
    window.main.actions_.write_names.trigger()
    sheet = _sheet(qtbot, window, WriteNamesSheet)
    qtbot.mouseClick(sheet.choices["remove"], LEFT)
    assert sheet.act.text() == "Take them out"
    qtbot.mouseClick(sheet.act, LEFT)
    qtbot.waitUntil(lambda: worker.newest.job == WriteNamesJob(remove=True))
    _work(qtbot, window, worker)
    assert list(album.rglob("*.xmp")) == []


@pytest.mark.parametrize("searched", [False, True])
def test_names_are_written_of_selected_photos_or_of_those_that_a_search_found(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, searched: bool
) -> None:
    photo, _ = _first(scanned)
    window = _open(qtbot, make_window, scanned, worker, "photos")
    if searched:
        window.main.go_to(Place("search", words="Anna"))
        settle(qtbot, window)
    else:
        pane = window.main.photos.pane
        pane.view.select_row(pane.model.row_of(photo))
    window.main.actions_.page_actions[PageAction.WRITE_NAMES].trigger()
    sheet = _sheet(qtbot, window, WriteNamesSheet)
    qtbot.mouseClick(sheet.choices["files"], LEFT)
    qtbot.mouseClick(sheet.keep_time, LEFT)
    qtbot.mouseClick(sheet.act, LEFT)
    qtbot.waitUntil(lambda: worker.newest.job == WriteNamesJob((photo,), True, True))


def test_files_follow_decisions_once_the_user_wants_it(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    _, path = _first(scanned)
    window = _open(qtbot, make_window, scanned, worker)
    page = window.main.names_in_files
    assert page.following.text() == "Decisions are not written into files by themselves."
    window.main.actions_.follow.trigger()
    sheet = _sheet(qtbot, window, FollowSheet)
    assert sheet.chosen == "off"
    qtbot.keyClick(sheet.choices["off"], Qt.Key.Key_Down)
    assert sheet.chosen == "sidecars"
    qtbot.keyClick(sheet, ENTER)
    writing = window.main.findChild(FileWriting)
    assert writing is not None
    qtbot.waitUntil(writing.calm.isActive)
    settle(qtbot, window)
    assert page.following.text().startswith("After each decision sidecars beside your photos are written.")
    writing.calm.timeout.emit()
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, WriteDueJob))
    assert not window.main.job_bar.isVisible(), "it would only come and go"
    _work(qtbot, window, worker)
    assert _names(path) == {"Anna"}
    window.client.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    qtbot.waitUntil(writing.calm.isActive)
    settle(qtbot, window)
    assert page.following.text().endswith("Some are still to be written.")
    writing.calm.timeout.emit()
    qtbot.waitUntil(lambda: window.jobs.busy)
    _work(qtbot, window, worker)
    assert _names(path) == {"Anna Berg"}
    assert not window.jobs.busy, "nothing is due any more"


def test_what_could_not_be_written_is_listed_and_tried_again(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    scanned.set_setting("names_in_files", "sidecars")
    _, path = _first(scanned)
    away = path.rename(path.with_name("away"))
    scanned.jobs.write_due()
    window = make_window(scanned)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: worker.newest.job == WriteDueJob(again=True))
    _work(qtbot, window, worker)
    qtbot.keyClick(window.main, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    page = window.main.names_in_files
    assert page.lists.unwritten.ids == [path]
    assert page.lists.unwritten_tab.text() == "Could not be written  1"
    away.rename(path)
    qtbot.mouseClick(page.again, LEFT)
    qtbot.waitUntil(lambda: window.jobs.busy)
    assert worker.newest.job == WriteDueJob(again=True)
    _work(qtbot, window, worker)
    assert (page.lists.unwritten.ids, _names(path)) == ([], {"Anna"})


def test_what_the_user_stops_waits_for_the_next_decision(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    scanned.set_setting("names_in_files", "sidecars")
    _first(scanned)
    window = make_window(scanned)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, WriteDueJob))
    window.jobs.cancel()
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)
    assert not window.jobs.busy
    window.client.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    writing = window.main.findChild(FileWriting)
    assert writing is not None
    qtbot.waitUntil(writing.calm.isActive)
    writing.calm.timeout.emit()
    qtbot.waitUntil(lambda: window.jobs.busy)


def test_the_window_tells_once_what_could_not_be_written_and_leads_there(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    scanned.set_setting("names_in_files", "sidecars")
    _, path = _first(scanned)
    window = make_window(scanned)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: worker.newest.job == WriteDueJob(again=True))
    path.rename(path.with_name("away"))
    _work(qtbot, window, worker)
    bar = window.main.message_bar
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text().startswith("1 file could not be written. ")
    qtbot.mouseClick(bar.action, LEFT)
    settle(qtbot, window)
    page = window.main.names_in_files
    assert (window.main.place.page, page.lists.unwritten_tab.isChecked(), page.lists.unwritten.ids) == (
        "names_in_files",
        True,
        [path],
    )
    bar.hide()
    qtbot.mouseClick(page.again, LEFT)
    qtbot.waitUntil(lambda: window.jobs.busy)
    _work(qtbot, window, worker)
    assert bar.isHidden(), "it was told of already"


def test_a_writing_that_dies_is_called_so_and_does_not_begin_by_itself_for_ever(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.gui.jobs.controller.RESTART_MS", 0)
    scanned.set_setting("names_in_files", "sidecars")
    _first(scanned)
    window = make_window(scanned)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: worker.newest.job == WriteDueJob(again=True))
    bar = window.main.message_bar
    given_up = False
    while not given_up:
        before = worker.newest
        before.tell(Died(-9))
        qtbot.waitUntil(bar.isVisible)
        assert bar.words.text().startswith("Writing names into files stopped unexpectedly")
        # Between an end and the next beginning no job is busy for a moment.
        qtbot.waitUntil(lambda old=before: "given up" in bar.words.text() or worker.newest is not old)  # type: ignore[misc]
        given_up = "given up" in bar.words.text()
    settle(qtbot, window)
    assert not window.jobs.busy
    assert worker.newest is before
