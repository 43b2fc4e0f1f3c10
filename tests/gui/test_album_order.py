"""Photos of an album are dragged to another place in its order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from gui_helpers import settle
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.albums.collection_page import AlbumPage
from photoface.gui.albums.ordered_view import OrderedPhotosView
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.dragged_photos import put_photos
from photoface.gui.page_action import PageAction
from photoface.library.commands.collections import MakeAlbum
from photoface.library.library import Library

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


@pytest.fixture
def page(qtbot: QtBot, window: Window, scanned: Library) -> AlbumPage:
    """The page of an album of four photos."""
    scanned.execute(MakeAlbum("Summer", None, tuple(scanned.photos.ids()[:4])))
    window.main.go_to(Place("album", scanned.albums.all()[0].id))
    settle(qtbot, window)
    shown = window.main.navigation.page
    assert isinstance(shown, AlbumPage)
    return shown


def order(library: Library) -> list[int]:
    return list(library.albums.photo_ids(library.albums.all()[0].id))


def side(view: OrderedPhotosView, row: int, *, right: bool) -> QPoint:
    rect = view.visualRect(view.model().index(row, 0))
    return QPoint(rect.right() - 4 if right else rect.left() + 4, rect.center().y())


def drop(page: AlbumPage, photo_ids: Sequence[int], row: int, *, right: bool) -> int:
    """Hold photos over one side of a tile and drop them there; the gap that was shown."""
    view, data = page.pane.view, QMimeData()
    assert isinstance(view, OrderedPhotosView)
    put_photos(data, photo_ids)
    at = side(view, row, right=right)
    port = view.viewport()
    assert port.acceptDrops()
    for event in (QDragEnterEvent(at, COPY, data, LEFT, NONE), QDragMoveEvent(at, COPY, data, LEFT, NONE)):
        QApplication.sendEvent(port, event)
        assert event.isAccepted()
    gap = view.gap
    QApplication.sendEvent(port, QDropEvent(QPointF(at), COPY, data, LEFT, NONE))
    assert view.gap == -1
    return gap


def test_photos_go_where_they_are_dropped(qtbot: QtBot, window: Window, scanned: Library, page: AlbumPage) -> None:
    first, second, third, fourth = order(scanned)
    assert drop(page, (fourth,), 1, right=False) == 1
    settle(qtbot, window)
    assert order(scanned) == list(page.pane.model.ids) == [first, fourth, second, third]
    assert drop(page, (first, second), 3, right=True) == 4
    settle(qtbot, window)
    assert order(scanned) == [fourth, third, first, second]
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert order(scanned) == [first, fourth, second, third]


def test_a_photo_dropped_beside_itself_stays_and_nothing_is_decided(
    qtbot: QtBot, window: Window, scanned: Library, page: AlbumPage
) -> None:
    before, decisions = order(scanned), len(scanned.history.decisions())
    drop(page, before[1:2], 1, right=True)
    settle(qtbot, window)
    assert order(scanned) == before
    assert len(scanned.history.decisions()) == decisions


def test_photos_are_moved_to_the_ends_by_the_menu(
    qtbot: QtBot, window: Window, scanned: Library, page: AlbumPage
) -> None:
    first, second, third, fourth = order(scanned)
    page.pane.view.select_row(2)
    page.page_actions()[PageAction.MOVE_TO_FRONT]()
    settle(qtbot, window)
    assert order(scanned) == [third, first, second, fourth]
    page.pane.view.select_row(0)
    page.page_actions()[PageAction.MOVE_TO_END]()
    settle(qtbot, window)
    assert order(scanned) == [first, second, fourth, third]


def test_files_from_elsewhere_are_the_windows(page: AlbumPage) -> None:
    data = QMimeData()
    data.setText("file:///somewhere")
    event = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NONE)
    QApplication.sendEvent(page.pane.view.viewport(), event)
    assert not event.isAccepted()
