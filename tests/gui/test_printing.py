"""Printing photos: where they are on the page, the preview, and the pages that come out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gui_helpers import settle
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.gui.printing.page_layout import PER_PAGE, PageChoices, cells, placed
from photoface.gui.printing.page_painting import paint_photo
from photoface.gui.printing.print_sheet import PrintSheet
from photoface.library.library import Library

PAGE = QRectF(0, 0, 194, 281)


@pytest.mark.parametrize("per_page", PER_PAGE)
@pytest.mark.parametrize("captioned", [True, False])
def test_photos_are_on_the_page_and_not_on_one_another(per_page: int, captioned: bool) -> None:
    choices = PageChoices(per_page, captioned=captioned)
    places = [placed(PAGE, number, QSizeF(3, 2), choices) for number in range(per_page)]
    assert len(cells(PAGE, choices)) == per_page
    for number, place in enumerate(places):
        assert PAGE.adjusted(-0.01, -0.01, 0.01, 0.01).contains(place.target)
        assert PAGE.adjusted(-0.01, -0.01, 0.01, 0.01).contains(place.caption) or not captioned
        for other in places[number + 1 :]:
            assert not place.target.intersects(other.target)
            assert not place.caption.intersects(other.target)


def test_a_photo_is_turned_where_it_is_larger_so() -> None:
    wide = placed(PAGE, 0, QSizeF(3, 2), PageChoices())
    assert wide.is_turned
    assert not placed(PAGE, 0, QSizeF(2, 3), PageChoices()).is_turned
    assert not placed(PAGE, 0, QSizeF(3, 2), PageChoices(captioned=True)).is_turned, "words and photo stay one way"
    assert not placed(PAGE, 0, QSizeF(2, 3), PageChoices(20)).is_turned


def test_filling_cuts_off_the_same_at_both_sides() -> None:
    place = placed(PAGE, 0, QSizeF(1, 1), PageChoices(fills=True))
    assert place.target == PAGE
    assert place.part.center() == QRectF(0, 0, 1, 1).center()
    assert place.part.height() == pytest.approx(1)


def test_a_turned_photo_has_its_left_at_the_top() -> None:
    photo = QImage(60, 40, QImage.Format.Format_RGB32)
    photo.fill(QColor("white"))
    painter = QPainter(photo)
    painter.fillRect(0, 0, 10, 40, QColor("red"))
    painter.fillRect(0, 36, 60, 4, QColor("blue"))
    painter.end()
    page = QImage(200, 300, QImage.Format.Format_RGB32)
    page.fill(QColor("white"))
    painter = QPainter(page)
    paint_photo(painter, QRectF(page.rect()), 0, photo, PageChoices(), "")
    painter.end()
    assert page.pixelColor(150, 10) == QColor("red")
    assert page.pixelColor(5, 200) == QColor("blue"), "what was below is at the left"
    assert page.pixelColor(150, 200) == QColor("white")


def print_sheet(qtbot: QtBot, window: Window) -> PrintSheet:
    """The sheet for all twelve photos."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.selectAll()
    window.main.actions_.page_actions[PageAction.PRINT].trigger()
    settle(qtbot, window)
    return next(sheet for sheet in window.main.findChildren(PrintSheet) if sheet.isVisible())


def test_pages_are_turned_over_and_follow_what_is_chosen(qtbot: QtBot, window: Window) -> None:
    sheet = print_sheet(qtbot, window)
    assert sheet.page_words.text() == "Page 1 of 12"
    sheet.preview.setFocus()
    for _ in range(12):
        qtbot.keyClick(sheet.preview, Qt.Key.Key_Right)
    assert sheet.page_words.text() == "Page 12 of 12"
    assert not sheet.following.isEnabled()
    sheet.per_page.setCurrentIndex(sheet.per_page.findData(9))
    assert sheet.page_words.text() == "Page 2 of 2"
    qtbot.mouseClick(sheet.previous, Qt.MouseButton.LeftButton)
    assert sheet.page_words.text() == "Page 1 of 2"
    sheet.reject()


def test_a_contact_sheet_is_saved_as_pdf(qtbot: QtBot, window: Window, scanned: Library, tmp_path: Path) -> None:
    sheet = print_sheet(qtbot, window)
    sheet.printer.setCurrentIndex(sheet.printer.findData(None))
    assert sheet.act.text() == sheet.act.accessibleName() == "Save as PDF …"
    sheet.per_page.setCurrentIndex(sheet.per_page.findData(9))
    sheet.caption.setCurrentIndex(sheet.caption.findData("file"))
    order = sheet.order(tmp_path / "photos.pdf")
    names = [path.name for path in scanned.photos.present_files(scanned.photos.ids())]
    assert list(order.captions) == names
    sheet.print_now(order)
    settle(qtbot, window)
    content = (tmp_path / "photos.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2
    qtbot.waitUntil(lambda: not window.main.findChildren(PrintSheet))


@pytest.mark.qt_log_ignore("QPainter::begin", "This plugin does not support", extend=True)
def test_a_file_that_cannot_be_written_is_told_and_the_sheet_stays(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    sheet = print_sheet(qtbot, window)
    sheet.print_now(sheet.order(tmp_path / "not there" / "photos.pdf"))
    assert "cannot be printed to" in sheet.state.text()
    assert sheet.act.isEnabled()
    sheet.reject()
