"""The Map page: moving, pointing, the lasso, naming what it caught, and why two faces are near."""

from __future__ import annotations

import numpy as np
import pytest
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from photoface.clustering.array_file import write_arrays
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.face_map.camera import Camera, inside_polygon
from photoface.gui.face_map.dots import DotCanvas, hue_of, person_colours
from photoface.gui.face_map.page import FaceMapPage
from photoface.gui.page_action import PageAction
from photoface.gui.people.merge import MergeSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.worker.messages import DrawMapJob, Finished

LEFT = Qt.MouseButton.LeftButton


def draw(library: Library) -> dict[int, list[int]]:
    """A map with a column of faces for each group, groups from left to right; the faces of each."""
    groups = {group.id: library.groups.face_ids(group.id) for group in library.groups.all()}
    places = {
        face_id: (0.1 + 0.4 * column, 0.1 + 0.08 * row)
        for column, ids in enumerate(groups.values())
        for row, face_id in enumerate(ids)
    }
    write_arrays(
        library.catalog_path.with_name(library.catalog_path.name + ".map.npz"),
        {"format": 1, "model": "dlib-resnet"},
        {"face_ids": np.array(sorted(places)), "places": np.array([places[one] for one in sorted(places)], np.float32)},
    )
    return groups


@pytest.fixture
def groups(scanned: Library) -> dict[int, list[int]]:
    return draw(scanned)


@pytest.fixture
def page(qtbot: QtBot, groups: dict[int, list[int]], window: Window) -> FaceMapPage:
    qtbot.keyClick(window.main, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    return window.main.map


def at(page: FaceMapPage, face_id: int) -> QPoint:
    return page.view.place_of(face_id).toPoint()


def around(page: FaceMapPage, ids: list[int]) -> list[QPoint]:
    points = [at(page, one) for one in ids]
    left, right = min(point.x() for point in points) - 20, max(point.x() for point in points) + 20
    top, bottom = min(point.y() for point in points) - 20, max(point.y() for point in points) + 20
    return [QPoint(left, top), QPoint(right, top), QPoint(right, bottom), QPoint(left, bottom), QPoint(left, top)]


def lasso(qtbot: QtBot, page: FaceMapPage, path: list[QPoint], modifier: Qt.KeyboardModifier) -> None:
    qtbot.mousePress(page.view, LEFT, modifier, path[0])
    for point in path[1:]:
        qtbot.mouseMove(page.view, point)
        # pytest-qt's move has no button; Qt tells of it by the press that came before.
    qtbot.mouseRelease(page.view, LEFT, modifier, path[-1])


def test_a_lasso_catches_faces_and_names_them(
    qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]]
) -> None:
    first, second, _ = groups.values()
    page.lasso_tool.click()
    lasso(qtbot, page, around(page, first), Qt.KeyboardModifier.NoModifier)
    settle(qtbot, window)
    assert page.view.selected_ids() == tuple(sorted(first))
    assert page.bar.isVisible()
    assert page.bar.selected_label.text() == f"{len(first)} selected"
    lasso(qtbot, page, around(page, second), Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert set(page.view.selected_ids()) == {*first, *second}
    lasso(qtbot, page, around(page, first), Qt.KeyboardModifier.NoModifier)
    settle(qtbot, window)
    qtbot.keyClicks(page.view, "A", Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(page.bar.name_field, "nn")
    qtbot.keyClick(page.bar.name_field, Qt.Key.Key_Return)
    settle(qtbot, window)
    (ann,) = window.main.context.client.library.people.called("Ann")
    assert ann.faces == len(first)
    assert page.view.layers.map is not None
    assert page.view.layers.map.names == {ann.id: "Ann"}
    assert page.view.hasFocus()
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert page.view.layers.map.names == {}


def test_two_clicks_say_why_two_faces_are_near(
    qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]]
) -> None:
    first, second, _ = groups.values()
    qtbot.mouseClick(page.view, LEFT, pos=at(page, first[0]))
    settle(qtbot, window)
    assert page.view.selected_ids() == (first[0],)
    assert not page.pair.isVisible()
    qtbot.mouseClick(page.view, LEFT, Qt.KeyboardModifier.ControlModifier, at(page, first[1]))
    settle(qtbot, window)
    assert page.pair.isVisible()
    assert "Distance 0." in page.pair.verdict.text()
    assert "Both are in one unnamed group." in page.pair.more.text()
    qtbot.mouseClick(page.pair.photos, LEFT)
    assert window.main.viewer.isVisible()
    window.main.viewer.close_viewer()
    settle(qtbot, window)
    page.view.select((first[0], second[0]))
    settle(qtbot, window)
    assert "two people" in page.pair.verdict.text()
    assert "Neither has a name yet." in page.pair.more.text()
    qtbot.mouseClick(page.view, LEFT, pos=QPoint(4, 4))
    settle(qtbot, window)
    assert not page.pair.isVisible()
    assert not page.bar.isVisible()


