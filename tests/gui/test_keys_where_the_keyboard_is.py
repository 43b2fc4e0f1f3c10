"""Keys are about the tile that shows that it has the keyboard, on every page of tiles, where none is selected."""

from __future__ import annotations

import pytest
from gui_helpers import photos_pane, settle
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.catalog.states import FaceStatus
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.tile_view import TileView
from photoface.gui.page_action import PageAction
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.photos import DeletePhotos
from photoface.library.library import Library


def reach_by_tab(qtbot: QtBot, window: Window, view: TileView) -> None:
    """As a hand does: Tab until the tiles have the keyboard."""
    window.main.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
    for _ in range(120):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if view.hasFocus():
            return
    raise AssertionError("Tab does not reach the tiles")


def offered(window: Window, action: PageAction) -> bool:
    return window.main.actions_.page_actions[action].isEnabled()


@pytest.mark.parametrize(
    ("key", "text"), [(Qt.Key.Key_P, "favourite"), (Qt.Key.Key_3, "3 of 5 stars"), (Qt.Key.Key_R, "turned")]
)
def test_a_key_is_about_the_photo_that_tab_reached(
    qtbot: QtBot, window: Window, scanned: Library, key: Qt.Key, text: str
) -> None:
    pane = photos_pane(qtbot, window)
    reach_by_tab(qtbot, window, pane.view)
    photo_id = pane.model.ids[pane.view.currentIndex().row()]
    before = scanned.photos.detail(photo_id)
    assert not pane.selected_ids()
    qtbot.keyClick(pane.view, key)
    settle(qtbot, window)
    after = scanned.photos.detail(photo_id)
    changed = {
        "favourite": after.favourite,
        "3 of 5 stars": after.rating == 3,
        "turned": (after.width, after.height) == (before.height, before.width),
    }
    assert changed[text]
    assert not pane.selected_ids(), "nothing gets selected by it"


def test_delete_takes_the_photo_that_has_the_keyboard_and_goes_on_with_the_next(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    pane = photos_pane(qtbot, window)
    reach_by_tab(qtbot, window, pane.view)
    _, second, third, fourth, *_ = pane.model.ids
    pane.view.setCurrentIndex(pane.model.index(1, 0))
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    for _ in range(2):
        qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
        settle(qtbot, window)
    assert set(scanned.trash.ids()) == {second, third}
    assert pane.model.ids[pane.view.currentIndex().row()] == fourth
    # The last one has none behind it.
    pane.view.setCurrentIndex(pane.model.index(pane.model.rowCount() - 1, 0))
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert pane.view.currentIndex().row() == pane.model.rowCount() - 1


def test_escape_leaves_the_keys_with_the_photo_that_has_the_keyboard(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    pane = photos_pane(qtbot, window)
    pane.view.setFocus()
    pane.view.select_rows([0, 1, 2])
    pane.view.selectionModel().setCurrentIndex(pane.model.index(1, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert not pane.selected_ids()
    qtbot.keyClick(pane.view, Qt.Key.Key_P)
    settle(qtbot, window)
    favourites = [photo for photo in pane.model.ids if scanned.photos.detail(photo).favourite]
    assert favourites == [pane.model.ids[1]]


def test_pointing_at_another_photo_gives_keys_to_that_one(qtbot: QtBot, window: Window, scanned: Library) -> None:
    pane = photos_pane(qtbot, window)
    reach_by_tab(qtbot, window, pane.view)
    assert offered(window, PageAction.DELETE_PHOTOS)
    qtbot.mouseMove(pane.view.viewport(), pane.view.visualRect(pane.model.index(2, 0)).center())
    qtbot.waitUntil(lambda: not offered(window, PageAction.DELETE_PHOTOS))
    # Neither a key that does nothing here, nor one that is held first, gives them back to where the keyboard is.
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Shift):
        QTest.keyClick(pane.view, key)
        assert not offered(window, PageAction.DELETE_PHOTOS)
    qtbot.keyClick(pane.view, Qt.Key.Key_P)
    settle(qtbot, window)
    favourites = [photo for photo in pane.model.ids if scanned.photos.detail(photo).favourite]
    assert favourites == [pane.model.ids[2]]


def test_keys_are_about_no_tile_once_the_keyboard_is_elsewhere(qtbot: QtBot, window: Window) -> None:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    reach_by_tab(qtbot, window, window.main.photos.pane.view)
    assert offered(window, PageAction.DELETE_PHOTOS)
    qtbot.keyClick(window.main.photos.pane.view, Qt.Key.Key_Tab)
    assert not offered(window, PageAction.DELETE_PHOTOS)


def test_faces_groups_people_and_deleted_photos_take_keys_too(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    groups = scanned.groups.all()
    scanned.execute(NameGroup(groups[0].id, "Ada"))
    scanned.execute(DeletePhotos(tuple(scanned.photos.ids()[:2])))
    main.go_to(Place("people"))
    settle(qtbot, window)

    reach_by_tab(qtbot, window, main.people.covers)
    assert offered(window, PageAction.DETAILS)
    assert not offered(window, PageAction.NAME)
    reach_by_tab(qtbot, window, main.people.tray)
    assert offered(window, PageAction.NAME)
    assert not offered(window, PageAction.DETAILS)
    before = len(scanned.groups.all())
    main.actions_.page_actions[PageAction.IGNORE].trigger()
    settle(qtbot, window)
    assert len(scanned.groups.all()) == before - 1

    main.go_to(Place("faces"))
    settle(qtbot, window)
    pane = main.faces.pane
    reach_by_tab(qtbot, window, pane.view)
    face_id = pane.model.ids[pane.view.currentIndex().row()]
    qtbot.keyClick(pane.view, Qt.Key.Key_X)
    settle(qtbot, window)
    assert scanned.faces.summaries([face_id])[0].status is FaceStatus.NOT_A_FACE
    # A name is typed in the bar of what is selected.
    qtbot.keyClicks(pane.view, "B")
    assert pane.bar.name_field.hasFocus()
    assert pane.bar.name_field.text() == "B"
    assert len(pane.selected_ids()) == 1

    main.go_to(Place("trash"))
    settle(qtbot, window)
    trash = main.navigation.pages["trash"]
    view = trash.pane.view  # type: ignore[attr-defined]
    reach_by_tab(qtbot, window, view)
    main.actions_.page_actions[PageAction.BRING_BACK_PHOTOS].trigger()
    settle(qtbot, window)
    assert len(scanned.photos.ids()) == 11
    assert view.viewport().rect().contains(QPoint(1, 1))
