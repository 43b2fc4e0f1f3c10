"""Dragging people and groups onto one another with a mouse, from the press to the release."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from gui_helpers import settle
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit import drag_view
from photoface.gui.kit.drag_view import DragView
from photoface.gui.people.merge import MergeSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Presses, moves and releases at places of the window.

    The offscreen platform knows no dragging, so from `QDrag.exec` on this plays the platform's part: it hands the
    window what a window system would, and lets go of a drop that the place under the pointer has not accepted.
    """

    def __init__(self, qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.window = qtbot, window
        self._way: list[QPoint] = []
        self._before_release: Callable[[], None] = lambda: None
        self.dropped: bool | None = None
        monkeypatch.setattr(drag_view, "QDrag", lambda source: HeldDrag(self))

    def place(self, view: DragView, row: int) -> QPoint:
        """A place well inside of a tile, in the window."""
        rect = view.visualRect(view.model().index(row, 0))
        return view.viewport().mapTo(self.window.main, QPoint(rect.center().x(), rect.top() + 40))

    def drag(self, start: QPoint, end: QPoint, before_release: Callable[[], None] = lambda: None) -> None:
        """`before_release` runs while the tile is held over the end."""
        handle = self.window.main.windowHandle()
        self.dropped = cast("bool | None", None)
        self._way = [start + (end - start) * step for step in (0.4, 0.8, 1.0)]
        self._before_release = before_release
        self.qtbot.mouseMove(handle, start)
        self.qtbot.mousePress(handle, LEFT, pos=start)
        self.qtbot.mouseMove(handle, start + QPoint(30, 0))
        self.qtbot.mouseRelease(handle, LEFT, pos=end)
        assert self.dropped is not None
        settle(self.qtbot, self.window)

    def carry(self, data: QMimeData) -> None:
        """What happens between the beginning of a drag and its end."""
        handle = self.window.main.windowHandle()
        action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(handle, QDragEnterEvent(self._way[0], action, data, LEFT, none))
        accepted = False
        for place in self._way:
            move = QDragMoveEvent(place, action, data, LEFT, none)
            QApplication.sendEvent(handle, move)
            accepted = move.isAccepted()
        self._before_release()
        self.dropped = accepted
        if accepted:
            QApplication.sendEvent(handle, QDropEvent(QPointF(self._way[-1]), action, data, LEFT, none))
        else:
            QApplication.sendEvent(handle, QDragLeaveEvent())

    def sheet(self) -> MergeSheet:
        (sheet,) = (sheet for sheet in self.window.main.findChildren(MergeSheet) if sheet.isVisible())
        return sheet


class HeldDrag:
    """In the place of a `QDrag`."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand

    def setMimeData(self, data: QMimeData) -> None:
        self._data = data

    def setPixmap(self, pixmap: QPixmap) -> None:
        assert not pixmap.isNull()

    def setHotSpot(self, place: QPoint) -> None:
        # What is dragged must not hide where it goes.
        assert place.x() < 0
        assert place.y() < 0

    def exec(self, actions: Qt.DropAction) -> Qt.DropAction:
        self._hand.carry(self._data)
        return actions


@pytest.fixture
def hand(qtbot: QtBot, window: Window, scanned: Library, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Before the page of two named people and one group."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return Hand(qtbot, window, monkeypatch)


def test_a_person_dragged_onto_another_is_merged_after_a_question(hand: Hand, scanned: Library) -> None:
    page = hand.window.main.people
    ada, ben = page.people.summaries
    said: list[tuple[int, str]] = []
    hand.drag(hand.place(page.covers, 1), hand.place(page.covers, 0), lambda: said.append(page.covers.drop_target))
    assert said == [(0, f"Merge with {ada.name}")]
    assert page.covers.drop_target == (-1, "")
    sheet = hand.sheet()
    assert sheet.kept == ada
    assert [cover.person for cover in sheet.covers] == [ada, ben]
    hand.qtbot.keyClick(sheet, Qt.Key.Key_Return)
    settle(hand.qtbot, hand.window)
    (person,) = scanned.people.all()
    assert (person.id, person.faces, person.cover_face_id) == (ada.id, ada.faces + ben.faces, ada.cover_face_id)


def test_a_group_dragged_onto_a_person_gets_the_name(hand: Hand, scanned: Library) -> None:
    page = hand.window.main.people
    ada = page.people.summaries[0]
    said: list[tuple[int, str]] = []
    hand.drag(hand.place(page.tray, 0), hand.place(page.covers, 0), lambda: said.append(page.covers.drop_target))
    assert said == [(0, f"This is {ada.name}")]
    assert scanned.groups.all() == []
    assert scanned.people.get(ada.id).faces > ada.faces
    assert ada.name in hand.window.main.note.words.text()


def test_a_group_dragged_onto_another_becomes_one_with_it(
    qtbot: QtBot, window: Window, scanned: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, tray = Hand(qtbot, window, monkeypatch), window.main.people.tray
    first, second, third = (group.id for group in scanned.groups.all())
    hand.drag(hand.place(tray, 1), hand.place(tray, 0))
    assert {group.id for group in scanned.groups.all()} == {first, third}
    assert second not in {group.id for group in scanned.groups.all()}


def test_a_drop_beside_everybody_or_on_oneself_does_nothing(hand: Hand, scanned: Library) -> None:
    page, before = hand.window.main.people, scanned.people.all()
    said: list[tuple[int, str]] = []
    start = hand.place(page.covers, 1)
    hand.drag(start, start + QPoint(30, 20), lambda: said.append(page.covers.drop_target))
    bare = QPoint(hand.window.main.width() - 60, start.y())
    hand.drag(start, bare, lambda: said.append(page.covers.drop_target))
    # A person is nothing that a group could become.
    hand.drag(start, hand.place(page.tray, 0), lambda: said.append(page.tray.drop_target))
    assert said == [(-1, "")] * 3
    assert scanned.people.all() == before
    assert not [sheet for sheet in hand.window.main.findChildren(MergeSheet) if sheet.isVisible()]
