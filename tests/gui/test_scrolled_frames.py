"""What stands on the screen after scrolling is what the page would paint anew: what is moved is not painted again."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractScrollArea
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.photos.pane import PhotosView

DOWN = (1, 7, 30, 43, 44, 45, 120, 200, 260, 400, 10_000)
"""Places of the scroll bar: parts of a header's height, several rows, and a page that shares nothing with the last."""


@pytest.fixture
def view(qtbot: QtBot, window: Window) -> PhotosView:
    """Photos in a window so low that it scrolls."""
    window.main.resize(800, 540)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    view = window.main.photos.pane.view
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 200)
    return view


def _on_screen(area: QAbstractScrollArea) -> QImage:
    window = area.window()
    shown = area.screen().grabWindow(window.winId()).toImage()
    return _part(shown, area)


def _painted(area: QAbstractScrollArea) -> QImage:
    return _part(area.window().grab().toImage(), area)


def _part(image: QImage, area: QAbstractScrollArea) -> QImage:
    corner = area.viewport().mapTo(area.window(), QPoint(0, 0))
    return image.copy(QRect(corner, area.viewport().size())).convertToFormat(QImage.Format.Format_RGB32)


def _scroll_through(qtbot: QtBot, view: PhotosView) -> None:
    bar = view.verticalScrollBar()
    for place in (*DOWN, *reversed(DOWN), 0):
        bar.setValue(place)
        qtbot.waitUntil(lambda: _on_screen(view) == _painted(view))


def test_a_scrolled_page_is_as_if_it_was_painted_anew(qtbot: QtBot, view: PhotosView) -> None:
    assert _on_screen(view).size() == view.viewport().size()
    _scroll_through(qtbot, view)


def test_so_it_is_with_what_is_selected_and_has_the_keyboard(qtbot: QtBot, view: PhotosView) -> None:
    view.select_rows((0, 3, 11))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    _scroll_through(qtbot, view)


def test_so_it_is_in_other_colours_and_after_the_grid_changed(qtbot: QtBot, window: Window, view: PhotosView) -> None:
    view.verticalScrollBar().setValue(60)
    window.main.choose_appearance("dark")
    qtbot.waitUntil(lambda: _on_screen(view) == _painted(view))
    _scroll_through(qtbot, view)
    view.zoom(-1)
    _scroll_through(qtbot, view)


def test_a_header_that_the_next_one_pushes_out_comes_back(qtbot: QtBot, view: PhotosView) -> None:
    bar, following = view.verticalScrollBar(), view.rows.headers[1]
    for place in range(following.top - view.rows.header_height - 2, following.top + 3, 9):
        bar.setValue(place)
        qtbot.waitUntil(lambda: _on_screen(view) == _painted(view))
    bar.setValue(0)
    qtbot.waitUntil(lambda: _on_screen(view) == _painted(view))
