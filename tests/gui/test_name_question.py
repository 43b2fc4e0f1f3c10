"""A name that somebody has already: the same person, another one, or back."""

from __future__ import annotations

import datetime as dt

import pytest
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Deed, Place
from photoface.gui.dialogs.ask import Sheet
from photoface.gui.dialogs.name_question import NameQuestionSheet, meant
from photoface.library.commands import AddAlias, DescribePerson, MergePeople, NameGroup, RenamePerson, SplitGroup
from photoface.library.library import Library

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """Ada and Ben, and one group left."""
    for group, name in zip(scanned.groups(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return window


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people())


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def question(qtbot: QtBot, window: Window) -> NameQuestionSheet:
    def shown() -> list[Sheet]:
        return [sheet for sheet in window.main.findChildren(Sheet) if sheet.isVisible()]

    qtbot.waitUntil(lambda: [type(sheet) for sheet in shown()] == [NameQuestionSheet])
    settle(qtbot, window)
    (sheet,) = shown()
    assert isinstance(sheet, NameQuestionSheet)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
    return sheet


def rename_ben(qtbot: QtBot, window: Window, name: str) -> None:
    page = window.main.people
    page.covers.setFocus()
    page.covers.select_row([person.name for person in page.people.people].index("Ben"))
    window.main.actions_.deeds[Deed.RENAME].trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), Sheet))
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, name)
    press(qtbot, ENTER)


def test_renaming_to_a_name_that_exists_offers_to_merge(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = (next(one for one in scanned.people() if one.name == name) for name in ("Ada", "Ben"))
    rename_ben(qtbot, named, "Ada")
    sheet = question(qtbot, named)
    assert "Ada" in sheet.heading.text()
    assert not named.main.message_bar.isVisible()
    assert names(scanned) == ["Ada", "Ben"]
    press(qtbot, ENTER)
    settle(qtbot, named)
    (person,) = scanned.people()
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
    decided = scanned.undo_summary()
    rename_ben(qtbot, named, "Ada")
    question(qtbot, named)
    press(qtbot, ESCAPE)
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ben"]
    assert scanned.undo_summary() == decided


def test_a_name_of_two_people_under_a_stack_asks_which_of_them(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ben = next(one for one in scanned.people() if one.name == "Ben")
    scanned.execute(RenamePerson(ben.id, "Ada", another=True))
    page, group = named.main.people, scanned.groups()[0]
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
    assert scanned.person(ben.id).faces == ben.faces + group.faces
    named.main.actions_.undo.trigger()
    qtbot.waitUntil(lambda: page.groups.row_of(group.id) >= 0)


def test_back_brings_the_stack_back(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ben = next(one for one in scanned.people() if one.name == "Ben")
    scanned.execute(RenamePerson(ben.id, "Ada", another=True))
    page, group = named.main.people, scanned.groups()[0]
    page.tray.begin_naming(0)
    qtbot.keyClicks(page.tray.field, "Ada")
    qtbot.keyClick(page.tray.field, ENTER)
    question(qtbot, named)
    press(qtbot, ESCAPE)
    settle(qtbot, named)
    assert page.groups.row_of(group.id) >= 0
    assert [one.id for one in scanned.groups()] == [group.id]


def test_details_are_not_lost_with_a_second_name_that_is_somebodys(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    ben = next(one for one in scanned.people() if one.name == "Ben")
    named.client.execute(DescribePerson(ben.id, dt.date(1987, 6, 25), None, "Sings.", added_names=("Benny", "Ada")))
    sheet = question(qtbot, named)
    assert not sheet.another.isVisible()
    press(qtbot, ENTER)
    settle(qtbot, named)
    details = scanned.person_details(ben.id)
    assert (details.person.born, details.notes) == (dt.date(1987, 6, 25), "Sings.")
    assert [alias.name for alias in details.aliases] == ["Benny"]


def test_whom_a_command_would_have_meant() -> None:
    assert meant(NameGroup(3, "Ada"), "Ada", 7) == NameGroup(3, "#7")
    assert meant(SplitGroup(3, (1,), "Ben", "Ada"), "Ada", 7) == SplitGroup(3, (1,), "Ben", "#7")
    assert meant(SplitGroup(3, (1,), "Ada"), "Ada", 7) == SplitGroup(3, (1,), "#7")
    assert meant(RenamePerson(2, "Ada"), "Ada", 7) == MergePeople(7, (2,))
    assert meant(AddAlias(2, "Ada"), "Ada", 7) == MergePeople(7, (2,))
