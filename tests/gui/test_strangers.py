"""Strangers, many at a time: seen once, small, everyone else at an event; and how they come back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scenes import Scene

from photoface.catalog.states import FaceStatus
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.gui.people.stranger_kinds import OthersSheet, SeenOnceSheet, SmallerSheet
from photoface.gui.people.strangers import StrangersSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def named(library: Library, scene: Scene, person: int, name: str) -> list[int]:
    group_id, faces = scene.group(person, 3)
    library.execute(NameGroup(group_id, name))
    return faces


def sheet_of(window: Window, kind: type[StrangersSheet]) -> StrangersSheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(kind) if sheet.isVisible())
    return sheet


def keep(qtbot: QtBot, sheet: StrangersSheet, face_id: int) -> None:
    """Click a face of the sheet, which keeps it."""
    index = sheet.model.index(sheet.model.row_of(face_id), 0)
    where = sheet.view.visualRect(index).center()
    qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def ignored(library: Library) -> set[int]:
    return set(library.faces.ids("ignored"))


def test_everyone_seen_once_but_for_whom_the_user_keeps(
    qtbot: QtBot, make_window: MakeWindow, library: Library, scene: Scene
) -> None:
    named(library, scene, 0, "Ann")
    suggested = scene.face(0, apart=0.28)
    loose = [scene.face(person) for person in (4, 5, 6)]
    window = make_window(library)
    window.main.people.strangers.seen_once.trigger()
    settle(qtbot, window)
    sheet = sheet_of(window, SeenOnceSheet)
    assert set(sheet.model.ids) == set(loose)
    keep(qtbot, sheet, loose[1])
    sheet.act.click()
    settle(qtbot, window)
    assert ignored(library) == {loose[0], loose[2]}
    assert library.faces.summaries([suggested])[0].status is FaceStatus.ACTIVE
    # They can be looked at, and brought back.
    window.main.people.strangers.show_ignored.trigger()
    settle(qtbot, window)
    faces = window.main.faces
    assert window.main.place.page == "faces"
    assert set(faces.pane.model.ids) == {loose[0], loose[2]}
    faces.pane.view.setFocus()
    faces.pane.view.selectAll()
    window.main.actions_.page_actions[PageAction.RESTORE].trigger()
    settle(qtbot, window)
    assert ignored(library) == set()


def test_small_faces_by_a_size_that_can_be_tried(
    qtbot: QtBot, make_window: MakeWindow, library: Library, scene: Scene
) -> None:
    tiny, small, large = (scene.face(person, pixels=pixels) for person, pixels in ((4, 20), (5, 60), (6, 150)))
    window = make_window(library)
    window.main.go_to(Place("faces"))
    window.main.faces.strangers.smaller.trigger()
    settle(qtbot, window)
    sheet = sheet_of(window, SmallerSheet)
    assert isinstance(sheet, SmallerSheet)
    assert sheet.model.ids == [tiny]
    sheet.pixels.setValue(100)
    settle(qtbot, window)
    assert sheet.model.ids == [tiny, small]
    sheet.act.click()
    settle(qtbot, window)
    assert ignored(library) == {tiny, small}
    assert library.faces.summaries([large])[0].status is FaceStatus.ACTIVE
    assert library.history.decisions(1)[0].kind == "IgnoreSmaller"


def test_everyone_else_at_an_event(qtbot: QtBot, make_window: MakeWindow, library: Library, scene: Scene) -> None:
    ann = named(library, scene, 0, "Ann")
    day = dt.datetime(2021, 8, 4, 15)
    first, second, later = (scene.photo(day + dt.timedelta(hours=hours)) for hours in (0, 3, 48))
    guests = [scene.face(0, photo=photo) for photo in (first, second)]
    strangers = [scene.face(person, photo=photo) for person, photo in ((4, first), (5, second))]
    elsewhere = scene.face(6, photo=later)
    # Of which no more is known than a month that holds the day.
    scene.face(7, photo=scene.photo(dt.datetime(2021, 8, 1), precision="month"))
    # The guests are Ann by the machine's word, as after a scan.
    library.execute(NameGroup(scene.group(0, 2)[0], "Ann"))
    assert {face.person_name for face in library.faces.summaries(guests)} == {"Ann"}
    window = make_window(library)
    main = window.main
    main.go_to(Place("photos"))
    settle(qtbot, window)
    main.photos.pane.view.select_row(main.photos.pane.model.row_of(first))
    main.actions_.page_actions[PageAction.STRANGERS].trigger()
    settle(qtbot, window)
    sheet = sheet_of(window, OthersSheet)
    assert isinstance(sheet, OthersSheet)
    assert sheet.model.ids == [strangers[0]]
    sheet.same_days.click()
    settle(qtbot, window)
    assert sheet.model.ids == strangers
    (box,) = sheet.people.values()
    box.setChecked(False)
    assert set(sheet.model.ids) == {*strangers, *guests}
    box.setChecked(True)
    sheet.act.click()
    settle(qtbot, window)
    assert ignored(library) == set(strangers)
    assert {face.status for face in library.faces.summaries([*ann, *guests, elsewhere])} == {FaceStatus.ACTIVE}
