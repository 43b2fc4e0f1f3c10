"""Erasing somebody for good in the window: only a typed sentence does it."""

from __future__ import annotations

from gui_helpers import settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.gui.person.erase_sheet import EraseSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


def test_somebody_is_erased_once_the_sentence_is_typed(qtbot: QtBot, window: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ada"))
    window.main.recent.add("Ada 2019")
    backup = scanned.backups.make()
    window.main.go_to(Place("person", scanned.people.all()[0].id))
    settle(qtbot, window)
    window.main.person.page_actions()[PageAction.ERASE]()
    settle(qtbot, window)
    (sheet,) = (one for one in window.main.findChildren(EraseSheet) if one.isVisible())
    words = " ".join(label.text() for label in sheet.findChildren(type(sheet.heading)))
    assert backup.name in words
    assert "cannot be undone" in words
    qtbot.keyClicks(sheet.field, "erase Ad")
    assert not sheet.act.isEnabled()
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    assert sheet.isVisible()
    qtbot.keyClicks(sheet.field, "a")
    assert sheet.act.isEnabled()
    qtbot.mouseClick(sheet.with_backups, Qt.MouseButton.LeftButton)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert scanned.people.all() == []
    assert not backup.exists()
    assert not window.main.recent.all
    assert scanned.history.decisions()[0].summary == "Somebody was erased"
    assert window.main.navigation.place.page != "person"
