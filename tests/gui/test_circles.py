"""Circles of people as chips on the People page, and relations on the page of a person, by keys and mouse."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from photoface.catalog.states import RelationKind
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.people.circle_sheets import CircleSheet, MembersSheet
from photoface.gui.person.relations import RelationsSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import PutInCircle, RelatePeople
from photoface.library.library import Library


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.go_to(Place("people"))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return window


def _id(library: Library, name: str) -> int:
    return library.people.called(name)[0].id


def _sheet(window: Window, kind: type[Sheet]) -> Sheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(kind) if sheet.isVisible())
    return sheet


def _names(window: Window) -> list[str]:
    return [person.name for person in window.main.people.people.summaries]


def test_people_are_put_into_a_circle_that_then_filters_the_page(qtbot: QtBot, named: Window, scanned: Library) -> None:
    page = named.main.people
    page.covers.select_row(_names(named).index("Ada"))
    page.page_actions()[PageAction.PUT_IN_CIRCLE]()
    sheet = _sheet(named, CircleSheet)
    assert isinstance(sheet, CircleSheet)
    settle(qtbot, named)
    qtbot.keyClicks(sheet.field, "Family")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, named)
    (circle,) = scanned.people.circles()
    assert (circle.name, circle.person_ids) == ("Family", (_id(scanned, "Ada"),))
    qtbot.mouseClick(page.circles.chips[circle.id], Qt.MouseButton.LeftButton)
    settle(qtbot, named)
    assert _names(named) == ["Ada"]
    page.covers.select_row(0)
    page.page_actions()[PageAction.TAKE_OUT_OF_CIRCLE]()
    settle(qtbot, named)
    assert page._nobody_row.isVisible()
    scanned.undo()
    scanned.undo()
    named.main.context.client.announce_all()
    settle(qtbot, named)
    assert sorted(_names(named)) == ["Ada", "Ben"]
    assert not page.circles.chips


def test_a_circle_takes_people_who_are_dropped_on_it(qtbot: QtBot, named: Window, scanned: Library) -> None:
    scanned.execute(PutInCircle((_id(scanned, "Ada"),), "Family"))
    named.main.context.client.announce_all()
    settle(qtbot, named)
    page = named.main.people
    chip = next(chip for id_, chip in page.circles.chips.items() if id_ is not None)
    mime = page.people.mimeData([page.people.index(_names(named).index("Ben"), 0)])
    _drop(chip, mime)
    settle(qtbot, named)
    assert len(scanned.people.circles()[0].person_ids) == 2
    assert "2" in page.circles.chips[scanned.people.circles()[0].id].text()


def _drop(target: QPushButton, mime: QMimeData) -> None:
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(4, 4), copy, mime, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(4, 4), copy, mime, left, none))


def test_a_circle_is_made_changed_renamed_and_deleted_by_keys(qtbot: QtBot, named: Window, scanned: Library) -> None:
    page = named.main.people
    page.circles.make.click()
    made = _sheet(named, MembersSheet)
    assert isinstance(made, MembersSheet)
    settle(qtbot, named)
    assert not made.act.isEnabled()
    qtbot.keyClicks(made.name, "Work")
    qtbot.keyClick(made.list, Qt.Key.Key_Space)
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    settle(qtbot, named)
    (circle,) = scanned.people.circles()
    assert len(circle.person_ids) == 1
    chip = page.circles.chips[circle.id]
    qtbot.keyClick(chip, Qt.Key.Key_F2)
    asked = next(sheet for sheet in named.main.findChildren(Sheet) if sheet.isVisible())
    qtbot.keyClicks(asked.focusWidget(), "Office")
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert scanned.people.circles()[0].name == "Office"
    qtbot.keyClick(page.circles.chips[circle.id], Qt.Key.Key_Delete)
    sure = next(sheet for sheet in named.main.findChildren(Sheet) if sheet.isVisible())
    sure.act.click()
    settle(qtbot, named)
    assert scanned.people.circles() == []


def test_relations_are_said_shown_followed_and_removed(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = _id(scanned, "Ada"), _id(scanned, "Ben")
    named.main.go_to(Place("person", ada))
    settle(qtbot, named)
    page = named.main.person
    page.page_actions()[PageAction.RELATIONS]()
    sheet = _sheet(named, RelationsSheet)
    assert isinstance(sheet, RelationsSheet)
    settle(qtbot, named)
    qtbot.keyClicks(sheet.name, "Nobody")
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    settle(qtbot, named)
    assert "Nobody" in sheet.problem.text()
    sheet.role.setCurrentIndex(1)
    sheet.name.setText("Ben")
    sheet.add.click()
    settle(qtbot, named)
    assert [(one.person_id, one.role) for one in scanned.people.relations(ada)] == [(ben, "child")]
    assert not sheet.nobody.isVisible()
    sheet.act.click()
    settle(qtbot, named)
    (link,) = page.header.relations.links
    assert link.accessibleName() == "Ben, child"
    assert isinstance(link, QPushButton)
    link.click()
    settle(qtbot, named)
    assert named.main.navigation.place == Place("person", ben)
    assert page.header.relations.links[0].accessibleName() == "Ada, parent"


def test_what_cannot_be_is_said_on_the_sheet(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = _id(scanned, "Ada"), _id(scanned, "Ben")
    scanned.execute(RelatePeople(ada, ben, RelationKind.PARENT))
    sheet = RelationsSheet(named.main.person.context, scanned.people.get(ada), named.main)
    sheet.open()
    settle(qtbot, named)
    sheet.role.setCurrentIndex(0)
    sheet.name.setText("Ada")
    sheet.add.click()
    settle(qtbot, named)
    assert "themselves" in sheet.problem.text()
    sheet.reject()
