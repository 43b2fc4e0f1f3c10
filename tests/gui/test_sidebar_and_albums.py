"""The sidebar's sections, and the pages of albums, favourites and folders, by hand and by keyboard."""

from __future__ import annotations

import sqlite3

import pytest
from catalog_image import image_of
from gui_helpers import settle
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from photoface.catalog import albums
from photoface.catalog.summaries.photo_collections import FolderNode, PhotoCollections
from photoface.gui.albums.add_sheet import AddToAlbumSheet
from photoface.gui.albums.collection_page import AlbumPage, CollectionPage, FolderPage
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.choice_sheet import ChoiceSheet
from photoface.gui.kit.dragged_photos import put_photos
from photoface.gui.kit.sheet import Sheet
from photoface.gui.search.edit_sheet import EditSearchSheet
from photoface.gui.sidebar.dragged_album import album_data
from photoface.gui.sidebar.line import SidebarButton
from photoface.gui.sidebar.rows import TAGS_AT_ONCE
from photoface.gui.sidebar.sidebar import COLLAPSED_WIDTH, Sidebar
from photoface.gui.sidebar_pages import sidebar_pages
from photoface.library.commands.collections import MakeAlbum, SaveSearch, TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import SetFavourites
from photoface.library.commands.photos import FavouritePhotos
from photoface.library.library import Library

LEFT = Qt.MouseButton.LeftButton
HEADING = "the heading"


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


def menu_entry(window: Window, words: str, entry: str) -> None:
    """Choose from the menu of a line."""
    menu = window.main.sidebar.menus.of_line(lines(window)[words])
    assert menu is not None
    (action,) = [one for one in menu.actions() if one.text().startswith(entry)]
    action.trigger()


def tag_paths(library: Library) -> list[str]:
    return [path for tag in library.tags.tree() for path in (tag.path, *(inner.path for inner in tag.children))]


def keyboard() -> QWidget:
    """What has it."""
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


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


@pytest.mark.parametrize(("onto", "count"), [("Summer", "5"), ("Sea", "6"), ("Favourites", "4")])
def test_photos_are_dragged_onto_a_line(
    qtbot: QtBot, arranged: Window, scanned: Library, onto: str, count: str
) -> None:
    line, data = lines(arranged)[onto], QMimeData()
    put_photos(data, scanned.photos.ids()[5:7])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(line.rect().center(), action, data, LEFT, none)
    QApplication.sendEvent(line, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(line, QDropEvent(QPointF(line.rect().center()), action, data, LEFT, none))
    settle(qtbot, arranged)
    assert lines(arranged)[onto].count == count


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


def test_a_photo_without_a_date_stands_apart_in_its_folder(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    (folder,) = scanned.folders.all()
    newest = scanned.photos.ids()[0]
    with sqlite3.connect(scanned.catalog_path) as catalog:
        catalog.execute("UPDATE photo SET file_dated_by = 'file time', file_dated_by_exif = 0 WHERE id = ?", (newest,))
    catalog.close()
    qtbot.mouseClick(lines(arranged)[folder.path.name], LEFT)
    settle(qtbot, arranged)
    page = arranged.main.navigation.page
    assert isinstance(page, FolderPage)
    assert shown(arranged)[-1] == newest
    assert page.pane.view.rows.headers[-1].text == "Without a date"


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


def test_of_thousands_of_folders_only_those_near_have_a_line(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    """The arrow keys still go through all of them."""
    sidebar, (folder,) = arranged.main.sidebar, scanned.folders.all()
    inner = tuple(FolderNode(folder, f"{number:04}/", f"{number:04}", 1) for number in range(3000))
    found = scanned.albums.collections()
    top = FolderNode(folder, "", folder.path.name, 3000, inner)
    sidebar.show_collections(PhotoCollections(0, 0, found.albums, found.searches, found.tags, (top,)))
    lines(arranged)[folder.path.name].setFocus()
    qtbot.keyClick(lines(arranged)[folder.path.name], Qt.Key.Key_Right)
    area = sidebar.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 3000)
    for _ in range(100):
        QTest.keyClick(keyboard(), Qt.Key.Key_Down)
    focused = keyboard()
    assert isinstance(focused, SidebarButton)
    assert (focused.text(), focused.visibleRegion().isEmpty()) == ("0099", False)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert "2999" in lines(arranged)
    assert focused.hasFocus()
    assert len(sidebar.findChildren(SidebarButton)) < 150


def test_a_tag_is_renamed_in_place(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    lines(arranged)["Sea"].setFocus()
    qtbot.keyClick(lines(arranged)["Sea"], Qt.Key.Key_F2)
    field = keyboard()
    QTest.keyClicks(field, "Coast")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    assert tag_paths(scanned) == ["Coast", "Coast/Sand"]


def test_a_tag_renamed_as_another_one_is_merged_after_a_question(
    qtbot: QtBot, arranged: Window, scanned: Library
) -> None:
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[4:6]), "Coast"))
    arranged.client.announce_all()
    settle(qtbot, arranged)
    lines(arranged)["Coast"].renamed.emit("sea")
    (question,) = [sheet for sheet in arranged.main.findChildren(Sheet) if sheet.isVisible()]
    assert question.windowTitle() == "Merge the tag Coast into Sea?"
    qtbot.mouseClick(question.act, LEFT)
    settle(qtbot, arranged)
    assert tag_paths(scanned) == ["Sea", "Sea/Sand"]
    assert lines(arranged)["Sea"].count == "6"


