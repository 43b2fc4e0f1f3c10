"""The sidebar's sections, and the pages of albums, favourites and folders, by hand and by keyboard."""

from __future__ import annotations

import pytest
from catalog_image import image_of
from gui_helpers import settle
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from photoface.gui.albums.add_sheet import AddToAlbumSheet
from photoface.gui.albums.collection_page import AlbumPage, CollectionPage, FolderPage
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.dragged_photos import put_photos
from photoface.gui.sidebar import TAGS_AT_ONCE
from photoface.gui.sidebar_line import SidebarButton
from photoface.library.commands.collections import MakeAlbum, SaveSearch, TagPhotos
from photoface.library.commands.photos import FavouritePhotos
from photoface.library.library import Library

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def arranged(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """Two albums in each other, a favourite, a tag and a saved search."""
    photos = tuple(scanned.photos.ids())
    scanned.execute(MakeAlbum("Summer", None, photos[2::-1]))
    scanned.execute(MakeAlbum("Beach", scanned.albums.all()[0].id, photos[:1]))
    scanned.execute(FavouritePhotos(photos[:2], True))
    scanned.execute(TagPhotos(photos[:4], "Sea/Sand"))
    scanned.execute(SaveSearch("With sand", "tag:sand"))
    window.client.announce_all()
    settle(qtbot, window)
    return window


def lines(window: Window) -> dict[str, SidebarButton]:
    """The lines that show, by their words."""
    found = window.main.sidebar.findChildren(SidebarButton)
    return {line.text(): line for line in found if line.isVisibleTo(window.main.sidebar)}


def shown(window: Window) -> list[int]:
    page = window.main.navigation.page
    assert isinstance(page, CollectionPage)
    return list(page.pane.model.ids)


def test_albums_tags_and_folders_are_listed_with_their_counts(arranged: Window) -> None:
    found = lines(arranged)
    assert found["Summer"].count == "3"
    assert found["Sea"].count == "4"
    assert found["Favourites"].count == "2"
    assert "With sand" in found
    # What stands in others is folded at first.
    assert "Beach" not in found
    assert "Sand" not in found


def test_an_album_unfolds_and_remembers_it(qtbot: QtBot, arranged: Window) -> None:
    lines(arranged)["Summer"].setFocus()
    qtbot.keyClick(lines(arranged)["Summer"], Qt.Key.Key_Right)
    assert lines(arranged)["Beach"].count == "1"
    assert lines(arranged)["Summer"].hasFocus()
    qtbot.keyClick(lines(arranged)["Summer"], Qt.Key.Key_Left)
    assert "Beach" not in lines(arranged)


def test_a_section_folds(qtbot: QtBot, arranged: Window) -> None:
    qtbot.mouseClick(arranged.main.sidebar.headings["albums"], LEFT)
    assert "Summer" not in lines(arranged)
    qtbot.mouseClick(arranged.main.sidebar.headings["albums"], LEFT)
    assert "Summer" in lines(arranged)


def test_an_album_shows_its_photos_in_its_order(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    qtbot.mouseClick(lines(arranged)["Summer"], LEFT)
    settle(qtbot, arranged)
    assert isinstance(arranged.main.navigation.page, AlbumPage)
    assert shown(arranged) == scanned.photos.ids()[2::-1]
    assert lines(arranged)["Summer"].is_current
    assert arranged.main.windowTitle().startswith("Summer")


def test_favourites_are_made_by_a_key(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    arranged.main.go_to(Place("photos"))
    settle(qtbot, arranged)
    pane = arranged.main.photos.pane
    pane.view.select_row(5)
    qtbot.keyClick(pane.view, Qt.Key.Key_P)
    settle(qtbot, arranged)
    assert lines(arranged)["Favourites"].count == "3"
    qtbot.keyClick(pane.view, Qt.Key.Key_3)
    settle(qtbot, arranged)
    assert scanned.photos.detail(pane.model.ids[5]).rating == 3
    qtbot.keyClick(pane.view, Qt.Key.Key_P)
    settle(qtbot, arranged)
    assert lines(arranged)["Favourites"].count == "2"
    qtbot.mouseClick(lines(arranged)["Favourites"], LEFT)
    settle(qtbot, arranged)
    assert len(shown(arranged)) == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_an_album_is_renamed_in_place(qtbot: QtBot, arranged: Window, scanned: Library, key: Qt.Key) -> None:
    line = lines(arranged)["Summer"]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F2)
    field = line.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, "Winter")
    qtbot.keyClick(field, key)
    settle(qtbot, arranged)
    assert [album.name for album in scanned.albums.all()] == ["Beach", "Winter"]


def test_escape_discards_the_new_name(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    line = lines(arranged)["Summer"]
    line.rename()
    field = line.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "Winter")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settle(qtbot, arranged)
    assert [album.name for album in scanned.albums.all()] == ["Beach", "Summer"]


@pytest.mark.parametrize("onto", ["Summer", "Sea"])
def test_photos_are_dragged_onto_an_album_or_a_tag(qtbot: QtBot, arranged: Window, scanned: Library, onto: str) -> None:
    line, data = lines(arranged)[onto], QMimeData()
    put_photos(data, scanned.photos.ids()[5:7])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(line.rect().center(), action, data, LEFT, none)
    QApplication.sendEvent(line, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(line, QDropEvent(QPointF(line.rect().center()), action, data, LEFT, none))
    settle(qtbot, arranged)
    assert lines(arranged)[onto].count == ("5" if onto == "Summer" else "6")


def test_photos_are_put_into_a_new_album_by_a_sheet(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    arranged.main.go_to(Place("photos"))
    settle(qtbot, arranged)
    arranged.main.photos.pane.view.select_row(0)
    qtbot.keyClick(arranged.main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, arranged)
    (sheet,) = arranged.main.findChildren(AddToAlbumSheet)
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == ["Summer/Beach", "Summer"]
    qtbot.keyClicks(sheet.field, "Best")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    assert lines(arranged)["Best"].count == "1"


def test_a_folder_shows_its_photos(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    (folder,) = scanned.folders.all()
    qtbot.mouseClick(lines(arranged)[folder.path.name], LEFT)
    settle(qtbot, arranged)
    page = arranged.main.navigation.page
    assert isinstance(page, FolderPage)
    assert shown(arranged) == scanned.photos.ids()
    qtbot.mouseClick(page.below, LEFT)
    settle(qtbot, arranged)
    assert shown(arranged) == scanned.albums.in_folder(folder.id, "", below=False)


def test_every_line_has_a_name_and_is_reached_by_tab(arranged: Window) -> None:
    for line in lines(arranged).values():
        assert line.accessibleName()
        assert line.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_album_that_shows_is_renamed_by_its_key(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    """A click on its line leaves the keyboard with the photos."""
    qtbot.mouseClick(lines(arranged)["Summer"], LEFT)
    settle(qtbot, arranged)
    before = image_of(scanned.catalog_path)
    QTest.keyClick(arranged.main.focusWidget(), Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "2014")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    assert "2014" in lines(arranged)
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_of_many_tags_the_most_used_are_listed_until_all_are_asked_for(qtbot: QtBot, arranged: Window) -> None:
    library = arranged.client.library
    photos = tuple(library.photos.ids())
    for number in range(TAGS_AT_ONCE + 2):
        library.execute(TagPhotos(photos[:1] if number else photos[:3], f"Tag {number:02}"))
    arranged.client.announce_all()
    settle(qtbot, arranged)
    assert {"Sea", "Tag 00", "3 more tags"} <= set(lines(arranged))
    assert f"Tag {TAGS_AT_ONCE + 1:02}" not in lines(arranged)
    qtbot.mouseClick(lines(arranged)["3 more tags"], LEFT)
    assert f"Tag {TAGS_AT_ONCE + 1:02}" in lines(arranged)
    qtbot.mouseClick(lines(arranged)["Show fewer"], LEFT)
    assert f"Tag {TAGS_AT_ONCE + 1:02}" not in lines(arranged)
