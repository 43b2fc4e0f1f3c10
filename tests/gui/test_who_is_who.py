"""The review asks which faces of a photo are the people in it; names are chosen or dragged, and given in one step."""

from __future__ import annotations

import pytest
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot
from sidecars import write_sidecar

from photoface.gui.application import Window
from photoface.gui.review.question_view import Answer
from photoface.gui.review.who_is_who import DRAGGED_PERSON, NOBODY, WhoIsWhoPanel
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.worker.messages import Cancelled

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def photo_id(scanned: Library) -> int:
    """A photo of two faces, of which a sidecar says that Anna and Ben are in it."""
    photo_id = min(one for one in scanned.photos.ids() if len(scanned.photos.detail(one).faces) == 2)
    path = scanned.photos.detail(photo_id).path
    assert path is not None
    write_sidecar(path, people=("Anna", "Ben"))
    scanned.jobs.scan()
    scanned.execute(TakeOver(scanned.metadata.propose().takeover))
    return photo_id


def _asked(qtbot: QtBot, make_window: MakeWindow, library: Library, worker: Worker) -> tuple[Window, WhoIsWhoPanel]:
    window = make_window(library)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    window.main.review.shortest_look = 0
    qtbot.keyClick(window.main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.main.review.sheet.assigning)
    settle(qtbot, window)
    panel = window.main.review.sheet.assignment
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    return window, panel


def _drop(panel: WhoIsWhoPanel, slot: int, person_id: int) -> None:
    data = QMimeData()
    data.setData(DRAGGED_PERSON, str(person_id).encode())
    point = QPointF(5, 5)
    copy = Qt.DropAction.MoveAction
    panel.slots[slot].dropEvent(QDropEvent(point, copy, data, LEFT, Qt.KeyboardModifier.NoModifier))


def test_names_are_chosen_and_dragged_and_enter_gives_them(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, photo_id: int
) -> None:
    window, panel = _asked(qtbot, make_window, scanned, worker)
    sheet = window.main.review.sheet
    assert sheet.title.text() == "Who is who?"
    assert "Anna and Ben" in sheet.about.text()
    assert panel.chosen == {}
    assert not sheet.buttons[Answer.YES].isEnabled()
    anna, ben = (chip.person_id for chip in panel.chips)
    one, two = panel.face_ids
    # A click gives the name to the next face; a drop takes it from there.
    qtbot.mouseClick(panel.chips[0], LEFT)
    assert panel.chosen == {one: anna}
    assert not panel.chips[0].isEnabled()
    assert sheet.effect.text() == "Names 1 face. 1 person shows no face in it."
    _drop(panel, 1, anna)
    assert panel.chosen == {two: anna}
    # The keyboard chooses: the names of a face stand in a list.
    panel.slots[0].name.setFocus()
    qtbot.keyClick(panel.slots[0].name, Qt.Key.Key_End)
    panel.slots[0].name.activated.emit(panel.slots[0].name.currentIndex())
    assert panel.chosen == {one: ben, two: anna}
    named = [*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)]
    assert all(control.accessibleName() for control in named if control.isVisible())
    qtbot.keyClick(panel.slots[0].name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not sheet.assigning)
    # The next question may come before the answer is carried out.
    settle(qtbot, window)
    assert {face.id: face.person_id for face in scanned.photos.detail(photo_id).faces} == {one: ben, two: anna}
    assert not panel.isVisible()
    # One step back brings the question and both faces.
    qtbot.mouseClick(sheet.step_back, LEFT)
    qtbot.waitUntil(lambda: sheet.assigning)
    assert {face.person_id for face in scanned.photos.detail(photo_id).faces} == {None}


def test_none_of_these_is_an_answer(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker, photo_id: int
) -> None:
    window, panel = _asked(qtbot, make_window, scanned, worker)
    sheet = window.main.review.sheet
    assert panel.slots[0].person_id == NOBODY
    assert sheet.buttons[Answer.NO].button.text() == "None of these"
    qtbot.mouseClick(sheet.buttons[Answer.NO].button, LEFT)
    qtbot.waitUntil(lambda: not sheet.assigning)
    summary = scanned.history.undo_summary()
    assert summary == "Said that 2 people of a photo show no face there"
    assert not panel.isVisible()
