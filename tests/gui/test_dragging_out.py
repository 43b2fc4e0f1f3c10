"""Photos dragged out of a grid with a mouse: their files for other programs, their ids for albums and tags here."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import photos_pane, settle
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.dragged_photos import PHOTO_IDS, paths_in, photos_in
from photoface.gui.photos import pane as pane_module
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.collections import MakeAlbum
from photoface.library.library import Library

LEFT = Qt.MouseButton.LeftButton


class SeenDrag:
    """In the place of a `QDrag`: what another program would be offered."""

    seen: list[SeenDrag] = []

    def __init__(self, source: object) -> None:
        self.data, self.picture, self.actions = QMimeData(), QPixmap(), Qt.DropAction.IgnoreAction
        SeenDrag.seen.append(self)

    def setMimeData(self, data: QMimeData) -> None:
        self.data = data

    def setPixmap(self, pixmap: QPixmap) -> None:
        self.picture = pixmap

    def setHotSpot(self, place: QPoint) -> None:
        assert place.x() < 0, "what it is dropped on can be seen"

    def exec(self, actions: Qt.DropAction) -> Qt.DropAction:
        self.actions = actions
        return actions

    def files(self) -> list[Path]:
        return [Path(url.toLocalFile()) for url in self.data.urls()]


@pytest.fixture(autouse=True)
def _seen(monkeypatch: pytest.MonkeyPatch) -> None:
    SeenDrag.seen = []
    monkeypatch.setattr(pane_module, "QDrag", SeenDrag)


def drag(qtbot: QtBot, pane: PhotosPane, row: int) -> SeenDrag:
    """Press on a tile and move away."""
    port, start = pane.view.viewport(), pane.view.visualRect(pane.model.index(row, 0)).center()
    qtbot.mousePress(port, LEFT, pos=start)
    for step in (10, 30, 60):
        qtbot.mouseMove(port, start + QPoint(step, 0))
    qtbot.mouseRelease(port, LEFT, pos=start + QPoint(60, 0))
    (seen,) = SeenDrag.seen
    return seen


@pytest.fixture
def summer(scanned: Library) -> int:
    """An album of the three oldest photos."""
    scanned.execute(MakeAlbum("Summer", None, tuple(scanned.photos.ids()[-3:])))
    return scanned.albums.all()[0].id


@pytest.mark.parametrize("page", ["photos", "album", "search", "folder"])
def test_the_files_of_selected_photos_leave_every_grid(
    qtbot: QtBot, window: Window, scanned: Library, summer: int, page: str
) -> None:
    places = {
        "photos": Place("photos"),
        "album": Place("album", summer),
        "search": Place("search", words="faces:>0"),
        "folder": Place("folder", scanned.folders.all()[0].id),
    }
    window.main.go_to(places[page])
    settle(qtbot, window)
    (pane,) = (pane for pane in window.main.navigation.page.findChildren(PhotosPane) if pane.isVisible())
    pane.view.selectAll()
    ids = pane.selected_ids()
    assert len(ids) > 1
    seen = drag(qtbot, pane, 1)
    assert seen.files() == scanned.photos.present_files(ids)
    assert len(seen.files()) == len(ids)
    assert seen.actions == Qt.DropAction.CopyAction, "a program that may move them would take the originals away"
    assert photos_in(seen.data) == ids
    assert not seen.picture.isNull()


def test_a_photo_without_a_file_goes_along_inside_the_window_only(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    pane = photos_pane(qtbot, window)
    pane.view.select_row(0)
    ids = pane.selected_ids()
    scanned.photos.present_files(ids)[0].unlink()
    seen = drag(qtbot, pane, 0)
    assert seen.files() == []
    assert photos_in(seen.data) == ids


def test_the_window_does_not_take_its_own_photos_for_new_folders(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.select_row(0)
    seen = drag(qtbot, window.main.photos.pane, 0)
    assert paths_in(seen.data) == []


def test_ids_of_another_photoface_mean_nothing_here() -> None:
    data = QMimeData()
    data.setData(PHOTO_IDS, b"0123456789abcdef 1 2 3")
    assert photos_in(data) == ()
