"""What is typed into the viewer's panel: kept by Tab, clicks elsewhere and the next photo; Escape discards it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from photoface.gui.albums.add_sheet import AddToAlbumSheet
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.photos.date_sheet import DateSheet
from photoface.gui.photos.tag_chips import Chip
from photoface.gui.places.place_sheet import PlaceSheet
from photoface.gui.viewer.page import Viewer
from photoface.gui.viewer.photo_information import exposure_words
from photoface.imaging.exposure import Exposure
from photoface.library.commands.collections import AddToAlbum, MakeAlbum
from photoface.library.commands.photos import SetPlaces, ShiftDates
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


def test_tab_goes_from_the_caption_to_the_tag(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.info.title.field.setFocus()
    for expected in (viewer.info.caption.field, viewer.info.tags.field):
        _tab(qtbot, viewer)
        assert viewer.focusWidget() is expected


def test_the_key_of_the_whole_screen_shows_the_photo_alone_until_escape(
    qtbot: QtBot, window: Window, viewer: Viewer
) -> None:
    around = (viewer.bar, viewer.film, viewer.info)
    assert all(part.isVisible() for part in around)
    qtbot.keyClick(window.main, Qt.Key.Key_F11)
    assert window.main.isFullScreen()
    assert not any(part.isVisible() for part in around)
    viewer.step(1)
    settle(qtbot, window)
    assert not any(part.isVisible() for part in around)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert viewer.isVisible()
    assert all(part.isVisible() for part in around)
    assert not window.main.isFullScreen()
    qtbot.keyClick(window.main, Qt.Key.Key_F11)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    assert not viewer.isVisible()
    assert not window.main.isFullScreen()


def test_the_key_shows_and_hides_the_panel(qtbot: QtBot, window: Window, viewer: Viewer) -> None:
    qtbot.keyClick(window.main, Qt.Key.Key_I)
    assert not viewer.info.isVisible()
    qtbot.keyClick(window.main, Qt.Key.Key_I)
    assert viewer.info.isVisible()


def test_albums_are_left_and_joined_from_the_panel(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    photo_id = viewer.photo_id
    assert photo_id is not None
    scanned.execute(MakeAlbum("Summer", None, (photo_id,)))
    window.client.announce_all()
    settle(qtbot, window)
    assert viewer.info.albums.words() == ["Summer"]
    (chip,) = viewer.info.albums.findChildren(Chip)
    assert chip.remove.accessibleName() == "Take it out of the album Summer"
    qtbot.mouseClick(chip.remove, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert scanned.albums.of_photo(photo_id) == []
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert viewer.info.albums.words() == ["Summer"]
    qtbot.mouseClick(viewer.info.albums.add, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    (sheet,) = window.main.findChildren(AddToAlbumSheet)
    qtbot.keyClicks(sheet.field, "Sea")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert viewer.info.albums.words() == ["Sea", "Summer"]


def test_date_and_place_open_their_sheets_and_the_place_has_its_name(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    info, photo_id = viewer.info, viewer.photo_id
    assert photo_id is not None
    assert info.add_place.isVisibleTo(info)
    qtbot.mouseClick(info.change_date, Qt.MouseButton.LeftButton)
    (dates,) = window.main.findChildren(DateSheet)
    dates.reject()
    qtbot.mouseClick(info.add_place, Qt.MouseButton.LeftButton)
    (places,) = window.main.findChildren(PlaceSheet)
    places.reject()
    settle(qtbot, window)
    window.client.execute(SetPlaces(((photo_id, 48.2082, 16.3738, None),)))
    settle(qtbot, window)
    assert "Vienna" in info.words()
    assert not info.add_place.isVisibleTo(info)
    assert info.change_place.isVisibleTo(info)


def test_a_number_of_hours_can_be_typed_after_a_click(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    photo_id = viewer.photo_id
    assert photo_id is not None
    qtbot.mouseClick(viewer.info.change_date, Qt.MouseButton.LeftButton)
    (dates,) = window.main.findChildren(DateSheet)
    qtbot.waitUntil(dates.day.hasFocus)
    field = dates.hours.findChild(QLineEdit)
    assert field is not None
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=field.rect().center())
    qtbot.waitUntil(field.hasSelectedText)
    qtbot.keyClicks(field, "1")
    assert dates.shifted.isChecked()
    assert dates.command() == ShiftDates((photo_id,), 3600)
    dates.reject()


def test_the_exposure_is_read_from_the_file_while_the_panel_shows(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def read(photo_id: int) -> Exposure:
        asked.append(photo_id)
        return Exposure("RF 24-105mm", 35, 2.8, 0.004, 1600)

    monkeypatch.setattr(scanned.pictures, "exposure", read)
    viewer.step(1)
    settle(qtbot, window)
    assert asked == [viewer.photo_id]
    assert "RF 24-105mm\n35 mm, f/2.8, 1/250 s, ISO 1,600" in viewer.info.words()
    qtbot.keyClick(window.main, Qt.Key.Key_I)
    viewer.step(1)
    settle(qtbot, window)
    assert len(asked) == 1


def test_the_button_deletes_the_photo_and_shows_the_next(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    first, second = scanned.photos.ids()[:2]
    qtbot.mouseClick(viewer.bar.delete, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert list(scanned.trash.ids()) == [first]
    assert viewer.photo_id == second


def test_the_heart_has_a_key_here_too(qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer) -> None:
    viewer.canvas.setFocus()
    qtbot.keyClick(window.main, Qt.Key.Key_P)
    settle(qtbot, window)
    assert viewer.info.favourite.isChecked()
    qtbot.keyClick(window.main, Qt.Key.Key_P)
    settle(qtbot, window)
    assert not viewer.info.favourite.isChecked()


@pytest.mark.parametrize(
    ("exposure", "words"),
    [
        (Exposure(), ""),
        (Exposure(seconds=0.5), "0.5 s"),
        (Exposure(seconds=2, aperture=4), "f/4, 2 s"),
        (Exposure(seconds=1 / 8000, focal_length=4.25), "4.2 mm, 1/8,000 s"),
        (Exposure("Lens"), "Lens"),
    ],
)
def test_exposures_read_as_on_a_camera(exposure: Exposure, words: str) -> None:
    assert exposure_words(exposure) == words


def test_deleting_the_last_photo_leads_back_to_the_page(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    ids = scanned.photos.ids()
    viewer.open(ids[-2:], ids[-1])
    settle(qtbot, window)
    viewer.canvas.setFocus()
    qtbot.keyClick(window.main, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert viewer.photo_id == ids[-2], "the one before, where none comes after"
    qtbot.keyClick(window.main, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert not viewer.isVisible()
    assert set(scanned.trash.ids()) == set(ids[-2:])


def test_a_long_name_of_an_album_does_not_push_the_panel_out_of_sight(
    qtbot: QtBot, window: Window, scanned: Library, viewer: Viewer
) -> None:
    name = "Portugal with the cousins and all of their neighbours, who came later"
    window.client.execute(MakeAlbum(name, None, (scanned.photos.ids()[0],)))
    settle(qtbot, window)
    (chip,) = (chip for chip in viewer.info.albums.findChildren(Chip) if chip.isVisible())
    assert chip.words.text() == name
    inside = viewer.info.widget()
    assert inside is not None
    assert inside.width() <= viewer.info.viewport().width()
    assert chip.mapTo(inside, chip.rect().bottomRight()).x() < inside.width()
