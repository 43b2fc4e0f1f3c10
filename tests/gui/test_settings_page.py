"""The page of settings: what is chosen there holds, and what is chosen elsewhere shows there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.settings.page import SettingsPage
from photoface.gui.settings.text_size import text_size
from photoface.library.library import Library
from photoface.library.storage import storage_of


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> SettingsPage:
    window.main.go_to(Place("settings"))
    settle(qtbot, window)
    return window.main.settings


def test_a_switch_is_kept_at_once(qtbot: QtBot, window: Window, page: SettingsPage, scanned: Library) -> None:
    switch = page.switches["scan_at_start"]
    assert switch.isChecked()
    with qtbot.waitSignal(window.client.settings_changed):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.rect().center())
    assert scanned.settings().scan_at_start == "no"
    with qtbot.waitSignal(window.client.settings_changed):
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert scanned.settings().scan_at_start == "yes"


def test_what_is_set_elsewhere_shows(qtbot: QtBot, window: Window, page: SettingsPage, scanned: Library) -> None:
    scanned.set_setting("settle_at_once", "no")
    scanned.set_setting("names_in_files", "sidecars")
    window.client.settings_changed.emit()
    settle(qtbot, window)
    assert not page.switches["settle_at_once"].isChecked()
    assert "sidecars" in page.files.text()


def test_appearance_changes_at_once(qtbot: QtBot, window: Window, page: SettingsPage) -> None:
    qtbot.mouseClick(page.appearance["dark"], Qt.MouseButton.LeftButton)
    assert window.theme.dark
    window.main.choose_appearance("light")
    window.main.go_to(Place("people"))
    window.main.go_to(Place("settings"))
    assert page.appearance["light"].isChecked()


def test_the_text_size_holds_from_the_next_start_on(
    qtbot: QtBot,
    qapp: QApplication,
    worker: Worker,
    window: Window,
    page: SettingsPage,
    scanned: Library,
    tmp_path: Path,
) -> None:
    library = window.client.library
    usual = window.theme.size(100)
    page.text_size.setFocus()
    while page.text_size.currentData() != 150:
        qtbot.keyClick(page.text_size, Qt.Key.Key_Down)
    assert page.from_next_start.isVisible()
    preferences = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    larger = Window(qapp, library, preferences, worker, fade=False)
    assert larger.theme.size(100) == round(usual * 1.5)
    # As after a restored backup: a window that follows does not grow once more.
    larger.close()
    again = Window(qapp, library, preferences, worker, fade=False)
    assert again.theme.size(100) == round(usual * 1.5)
    again.close()
    preferences.setValue("window/text_size", "huge")
    assert text_size(preferences) == 100
    restored = Window(qapp, library, preferences, worker, fade=False)
    assert restored.theme.size(100) == usual
    restored.close()


def test_the_use_of_the_processor_is_kept_at_once(
    qtbot: QtBot, window: Window, page: SettingsPage, scanned: Library
) -> None:
    assert page.processor_use["normal"].isChecked()
    page.processor_use["quiet"].click()
    settle(qtbot, window)
    assert scanned.settings().processor_use == "quiet"


def test_its_buttons_lead_to_what_they_say(
    qtbot: QtBot, window: Window, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    page.place_asked.connect(lambda place: asked.append(place.page))
    for found in page.findChildren(QPushButton):
        if "file manager" not in found.text():
            found.click()
    assert asked == ["add_folder", "left_out", "follow", "names_in_files", "back_up", "restore", "libraries", "models"]
    shown: list[Path] = []
    monkeypatch.setattr("photoface.gui.settings.page.show_in_file_manager", shown.append)
    next(found for found in page.findChildren(QPushButton) if "file manager" in found.text()).click()
    assert shown == [window.client.library.catalog_path]


def test_it_says_how_much_room_the_library_takes(page: SettingsPage, scanned: Library, album: Path) -> None:
    storage = storage_of(scanned.catalog_path)
    assert storage == scanned.storage()
    assert storage.catalog >= scanned.catalog_path.stat().st_size
    assert storage.thumbnails > 0
    assert "Your library takes" in page.storage.text()
    assert str(album) in page.folders.text()


def test_without_folders_and_backups_it_says_so(
    qtbot: QtBot, make_window: Callable[[Library], Window], library: Library
) -> None:
    window = make_window(library)
    window.main.go_to(Place("settings"))
    settle(qtbot, window)
    page = window.main.settings
    assert page.folders.text() == "There is no folder yet."
