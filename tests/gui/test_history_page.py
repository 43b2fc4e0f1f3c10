"""The History page: plain sentences with faces, back to a step and forward again, also after a restart."""

from __future__ import annotations

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.history import model as history_model
from photoface.gui.history.model import Standing
from photoface.gui.kit.list_model import SUMMARY
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import RenamePerson
from photoface.library.commands.photos import RatePhotos
from photoface.library.library import Library


@pytest.fixture
def told(qtbot: QtBot, make_window: MakeWindow, scanned: Library) -> Window:
    """A window on the history of five decisions."""
    first, second, _ = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Ann"))
    scanned.execute(NameGroup(second, "Bob"))
    scanned.execute(RenamePerson(scanned.people.called("Bob")[0].id, "Rob"))
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[:3]), "Sea"))
    scanned.execute(RatePhotos(tuple(scanned.photos.ids()[:3]), 5))
    window = make_window(scanned)
    window.main.go_to(Place("history"))
    settle(qtbot, window)
    return window


def _sentences(window: Window) -> list[str]:
    model = window.main.history.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _standings(window: Window) -> list[Standing]:
    model = window.main.history.model
    return [model.index(row, 0).data(SUMMARY).standing for row in range(model.rowCount())]


def _go(qtbot: QtBot, window: Window, row: int) -> str:
    """Go to a row by keyboard, through the sheet; returns what the sheet said."""
    page = window.main.history
    page.view.setCurrentIndex(page.model.index(row, 0))
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    settle(qtbot, window)
    (sheet,) = (sheet for sheet in window.main.findChildren(Sheet) if sheet.isVisible())
    said = f"{sheet.heading.text()} {sheet.body.itemAt(0).widget().text()}"  # type: ignore[union-attr]
    sheet.act.click()
    settle(qtbot, window)
    return said


def test_steps_are_sentences_newest_first_down_to_the_beginning(told: Window) -> None:
    assert _sentences(told) == [
        "Gave 5 stars to 3 photos",
        "Tagged 3 photos Sea",
        "Renamed Bob to Rob",
        *_sentences(told)[3:5],
        "The beginning",
    ]
    assert _standings(told) == [Standing.HERE, *[Standing.BEFORE] * 5]
    assert told.main.history.model.index(4, 0).data(SUMMARY).decision.face_ids


def test_back_to_a_step_and_forward_again(qtbot: QtBot, told: Window, scanned: Library) -> None:
    end = image_of(scanned.catalog_path)
    said = _go(qtbot, told, 3)
    assert "3 steps are undone" in said
    assert "Renamed Bob to Rob" in said
    assert _standings(told) == [*[Standing.UNDONE] * 3, Standing.HERE, *[Standing.BEFORE] * 2]
    assert [person.name for person in scanned.people.all("name")] == ["Ann", "Bob"]
    assert told.main.note.words.text() == "3 steps undone"
    assert "2 steps are done again" in _go(qtbot, told, 1)
    assert scanned.tags.tree()
    assert "1 step is done again" in _go(qtbot, told, 0)
    assert image_of(scanned.catalog_path) == end


def test_back_to_the_beginning_and_forward_after_a_restart(
    qtbot: QtBot, told: Window, scanned: Library, make_window: MakeWindow
) -> None:
    end = image_of(scanned.catalog_path)
    assert "the beginning" in _go(qtbot, told, 5)
    assert scanned.people.all() == []
    assert _standings(told) == [*[Standing.UNDONE] * 5, Standing.HERE]
    reopened = open_fake_library(scanned.catalog_path)
    window = make_window(reopened)
    window.main.go_to(Place("history"))
    settle(qtbot, window)
    _go(qtbot, window, 0)
    assert image_of(scanned.catalog_path) == end
    window.close()
    reopened.close()


def test_a_click_on_the_link_asks_too(qtbot: QtBot, told: Window) -> None:
    page = told.main.history
    index = page.model.index(2, 0)
    link = page.delegate.link_rect(page.view.visualRect(index), index.data(SUMMARY))
    assert not link.isEmpty()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=link.center())
    settle(qtbot, told)
    (sheet,) = (sheet for sheet in told.main.findChildren(Sheet) if sheet.isVisible())
    sheet.cancel.click()


def test_where_one_is_there_is_no_way_to(qtbot: QtBot, told: Window) -> None:
    page = told.main.history
    page.ask_way(page.model.index(0, 0))
    settle(qtbot, told)
    assert not [sheet for sheet in told.main.findChildren(Sheet) if sheet.isVisible()]


def test_what_was_replaced_stays_told_without_a_way(qtbot: QtBot, told: Window, scanned: Library) -> None:
    told.client.undo()
    settle(qtbot, told)
    told.client.execute(TagPhotos(tuple(scanned.photos.ids()[:1]), "Hill"))
    settle(qtbot, told)
    assert _standings(told)[:3] == [Standing.HERE, Standing.GONE, Standing.BEFORE]
    page = told.main.history
    assert page.delegate.way_words(page.model.summary(1)) == ""  # type: ignore[arg-type]


def test_a_long_history_is_read_as_one_scrolls(
    qtbot: QtBot, told: Window, qtmodeltester: ModelTester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_model, "HISTORY_PAGE", 2)
    monkeypatch.setattr(history_model, "MOST_READ_AGAIN", 3)
    model = history_model.HistoryModel(told.client, told.main)
    model.reload()
    settle(qtbot, told)
    assert model.rowCount() == 2
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
        settle(qtbot, told)
    assert model.rowCount() == 6
    model.reload()
    settle(qtbot, told)
    assert model.rowCount() == 3
    assert model.canFetchMore(model.index(-1, -1))
    qtmodeltester.check(model)


def test_the_place_is_kept_when_something_is_done(qtbot: QtBot, told: Window, scanned: Library) -> None:
    page = told.main.history
    page.view.setCurrentIndex(page.model.index(2, 0))
    told.client.execute(TagPhotos(tuple(scanned.photos.ids()[:1]), "Hill"))
    settle(qtbot, told)
    assert page.view.currentIndex().row() == 3
    assert page.view.currentIndex().data() == "Renamed Bob to Rob"
