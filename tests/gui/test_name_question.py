"""A name that somebody has already: the same person, another one, or back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
import shiboken6
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.geometry import Box
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.people.name_question import NameQuestionSheet, as_another, meant
from photoface.gui.people.rename import RenameSheet
from photoface.gui.people.split import SplitSheet
from photoface.gui.people.unmerge import UnmergeSheet
from photoface.library.commands.groups import NameGroup, SplitGroup
from photoface.library.commands.people import AddAlias, DescribePerson, MergePeople, RenamePerson, UnmergePeople
from photoface.library.library import Library

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """Ada and Ben, and one group left."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return window


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people.all())


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def question(qtbot: QtBot, window: Window) -> NameQuestionSheet:
    def shown() -> list[NameQuestionSheet]:
        return [sheet for sheet in window.main.findChildren(NameQuestionSheet) if sheet.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    settle(qtbot, window)
    (sheet,) = shown()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
    return sheet


def rename_ben(qtbot: QtBot, window: Window, name: str) -> None:
    page = window.main.people
    page.covers.setFocus()
    page.covers.select_row([person.name for person in page.people.summaries].index("Ben"))
    window.main.actions_.page_actions[PageAction.RENAME].trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), Sheet))
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, name)
    press(qtbot, ENTER)


def test_renaming_to_a_name_that_exists_offers_to_merge(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = (next(one for one in scanned.people.all() if one.name == name) for name in ("Ada", "Ben"))
    rename_ben(qtbot, named, "Ada")
    sheet = question(qtbot, named)
    assert "Ada" in sheet.heading.text()
    assert not named.main.message_bar.isVisible()
    assert names(scanned) == ["Ada", "Ben"]
    press(qtbot, ENTER)
    settle(qtbot, named)
    (person,) = scanned.people.all()
    assert (person.id, person.name, person.faces) == (ada.id, "Ada", ada.faces + ben.faces)
    assert named.main.note.undo.isVisibleTo(named.main.note)


def test_renaming_to_a_name_that_exists_can_make_two_of_that_name(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    rename_ben(qtbot, named, "Ada")
    question(qtbot, named).another.click()
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ada"]


def test_back_leaves_everybody_as_they_were(qtbot: QtBot, named: Window, scanned: Library) -> None:
    decided = scanned.history.undo_summary()
    rename_ben(qtbot, named, "Ada")
    question(qtbot, named)
    press(qtbot, ESCAPE)
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ben"]
    assert scanned.history.undo_summary() == decided


def test_a_name_of_two_people_under_a_stack_asks_which_of_them(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    scanned.execute(RenamePerson(ben.id, "Ada", another=True))
    page, group = named.main.people, scanned.groups.all()[0]
    page.visit(Place("people"))
    settle(qtbot, named)
    page.tray.begin_naming(0)
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, Qt.Key.Key_Tab)
    sheet = question(qtbot, named)
    # Until it is answered, the group is neither here nor there.
    assert page.groups.row_of(group.id) == -1
    sheet.people.button(ben.id).click()
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert scanned.people.get(ben.id).faces == ben.faces + group.faces
    named.main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: page.groups.row_of(group.id) >= 0)


def test_back_brings_the_stack_back(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    scanned.execute(RenamePerson(ben.id, "Ada", another=True))
    page, group = named.main.people, scanned.groups.all()[0]
    page.tray.begin_naming(0)
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, ENTER)
    question(qtbot, named)
    press(qtbot, ESCAPE)
    settle(qtbot, named)
    assert page.groups.row_of(group.id) >= 0
    assert [one.id for one in scanned.groups.all()] == [group.id]


def test_details_are_not_lost_with_a_second_name_that_is_somebodys(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    named.client.execute(DescribePerson(ben.id, dt.date(1987, 6, 25), None, "Sings.", added_names=("Benny", "Ada")))
    sheet = question(qtbot, named)
    assert not sheet.another.isVisible()
    press(qtbot, ENTER)
    settle(qtbot, named)
    details = scanned.people.details(ben.id)
    assert (details.person.born, details.notes) == (dt.date(1987, 6, 25), "Sings.")
    assert [alias.name for alias in details.aliases] == ["Benny"]


@pytest.fixture
def two_adas(qtbot: QtBot, named: Window, scanned: Library) -> Window:
    """Two people called Ada, and one group left."""
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    scanned.execute(RenamePerson(ben.id, "Ada", another=True))
    named.main.people.visit(Place("people"))
    settle(qtbot, named)
    return named


def go_back(qtbot: QtBot, window: Window) -> None:
    """Answer the question of whom the name means by Back."""
    sheet = question(qtbot, window)
    press(qtbot, ESCAPE)
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    if not QApplication.activeModalWidget():
        # As a window manager does it.
        window.main.activateWindow()
    settle(qtbot, window)


def test_back_puts_the_name_back_under_its_stack(qtbot: QtBot, two_adas: Window, scanned: Library) -> None:
    page, group = two_adas.main.people, scanned.groups.all()[0]
    page.tray.begin_naming(page.groups.row_of(group.id))
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, ENTER)
    go_back(qtbot, two_adas)
    assert (page.tray.naming, page.tray.field.text()) == (group.id, "Ada")
    qtbot.keyClicks(page.tray.field, "h")
    qtbot.keyClick(page.tray.field, ENTER)
    settle(qtbot, two_adas)
    assert names(scanned) == ["Ada", "Ada", "Adah"]


@pytest.mark.parametrize("leave", ["enter", "page"])
def test_back_puts_the_name_back_on_the_groups_page(
    qtbot: QtBot, two_adas: Window, scanned: Library, leave: str
) -> None:
    main, group = two_adas.main, scanned.groups.all()[0]
    main.go_to(Place("group", group.id))
    settle(qtbot, two_adas)
    qtbot.keyClicks(main.group.field, "Ada")
    if leave == "enter":
        qtbot.keyClick(main.group.field, ENTER)
    else:
        main.go_to(Place("photos"))
    go_back(qtbot, two_adas)
    if leave == "page":
        main.go_to(Place("group", group.id))
        settle(qtbot, two_adas)
    assert main.group.field.text() == "Ada"
    assert main.focusWidget() is main.group.field
    main.group.field.clear()


def test_back_puts_the_name_back_for_the_selected_faces(qtbot: QtBot, two_adas: Window, scanned: Library) -> None:
    main = two_adas.main
    main.go_to(Place("group", scanned.groups.all()[0].id))
    settle(qtbot, two_adas)
    pane = main.group.pane
    pane.view.select_row(0)
    qtbot.keyClicks(pane.bar.name_field, "Ada")
    qtbot.keyClick(pane.bar.name_field, ENTER)
    go_back(qtbot, two_adas)
    assert pane.bar.name_field.text() == "Ada"
    pane.bar.name_field.clear()


def test_back_puts_the_name_back_into_the_review(qtbot: QtBot, two_adas: Window, scanned: Library) -> None:
    review = two_adas.main.review
    two_adas.main.go_to(Place("review"))
    qtbot.waitUntil(lambda: review.sheet.naming)
    settle(qtbot, two_adas)
    asked = review.session.question
    out = review.sheet.left.view.faces.ids[-1]
    review.sheet.toggle(out)
    qtbot.keyClicks(review.sheet.field, "Ada")
    qtbot.keyClick(review.sheet.field, ENTER)
    go_back(qtbot, two_adas)
    assert review.session.question == asked
    assert (review.sheet.field.text(), review.sheet.taken_out) == ("Ada", (out,))


def test_back_puts_the_name_back_on_top_of_a_person(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    named.main.go_to(Place("person", ben.id))
    settle(qtbot, named)
    field = named.main.person.header.name
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Ada")
    qtbot.keyClick(field, ENTER)
    go_back(qtbot, named)
    assert field.text() == "Ada"
    assert named.main.focusWidget() is field
    qtbot.keyClick(field, ESCAPE)
    assert (field.text(), names(scanned)) == ("Ben", ["Ada", "Ben"])


def test_back_leads_to_the_sheet_in_which_the_name_was_typed(qtbot: QtBot, named: Window, scanned: Library) -> None:
    rename_ben(qtbot, named, "Ada")
    go_back(qtbot, named)
    (sheet,) = named.main.findChildren(RenameSheet)
    assert sheet.isVisible()
    assert sheet.field.text() == "Ada"
    assert sheet.field.hasFocus()
    qtbot.keyClicks(sheet.field, "h")
    press(qtbot, ENTER)
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    assert names(scanned) == ["Ada", "Adah"]


def overlaps(box: Box, faces: Sequence[FaceSummary]) -> bool:
    return any(face.box.intersection_over_union(box) > 0 for face in faces)


def test_back_in_the_viewer_keeps_the_name_and_a_new_box(qtbot: QtBot, two_adas: Window, scanned: Library) -> None:
    main, face_id = two_adas.main, scanned.groups.face_ids(scanned.groups.all()[0].id)[0]
    (face,) = scanned.faces.summaries([face_id])
    main.viewer.open((face.photo_id,), face.photo_id)
    settle(qtbot, two_adas)
    canvas = main.viewer.canvas
    canvas.begin_naming(next(one for one in canvas.faces if one.id == face_id))
    qtbot.keyClicks(canvas.field, "Ada")
    qtbot.keyClick(canvas.field, ENTER)
    go_back(qtbot, two_adas)
    assert (canvas.naming, canvas.field.text()) == (face_id, "Ada")
    qtbot.keyClick(canvas.field, ESCAPE)
    canvas.draw_next(True)
    free = next(box for box in (Box(x, 0.7, 0.25, 0.25) for x in (0.05, 0.35, 0.7)) if not overlaps(box, canvas.faces))
    corners = canvas.rect_of(free)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=corners.topLeft().toPoint())
    qtbot.mouseMove(canvas, corners.center().toPoint())
    qtbot.mouseMove(canvas, corners.bottomRight().toPoint())
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corners.bottomRight().toPoint())
    assert canvas.field.isVisible()
    drawn = canvas.held_rect()
    qtbot.keyClicks(canvas.field, "Ada")
    qtbot.keyClick(canvas.field, ENTER)
    go_back(qtbot, two_adas)
    assert (canvas.field.isVisible(), canvas.field.text(), canvas.held_rect()) == (True, "Ada", drawn)
    canvas.end_naming()


