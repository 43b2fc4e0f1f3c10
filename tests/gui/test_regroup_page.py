"""A better grouping in the window: offered when it is worth it, shown change by change, applied in part, undone."""

from __future__ import annotations

import json
import sqlite3

import pytest
from catalog_image import image_of
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from photoface.catalog import regroup_mark
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.regroup.model import RegroupModel
from photoface.jobs import JobControl
from photoface.library.library import Library
from photoface.library.regroup_proposal import Pile, RegroupChange
from photoface.worker.job import run_job
from photoface.worker.messages import Cancelled, Finished, ProposeRegroupJob


@pytest.fixture
def torn(qtbot: QtBot, window: Window, scanned: Library, worker: Worker) -> Window:
    """A window without a running job, over groups of which one is torn in two and another is lost."""
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    first, _, third = scanned.groups.all()
    faces = scanned.groups.face_ids(first.id)
    with sqlite3.connect(scanned.catalog_path) as connection:
        new = connection.execute("INSERT INTO face_group (settled) VALUES (1)").lastrowid
        half = ",".join(map(str, faces[::2]))
        connection.execute(f"UPDATE face SET group_id = {new} WHERE id IN ({half})")  # noqa: S608
        connection.execute("UPDATE face SET group_id = NULL WHERE group_id = ?", (third.id,))
        connection.execute("DELETE FROM face_group WHERE id = ?", (third.id,))
    connection.close()
    return window


def _propose(qtbot: QtBot, window: Window, library: Library, worker: Worker) -> None:
    window.main.go_to(Place("regroup"))
    settle(qtbot, window)
    assert worker.newest.job == ProposeRegroupJob()
    run_job(library, worker.newest.job, JobControl(), worker.newest.tell)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)


def test_changes_are_shown_and_some_applied(qtbot: QtBot, torn: Window, scanned: Library, worker: Worker) -> None:
    before = image_of(scanned.catalog_path)
    page = torn.main.regroup
    _propose(qtbot, torn, scanned, worker)
    assert image_of(scanned.catalog_path) == before
    words = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert len(words) == 2
    assert words[0].endswith("without a group are one person")
    assert words[1].startswith("2 groups are one person")
    assert "2 groups would join" in page.summary.text()
    assert page.apply.text() == "Apply 2 changes"
    tick = page.view.itemDelegate().tick_rect(page.view.visualRect(page.model.index(0, 0)))  # type: ignore[attr-defined]
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=tick.center())
    assert page.apply.text() == "Apply 1 change"
    page.apply.click()
    settle(qtbot, torn)
    assert len(scanned.groups.all()) == 2
    assert torn.main.note.words.text().startswith("Grouped the unnamed faces again")
    torn.client.undo()
    settle(qtbot, torn)
    assert image_of(scanned.catalog_path) == before


def test_space_ticks_and_nothing_ticked_applies_nothing(
    qtbot: QtBot, torn: Window, scanned: Library, worker: Worker
) -> None:
    page = torn.main.regroup
    _propose(qtbot, torn, scanned, worker)
    assert page.view.hasFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.apply.text() == "Apply 1 change"
    page.none.click()
    assert not page.apply.isEnabled()
    page.all.click()
    assert page.apply.isEnabled()
    before = image_of(scanned.catalog_path)
    page.leave.click()
    assert torn.main.place.page == "people"
    assert image_of(scanned.catalog_path) == before


def test_groups_that_are_fine_are_said_to_be(qtbot: QtBot, window: Window, scanned: Library, worker: Worker) -> None:
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    _propose(qtbot, window, scanned, worker)
    assert "The groups are fine" in window.main.regroup.empty.words()
    window.main.regroup.empty.action.click()
    assert worker.newest.job == ProposeRegroupJob()
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: "Look now" in window.main.regroup.empty.action.text())


def test_the_model_is_one(torn: Window, scanned: Library, qtmodeltester: ModelTester) -> None:
    model = torn.main.regroup.model
    model.set_changes(scanned.jobs.propose_regroup().changes, {})
    qtmodeltester.check(model)


def test_it_is_offered_once_when_a_scan_brought_much(
    qtbot: QtBot, window: Window, scanned: Library, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = window.main.message_bar
    assert not bar.isVisible()
    monkeypatch.setattr(regroup_mark, "WORTH_FACES", 3)
    newest = max(scanned.faces.ids())
    with sqlite3.connect(scanned.catalog_path) as connection:
        mark = (json.dumps({"newest_face": newest - 5, "model": "dlib-resnet"}),)
        connection.execute("UPDATE machine_state SET value = ? WHERE name = 'regroup_mark'", mark)
    connection.close()
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text().startswith("5 faces came since the groups were made.")
    bar.close_button.click()
    window.main.folders.scan()
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)
    # The user said no by closing it.
    assert not bar.isVisible()


def test_the_offer_leads_to_the_page(qtbot: QtBot, torn: Window, worker: Worker) -> None:
    main = torn.main
    assert main.message_bar.show_offer("Some groups may belong together.", "See", lambda: main.go_to(Place("regroup")))
    main.message_bar.action.click()
    assert main.place.page == "regroup"
    assert not main.message_bar.isVisible()
    worker.newest.tell(Cancelled())
    settle(qtbot, torn)
    main.message_bar.show_problem("The disk is full.")
    # A problem is not talked over.
    assert not main.message_bar.show_offer("Some groups may belong together.", "See", lambda: None)
    assert main.message_bar.words.text() == "The disk is full."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (RegroupChange((Pile((1, 2, 3), 7),), (Pile((1, 2), 7),), lost=(3,)), "1 face leaves a group of 3 faces"),
        (RegroupChange((Pile((1, 2, 3, 4), 7),), (Pile((1, 2), 7),), lost=(3, 4)), "2 faces leave a group of 4 faces"),
        (
            RegroupChange((Pile((1, 2), 7),), (Pile((1, 2, 3), 7),), gained=(3,)),
            "1 face without a group joins a group of 2 faces",
        ),
        (RegroupChange((), (Pile((1,), person_id=5),), gained=(1,)), "1 face is probably Ada"),
        (RegroupChange((), (Pile((1, 2), person_id=5),), gained=(1, 2)), "2 faces are probably Ada"),
    ],
)
def test_one_is_told_as_one(change: RegroupChange, words: str) -> None:
    model = RegroupModel()
    model.set_changes((change,), {5: "Ada"})
    assert model.index(0, 0).data() == words
