"""The viewer's zoom by wheel, keys, double click and hand: arithmetic, and the window."""

from __future__ import annotations

import numpy as np
import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.photo_levels import levels_of
from photoface.gui.page_action import PageAction
from photoface.gui.viewer.page import Viewer
from photoface.gui.viewer.zoom import FIT, LARGEST, LARGEST_FIT, Frame, Zoom
from photoface.library.library import Library

LARGE = Frame((4000, 3000), 1000, 800, 1.0, 12)


def _place(frame: Frame, zoom: Zoom, point: QPointF) -> tuple[float, float]:
    rect = frame.rect(zoom)
    return (point.x() - rect.left()) / rect.width(), (point.y() - rect.top()) / rect.height()


@pytest.mark.parametrize("point", [QPointF(500, 400), QPointF(300, 200), QPointF(700, 650)])
def test_what_is_under_the_pointer_stays_there(point: QPointF) -> None:
    zoom = FIT
    for scale in (0.5, 1.0, 3.0, 0.8):
        before = _place(LARGE, zoom, point)
        zoom = LARGE.zoomed(zoom, scale, point)
        assert _place(LARGE, zoom, point) == pytest.approx(before, abs=1e-6)


def test_limits() -> None:
    middle = QPointF(500, 400)
    assert LARGE.zoomed(FIT, 0.001, middle) == FIT
    assert LARGE.zoomed(FIT, 1000, middle).scale == LARGEST
    dense = Frame((4000, 3000), 1000, 800, 1.5, 12)
    assert dense.zoomed(FIT, dense.actual, middle).scale == pytest.approx(1 / 1.5)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_small_photo_is_not_blown_up(ratio: float) -> None:
    small = Frame((100, 80), 1000, 800, ratio, 12)
    assert small.fit * ratio == LARGEST_FIT
    rect = small.rect(FIT)
    assert (rect.center().x(), rect.center().y()) == (500, 400)
    # Every pixel as it is means smaller than as large as it fits, here.
    assert small.zoomed(FIT, small.actual, QPointF(500, 400)).scale == small.actual


def test_a_pan_ends_at_the_edges() -> None:
    zoom = LARGE.zoomed(FIT, 1.0, QPointF(500, 400))
    far = LARGE.panned(zoom, 1e6, -1e6)
    rect = LARGE.rect(far)
    assert (rect.left(), rect.bottom()) == (0, 800)
    # And what was too much need not be taken back.
    assert LARGE.rect(LARGE.panned(far, -10, 10)).left() == pytest.approx(-10)
    assert LARGE.panned(FIT, 50, 50) == FIT


def test_levels_are_halved_and_keep_their_colours() -> None:
    pixels = np.zeros((2101, 3001, 3), np.uint8)
    pixels[...] = (200, 100, 50)
    levels = levels_of(pixels)
    assert [(level.image.width(), level.image.height()) for level in levels] == [(3001, 2101), (1501, 1051)]
    assert {level.image.pixelColor(7, 9).getRgb() for level in levels} == {(200, 100, 50, 255)}


@pytest.fixture
def viewer(qtbot: QtBot, window: Window, scanned: Library) -> Viewer:
    """The newest photo large, in a window that is smaller than twice its pixels."""
    window.main.resize(700, 520)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    ids = scanned.photos.ids()
    window.main.viewer.open(ids, ids[0])
    settle(qtbot, window)
    return window.main.viewer


def _is_zoomed(viewer: Viewer) -> bool:
    return viewer.canvas.is_zoomed