def unmerge_sheet(qtbot: QtBot, named: Window, scanned: Library) -> UnmergeSheet:
    """Ben is merged into Ada; the sheet that takes him out again."""
    ada, ben = (next(one for one in scanned.people.all() if one.name == name) for name in ("Ada", "Ben"))
    scanned.execute(MergePeople(ada.id, (ben.id,)))
    named.main.go_to(Place("person", ada.id))
    named.client.announce(Changed(everything=True))
    settle(qtbot, named)
    named.main.actions_.page_actions[PageAction.UNMERGE].trigger()
    (sheet,) = named.main.findChildren(UnmergeSheet)
    return sheet


def test_who_is_taken_out_under_a_name_that_somebody_has_is_asked_about(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    ben = next(one for one in scanned.people.all() if one.name == "Ben")
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Cleo"))
    cleo = next(one for one in scanned.people.all() if one.name == "Cleo")
    sheet = unmerge_sheet(qtbot, named, scanned)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
    sheet.field.selectAll()
    qtbot.keyClicks(sheet.field, "Cleo")
    press(qtbot, ENTER)
    go_back(qtbot, named)
    assert sheet.isVisible()
    assert sheet.field.text() == "Cleo"
    press(qtbot, ENTER)
    assert "Cleo" in question(qtbot, named).heading.text()
    press(qtbot, ENTER)
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Cleo"]
    assert scanned.people.get(cleo.id).faces == cleo.faces + ben.faces
    named.main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: scanned.people.get(cleo.id).faces == cleo.faces)


