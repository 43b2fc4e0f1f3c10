"""A name that was typed counts however its field is left; Escape alone gives it up."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from fakes.library import open_fake_library
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoface.catalog.summaries.changed import Changed
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.review.question_view import QuestionSheet
from photoface.library.commands.command import Command
from photoface.library.commands.groups import MergeGroups, NameGroup
from photoface.library.commands.strangers import IgnoreGroups
from photoface.library.library import Library

LEFT = Qt.MouseButton.LeftButton


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people.all())


def click(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    """A click where the pointer really is: on what lies there, through the window system."""
    window = widget.window()
    where = widget.mapTo(window, widget.rect().center() if at is None else at)
    qtbot.mouseClick(window.windowHandle(), LEFT, pos=where)


def field_of(window: Window, row: int) -> QPoint:
    """Where the painted name field of a group is, in the tray's viewport."""
    tray = window.main.people.tray
    return tray.stacks.field_rect(tray.visualRect(window.main.people.groups.index(row, 0))).center()


def type_under(qtbot: QtBot, window: Window, row: int, name: str) -> None:
    tray = window.main.people.tray
    click(qtbot, tray.viewport(), field_of(window, row))
    qtbot.keyClicks(tray.field, name)


def _another_field(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window.main.people.tray.viewport(), field_of(window, 2))


def _tab(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window.main.people.tray.field, Qt.Key.Key_Tab)


def _backtab(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window.main.people.tray.field, Qt.Key.Key_Backtab)


def _bare_ground(qtbot: QtBot, window: Window) -> None:
    area = window.main.people.area
    click(qtbot, area.viewport(), area.viewport().rect().bottomRight() - QPoint(40, 40))


def _title(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window.main.people.tray_title)


def _another_stack(qtbot: QtBot, window: Window) -> None:
    tray = window.main.people.tray
    tile = tray.visualRect(window.main.people.groups.index(2, 0))
    click(qtbot, tray.viewport(), QPoint(tile.center().x(), tile.top() + 40))


def _search(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window.main.search)


def _sidebar(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window.main.sidebar.buttons["photos"])


def _key_of_a_page(qtbot: QtBot, window: Window) -> None:
    window.main.actions_.pages["history"].trigger()


def _the_end(qtbot: QtBot, window: Window) -> None:
    window.main.close()


@pytest.mark.parametrize(
    "leave",
    [
        _another_field,
        _tab,
        _backtab,
        _bare_ground,
        _title,
        _another_stack,
        _search,
        _sidebar,
        _key_of_a_page,
        _the_end,
    ],
)
def test_a_name_under_a_stack_counts_however_it_is_left(
    qtbot: QtBot, window: Window, scanned: Library, leave: Callable[[QtBot, Window], None]
) -> None:
    group = window.main.people.groups.summaries[0]
    type_under(qtbot, window, 0, "Ada")
    leave(qtbot, window)
    qtbot.waitUntil(lambda: names(scanned) == ["Ada"])
    settle(qtbot, window)
    assert scanned.people.all()[0].faces == group.faces
    if window.main.isVisible():
        # Nobody comes to be without being told of, and without a way back.
        assert "Ada" in window.main.note.words.text()
        assert window.main.note.undo.isVisibleTo(window.main.note)


