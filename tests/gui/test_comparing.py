"""Photos side by side: zoom in step, stars and hearts, deleting, and the way back to the grid as it was."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.gui.viewer.comparison import Comparison
from photoface.library.library import Library

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def compared(qtbot: QtBot, window: Window, count: int) -> Comparison:
    """So many of the newest photos side by side, by the key."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    view = window.main.photos.pane.view
    view.select_row(0)
    for row in range(1, count):
        where = view.visualRect(view.model().index(row, 0)).center()
        qtbot.mouseClick(view.viewport(), LEFT, CONTROL, where)
    window.main.actions_.page_actions[PageAction.COMPARE].trigger()
    settle(qtbot, window)
    return window.main.navigation.comparison


def turn_wheel(comparison: Comparison, number: int) -> None:
    canvas = comparison.photos[number].canvas
    point = QPointF(canvas.width() / 3, canvas.height() / 3)
    no_buttons, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(
        point, point, QPoint(), QPoint(0, 480), no_buttons, no_keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(canvas, wheel)


def shown_part(canvas: PhotoCanvas) -> tuple[float, ...]:
    """How much larger than where it fits, and the middle; nothing where it fits."""
    zoom = canvas.relative_zoom
    return () if zoom is None else (zoom[0], *zoom[1])


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (3, 1), (4, 2)])
def test_two_to_four_photos_are_offered(qtbot: QtBot, window: Window, count: int, rows: int) -> None:
    comparison = compared(qtbot, window, count)
    assert comparison.isVisible()
    assert len(comparison.photos) == count
    assert len({photo.y() for photo in comparison.photos}) == rows
    assert comparison.geometry() == window.main.viewer.parentWidget().rect()  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [1, 5])
def test_one_or_five_are_not(qtbot: QtBot, window: Window, count: int) -> None:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    view = window.main.photos.pane.view
    view.select_row(0)
    for row in range(1, count):
        view.selectionModel().select(view.model().index(row, 0), view.selectionModel().SelectionFlag.Select)
    assert not window.main.actions_.page_actions[PageAction.COMPARE].isEnabled()


def test_zoom_and_pan_go_in_step(qtbot: QtBot, window: Window) -> None:
    comparison = compared(qtbot, window, 2)
    one, two = (photo.canvas for photo in comparison.photos)
    turn_wheel(comparison, 1)
    before = shown_part(one)
    assert before
    assert before == pytest.approx(shown_part(two))
    assert "arrows move all of them" in comparison.hint.text()
    comparison.photos[0].focus()
    qtbot.keyClick(one, Qt.Key.Key_Right)
    assert shown_part(one) != before
    assert shown_part(two) == pytest.approx(shown_part(one))
    qtbot.keyClick(one, Qt.Key.Key_Escape)
    assert shown_part(one) == shown_part(two) == ()
    assert "Arrows go from one to the next" in comparison.hint.text()
    assert comparison.isVisible(), "Escape leaves the zoom first"


def test_keys_and_buttons_are_about_the_photo_with_the_ring(qtbot: QtBot, window: Window, scanned: Library) -> None:
    comparison = compared(qtbot, window, 2)
    first, second = (photo.photo_id for photo in comparison.photos)
    qtbot.keyClick(comparison.photos[0].canvas, Qt.Key.Key_Right)
    assert comparison.photos[1].is_current
    qtbot.keyClick(window.main, Qt.Key.Key_4)
    qtbot.keyClick(window.main, Qt.Key.Key_P)
    settle(qtbot, window)
    assert (scanned.photos.detail(first).rating, scanned.photos.detail(second).rating) == (None, 4)
    assert comparison.photos[1].stars.stars == 4
    assert comparison.photos[1].favourite.isChecked()
    qtbot.mouseClick(comparison.photos[0].favourite, LEFT)
    settle(qtbot, window)
    assert scanned.photos.detail(first).favourite


def test_a_deleted_photo_goes_and_comes_back_by_undo(qtbot: QtBot, window: Window, scanned: Library) -> None:
    comparison = compared(qtbot, window, 3)
    ids = [photo.photo_id for photo in comparison.photos]
    qtbot.mouseClick(comparison.photos[1].delete, LEFT)
    settle(qtbot, window)
    assert [photo.photo_id for photo in comparison.photos] == [ids[0], ids[2]]
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert [photo.photo_id for photo in comparison.photos] == ids
    for _ in range(2):
        qtbot.mouseClick(comparison.photos[0].delete, LEFT)
        settle(qtbot, window)
    assert not comparison.isVisible(), "one alone cannot be compared"
    assert sorted(scanned.trash.ids()) == sorted(ids[:2])


def test_what_was_decided_is_said_above_the_buttons_of_the_photos(qtbot: QtBot, window: Window) -> None:
    comparison = compared(qtbot, window, 2)
    qtbot.mouseClick(comparison.photos[0].favourite, LEFT)
    settle(qtbot, window)
    note = comparison.note

    def clear() -> None:
        assert note.isVisible()
        said = QRect(note.mapToGlobal(QPoint()), note.size())
        for photo in comparison.photos:
            for button in (photo.stars, photo.favourite, photo.delete):
                assert not said.intersects(QRect(button.mapToGlobal(QPoint()), button.size()))

    qtbot.waitUntil(clear)


def test_escape_leads_back_to_the_grid_with_its_selection(qtbot: QtBot, window: Window) -> None:
    comparison = compared(qtbot, window, 3)
    selected = window.main.photos.pane.selected_ids()
    qtbot.keyClick(comparison.photos[0].canvas, Qt.Key.Key_Escape)
    assert not comparison.isVisible()
    assert window.main.photos.pane.selected_ids() == selected
    assert window.main.photos.pane.view.hasFocus()


def test_faces_show_on_all_of_them(qtbot: QtBot, window: Window) -> None:
    comparison = compared(qtbot, window, 2)
    qtbot.keyClick(comparison.photos[0].canvas, Qt.Key.Key_F)
    assert comparison.faces.isChecked()
    assert all(photo.canvas.boxes_visible for photo in comparison.photos)


def test_every_control_has_a_name_and_tab_stays_here(qtbot: QtBot, window: Window) -> None:
    comparison = compared(qtbot, window, 2)
    for photo in comparison.photos:
        for control in (photo.canvas, photo.stars, photo.favourite, photo.delete):
            assert control.accessibleName()
    for _ in range(30):
        qtbot.keyClick(QApplication.focusWidget() or comparison, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert comparison.isAncestorOf(focused)
