"""People: merging by drag and by menu, their own page, renaming, deleting."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import QModelIndex, QPoint, Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.people.merge import MergeSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.strangers import IgnoreGroups
from photoface.library.library import Library


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """The window with two people named and one group left."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return window


def sheet_of(window: Window, kind: type[Sheet] = MergeSheet) -> Sheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(kind) if sheet.isVisible())
    return sheet


def test_a_merge_warns_where_both_stand_in_one_photo(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = named.main.people.people.summaries
    named.main.people.ask_merge(ada.id, [ben.id])
    sheet = sheet_of(named)
    assert isinstance(sheet, MergeSheet)
    settle(qtbot, named)
    assert sheet.warning.isVisible()
    assert str(scanned.people.photos_together([ada.id, ben.id])) in sheet.warning.text()


def test_the_other_name_can_be_kept(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = named.main.people.people.summaries
    named.main.people.ask_merge(ada.id, [ben.id])
    sheet = sheet_of(named)
    assert isinstance(sheet, MergeSheet)
    sheet.covers[1].click()
    assert ben.name in sheet.explanation.text()
    sheet.act.click()
    settle(qtbot, named)
    assert [person.name for person in scanned.people.all()] == [ben.name]


def test_nobody_is_dropped_on_themselves(named: Window) -> None:
    people = named.main.people.people
    mime = people.mimeData([people.index(0, 0)])
    assert not people.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, people.index(0, 0))
    assert not people.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, QModelIndex())


def test_merge_by_menu_asks_with_whom(qtbot: QtBot, named: Window, scanned: Library) -> None:
    named.main.people.covers.select_row(0)
    named.main.actions_.page_actions[PageAction.MERGE].trigger()
    sheet = sheet_of(named)
    assert isinstance(sheet, MergeSheet)
    assert not sheet.act.isEnabled()
    other = named.main.people.people.summaries[1].name
    qtbot.keyClicks(sheet.other, other)
    qtbot.keyClick(sheet.other, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert sheet.act.isEnabled()
    sheet.act.click()
    settle(qtbot, named)
    assert len(scanned.people.all()) == 1


def test_the_selection_menu_holds_what_can_be_done(named: Window) -> None:
    main = named.main
    main.people.covers.select_row(0)
    words = [action.text() for action in main.actions_.selection_menu().actions() if action.text()]
    assert words == [
        "Open",
        "Rename …",
        "Merge …",
        "Details …",
        "Make a favourite",
        "Relations …",
        "Put into a circle …",
        "Ask somebody who they are …",
        "Save a page to print …",
        "Split …",
        "Hide this person",
        "Delete this person …",
        "Erase this person for good …",
    ]
    main.people.tray.select_row(0)
    assert not main.people.covers.selected_rows()
    words = [action.text() for action in main.actions_.selection_menu().actions() if action.text()]
    assert words == ["Open", "Name …", "Ask somebody who they are …", "Ignore"]


def test_a_person_has_a_page(qtbot: QtBot, named: Window, scanned: Library) -> None:
    main = named.main
    person = main.people.people.summaries[0]
    main.people.covers.setFocus()
    main.people.covers.select_row(0)
    qtbot.keyClick(main.people.covers, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert main.place == Place("person", person.id)
    page = main.person
    assert page.header.name.text() == person.name
    assert str(person.photos) in page.header.counts.text()
    assert "2019" in page.header.dates.text()
    assert page.photos.model.rowCount() == person.photos
    page.show_tab(1)
    settle(qtbot, named)
    assert page.faces.model.rowCount() == person.faces
    page.faces.view.select_row(1)
    qtbot.waitUntil(main.actions_.page_actions[PageAction.COVER].isEnabled)
    main.actions_.page_actions[PageAction.COVER].trigger()
    settle(qtbot, named)
    assert scanned.people.get(person.id).cover_face_id == page.faces.model.ids[1]
    main.go_back()
    assert main.place.page == "people"


def test_a_name_is_changed_in_place(qtbot: QtBot, named: Window, scanned: Library) -> None:
    main = named.main
    person = main.people.people.summaries[0]
    main.go_to(Place("person", person.id))
    settle(qtbot, named)
    main.actions_.page_actions[PageAction.RENAME].trigger()
    qtbot.keyClicks(main.person.header.name, "Adele")
    qtbot.keyClick(main.person.header.name, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert scanned.people.get(person.id).name == "Adele"
    assert "Adele" in main.windowTitle()


def test_faces_are_removed_and_moved(qtbot: QtBot, named: Window, scanned: Library) -> None:
    main = named.main
    ada, ben = main.people.people.summaries
    main.go_to(Place("person", ada.id))
    main.person.show_tab(1)
    settle(qtbot, named)
    pane = main.person.faces
    pane.view.select_row(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    settle(qtbot, named)
    assert scanned.people.get(ada.id).faces == ada.faces - 1
    pane.view.select_row(0)
    qtbot.keyClicks(pane.bar.name_field, ben.name)
    qtbot.keyClick(pane.bar.name_field, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert scanned.people.get(ada.id).faces == ada.faces - 2
    assert scanned.people.get(ben.id).faces == ben.faces + 1


def test_deleting_asks_and_goes_back(qtbot: QtBot, named: Window, scanned: Library) -> None:
    main = named.main
    person = main.people.people.summaries[0]
    main.go_to(Place("person", person.id))
    settle(qtbot, named)
    main.actions_.page_actions[PageAction.DELETE].trigger()
    sheet = sheet_of(named, Sheet)
    sheet.act.click()
    settle(qtbot, named)
    assert len(scanned.people.all()) == 1
    assert main.place.page == "people"


def test_people_are_sorted(qtbot: QtBot, named: Window) -> None:
    page = named.main.people
    page.covers.select_row(0)
    first = page.people.summaries[0]
    page.order.choose("name")
    settle(qtbot, named)
    assert [person.name for person in page.people.summaries] == ["Ada", "Ben"]
    # Whoever was selected still is, wherever they stand now.
    (row,) = page.covers.selected_rows()
    assert page.people.summaries[row] == first


def test_a_point_outside_has_nobody(named: Window) -> None:
    assert not named.main.people.covers.indexAt(QPoint(2, 2)).isValid()


def test_favourites_stand_first_and_hidden_people_are_shown_when_asked(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    page = named.main.people
    first, second = page.people.summaries
    page.covers.select_row(1)
    named.main.actions_.page_actions[PageAction.FAVOURITE].trigger()
    settle(qtbot, named)
    assert [person.id for person in page.people.summaries] == [second.id, first.id]
    assert page.show_hidden.isHidden()
    page.covers.select_row(1)
    named.main.actions_.page_actions[PageAction.HIDE].trigger()
    settle(qtbot, named)
    assert [person.id for person in page.people.summaries] == [second.id]
    page.show_hidden.click()
    settle(qtbot, named)
    assert [person.id for person in page.people.summaries] == [second.id, first.id]
    assert "hidden" in page.people.data(page.people.index(1, 0), Qt.ItemDataRole.ToolTipRole)


def test_the_keyboard_goes_on_to_the_people_once_no_group_is_left(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    main = window.main
    first, *others = scanned.groups.all()
    scanned.execute(NameGroup(first.id, "Ada"))
    main.go_to(Place("people"))
    settle(qtbot, window)
    assert main.people.tray.hasFocus()
    for group in others:
        scanned.execute(IgnoreGroups((group.id,)))
    window.client.announce_all()
    settle(qtbot, window)
    assert not main.people.tray.isVisible()
    assert main.people.covers.hasFocus()
    assert main.people.covers.chosen_rows() == [0]
