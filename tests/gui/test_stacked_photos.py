"""Stacks in grids and in the viewer: one tile with a badge, opened by a click, and acted on as one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from related_photos import drawn

from photoface.catalog.summaries.photos import StackedPhoto
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.duplicates.second_files_sheet import SecondFilesSheet
from photoface.gui.kit.stack_badge import STACK, StackTile, badge_rect
from photoface.gui.page_action import PageAction
from photoface.gui.photos.pane import PhotosPane
from photoface.gui.photos.stacked_tiles import StackedTiles
from photoface.library.commands.photos import StackPhotos
from photoface.library.library import Library


@pytest.fixture
def stacked(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """The Photos page, with the second, fourth and fifth of its twelve photos in one stack."""
    ids = scanned.photos.ids()
    scanned.execute(StackPhotos((ids[1], ids[3], ids[4])))
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    return window


def save_copy(path: Path, side: int) -> None:
    """The same picture, so wide."""
    path.parent.mkdir(exist_ok=True)
    drawn(1, (320, 240)).resize((side, side * 3 // 4)).save(path, "JPEG")


def _pane(window: Window) -> PhotosPane:
    return window.main.photos.pane


def _badge(pane: PhotosPane, row: int) -> QPoint:
    index = pane.model.index(row, 0)
    return badge_rect(pane.view.visualRect(index), index.data(STACK), pane.context.theme).center()


def _top(library: Library) -> int:
    return library.stacks.photos()[0].photo_id


def test_a_stack_is_one_tile_and_a_click_on_its_badge_opens_and_closes_it(
    qtbot: QtBot, stacked: Window, scanned: Library
) -> None:
    pane, inside = _pane(stacked), [photo.photo_id for photo in scanned.stacks.photos()]
    assert pane.model.rowCount() == 10
    row = pane.model.row_of(inside[0])
    assert pane.model.index(row, 0).data(STACK) == StackTile(3, is_open=False, is_top=True)
    assert "a stack of 3 photos" in pane.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=_badge(pane, row))
    settle(qtbot, stacked)
    assert pane.model.ids[row : row + 3] == inside
    assert pane.model.rowCount() == 12
    assert not pane.selected_tiles()
    # All stand under the month of the one on top.
    assert len({pane.model.shape(one)[1] for one in range(row, row + 3)}) == 1
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=_badge(pane, row))
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 10


def test_g_opens_the_selected_stack_and_closes_it(qtbot: QtBot, stacked: Window, scanned: Library) -> None:
    pane = _pane(stacked)
    pane.view.select_row(pane.model.row_of(_top(scanned)))
    qtbot.keyClick(pane.view, Qt.Key.Key_G)
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 12
    assert pane.selected_tiles() == (_top(scanned),)
    qtbot.keyClick(pane.view, Qt.Key.Key_G)
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 10


def test_what_is_decided_about_a_closed_stack_holds_for_all_of_it(
    qtbot: QtBot, stacked: Window, scanned: Library
) -> None:
    pane, inside = _pane(stacked), {photo.photo_id for photo in scanned.stacks.photos()}
    pane.view.select_row(pane.model.row_of(_top(scanned)))
    assert pane.bar.selected_label.text() == "3 selected, with stacks"
    qtbot.keyClick(pane.view, Qt.Key.Key_4)
    settle(qtbot, stacked)
    assert {photo.id for photo in scanned.photos.summaries(scanned.photos.ids()) if photo.rating == 4} == inside
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    settle(qtbot, stacked)
    assert set(scanned.trash.ids()) == inside
    assert scanned.history.undo_summary() == "Deleted 3 photos"
    stacked.main.actions_.undo.trigger()
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 10


def test_photos_are_stacked_and_unstacked_by_their_keys(qtbot: QtBot, stacked: Window, scanned: Library) -> None:
    pane = _pane(stacked)
    pane.view.selectAll()
    pane.view.select_row(pane.model.row_of(_top(scanned)))
    qtbot.keyClick(pane.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 12
    pane.view.selectAll()
    qtbot.keyClick(pane.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, stacked)
    assert pane.model.rowCount() == 1


def test_a_photo_of_an_open_stack_is_put_on_top_or_taken_out(qtbot: QtBot, stacked: Window, scanned: Library) -> None:
    pane, inside = _pane(stacked), [photo.photo_id for photo in scanned.stacks.photos()]
    pane.model.toggle_stack(inside[0])
    settle(qtbot, stacked)
    pane.view.select_row(pane.model.row_of(inside[0]))
    assert PageAction.PUT_ON_TOP not in pane.page_actions()
    pane.view.select_row(pane.model.row_of(inside[2]))
    pane.page_actions()[PageAction.PUT_ON_TOP]()
    settle(qtbot, stacked)
    assert _top(scanned) == inside[2]
    pane.page_actions()[PageAction.TAKE_OUT_OF_STACK]()
    settle(qtbot, stacked)
    assert [photo.photo_id for photo in scanned.stacks.photos()] == inside[:2]


def test_a_setting_shows_every_photo_by_itself(qtbot: QtBot, stacked: Window, scanned: Library) -> None:
    stacked.main.go_to(Place("settings"))
    settle(qtbot, stacked)
    stacked.main.settings.switches["stacks"].click()
    settle(qtbot, stacked)
    stacked.main.go_to(Place("photos"))
    settle(qtbot, stacked)
    assert scanned.settings().stacks == "no"
    assert _pane(stacked).model.rowCount() == 12


def test_the_viewer_goes_through_the_stack_and_stays_at_its_place(
    qtbot: QtBot, stacked: Window, scanned: Library
) -> None:
    pane, viewer = _pane(stacked), stacked.main.viewer
    inside = [photo.photo_id for photo in scanned.stacks.photos()]
    row = pane.model.row_of(inside[0])
    pane.view.select_row(row)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    settle(qtbot, stacked)
    assert viewer.stack.isVisible()
    assert list(viewer.stack.photo_ids) == inside
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_G)
    settle(qtbot, stacked)
    assert viewer.photo_id == inside[1]
    assert len(viewer.film_model.ids) == 10
    viewer.page_actions()[PageAction.PUT_ON_TOP]()
    settle(qtbot, stacked)
    assert _top(scanned) == inside[1]
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right)
    settle(qtbot, stacked)
    assert not viewer.stack.isVisible()


def test_a_list_that_has_one_photo_of_a_stack_shows_it_alone() -> None:
    stacks = [StackedPhoto(photo, 1, place, None, None) for place, photo in enumerate((7, 3, 9))]
    alone = StackedTiles([5, 9, 4], stacks)
    assert alone.rows(()) == [5, 9, 4]
    assert alone.tile(9, ()) is None
    two = StackedTiles([5, 9, 4, 3], stacks)
    assert two.rows(()) == [5, 4, 3]
    assert two.rows((1,)) == [5, 4, 3, 9]
    assert two.all_of([3, 5], ()) == (3, 9, 5)
    assert two.all_of([3, 5], (1,)) == (3, 5)


def test_copies_are_selected_and_deleted_by_one_click_and_come_back(
    qtbot: QtBot, make_window: MakeWindow, library: Library, tmp_path: Path
) -> None:
    for name, side in (("a", 320), ("b", 160), ("c", 120)):
        save_copy(tmp_path / "Own" / f"{name}.jpg", side)
    library.folders.add(tmp_path / "Own")
    library.jobs.scan()
    window = make_window(library)
    window.main.go_to(Place("duplicates"))
    settle(qtbot, window)
    page = window.main.duplicates
    best, *copies = page.pane.model.ids
    assert page.delegate.words == {best: "Best"}
    assert page.delete.text() == "Delete 2 copies"
    qtbot.mouseClick(page.choose, Qt.MouseButton.LeftButton)
    assert list(page.pane.selected_ids()) == copies
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert library.photos.ids() == [best]
    assert page.empty.isVisible()
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert page.pane.model.ids == [best, *copies]


def test_of_a_photo_in_two_files_one_is_chosen_to_go_and_brought_back(
    qtbot: QtBot, make_window: MakeWindow, library: Library, tmp_path: Path
) -> None:
    save_copy(tmp_path / "Own" / "a.jpg", 320)
    (tmp_path / "Own" / "phone").mkdir()
    shutil.copy(tmp_path / "Own" / "a.jpg", tmp_path / "Own" / "phone" / "a.jpg")
    library.folders.add(tmp_path / "Own")
    library.jobs.scan()
    window = make_window(library)
    window.main.go_to(Place("duplicates"))
    settle(qtbot, window)
    page = window.main.duplicates
    assert page.files_said.text() == "1 photo has a second file."
    assert page.delegate.words == dict.fromkeys(page.pane.model.ids, "2 files")
    qtbot.mouseClick(page.choose_files, Qt.MouseButton.LeftButton)
    (sheet,) = window.main.findChildren(SecondFilesSheet)
    first, second = (file.id for file in page.several[0].files)
    assert sheet.ticked() == {second}
    # One file of the photo stays: to tick the first is to keep the other one.
    qtbot.keyClick(sheet.list, Qt.Key.Key_Space)
    assert sheet.ticked() == {first}
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert page.files_said.text() == "1 second file waits for the trash."
    page.ask_files()
    sheet = next(one for one in window.main.findChildren(SecondFilesSheet) if one.isVisible())
    qtbot.keyClick(sheet.list, Qt.Key.Key_Space)
    assert sheet.act.text() == "Bring back"
    qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert page.files_said.text() == "1 photo has a second file."


def test_a_question_counts_a_photo_and_what_is_below_it_once(qtbot: QtBot, window: Window, scanned: Library) -> None:
    group = scanned.groups.all()[0]
    photos = sorted({face.photo_id for face in scanned.faces.summaries(scanned.groups.face_ids(group.id))})
    assert len(photos) == group.photos > 2
    scanned.execute(StackPhotos((photos[0], photos[1])))
    window.main.go_to(Place("review"))
    settle(qtbot, window)
    sheet = window.main.review.sheet
    assert sheet.question is not None
    assert sheet.question.group_id == group.id
    assert f"{group.faces} faces in {group.photos - 1} photos" in sheet.about.text()
