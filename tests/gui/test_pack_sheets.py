"""Sharing people, opening a pack, and answering its suggestions, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.kit.sheet import Sheet
from photoface.gui.people.pack_list import PackListSheet
from photoface.gui.people.pack_sheets import OpenPackSheet, SharePackSheet
from photoface.gui.people.pack_suggestions import PackSuggestionsSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

PASSPHRASE = "four words of ours"


@pytest.fixture
def pack(scanned: Library, tmp_path: Path) -> Path:
    """A pack of two people whom the library does not know any more."""
    first, second, _ = sorted(group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Ben Holt"))
    file = tmp_path / "family.photoface-people"
    scanned.people_packs.make(file, [person.id for person in scanned.people.all()], PASSPHRASE)
    scanned.undo()
    scanned.undo()
    return file


def everything_has_a_name(sheet: Sheet) -> None:
    controls = [*sheet.findChildren(QAbstractButton), *sheet.findChildren(QLineEdit)]
    assert all(control.accessibleName() for control in controls if control.isVisible())


def test_sharing_asks_for_a_passphrase_twice(qtbot: QtBot, window: Window, scanned: Library, tmp_path: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna Berg"))
    sheet = SharePackSheet(window.main.context, scanned.people.all(), window.main)
    sheet.open()
    everything_has_a_name(sheet)
    assert not sheet.act.isEnabled()
    qtbot.waitUntil(lambda: list(sheet.who.chosen.values()) == ["Anna Berg"])
    qtbot.keyClicks(sheet.first, PASSPHRASE)
    qtbot.keyClicks(sheet.second, PASSPHRASE[:-1])
    assert "not the same" in sheet.hint.text()
    assert not sheet.act.isEnabled()
    qtbot.keyClicks(sheet.second, PASSPHRASE[-1])
    assert sheet.act.isEnabled()
    with qtbot.waitSignal(sheet.accepted):
        sheet.write(tmp_path / "mine.photoface-people")
    assert scanned.people_packs.read(tmp_path / "mine.photoface-people", PASSPHRASE).people[0].name == "Anna Berg"


def test_nobody_chosen_cannot_be_shared(qtbot: QtBot, window: Window) -> None:
    sheet = SharePackSheet(window.main.context, [], window.main)
    sheet.open()
    for field in (sheet.first, sheet.second):
        qtbot.keyClicks(field, PASSPHRASE)
    assert not sheet.act.isEnabled()
    sheet.reject()


def test_a_pack_is_looked_into_then_opened_then_answered(
    qtbot: QtBot, window: Window, scanned: Library, pack: Path
) -> None:
    sheet = OpenPackSheet(window.main.context, pack, window.main)
    sheet.open()
    qtbot.keyClicks(sheet.passphrase, "wrong words")
    qtbot.keyClick(sheet.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.problem.isVisible())
    assert "passphrase is another one" in sheet.problem.text()
    sheet.passphrase.clear()
    qtbot.keyClicks(sheet.passphrase, PASSPHRASE)
    qtbot.keyClick(sheet.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.who.text() == "Anna Berg and Ben Holt")
    assert scanned.people_packs.all() == []
    assert "children's too" in sheet.meaning.text()
    everything_has_a_name(sheet)
    with qtbot.waitSignal(sheet.accepted):
        qtbot.mouseClick(sheet.act, Qt.MouseButton.LeftButton)
    assert len(scanned.people_packs.all()) == 1
    (answers,) = window.main.findChildren(PackSuggestionsSheet)
    qtbot.waitUntil(answers.yes.isEnabled)
    everything_has_a_name(answers)
    first, second, *_ = scanned.people_packs.proposals()
    assert answers.heading.text() == f"Is this {first.name}?"
    qtbot.mouseClick(answers.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first.name in {person.name for person in scanned.people.all()})
    qtbot.waitUntil(lambda: answers.heading.text() == f"Is this {second.name}?" and answers.no.isEnabled())
    qtbot.mouseClick(answers.no, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: second not in scanned.people_packs.proposals())
    settle(qtbot, window)
    summary = scanned.history.undo_summary()
    assert summary is not None
    assert summary.endswith(f"not {second.name}")
    answers.close()


def test_one_pack_is_forgotten_after_a_question_and_the_other_stays(
    qtbot: QtBot, window: Window, scanned: Library, pack: Path
) -> None:
    for title in ("family", "friends"):
        scanned.people_packs.open(scanned.people_packs.read(pack, PASSPHRASE), title)
    window.main.actions_.packs.trigger()
    (sheet,) = window.main.findChildren(PackListSheet)
    qtbot.waitUntil(lambda: len(sheet.forget) == 2)
    everything_has_a_name(sheet)
    qtbot.mouseClick(sheet.forget[0], Qt.MouseButton.LeftButton)
    (question,) = [one for one in window.main.findChildren(Sheet) if one.windowTitle() == "Forget family?"]
    qtbot.mouseClick(question.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [one.title for one in scanned.people_packs.all()] == ["friends"])
    qtbot.waitUntil(lambda: len(sheet.forget) == 1)
    sheet._forget(scanned.people_packs.all()[0].id)
    qtbot.waitUntil(lambda: "Somebody with PhotoFace" in sheet.words.text())
    assert not sheet.suggestions.isEnabled()
    sheet.close()