def test_a_tag_is_merged_and_deleted_by_its_menu(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[4:6]), "Coast"))
    arranged.client.announce_all()
    settle(qtbot, arranged)
    menu_entry(arranged, "Coast", "Merge into")
    (sheet,) = arranged.main.findChildren(ChoiceSheet)
    qtbot.keyClicks(sheet.field, "sand")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    assert tag_paths(scanned) == ["Sea", "Sea/Sand"]
    qtbot.keyClick(lines(arranged)["Sea"], Qt.Key.Key_Delete)
    (question,) = [sheet for sheet in arranged.main.findChildren(Sheet) if sheet.isVisible()]
    qtbot.mouseClick(question.act, LEFT)
    settle(qtbot, arranged)
    assert tag_paths(scanned) == []
    scanned.undo()
    assert tag_paths(scanned) == ["Sea", "Sea/Sand"]


def test_a_saved_search_is_edited_and_deleted(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    menu_entry(arranged, "With sand", "Change what")
    (sheet,) = arranged.main.findChildren(EditSearchSheet)
    sheet.words.setText("year:")
    qtbot.mouseClick(sheet.act, LEFT)
    settle(qtbot, arranged)
    assert "cannot be read" in sheet.problem.text()
    sheet.words.setText("tag:sea")
    qtbot.keyClick(sheet.words, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    assert [(one.name, one.words) for one in scanned.search.saved()] == [("With sand", "tag:sea")]
    qtbot.keyClick(lines(arranged)["With sand"], Qt.Key.Key_Delete)
    settle(qtbot, arranged)
    assert scanned.search.saved() == []


def drop_album(window: Window, dragged: str, onto: str, share: float) -> None:
    """Drag one album's line onto another one, at a share of its height."""
    found = lines(window)
    source = found[dragged].row
    target: QWidget = window.main.sidebar.headings["albums"] if onto == HEADING else found[onto]
    assert source is not None
    assert source.album_id is not None
    data, move = album_data(source.album_id), Qt.DropAction.MoveAction
    at = QPoint(40, round(target.height() * share))
    for event in (
        QDragEnterEvent(at, move, data, LEFT, Qt.KeyboardModifier.NoModifier),
        QDragMoveEvent(at, move, data, LEFT, Qt.KeyboardModifier.NoModifier),
        QDropEvent(QPointF(at), move, data, LEFT, Qt.KeyboardModifier.NoModifier),
    ):
        QApplication.sendEvent(target, event)


def test_albums_are_dragged_into_and_between_each_other(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    for name in ("Autumn", "Winter"):
        scanned.execute(MakeAlbum(name, None, ()))
    arranged.client.announce_all()
    settle(qtbot, arranged)

    def tops() -> list[str]:
        settle(qtbot, arranged)
        return [album.name for album in scanned.albums.all() if album.parent_id is None]

    assert tops() == ["Autumn", "Summer", "Winter"]
    drop_album(arranged, "Winter", "Autumn", 0.1)
    assert tops() == ["Winter", "Autumn", "Summer"]
    drop_album(arranged, "Winter", "Summer", 0.9)
    assert tops() == ["Autumn", "Summer", "Winter"]
    drop_album(arranged, "Winter", "Autumn", 0.5)
    assert tops() == ["Autumn", "Summer"]
    # What stands in an album cannot take that album: it says so, and all stays.
    drop_album(arranged, "Autumn", "Autumn", 0.5)
    assert tops() == ["Autumn", "Summer"]
    for _ in range(3):
        scanned.undo()
    arranged.client.announce_all()
    assert tops() == ["Autumn", "Summer", "Winter"]
    menu_entry(arranged, "Winter", "Move up")
    assert tops() == ["Autumn", "Winter", "Summer"]
    menu_entry(arranged, "Autumn", "Move down")
    assert tops() == ["Winter", "Autumn", "Summer"]
    menu_entry(arranged, "Autumn", "Move down")
    assert tops() == ["Winter", "Summer", "Autumn"]


def test_an_album_dropped_on_the_heading_stands_at_the_top(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    lines(arranged)["Summer"].fold_asked.emit()
    settle(qtbot, arranged)
    drop_album(arranged, "Beach", HEADING, 0.5)
    settle(qtbot, arranged)
    assert {album.name: album.parent_id for album in scanned.albums.all()} == {"Beach": None, "Summer": None}
    steps = len(scanned.history.decisions(9))
    drop_album(arranged, "Beach", HEADING, 0.5)
    settle(qtbot, arranged)
    assert len(scanned.history.decisions(9)) == steps, "it stands there already"


def test_an_album_is_moved_into_one_that_letters_find(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    scanned.execute(MakeAlbum("Travel", None, ()))
    arranged.client.announce_all()
    settle(qtbot, arranged)
    menu_entry(arranged, "Travel", "Move into")
    (sheet,) = arranged.main.findChildren(ChoiceSheet)
    qtbot.keyClicks(sheet.field, "be")
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == ["Summer/Beach"]
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, arranged)
    paths = albums.paths(scanned.albums.all())
    assert "Summer/Beach/Travel" in paths.values()


def test_favourite_people_stand_below_people(qtbot: QtBot, arranged: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    anna = scanned.people.called("Anna")[0].id
    arranged.client.execute(SetFavourites((anna,), True))
    settle(qtbot, arranged)
    qtbot.mouseClick(lines(arranged)["Anna"], LEFT)
    settle(qtbot, arranged)
    assert arranged.main.place == Place("person", anna)
    assert lines(arranged)["Anna"].is_current
    arranged.client.execute(SetFavourites((anna,), False))
    settle(qtbot, arranged)
    assert "Anna" not in lines(arranged)


def test_a_name_given_right_after_does_not_keep_a_changed_number_away(
    qtbot: QtBot, arranged: Window, scanned: Library
) -> None:
    photos = tuple(scanned.photos.ids())
    before = scanned.albums.collections().favourites
    arranged.client.execute(FavouritePhotos(photos, True))
    arranged.client.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    settle(qtbot, arranged)
    assert before < len(photos)
    assert arranged.main.sidebar.buttons["favourites"].count == str(len(photos))


def test_sections_that_may_be_empty_have_no_heading_before_their_lines_are_read(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    main = window.main
    main.recent.add("beach")
    sidebar = Sidebar(main.context, sidebar_pages(), recent=main.recent)
    qtbot.addWidget(sidebar)
    headed = {section for section, heading in sidebar.headings.items() if not heading.isHidden()}
    assert headed == {"people", "albums", "folders", "more"}
    scanned.execute(TagPhotos((scanned.photos.ids()[0],), "Sea"))
    sidebar.show_collections(scanned.albums.collections())
    assert not sidebar.headings["tags"].isHidden()
    assert not sidebar.headings["recent"].isHidden()


def test_a_narrow_sidebar_shows_the_icon_of_each_line(qtbot: QtBot, arranged: Window) -> None:
    sidebar = arranged.main.sidebar
    sidebar.set_collapsed(True)
    (area,) = sidebar.findChildren(QScrollArea)
    viewport = area.viewport()
    qtbot.waitUntil(lambda: viewport.width() < COLLAPSED_WIDTH)

    def fits() -> None:
        shown = list(lines(arranged).values())
        assert len(shown) > 12
        assert {line.width() for line in shown} == {viewport.width()}

    qtbot.waitUntil(fits)
    sidebar.set_collapsed(False)
    qtbot.waitUntil(lambda: viewport.width() > COLLAPSED_WIDTH)
