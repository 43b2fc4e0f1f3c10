"""The sheet of the first start: folders and programs that are proposed, what is chosen, and that it comes once."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.photos import save_photo
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.folders.first_steps import FirstStepsSheet
from photoface.library import usual_folders as usual
from photoface.library.library import Library
from photoface.worker.messages import Finished, ProposeImportJob, ScanJob


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with photos in Pictures and none in Photos."""
    folder = tmp_path / "home"
    save_photo(folder / "Pictures" / "2020" / "a.png", [0])
    (folder / "Photos").mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: folder / "Pictures")
    monkeypatch.setattr("photoface.gui.folders.first_steps.usual_places", lambda program: [])
    return folder


def _sheets(window: Window) -> list[FirstStepsSheet]:
    return [sheet for sheet in window.main.findChildren(FirstStepsSheet) if sheet.isVisible()]


def _greet(qtbot: QtBot, window: Window) -> list[FirstStepsSheet]:
    window.main.greeting.start()
    window.client.refresh_frame()
    settle(qtbot, window)
    return _sheets(window)


def test_enter_alone_scans_the_usual_folder(
    qtbot: QtBot, make_window: MakeWindow, library: Library, home: Path
) -> None:
    window = make_window(library)
    (sheet,) = _greet(qtbot, window)
    assert {path.name: box.isChecked() for path, box in sheet.folders.items()} == {"Pictures": True, "Photos": False}
    assert sheet.act.hasFocus()
    qtbot.keyClick(sheet.act, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [folder.path for folder in library.folders.all()] == [home / "Pictures"]
    assert isinstance(window.jobs.job, ScanJob)


def test_it_comes_once_and_is_found_again_in_the_menu(
    qtbot: QtBot, make_window: MakeWindow, library: Library, home: Path
) -> None:
    window = make_window(library)
    (sheet,) = _greet(qtbot, window)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert _greet(qtbot, window) == []
    assert library.folders.all() == []
    window.main.actions_.first_steps.trigger()
    settle(qtbot, window)
    assert len(_sheets(window)) == 1


def test_who_has_photos_is_not_greeted(qtbot: QtBot, window: Window, home: Path) -> None:
    assert _greet(qtbot, window) == []


def test_choices_of_work_and_look_hold_at_once(
    qtbot: QtBot, make_window: MakeWindow, library: Library, home: Path
) -> None:
    window = make_window(library)
    (sheet,) = _greet(qtbot, window)
    assert sheet.processor_use["normal"].isChecked()
    sheet.processor_use["quiet"].click()
    sheet.appearance["dark"].click()
    settle(qtbot, window)
    assert library.settings().processor_use == "quiet"
    assert window.theme.dark


def test_without_a_usual_folder_one_is_chosen(
    qtbot: QtBot, make_window: MakeWindow, library: Library, home: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.gui.folders.first_steps.usual_folders", lambda: [])
    window = make_window(library)
    (sheet,) = _greet(qtbot, window)
    assert not sheet.act.isEnabled()
    assert sheet.other.hasFocus()
    sheet._take_folder(str(album))
    assert sheet.act.isEnabled()
    sheet.act.click()
    settle(qtbot, window)
    assert [folder.path for folder in library.folders.all()] == [album]


def test_names_of_another_program_are_looked_at_after_the_scan(
    qtbot: QtBot,
    make_window: MakeWindow,
    library: Library,
    worker: Worker,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {"digikam": [home / "digikam4.db"]}
    monkeypatch.setattr("photoface.gui.folders.first_steps.usual_places", lambda program: found.get(program, []))
    window = make_window(library)
    (sheet,) = _greet(qtbot, window)
    assert [choice.text() for choice in sheet.programs.values()] == [
        "In digiKam: take those names over",
        "No, or later",
    ]
    sheet.act.click()
    settle(qtbot, window)
    worker.newest.tell(Finished("Found 1 photo."))
    job = ProposeImportJob("digikam", str(home / "digikam4.db"))
    qtbot.waitUntil(lambda: window.jobs.job == job)
    worker.newest.tell(Finished("Nothing."))
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    window.main.message_bar.action.click()
    assert window.main.place.page == "names_in_files"


def test_who_knows_other_keys_of_the_pages_is_told_of_the_new_ones_once(qtbot: QtBot, window: Window) -> None:
    preferences = window.main._preferences
    window.main.greeting.start()
    assert not window.main.message_bar.isVisible()
    preferences.remove("window/page_keys_told")
    preferences.setValue("window/geometry", "of the last time")
    window.main.greeting.start()
    assert window.main.message_bar.words.text().startswith("Pages have the keys Ctrl+1 to Ctrl+6 now")
    window.main.message_bar.hide()
    window.main.greeting.start()
    assert not window.main.message_bar.isVisible()


def test_a_folder_inside_another_is_not_proposed(home: Path) -> None:
    (home / "Pictures" / "inner").mkdir()
    (home / "Bilder").symlink_to(home / "Pictures" / "inner")
    assert [folder.path.name for folder in usual.usual_folders()] == ["Pictures", "Photos"]