def test_a_click_into_another_field_opens_the_one_that_was_aimed_at(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    page = window.main.people
    third = page.groups.summaries[2]
    type_under(qtbot, window, 0, "Ada")
    _another_field(qtbot, window)
    qtbot.waitUntil(lambda: names(scanned) == ["Ada"])
    settle(qtbot, window)
    # The stacks have moved up by one, and the field with its own.
    assert page.tray.naming == third.id
    assert page.tray.field.hasFocus()
    assert page.tray.field.text() == ""
    qtbot.keyClicks(page.tray.field, "Cleo")
    qtbot.keyClick(page.tray.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(scanned) == ["Ada", "Cleo"]


def test_the_stacks_stand_still_while_the_button_is_down(qtbot: QtBot, window: Window) -> None:
    page, tray = window.main.people, window.main.people.tray
    type_under(qtbot, window, 0, "Ada")
    handle, where = window.main.windowHandle(), tray.viewport().mapTo(window.main, field_of(window, 2))
    qtbot.mousePress(handle, LEFT, pos=where)
    settle(qtbot, window)
    assert page.groups.rowCount() == 3
    qtbot.mouseRelease(handle, LEFT, pos=where)
    qtbot.waitUntil(lambda: page.groups.rowCount() == 2)


def test_tab_names_one_group_after_the_other_and_then_goes_on(qtbot: QtBot, window: Window, scanned: Library) -> None:
    tray = window.main.people.tray
    click(qtbot, tray.viewport(), field_of(window, 0))
    for name in ("Ada", "Ben", "Cleo"):
        assert tray.field.hasFocus()
        qtbot.keyClicks(tray.field, name)
        qtbot.keyClick(tray.field, Qt.Key.Key_Tab)
    settle(qtbot, window)
    assert names(scanned) == ["Ada", "Ben", "Cleo"]
    assert not tray.field.isVisible()


def test_escape_gives_a_typed_name_up(qtbot: QtBot, window: Window, scanned: Library) -> None:
    type_under(qtbot, window, 0, "Ada")
    qtbot.keyClick(window.main.people.tray.field, Qt.Key.Key_Escape)
    _bare_ground(qtbot, window)
    settle(qtbot, window)
    assert names(scanned) == []
    assert window.main.place == Place("people")


def test_another_window_in_front_is_no_way_of_leaving(qtbot: QtBot, window: Window, scanned: Library) -> None:
    type_under(qtbot, window, 0, "Ada")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    settle(qtbot, window)
    assert names(scanned) == []
    assert window.main.people.tray.field.text() == "Ada"


@pytest.fixture
def person(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """The page of Ada, beside Ben."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.go_to(Place("person", next(one.id for one in scanned.people.all() if one.name == "Ada")))
    settle(qtbot, window)
    return window


@pytest.mark.parametrize("leave", ["tab", "click", "sidebar", "another person", "back"])
def test_a_name_on_top_of_a_person_counts_however_it_is_left(
    qtbot: QtBot, person: Window, scanned: Library, leave: str
) -> None:
    main, field = person.main, person.main.person.header.name
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    click(qtbot, field)
    field.selectAll()
    qtbot.keyClicks(field, "Adele")
    if leave == "tab":
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    elif leave == "click":
        view = main.person.photos.view.viewport()
        click(qtbot, view, view.rect().bottomRight() - QPoint(10, 10))
    elif leave == "sidebar":
        click(qtbot, main.sidebar.buttons["photos"])
    elif leave == "another person":
        main.go_to(Place("person", ben.id))
    else:
        click(qtbot, main.person.header.back)
    settle(qtbot, person)
    assert names(scanned) == ["Adele", "Ben"]


def test_an_emptied_name_of_a_person_comes_back(qtbot: QtBot, person: Window, scanned: Library) -> None:
    field = person.main.person.header.name
    click(qtbot, field)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    settle(qtbot, person)
    assert field.text() == "Ada"
    assert names(scanned) == ["Ada", "Ben"]


def test_escape_leaves_a_person_with_the_old_name(qtbot: QtBot, person: Window, scanned: Library) -> None:
    field = person.main.person.header.name
    click(qtbot, field)
    qtbot.keyClicks(field, "lovely")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settle(qtbot, person)
    assert (field.text(), names(scanned)) == ("Ada", ["Ada", "Ben"])


@pytest.mark.parametrize("leave", ["tab", "another face"])
def test_a_name_for_selected_faces_is_theirs_when_the_field_is_left(
    qtbot: QtBot, window: Window, scanned: Library, leave: str
) -> None:
    main = window.main
    main.go_to(Place("group", main.people.groups.summaries[0].id))
    settle(qtbot, window)
    pane = main.group.pane
    chosen = pane.model.ids[0]
    click(qtbot, pane.view.viewport(), pane.view.visualRect(pane.model.index(0, 0)).center())
    click(qtbot, pane.bar.name_field)
    qtbot.keyClicks(pane.bar.name_field, "Ben")
    if leave == "tab":
        qtbot.keyClick(pane.bar.name_field, Qt.Key.Key_Tab)
    else:
        click(qtbot, pane.view.viewport(), pane.view.visualRect(pane.model.index(1, 0)).center())
    settle(qtbot, window)
    (person,) = scanned.people.all()
    assert (person.name, scanned.people.face_ids(person.id)) == ("Ben", [chosen])


def test_a_name_on_a_groups_page_waits_while_faces_are_looked_at_and_counts_when_the_page_is_left(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    main = window.main
    group = main.people.groups.summaries[0]
    main.go_to(Place("group", group.id))
    settle(qtbot, window)
    qtbot.keyClicks(main.group.field, "Ada")
    view = main.group.pane.view
    click(qtbot, view.viewport(), view.visualRect(main.group.pane.model.index(0, 0)).center())
    settle(qtbot, window)
    assert names(scanned) == []
    assert main.group.field.text() == "Ada"
    click(qtbot, main.sidebar.buttons["people"])
    settle(qtbot, window)
    assert [(one.name, one.faces) for one in scanned.people.all()] == [("Ada", group.faces)]


def test_a_name_in_review_stays_in_its_field(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.go_to(Place("review"))
    qtbot.waitUntil(lambda: main.review.sheet.naming)
    settle(qtbot, window)
    field = main.review.sheet.field
    qtbot.keyClicks(field, "Ada")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "Ada"
    click(qtbot, main.sidebar.buttons["people"])
    settle(qtbot, window)
    click(qtbot, main.sidebar.buttons["review"])
    settle(qtbot, window)
    assert field.text() == "Ada"
    assert names(scanned) == []


def show_review(qtbot: QtBot, window: Window) -> QuestionSheet:
    window.main.go_to(Place("review"))
    qtbot.waitUntil(lambda: window.main.review.sheet.naming)
    settle(qtbot, window)
    return window.main.review.sheet


def test_a_name_in_review_is_there_again_after_the_window_was_closed(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library
) -> None:
    first = make_window(scanned)
    sheet = show_review(qtbot, first)
    assert sheet.question is not None
    stranger = sheet.question.face_ids[-1]
    qtbot.keyClicks(sheet.field, "Ada")
    sheet.toggle(stranger)
    first.close()
    assert names(scanned) == []
    second = make_window(scanned)
    sheet = show_review(qtbot, second)
    assert sheet.field.text() == "Ada"
    assert sheet.taken_out == (stranger,)
    # Given up here, it does not come back.
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    second.close()
    assert show_review(qtbot, make_window(scanned)).field.text() == ""


def test_a_name_under_a_stack_that_is_somebody_s_is_there_again_after_the_window_was_closed(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library
) -> None:
    for group in scanned.groups.all()[:2]:
        scanned.execute(NameGroup(group.id, "Ada", another=True))
    first = make_window(scanned)
    (stack,) = first.main.people.groups.summaries
    type_under(qtbot, first, 0, "Ada")
    first.close()
    assert [group.id for group in scanned.groups.all()] == [stack.id]
    second = make_window(scanned)
    tray = second.main.people.tray
    assert (tray.naming, tray.field.pending()) == (stack.id, "Ada")
    # Given up here, it does not come back.
    qtbot.keyClick(tray.field, Qt.Key.Key_Escape)
    second.close()
    assert make_window(scanned).main.people.tray.naming is None
    assert names(scanned) == ["Ada", "Ada"]


def test_a_name_under_a_stack_that_was_given_by_closing_is_not_offered_again(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library
) -> None:
    first = make_window(scanned)
    type_under(qtbot, first, 0, "Ada")
    first.close()
    assert names(scanned) == ["Ada"]
    second = make_window(scanned)
    second.client.undo()
    settle(qtbot, second)
    assert names(scanned) == []
    assert second.main.people.tray.naming is None


def test_a_name_in_review_waits_while_its_question_is_skipped(qtbot: QtBot, window: Window) -> None:
    sheet = show_review(qtbot, window)
    qtbot.keyClicks(sheet.field, "Ada")
    asked = sheet.question
    qtbot.keyClick(sheet.field, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: sheet.question != asked)
    settle(qtbot, window)
    assert sheet.field.text() == ""
    sheet.step_back.click()
    qtbot.waitUntil(lambda: sheet.question == asked)
    settle(qtbot, window)
    assert sheet.field.text() == "Ada"


def test_a_name_in_review_waits_while_an_earlier_answer_is_taken_back(qtbot: QtBot, window: Window) -> None:
    sheet = show_review(qtbot, window)
    first = sheet.question
    qtbot.keyClicks(sheet.field, "Ada")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.question != first)
    settle(qtbot, window)
    qtbot.keyClicks(sheet.field, "Ben")
    sheet.step_back.click()
    qtbot.waitUntil(lambda: sheet.question == first)
    settle(qtbot, window)
    assert sheet.field.text() == ""
    qtbot.keyClicks(sheet.field, "Ada")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.question != first)
    settle(qtbot, window)
    assert sheet.field.text() == "Ben"


def elsewhere(qtbot: QtBot, window: Window, command: Command) -> None:
    """A decision of another process, as of a terminal beside the window, and the window notices it."""
    with contextlib.closing(open_fake_library(window.client.library.catalog_path)) as other:
        other.execute(command)
    window.client.announce(Changed(everything=True))
    settle(qtbot, window)


def test_a_name_in_review_is_told_when_its_group_goes_and_is_kept_for_its_faces(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    sheet = show_review(qtbot, window)
    asked = sheet.question
    assert asked is not None
    assert asked.group_id is not None
    other = next(group.id for group in scanned.groups.all() if group.id != asked.group_id)
    qtbot.keyClicks(sheet.field, "Ada")
    elsewhere(qtbot, window, MergeGroups(other, (asked.group_id,)))
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    assert "“Ada” was not given" in window.main.message_bar.words.text()
    qtbot.waitUntil(lambda: sheet.question is not None and sheet.question.group_id == other)
    settle(qtbot, window)
    assert sheet.field.text() == "Ada"
    assert names(scanned) == []


def test_a_name_under_a_stack_is_told_when_the_stack_goes(qtbot: QtBot, window: Window, scanned: Library) -> None:
    tray = window.main.people.tray
    first, second = (group.id for group in window.main.people.groups.summaries[:2])
    type_under(qtbot, window, 0, "Ad")
    elsewhere(qtbot, window, MergeGroups(second, (first,)))
    qtbot.waitUntil(lambda: tray.naming is None)
    assert "“Ad” was not given" in window.main.message_bar.words.text()
    # The rest of the name that was being typed is no name of a neighbour.
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, "a")
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(scanned) == []
    assert tray.naming is None


def test_a_name_on_a_groups_page_stays_there_when_the_group_goes(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    main, (first, second) = window.main, [group.id for group in window.main.people.groups.summaries[:2]]
    main.go_to(Place("group", first))
    settle(qtbot, window)
    qtbot.keyClicks(main.group.field, "Ad")
    elsewhere(qtbot, window, MergeGroups(second, (first,)))
    qtbot.waitUntil(lambda: main.message_bar.isVisible())
    qtbot.keyClicks(main.group.field, "a")
    assert (main.place, main.group.field.text()) == (Place("group", first), "Ada")
    assert "“Ad” was not given" in main.message_bar.words.text()
    qtbot.keyClick(main.group.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(scanned) == []


def test_a_refused_name_is_said(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    group = main.people.groups.summaries[0].id
    with contextlib.closing(open_fake_library(scanned.catalog_path)) as other:
        other.execute(IgnoreGroups((group,)))
    type_under(qtbot, window, 0, "Ada")
    qtbot.keyClick(main.people.tray.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: main.message_bar.isVisible())
    assert "“Ada” was not given" in main.message_bar.words.text()


def test_a_name_on_a_groups_page_counts_when_the_window_is_closed(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    main = window.main
    main.go_to(Place("group", main.people.groups.summaries[0].id))
    settle(qtbot, window)
    qtbot.keyClicks(main.group.field, "Ada")
    main.group.pane.view.setFocus()
    window.close()
    assert names(scanned) == ["Ada"]


@pytest.mark.parametrize("leave", ["tab", "another photo"])
def test_a_tag_is_put_on_what_was_selected_when_the_field_is_left(
    qtbot: QtBot, window: Window, scanned: Library, leave: str
) -> None:
    main = window.main
    main.go_to(Place("photos"))
    settle(qtbot, window)
    pane = main.photos.pane
    chosen = pane.model.ids[0]
    click(qtbot, pane.view.viewport(), pane.view.visualRect(pane.model.index(0, 0)).center())
    click(qtbot, pane.tag_field)
    qtbot.keyClicks(pane.tag_field, "Beach")
    if leave == "tab":
        qtbot.keyClick(pane.tag_field, Qt.Key.Key_Tab)
    else:
        click(qtbot, pane.view.viewport(), pane.view.visualRect(pane.model.index(1, 0)).center())
    settle(qtbot, window)
    tagged = [id_ for id_ in pane.model.ids if scanned.photos.detail(id_).tags]
    assert tagged == [chosen]


def test_undo_in_a_field_whose_name_was_given_takes_the_name_back(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    type_under(qtbot, window, 0, "Ada")
    field = window.main.people.tray.field
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, window)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert field.text() == ""
    assert names(scanned) == []


def test_undo_in_a_field_takes_back_what_is_being_typed_there(qtbot: QtBot, window: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ada"))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    type_under(qtbot, window, 0, "Ben")
    field = window.main.people.tray.field
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert names(scanned) == ["Ada"]