def test_without_a_map_the_page_offers_to_draw_it(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    window = make_window(scanned)
    window.main.go_to(Place("map"))
    settle(qtbot, window)
    page = window.main.map
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.main.context.jobs.busy)
    assert page.empty.action.text() == "Draw the map"
    qtbot.mouseClick(page.empty.action, LEFT)
    assert worker.newest.job == DrawMapJob()
    assert "being drawn" in page.empty.words()
    draw(scanned)
    worker.newest.tell(Finished("The map shows 16 faces."))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is not page.empty)
    assert page.view.layers.map is not None
    assert page.count.text() == str(len(page.view.layers.map.face_ids))


def test_an_empty_library_asks_for_a_folder(qtbot: QtBot, make_window: MakeWindow, library: Library) -> None:
    window = make_window(library)
    window.main.go_to(Place("map"))
    settle(qtbot, window)
    assert window.main.map.empty.action.text() == "Add a folder of photos"
    assert not window.main.map.lasso_tool.isVisible()


def test_the_map_by_keyboard(qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]]) -> None:
    first, second, _ = groups.values()
    view = page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    begun = view.current_id
    assert begun is not None
    assert view.selected_ids() == (begun,)
    qtbot.mouseClick(view, LEFT, pos=at(page, first[0]))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_id == first[1]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == tuple(sorted(first[1:3]))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.selected_ids() == (first[1],)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current_id in second
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.zoom > 1
    before = view.place_of(first[0])
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.place_of(first[0]).x() > before.x()
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.camera.zoom == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_ids() == ()
    page.page_actions()[PageAction.SELECT_ALL]()
    assert set(view.selected_ids()) == {face_id for ids in groups.values() for face_id in ids}


def test_people_in_the_selection_can_be_merged_or_lose_their_faces(
    qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]]
) -> None:
    client = window.main.context.client
    for group_id, name in zip(list(groups)[:2], ("Ann", "Ben"), strict=True):
        client.execute(NameGroup(group_id, name))
    settle(qtbot, window)
    first, second, _ = groups.values()
    page.view.select((*first, *second))
    settle(qtbot, window)
    page.page_actions()[PageAction.MERGE]()
    settle(qtbot, window)
    (sheet,) = window.main.findChildren(MergeSheet)
    assert {cover.person.name for cover in sheet.covers} == {"Ann", "Ben"}
    sheet.reject()
    page.view.select((first[0], second[0]))
    settle(qtbot, window)
    assert "They are Ben and Ann." in page.pair.more.text()
    page.view.select((first[0],))
    settle(qtbot, window)
    assert PageAction.MERGE not in page.page_actions()
    page.page_actions()[PageAction.REMOVE]()
    settle(qtbot, window)
    assert client.library.faces.summaries((first[0],))[0].person_id is None


