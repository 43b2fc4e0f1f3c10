"""Giving names: by keyboard in the tray, with completion, to single faces, and taking it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people.all())


def test_keys_alone_name_every_group(qtbot: QtBot, window: Window, scanned: Library) -> None:
    tray = window.main.people.tray
    assert len(window.main.people.groups.summaries) == 3
    tray.setFocus()
    qtbot.keyClick(tray, Qt.Key.Key_Right)
    qtbot.keyClicks(tray, "A")
    assert tray.field.hasFocus()
    for name in ("da", "Ben", "Cleo"):
        qtbot.keyClicks(tray.field, name)
        qtbot.keyClick(tray.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(scanned) == ["Ada", "Ben", "Cleo"]
    assert window.main.people.groups.rowCount() == 0
    assert window.main.people.people.rowCount() == 3
    assert not tray.field.isVisible()


def test_every_capital_letter_begins_a_name(qtbot: QtBot, window: Window, scanned: Library) -> None:
    tray = window.main.people.tray
    tray.setFocus()
    qtbot.keyClick(tray, Qt.Key.Key_Right)
    # I and R are keys of other actions, with Alt or of photos.
    for letter, rest in (("I", "ris"), ("R", "obin")):
        qtbot.keyClicks(tray, letter, Qt.KeyboardModifier.ShiftModifier)
        assert tray.field.text() == letter
        qtbot.keyClicks(tray.field, rest)
        qtbot.keyClick(tray.field, Qt.Key.Key_Return)
        settle(qtbot, window)
        qtbot.keyClick(tray.field, Qt.Key.Key_Escape)
        tray.setFocus()
    assert names(scanned) == ["Iris", "Robin"]


def test_enter_goes_to_the_field_of_the_next_group(qtbot: QtBot, window: Window) -> None:
    page = window.main.people
    first, second = (group.id for group in page.groups.summaries[:2])
    page.tray.begin_naming(0)
    assert page.tray.naming == first
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, Qt.Key.Key_Return)
    assert page.tray.naming == second
    assert page.tray.field.hasFocus()
    settle(qtbot, window)
    # The catalog has answered, and the field still stands under the same group.
    assert page.tray.naming == second


def test_tab_goes_from_field_to_field_and_escape_leaves(qtbot: QtBot, window: Window) -> None:
    tray = window.main.people.tray
    groups = [group.id for group in window.main.people.groups.summaries]
    tray.begin_naming(0)
    qtbot.keyClick(tray.field, Qt.Key.Key_Tab)
    assert tray.naming == groups[1]
    qtbot.keyClick(tray.field, Qt.Key.Key_Backtab)
    assert tray.naming == groups[0]
    qtbot.keyClick(tray.field, Qt.Key.Key_Escape)
    tray = window.main.people.tray
    assert tray.naming is None
    assert tray.hasFocus()


def test_a_click_on_the_painted_field_opens_the_real_one(qtbot: QtBot, window: Window) -> None:
    tray = window.main.people.tray
    index = tray.model().index(1, 0)
    field = tray.itemDelegate().field_rect(tray.visualRect(index))  # type: ignore[attr-defined]
    qtbot.mouseClick(tray.viewport(), Qt.MouseButton.LeftButton, pos=field.center())
    assert tray.field.isVisible()
    assert tray.field.geometry() == field


def test_names_are_completed(qtbot: QtBot, window: Window, scanned: Library) -> None:
    page = window.main.people
    scanned.execute(NameGroup(page.groups.summaries[0].id, "Ada Lovelace"))
    window.client.look_for_other_processes()
    page.visit(Place("people"))
    settle(qtbot, window)
    page.tray.begin_naming(0)
    qtbot.keyClicks(page.tray.field, "lo")
    qtbot.waitUntil(lambda: page.tray.field.popup_visible)
    assert [page.tray.field.completions.index(0, 0).data()] == ["Ada Lovelace"]
    popup = page.tray.field.popup
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(scanned) == ["Ada Lovelace"]
    assert page.groups.rowCount() == 1


def test_undo_brings_the_group_back_and_says_so(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.people.tray.named.emit(main.people.groups.summaries[0].id, "Ada")
    settle(qtbot, window)
    assert "Ada" in main.actions_.undo.text()
    assert "Ada" in main.undo_button.toolTip()
    assert main.note.isVisible()
    assert "Ada" in main.note.words.text()
    main.actions_.undo.trigger()
    settle(qtbot, window)
    assert names(scanned) == []
    assert main.people.groups.rowCount() == 3
    assert not main.actions_.undo.isEnabled()
    assert "Ada" in main.actions_.redo.text()
    main.actions_.redo.trigger()
    settle(qtbot, window)
    assert names(scanned) == ["Ada"]


def test_after_undo_the_next_name_goes_to_the_group_that_came_back(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    page = window.main.people
    first, second, third = (group.id for group in page.groups.summaries)
    page.tray.begin_naming(0)
    for name in ("Ada", "Wrong"):
        qtbot.keyClicks(page.tray.field, name)
        qtbot.keyClick(page.tray.field, Qt.Key.Key_Return)
        settle(qtbot, window)
    assert page.tray.naming == third
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert page.tray.naming == second
    assert page.tray.field.hasFocus()
    qtbot.keyClicks(page.tray.field, "Ben")
    qtbot.keyClick(page.tray.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert page.tray.naming == third
    for group in (second, first):
        window.main.actions_.undo.trigger()
        settle(qtbot, window)
        assert page.tray.naming == group
    assert names(scanned) == []


def test_what_is_typed_stays_where_it_is_when_another_group_comes_back(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    page = window.main.people
    page.tray.begin_naming(0)
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    second = page.tray.naming
    qtbot.keyClicks(page.tray.field, "Be")
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert (page.tray.naming, page.tray.field.text()) == (second, "Be")
    assert names(scanned) == []


def test_a_refused_name_puts_the_group_back(qtbot: QtBot, window: Window, scanned: Library) -> None:
    page = window.main.people
    group = page.groups.summaries[0]
    page.tray.named.emit(group.id, "x" * 300)
    assert page.groups.row_of(group.id) == -1
    settle(qtbot, window)
    assert page.groups.row_of(group.id) >= 0
    assert window.main.message_bar.isVisible()
    assert "200" in window.main.message_bar.words.text()


def test_all_faces_are_all_of_them_in_a_group_or_not(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.go_to(Place("faces"))
    settle(qtbot, window)
    faces = scanned.faces.ids()
    assert main.faces.tabs["all"].isChecked()
    assert main.faces.pane.model.ids == faces
    assert main.sidebar.buttons["faces"].count == str(len(faces))
    main.faces.tabs["loose"].click()
    settle(qtbot, window)
    assert main.faces.pane.model.ids == scanned.faces.ids(loose_only=True)


def test_wrong_faces_leave_a_group_before_it_is_named(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    group = main.people.groups.summaries[0]
    main.go_to(Place("group", group.id))
    settle(qtbot, window)
    pane = main.group.pane
    assert pane.model.rowCount() == group.faces
    pane.view.select_row(0)
    assert pane.bar.isVisible()
    main.actions_.page_actions[PageAction.REMOVE].trigger()
    settle(qtbot, window)
    assert pane.model.rowCount() == group.faces - 1
    qtbot.keyClicks(main.group.field, "Ada")
    qtbot.keyClick(main.group.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert main.place.page == "people"
    assert scanned.people.all()[0].faces == group.faces - 1


def test_selected_faces_are_named_together(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.go_to(Place("group", main.people.groups.summaries[0].id))
    settle(qtbot, window)
    pane = main.group.pane
    pane.view.setFocus()
    pane.view.select_row(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert len(pane.selected_ids()) == 2
    qtbot.keyClicks(pane.view, "B")
    assert pane.bar.name_field.hasFocus()
    qtbot.keyClicks(pane.bar.name_field, "en")
    qtbot.keyClick(pane.bar.name_field, Qt.Key.Key_Return)
    settle(qtbot, window)
    (person,) = scanned.people.all()
    assert (person.name, person.faces) == ("Ben", 2)


@pytest.mark.parametrize(
    ("page_action", "status"), [(PageAction.IGNORE, "ignored"), (PageAction.NOT_A_FACE, "not_a_face")]
)
def test_faces_are_set_aside_and_brought_back(
    qtbot: QtBot, window: Window, scanned: Library, page_action: PageAction, status: str
) -> None:
    main = window.main
    main.go_to(Place("group", main.people.groups.summaries[0].id))
    settle(qtbot, window)
    main.group.pane.view.select_row(0)
    main.actions_.page_actions[page_action].trigger()
    settle(qtbot, window)
    assert len(scanned.faces.ids(status)) == 1
    main.go_to(Place("faces"))
    main.faces.show_tab(status)
    settle(qtbot, window)
    assert main.faces.pane.model.rowCount() == 1
    main.faces.pane.view.select_row(0)
    assert set(main.faces.page_actions()) == {PageAction.SELECT_ALL, PageAction.SHOW_PHOTO, PageAction.RESTORE}
    main.actions_.page_actions[PageAction.RESTORE].trigger()
    settle(qtbot, window)
    assert scanned.faces.ids(status) == []


def test_ignoring_a_group_takes_it_from_the_tray(qtbot: QtBot, window: Window, scanned: Library) -> None:
    page = window.main.people
    page.tray.select_row(0)
    window.main.actions_.page_actions[PageAction.IGNORE].trigger()
    assert page.groups.rowCount() == 2
    settle(qtbot, window)
    assert len(scanned.groups.all()) == 2


def test_the_machines_guesses_are_confirmed_or_refused(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path
) -> None:
    library.folders.add(album)
    library.jobs.scan()
    for group, name in zip(library.groups.all(), ("Ada", "Ben", "Cleo"), strict=True):
        library.execute(NameGroup(group.id, name))
    for shade in range(40, 46):
        for number in range(3):
            save_photo(album / "new" / f"{number}_{shade}.png", (number,), shade=shade)
    library.jobs.scan()
    person = library.people.all()[0]
    unsure = person.faces - person.confirmed
    assert unsure > 1
    window = make_window(library)
    main = window.main
    main.go_to(Place("person", person.id))
    main.person.show_tab(1)
    settle(qtbot, window)
    assert "not confirmed" in main.person.header.counts.text()
    pane = main.person.faces
    pane.view.selectAll()
    qtbot.waitUntil(main.actions_.page_actions[PageAction.CONFIRM].isEnabled)
    faces = map(pane.model.known, pane.selected_ids())
    guessed = [face.id for face in faces if face is not None and not face.confirmed]
    pane.view.select_row(pane.model.row_of(guessed[0]))
    qtbot.keyClicks(pane.view, "y")
    settle(qtbot, window)
    assert library.people.get(person.id).confirmed == person.confirmed + 1
    pane.view.select_row(pane.model.row_of(guessed[1]))
    qtbot.keyClicks(pane.view, "n")
    settle(qtbot, window)
    found = library.people.get(person.id)
    assert found.faces - found.confirmed == unsure - 2


def test_what_another_process_decides_right_after_a_job_shows(qtbot: QtBot, window: Window, scanned: Library) -> None:
    window.jobs.cancel()
    settle(qtbot, window)
    window.client.stop_polling()
    window.client.expect_worker_commits(True)
    settle(qtbot, window)
    window.client.expect_worker_commits(False)
    settle(qtbot, window)
    other = open_fake_library(scanned.catalog_path)
    other.execute(NameGroup(window.main.people.groups.summaries[0].id, "Dora"))
    other.close()
    window.client.look_for_other_processes()
    settle(qtbot, window)
    assert [person.name for person in window.main.people.people.summaries] == ["Dora"]


def test_changes_of_another_process_show(qtbot: QtBot, window: Window, scanned: Library) -> None:
    window.jobs.cancel()
    settle(qtbot, window)
    other = open_fake_library(scanned.catalog_path)
    other.execute(NameGroup(window.main.people.groups.summaries[0].id, "Dora"))
    other.close()
    qtbot.waitUntil(lambda: window.main.people.people.rowCount() == 1)
    assert window.main.people.people.summaries[0].name == "Dora"


@pytest.mark.parametrize("act", ["name", "ignore"])
def test_the_note_stands_before_the_page_that_comes_up_when_a_group_is_done(
    qtbot: QtBot, window: Window, scanned: Library, act: str
) -> None:
    main = window.main
    main.go_to(Place("people"))
    main.go_to(Place("group", scanned.groups.all()[0].id))
    settle(qtbot, window)
    if act == "name":
        qtbot.keyClicks(main.group.field, "Ada")
        qtbot.keyClick(main.group.field, Qt.Key.Key_Return)
    else:
        qtbot.mouseClick(main.group.ignore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(main.people.isVisible)
    qtbot.waitUntil(main.note.isVisible)
    pages = main.note.parentWidget()
    assert pages is not None
    shown = pages.childAt(main.note.geometry().center())
    assert shown is not None
    assert main.note in (shown, shown.parentWidget())