def test_a_refusal_stays_on_the_sheet_with_what_was_typed(qtbot: QtBot, named: Window, scanned: Library) -> None:
    sheet = unmerge_sheet(qtbot, named, scanned)
    sheet.field.selectAll()
    qtbot.keyClicks(sheet.field, "Robert")
    scanned.undo()
    sheet.act.click()
    qtbot.waitUntil(sheet.problem.isVisible)
    settle(qtbot, named)
    assert "Nobody like that" in sheet.problem.text()
    assert sheet.field.text() == "Robert"
    sheet.reject()


def test_faces_split_off_can_be_a_namesake(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada = next(one for one in scanned.people.all() if one.name == "Ada")
    named.main.go_to(Place("person", ada.id))
    settle(qtbot, named)
    named.main.actions_.page_actions[PageAction.SPLIT].trigger()
    (sheet,) = named.main.findChildren(SplitSheet)
    settle(qtbot, named)
    qtbot.keyClicks(sheet.leaves.field, "Ada")
    assert sheet.namesakes.text() == "Then two people are called Ada."
    sheet.act.click()
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ada", "Ben"]


def test_whom_a_command_would_have_meant() -> None:
    assert meant(NameGroup(3, "Ada"), "Ada", 7) == NameGroup(3, "#7")
    assert meant(SplitGroup(3, (1,), "Ben", "Ada"), "Ada", 7) == SplitGroup(3, (1,), "Ben", "#7")
    assert meant(SplitGroup(3, (1,), "Ada"), "Ada", 7) == SplitGroup(3, (1,), "#7")
    assert meant(RenamePerson(2, "Ada"), "Ada", 7) == MergePeople(7, (2,))
    assert meant(AddAlias(2, "Ada"), "Ada", 7) == MergePeople(7, (2,))
    assert meant(UnmergePeople(2, 3, "Ada"), "Ada", 7) == UnmergePeople(2, 3, "#7")
    assert as_another(SplitGroup(3, (1,), None, "Ada"), "Ada") == SplitGroup(3, (1,), None, "Ada", rest_another=True)
    assert as_another(NameGroup(3, "Ada"), "Ada") == NameGroup(3, "Ada", another=True)
