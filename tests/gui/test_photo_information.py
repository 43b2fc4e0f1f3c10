"""What is typed into the viewer's panel: kept by Tab, clicks elsewhere and the next photo; Escape discards it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.viewer.page import Viewer
from photoface.library.commands import AddToAlbum, MakeAlbum
from photoface.library.library import Library


@pytest.fixture
def viewer(qtbot: QtBot, window: Window, scanned: Library) -> Viewer:
    """The newest photo large, with its panel."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    ids = scanned.photos.ids()
    window.main.viewer.open(ids, ids[0])
    window.main.viewer.bar.info.setChecked(True)
    settle(qtbot, window)
    return window.main.viewer


def _tab(qtbot: QtBot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.focusWidget(), Qt.Key.Key_Tab)


def _enter(qtbot: QtBot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.focusWidget(), Qt.Key.Key_Return)


def _click_elsewhere(qtbot: QtBot, viewer: Viewer) -> None:
    qtbot.mouseClick(viewer.canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def _next_photo(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.step(1)


def _close(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.close_viewer()


@pytest.mark.parametrize("leave", [_tab, _enter, _click_elsewhere, _next_photo, _close])
@pytest.mark.parametrize("which", ["title", "caption"])
def test_what_is_typed_is_kept(
    qtbot: QtBot,
    window: Window,
    scanned: Library,
    viewer: Viewer,
    which: str,
    leave: Callable[[QtBot, Viewer], None],
) -> None:
    photo_id = scanned.photos.ids()[0]
    field = getattr(viewer.info, which).field
    field.setFocus()
    qtbot.keyClicks(field, "At the lake")
    leave(qtbot, viewer)
    settle(qtbot, window)
    assert getattr(scanned.photos.detail(photo_id), which) == "At the lake"
    assert getattr(scanned.photos.detail(scanned.photos.ids()[1]), which) is None
    window.client.undo()
    settle(qtbot, window)
    assert getattr(scanned.photos.detail(photo_id), which) is None


def test_escape_discards(qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer) -> None:
    field = viewer.info.title.field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    qtbot.keyClicks(field, "At the lake")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert viewer.isVisible()
    assert field.text() == ""
    assert scanned.photos.detail(scanned.photos.ids()[0]).title is None


def test_favourite_and_albums(qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer) -> None:
    photo_id = scanned.photos.ids()[0]
    qtbot.mouseClick(viewer.info.favourite, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert scanned.photos.detail(photo_id).favourite
    scanned.execute(MakeAlbum("Summer"))
    (album,) = scanned.albums.all()
    window.client.execute(AddToAlbum(album.id, (photo_id,)))
    settle(qtbot, window)
    assert "Summer" in viewer.info.words()
    window.client.undo()
    window.client.undo()
    window.client.undo()
    settle(qtbot, window)
    assert not viewer.info.favourite.isChecked()