def test_dots_become_crops_as_one_zooms_and_the_wheel_keeps_the_place(
    qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.gui.face_map.layers.CROPS_FOR_FACES", 0)
    view, face_id = page.view, next(iter(groups.values()))[0]
    view.grab()
    assert view.layers.crops == []
    assert view.layers.dots_painted == sum(map(len, groups.values()))
    before = view.place_of(face_id)
    for _ in range(6):
        wheel = QWheelEvent(
            before,
            view.mapToGlobal(before),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, wheel)
    assert (view.place_of(face_id) - before).manhattanLength() < 1
    view.grab()
    settle(qtbot, window)
    rows = [crop.row for crop in view.layers.crops]
    assert rows
    rects = [crop.rect for crop in view.layers.crops]
    assert not any(a.intersects(b) for number, a in enumerate(rects) for b in rects[:number])
    assert view.face_at(rects[0].center()) == rows[0]
    before_drag = view.place_of(face_id)
    qtbot.mousePress(view, LEFT, pos=QPoint(300, 300))
    qtbot.mouseMove(view, QPoint(330, 300))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(330, 300))
    assert view.place_of(face_id).x() == pytest.approx(before_drag.x() + 30, abs=1)


def test_a_double_click_opens_the_photo_and_a_right_click_the_menu(
    qtbot: QtBot, window: Window, page: FaceMapPage, groups: dict[int, list[int]]
) -> None:
    face_id = next(iter(groups.values()))[0]
    qtbot.mouseDClick(page.view, LEFT, pos=at(page, face_id))
    settle(qtbot, window)
    assert window.main.viewer.isVisible()
    window.main.viewer.close_viewer()
    with qtbot.waitSignal(page.menu_asked):
        point = at(page, face_id)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, page.view.mapToGlobal(point))
        QApplication.sendEvent(page.view, event)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert "Ignore" in [action.text() for action in popup.actions()]
    popup.close()
    assert page.view.selected_ids() == (face_id,)


def test_the_camera_keeps_the_map_in_sight() -> None:
    camera = Camera()
    camera.resize(800, 600)
    camera.look_at(np.array([[0.0, 0.2], [1.0, 0.6]], np.float32))
    corners = camera.seen(np.array([[0.0, 0.2], [1.0, 0.6]], np.float32))
    np.testing.assert_allclose(corners[:, 0], [32, 768], atol=0.1)
    assert corners[:, 1].mean() == pytest.approx(300)
    about = QPointF(200, 310)
    place = (about - camera.origin) / camera.scale
    camera.zoom_by(5, about)
    assert ((camera.origin + place * camera.scale) - about).manhattanLength() < 1e-6
    camera.move(QPointF(1e6, 1e6))
    assert camera.seen(np.array([[0.0, 0.2]], np.float32))[0].tolist() == pytest.approx([400, 300])
    camera.zoom_by(1e-6, about)
    assert camera.zoom == 1
    camera.resize(1600, 600)
    assert camera.zoom == 1


def test_a_polygon_holds_what_lies_inside() -> None:
    random = np.random.default_rng(0)
    points = random.random((200, 2))
    triangle = np.array([[0.1, 0.1], [0.9, 0.2], [0.4, 0.8]])
    edges = np.roll(triangle, -1, axis=0) - triangle
    from_corners = points[:, None] - triangle[None]
    expected = (edges[:, 0] * from_corners[:, :, 1] - edges[:, 1] * from_corners[:, :, 0] > 0).all(axis=1)
    assert 20 < expected.sum() < 180
    np.testing.assert_array_equal(inside_polygon(points, triangle), expected)


def test_dots_are_stamped_in_the_colours_of_people(qapp: QApplication) -> None:
    persons, groups = np.array([0, 7, 7, 0]), np.array([0, 0, 0, 3])
    colours = person_colours(persons, groups, dark=False)
    assert tuple(colours[1].tolist()) == hue_of(7, dark=False)
    assert colours[1].tolist() == colours[2].tolist() != colours[0].tolist() != colours[3].tolist()
    canvas = DotCanvas(40, 30, QColor("#FFFFFF"))
    points = np.array([[10.0, 10.0], [39.0, 29.0], [500.0, 5.0], [0.0, 0.0]])
    assert canvas.stamp(points, colours, 3.0) == 3
    image = canvas.image(1.0)
    assert (image.width(), image.height()) == (40, 30)
    assert image.format() is QImage.Format.Format_RGB32
    assert image.pixelColor(10, 10) == QColor(*colours[0].tolist())
    assert image.pixelColor(39, 29) == QColor(*colours[1].tolist())
    assert image.pixelColor(0, 0) == QColor(*colours[3].tolist())
    assert image.pixelColor(20, 20) == QColor("#FFFFFF")
