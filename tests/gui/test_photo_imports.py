"""Files and folders dropped on the window, the sheet that imports photos, and the page of the last import."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.photos import save_photo
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.folders.cards import Card
from photoface.gui.folders.dropped import DropSheet
from photoface.gui.folders.import_photos_sheet import ImportPhotosSheet
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.file_manager import file_address
from photoface.gui.sidebar.line import SidebarButton
from photoface.library.library import Library
from photoface.worker.messages import Cancelled, Finished, ImportPhotosJob, PhotosImported, ScanJob

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _drop(qtbot: QtBot, window: Window, paths: Sequence[Path]) -> None:
    """What Qt sends when a hand drags files of another program over the window and lets go."""
    mime = QMimeData()
    mime.setUrls([file_address(path) for path in paths])
    enter = QDragEnterEvent(window.main.rect().center(), COPY | Qt.DropAction.MoveAction, mime, LEFT, NONE)
    QApplication.sendEvent(window.main, enter)
    assert enter.isAccepted()
    assert window.main.drop_hint.isVisible()
    drop = QDropEvent(QPointF(window.main.rect().center()), COPY | Qt.DropAction.MoveAction, mime, LEFT, NONE)
    QApplication.sendEvent(window.main, drop)
    assert drop.dropAction() is COPY
    assert not window.main.drop_hint.isVisible()
    settle(qtbot, window)


def _drop_sheet(window: Window) -> DropSheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(DropSheet) if sheet.isVisible())
    return sheet


def _import_sheet(window: Window) -> ImportPhotosSheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(ImportPhotosSheet) if sheet.isVisible())
    return sheet


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "EOS"
    for number in range(3):
        save_photo(folder / "DCIM" / f"IMG_{number}.png", [number], shade=90 + number)
    return folder


def test_a_dropped_folder_is_added_where_it_lies(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path
) -> None:
    window = make_window(library)
    _drop(qtbot, window, [album])
    sheet = _drop_sheet(window)
    assert sheet.choices[0].isChecked()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [folder.path for folder in library.folders.all()] == [album]
    assert window.jobs.busy


def test_a_dropped_card_is_imported(qtbot: QtBot, window: Window, card: Path) -> None:
    _drop(qtbot, window, [card])
    sheet = _drop_sheet(window)
    assert sheet.imports
    sheet.act.click()
    settle(qtbot, window)
    assert _import_sheet(window).sources == (card,)
    assert _import_sheet(window).state.text().startswith("3 photos are new, ")


def test_enter_imports_once_folders_were_chosen(qtbot: QtBot, window: Window, card: Path, tmp_path: Path) -> None:
    window.main.actions_.import_photos.trigger()
    settle(qtbot, window)
    sheet = _import_sheet(window)
    for chosen, button, then in (
        (card, sheet.choose_source, sheet.source),
        (tmp_path, sheet.choose_folder, sheet.pattern),
    ):
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Return)
        (dialog,) = sheet.findChildren(FileDialog)
        dialog.fileSelected.emit(str(chosen))
        dialog.close()
        qtbot.waitUntil(lambda: not sheet.findChildren(FileDialog))
        settle(qtbot, window)
        assert sheet.focusWidget() is then
    qtbot.waitUntil(sheet.act.isEnabled)
    qtbot.keyClick(sheet.pattern, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert window.jobs.busy


def test_what_is_in_the_library_is_shown(qtbot: QtBot, window: Window, scanned: Library, album: Path) -> None:
    _drop(qtbot, window, [album])
    assert window.main.place == Place("folder", scanned.folders.all()[0].id)
    photo = sorted(album.rglob("*.png"))[0]
    _drop(qtbot, window, [photo])
    assert window.main.navigation.is_covered
    assert window.main.viewer.photo_id == scanned.photos.ids_at([photo])[photo]


def test_a_copy_of_a_photo_is_offered_to_be_shown(
    qtbot: QtBot, window: Window, scanned: Library, album: Path, tmp_path: Path
) -> None:
    photo = sorted(album.rglob("*.png"))[0]
    copy = Path(shutil.copy(photo, tmp_path / "copy.png"))
    _drop(qtbot, window, [copy])
    sheet = _import_sheet(window)
    assert sheet.state.text() == "Nothing new is there."
    assert not sheet.act.isEnabled()
    sheet.show_known.click()
    settle(qtbot, window)
    assert window.main.viewer.photo_id == scanned.photos.ids_at([photo])[photo]


def test_other_files_are_refused_in_one_sentence(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    letters = [tmp_path / "letter.txt", tmp_path / "song.mp3"]
    for letter in letters:
        letter.write_text("Dear")
    _drop(qtbot, window, letters[:1])
    assert window.main.message_bar.words.text().startswith("letter.txt is neither a picture nor a video.")
    _drop(qtbot, window, letters)
    assert window.main.message_bar.words.text().startswith("None of the 2 files is a picture or a video.")


def test_photos_of_the_window_itself_and_web_addresses_are_not_taken(window: Window) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.jpg")])
    enter = QDragEnterEvent(window.main.rect().center(), COPY, mime, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(window.main, enter)
    assert not enter.isAccepted()
    QApplication.sendEvent(window.main, QDragLeaveEvent())


def test_names_that_are_no_text_arrive(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "M\udcfcnchen 100%"
    save_photo(folder / "a.png", [0], shade=91)
    _drop(qtbot, window, [folder])
    _drop_sheet(window).act.click()
    settle(qtbot, window)
    assert folder in [one.path for one in window.client.library.folders.all()]


def test_a_card_is_found_imported_scanned_and_shown(
    qtbot: QtBot, window: Window, scanned: Library, worker: Worker, card: Path, tmp_path: Path
) -> None:
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    cards: list[Card] = []
    preferences = QSettings(str(tmp_path / "sheet.ini"), QSettings.Format.IniFormat)
    sheet = ImportPhotosSheet(window.main.imports._context, preferences, window.main, cards=lambda: cards)
    sheet.chosen.connect(window.main.imports._start)
    sheet.open()
    settle(qtbot, window)
    assert sheet.source.currentText() == "No card or camera is there"
    assert not sheet.act.isEnabled()
    cards.append(Card(card, "EOS_DIGITAL", 32_000_000_000))
    sheet._looking_for_cards.timeout.emit()
    settle(qtbot, window)
    assert sheet.source.currentText() == "EOS_DIGITAL, 32 GB"
    assert sheet.state.text().startswith("3 photos are new, ")
    target = tmp_path / "Photos"
    sheet._take_folder(target)
    sheet.pattern.setCurrentIndex(sheet.pattern.findData("{year}"))
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    job = ImportPhotosJob((card,), target, "{year}")
    assert worker.newest.job == job
    report = scanned.jobs.import_photos(job.sources, job.folder, job.pattern)
    worker.newest.tell(PhotosImported(report))
    worker.newest.tell(Finished(report.sentences()))
    qtbot.waitUntil(lambda: isinstance(window.jobs.job, ScanJob))
    assert window.jobs.state is JobState.RUNNING
    settle(qtbot, window)
    assert window.main.place == Place("last_import")
    assert window.main.last_import.empty.isVisible()
    scanned.jobs.scan()
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)
    assert len(window.main.last_import.pane.model.ids) == 3
    lines = [line for line in window.main.sidebar.findChildren(SidebarButton) if line.text() == "Last import"]
    assert [line.count for line in lines] == ["3"]


def test_the_sheet_names_the_largest_folder_and_the_dates_that_it_files_by(
    qtbot: QtBot, window: Window, scanned: Library, tmp_path: Path
) -> None:
    (large,) = scanned.folders.all()
    small = tmp_path / "A few"
    save_photo(small / "one.png", [3], shade=95)
    scanned.folders.add(small)
    for number, day in enumerate((3, 28)):
        save_photo(tmp_path / "Card" / f"{number}.png", [number], shade=97 + number, taken=dt.datetime(2012, 5, day))
    preferences = QSettings(str(tmp_path / "sheet.ini"), QSettings.Format.IniFormat)
    sheet = ImportPhotosSheet(window.main.imports._context, preferences, window.main, (tmp_path / "Card",), lambda: ())
    sheet.open()
    settle(qtbot, window)
    assert sheet.folder.text() == str(large.path)
    assert sheet.left_out.text().startswith("May 3, 2012 to May 28, 2012.")
    sheet.reject()


def test_a_card_pulled_out_of_the_sheet_goes_from_its_list(
    qtbot: QtBot, window: Window, card: Path, tmp_path: Path
) -> None:
    cards = [Card(card, "EOS_DIGITAL", 32_000_000_000)]
    preferences = QSettings(str(tmp_path / "sheet.ini"), QSettings.Format.IniFormat)
    sheet = ImportPhotosSheet(window.main.imports._context, preferences, window.main, cards=lambda: cards)
    sheet.open()
    settle(qtbot, window)
    assert sheet.act.isEnabled()
    cards.clear()
    sheet._looking_for_cards.timeout.emit()
    settle(qtbot, window)
    assert not sheet.sources
    assert not sheet.act.isEnabled()
    sheet._take_source(str(card))
    settle(qtbot, window)
    assert sheet.sources == (card,)
    assert sheet.act.isEnabled()
    sheet.reject()


def test_an_import_that_ended_early_says_why_and_what_was_copied_is_scanned(
    qtbot: QtBot, window: Window, scanned: Library, worker: Worker, card: Path, tmp_path: Path
) -> None:
    from photoface.errors import UserFacingError

    worker.newest.tell(Cancelled())
    window.main.imports._start(ImportPhotosJob((card,), tmp_path / "Photos", ""))
    report = scanned.jobs.import_photos([card], tmp_path / "Photos", "")
    report.trouble = UserFacingError("The disk is full.", "Make room.")
    qtbot.waitUntil(lambda: isinstance(window.jobs.job, ImportPhotosJob))
    worker.newest.tell(PhotosImported(report))
    worker.newest.tell(Finished(report.sentences()))
    qtbot.waitUntil(lambda: isinstance(window.jobs.job, ScanJob))
    assert window.main.message_bar.words.text() == "Imported 3 photos. The disk is full. Make room."
