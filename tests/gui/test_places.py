"""The Places page and the sheets that give photos dates and places, by real mouse and keys."""

from __future__ import annotations

import datetime as dt

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPoint, QRectF, Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.photos.date_sheet import DateSheet, read_date
from photoface.gui.places.place_sheet import PlaceSheet, read_degrees
from photoface.library.commands.photos import SetDates, SetPlaces

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("about 1985", (dt.datetime(1985, 1, 1), "year")),
        ("1985-07", (dt.datetime(1985, 7, 1), "month")),
        ("2011-08-04", (dt.datetime(2011, 8, 4), "day")),
        ("2011-08-04 17:30", (dt.datetime(2011, 8, 4, 17, 30), "second")),
        ("2011-08-04, 7:05:09", (dt.datetime(2011, 8, 4, 7, 5, 9), "second")),
        ("2011-08-04 24:00", None),
        ("1985-13", None),
        ("nonsense", None),
    ],
)
def test_dates_are_read_with_their_precision(words: str, found: tuple[dt.datetime, str] | None) -> None:
    assert read_date(words) == found


def test_degrees_are_read() -> None:
    assert read_degrees("48.21, 16.37") == (48.21, 16.37)
    assert read_degrees("91 0") is None
    assert read_degrees("Vienna") is None


def _placed(window: Window, count: int = 3) -> tuple[int, ...]:
    library = window.main.context.client.library
    photos = tuple(library.photos.ids()[:count])
    window.main.context.client.execute(SetPlaces(tuple((photo, 48.2085, 16.3721, None) for photo in photos)))
    return photos


def test_a_town_is_named_beside_the_photos_that_were_taken_there(qtbot: QtBot, window: Window) -> None:
    _placed(window)
    page = window.main.places
    window.main.go_to(Place("places"))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.view is not None and bool(page.view.clusters_shown()))
    assert page.view is not None
    ((tile, _),) = page.view.clusters_shown()
    names = dict(page.view.names_shown())
    assert "Vienna" in names
    assert not [name for name, box in names.items() if box.intersects(QRectF(tile))]


def test_a_click_on_a_place_shows_its_photos(qtbot: QtBot, window: Window) -> None:
    photos = _placed(window)
    page = window.main.places
    window.main.go_to(Place("places"))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.view is not None and bool(page.view.clusters_shown()))
    assert page.view is not None
    ((tile, count),) = page.view.clusters_shown()
    assert count == len(photos)
    qtbot.mouseClick(page.view, LEFT, pos=tile.center())
    settle(qtbot, window)
    qtbot.waitUntil(lambda: "Vienna" in page.place.text())
    assert set(page.pane.model.ids) == set(photos)
    qtbot.mouseClick(page.close_beside, LEFT)
    assert not page.beside.isVisible()


def test_the_map_by_keyboard(qtbot: QtBot, window: Window) -> None:
    photos = _placed(window)
    page = window.main.places
    window.main.go_to(Place("places"))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.view is not None and bool(page.view.clusters_shown()))
    assert page.view is not None
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Plus, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_0):
        qtbot.keyClick(page.view, key)
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert set(page.pane.model.wanted) == set(photos)


def test_without_places_the_page_says_how_to_give_one(qtbot: QtBot, window: Window) -> None:
    window.main.go_to(Place("places"))
    settle(qtbot, window)
    assert window.main.places.empty.isVisible()
    assert window.main.places.empty.action.text() == "Show the photos"


def test_a_place_is_given_by_its_name_and_by_a_click(qtbot: QtBot, window: Window) -> None:
    photo = window.main.context.client.library.photos.ids()[0]
    sheet = PlaceSheet(window.main.context, (photo,), window.main)
    sheet.open()
    qtbot.keyClicks(sheet.field, "Wien")
    qtbot.waitUntil(sheet.act.isEnabled)
    assert "Vienna" in sheet.said.text()
    qtbot.mouseClick(sheet.map, LEFT, pos=QPoint(100, 80))
    assert "Vienna" not in sheet.said.text()
    qtbot.mouseClick(sheet.act, LEFT)
    settle(qtbot, window)
    assert window.main.context.client.library.photos.detail(photo).latitude is not None


def test_many_photos_get_a_date_at_once(qtbot: QtBot, window: Window) -> None:
    photos = tuple(window.main.context.client.library.photos.ids()[:2])
    sheet = DateSheet(window.main.context, photos, window.main)
    sheet.open()
    assert not sheet.act.isEnabled()
    qtbot.keyClicks(sheet.day, "when")
    assert "no date" in sheet.problem.text()
    sheet.day.clear()
    qtbot.keyClicks(sheet.day, "about 1985")
    qtbot.keyClick(sheet.day, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert {window.main.context.client.library.photos.detail(photo).date_precision for photo in photos} == {"year"}


def test_another_day_keeps_the_time_that_is_known(qtbot: QtBot, window: Window) -> None:
    library = window.main.context.client.library
    photos = tuple(library.photos.ids()[:2])
    window.main.context.client.execute(SetDates(((photos[0], dt.datetime(2017, 1, 28, 11, 22, 3), "second"),)))
    window.main.context.client.execute(SetDates(((photos[1], dt.datetime(2017, 1, 28), "day"),)))
    settle(qtbot, window)
    sheet = DateSheet(window.main.context, photos, window.main)
    sheet.open()
    settle(qtbot, window)
    qtbot.keyClicks(sheet.day, "2016-12-24")
    qtbot.keyClick(sheet.day, Qt.Key.Key_Return)
    settle(qtbot, window)
    first, second = (library.photos.detail(photo) for photo in photos)
    assert (first.taken_at, first.date_precision) == (dt.datetime(2016, 12, 24, 11, 22, 3), "second")
    assert second.date_precision == "day"


def test_the_sheet_of_one_photo_begins_with_its_date(qtbot: QtBot, window: Window) -> None:
    photo = window.main.context.client.library.photos.ids()[0]
    window.main.context.client.execute(SetDates(((photo, dt.datetime(2017, 1, 28, 11, 22, 3), "second"),)))
    settle(qtbot, window)
    sheet = DateSheet(window.main.context, (photo,), window.main)
    sheet.open()
    settle(qtbot, window)
    assert sheet.day.selectedText() == sheet.day.text() == f"{text.day(dt.datetime(2017, 1, 28))} 11:22:03"
    sheet.reject()


def test_a_single_place_lies_in_the_middle(qtbot: QtBot, window: Window) -> None:
    _placed(window, 1)
    window.main.go_to(Place("places"))
    settle(qtbot, window)
    page = window.main.places
    qtbot.waitUntil(lambda: page.view is not None and bool(page.view.clusters_shown()))
    assert page.view is not None
    ((tile, _),) = page.view.clusters_shown()
    assert tile.contains(page.view.rect().center())