def _wheel(viewer: Viewer, point: QPoint, notches: int) -> None:
    canvas = viewer.canvas
    event = QWheelEvent(
        QPointF(point),
        QPointF(canvas.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def _empty(viewer: Viewer) -> QPoint:
    """A place without a face."""
    picture = viewer.canvas.picture_rect()
    return QPoint(round(picture.right() - picture.width() / 10), round(picture.top() + picture.height() / 10))


def test_wheel_zooms_and_leads_back(viewer: Viewer) -> None:
    canvas = viewer.canvas
    before = canvas.picture_rect()
    point = _empty(viewer)
    _wheel(viewer, point, 4)
    assert _is_zoomed(viewer)
    assert canvas.picture_rect().width() > 2 * before.width()
    assert viewer.bar.percent.text().endswith("%")
    _wheel(viewer, point, -4)
    assert not _is_zoomed(viewer)
    assert canvas.picture_rect() == before
    assert viewer.bar.percent.text() == ""


def test_boxes_follow(viewer: Viewer) -> None:
    canvas = viewer.canvas
    (face,) = canvas.faces
    _wheel(viewer, canvas.box_rect(face).center().toPoint(), 3)
    picture, box = canvas.picture_rect(), canvas.box_rect(face)
    assert (box.left() - picture.left()) / picture.width() == pytest.approx(face.box.left, abs=1e-3)
    _wheel(viewer, _empty(viewer), 6)
    canvas.pan(20, -20)
    assert canvas.faces_in_view == ()
    assert canvas.face_at(QPointF(canvas.rect().center())) is None


def test_a_hand_moves_a_zoomed_photo_and_no_box(qtbot: QtBot, viewer: Viewer, scanned: Library) -> None:
    canvas = viewer.canvas
    (face,) = canvas.faces
    decisions = len(scanned.history.decisions())
    centre = canvas.box_rect(face).center().toPoint()
    _wheel(viewer, centre, 6)
    before = canvas.picture_rect()
    qtbot.mouseMove(canvas, centre)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=centre)
    qtbot.mouseMove(canvas, centre + QPoint(40, 30))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=centre + QPoint(40, 30))
    assert canvas.picture_rect().topLeft() != before.topLeft()
    assert canvas.naming is None
    assert len(scanned.history.decisions()) == decisions
    # A click still names.
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.box_rect(face).center().toPoint())
    assert canvas.naming == face.id


def test_double_click_goes_between_fit_and_every_pixel(qtbot: QtBot, viewer: Viewer) -> None:
    canvas = viewer.canvas
    point = _empty(viewer)
    if canvas.magnification == pytest.approx(1.0):
        viewer.window().resize(900, 600)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    assert canvas.magnification == pytest.approx(1.0)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    assert not _is_zoomed(viewer)


def test_keys(qtbot: QtBot, viewer: Viewer) -> None:
    canvas, shown = viewer.canvas, viewer.photo_id
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert _is_zoomed(viewer)
    before = canvas.picture_rect()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert viewer.photo_id == shown
    assert canvas.picture_rect().left() < before.left()
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.picture_rect().width() < before.width()
    # Escape leaves the zoom first, then the viewer.
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert viewer.isVisible()
    assert not _is_zoomed(viewer)
    qtbot.keyClick(canvas, Qt.Key.Key_Z)
    assert _is_zoomed(viewer)
    # The next photo is shown whole.
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert viewer.photo_id != shown
    assert not _is_zoomed(viewer)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert viewer.isHidden()


def test_turning_in_the_viewer(qtbot: QtBot, window: Window, viewer: Viewer) -> None:
    canvas = viewer.canvas
    before = canvas.picture_rect()
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    window.main.actions_.page_actions[PageAction.TURN_RIGHT].trigger()
    settle(qtbot, window)
    after = canvas.picture_rect()
    assert after.height() / after.width() == pytest.approx(before.width() / before.height(), rel=0.02)
    window.client.undo()
    settle(qtbot, window)
    assert canvas.picture_rect() == before


def test_full_screen_and_back(qtbot: QtBot, window: Window, viewer: Viewer) -> None:
    action = window.main.actions_.full_screen
    action.trigger()
    settle(qtbot, window)
    assert window.main.windowState() & Qt.WindowState.WindowFullScreen
    assert viewer.isVisible()
    action.trigger()
    settle(qtbot, window)
    assert not window.main.windowState() & Qt.WindowState.WindowFullScreen


def test_a_pinch_zooms_at_the_fingers(qtbot: QtBot, viewer: Viewer) -> None:
    canvas = viewer.canvas
    fit = canvas.magnification
    fingers = QPointF(canvas.width() / 2, canvas.height() / 3)
    before = canvas.place_of(fingers)
    device = QPointingDevice.primaryPointingDevice()
    kind, none = Qt.NativeGestureType.ZoomNativeGesture, QPointF()
    for _ in range(3):
        pinch = QNativeGestureEvent(kind, device, 2, fingers, fingers, QPointF(canvas.mapToGlobal(fingers)), 0.5, none)
        QApplication.sendEvent(canvas, pinch)
    assert canvas.magnification > 2 * fit
    assert canvas.place_of(fingers) == pytest.approx(before, abs=0.01)
    smart = Qt.NativeGestureType.SmartZoomNativeGesture
    tap = QNativeGestureEvent(smart, device, 2, fingers, fingers, QPointF(canvas.mapToGlobal(fingers)), 0, none)
    QApplication.sendEvent(canvas, tap)
    assert not canvas.is_zoomed
