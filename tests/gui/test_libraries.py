"""Several libraries: which were opened, another one in this window, and moving the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from photoface import assembly
from photoface.gui import application
from photoface.gui.application import Window
from photoface.gui.kit.recent_libraries import last_library, note_changed_to, note_moved, note_opened, recent_libraries
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.typed_names import catalog_key
from photoface.gui.settings.libraries import LibrariesSheet
from photoface.library.library import Library


@pytest.fixture
def preferences(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "libraries.ini"), QSettings.Format.IniFormat)


def _sheet(qtbot: QtBot, window: Window) -> LibrariesSheet:
    window.main.actions_.libraries.trigger()
    settle(qtbot, window)
    (sheet,) = (sheet for sheet in window.main.findChildren(LibrariesSheet) if sheet.isVisible())
    return sheet


def test_libraries_are_remembered_by_what_was_opened_last(preferences: QSettings, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.photoface" for number in range(12)]
    for path in (*paths, paths[3]):
        path.touch()
        note_opened(preferences, path)
    assert recent_libraries(preferences)[:2] == [paths[3], paths[11]]
    assert len(recent_libraries(preferences)) == 10
    note_changed_to(preferences, paths[3], usual=paths[0])
    assert last_library(preferences) == paths[3]
    preferences.setValue(f"typed_names/{catalog_key(paths[3])}", "Anna")
    moved = paths[3].rename(tmp_path / "moved.photoface")
    assert last_library(preferences) is None
    note_moved(preferences, paths[3], moved)
    assert last_library(preferences) == moved == recent_libraries(preferences)[0]
    assert preferences.value(f"typed_names/{catalog_key(moved)}") == "Anna"
    note_changed_to(preferences, paths[0], usual=paths[0])
    assert last_library(preferences) is None


def test_another_library_is_opened_from_the_list(
    qtbot: QtBot, make_window: MakeWindow, library: Library, tmp_path: Path
) -> None:
    window = make_window(library)
    assert not _sheet(qtbot, window).act.isEnabled()
    _sheet_of(window).reject()
    other = tmp_path / "other.photoface"
    other.touch()
    note_opened(window.main._preferences, other)
    note_opened(window.main._preferences, library.catalog_path)
    sheet = _sheet(qtbot, window)
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == [str(other)]
    sheet.act.click()
    assert window.main.to_open == other
    assert not window.main.isVisible()


def _sheet_of(window: Window) -> LibrariesSheet:
    return next(sheet for sheet in window.main.findChildren(LibrariesSheet) if sheet.isVisible())


def test_moving_is_asked_for(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    sheet = _sheet(qtbot, window)
    sheet._ask_move(tmp_path / "disk")
    asked = next(one for one in window.main.findChildren(Sheet) if one.isVisible() and one is not sheet)
    asked.act.click()
    assert window.main.to_move_to == tmp_path / "disk"


@pytest.fixture
def visits(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Library
) -> Callable[[list[Callable[[Window], object]]], list[Path]]:
    """Runs the program; each act is done in the next window, which then closes. Returns the catalogs that it opened."""
    usual = library.catalog_path
    library.close()
    monkeypatch.setattr(assembly, "data_folder", lambda: tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.place").write_bytes(str(usual).encode())
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))

    def run(acts: list[Callable[[Window], object]]) -> list[Path]:
        opened: list[Path] = []

        def visit(window: Window) -> None:
            opened.append(window.client.library.catalog_path)
            act = acts.pop(0)
            QTimer.singleShot(50, window.main, lambda: (act(window), window.main.close()))

        assert application.run(None, visit) == 0
        return opened

    return run


def test_the_program_goes_from_library_to_library_and_moves_one(
    visits: Callable[[list[Callable[[Window], object]]], list[Path]], tmp_path: Path, library: Library
) -> None:
    usual, new = library.catalog_path, tmp_path / "new.photoface"
    opened = visits(
        [
            lambda window: window.main._close_to_open(new),
            lambda window: window.main._close_to_move(tmp_path / "disk"),
            lambda window: None,
        ]
    )
    moved = tmp_path / "disk" / new.name
    assert opened == [usual, new, moved]
    assert not new.exists()
    assert visits([lambda window: window.main._close_to_open(usual), lambda window: None]) == [moved, usual]
    assert visits([lambda window: None]) == [usual]


def test_a_file_that_is_no_library_leads_back(
    visits: Callable[[list[Callable[[Window], object]]], list[Path]],
    tmp_path: Path,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = tmp_path / "letter.photoface"
    letter.write_text("Dear " * 400)
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    usual = library.catalog_path
    assert visits([lambda window: window.main._close_to_open(letter), lambda window: None]) == [usual, usual]
    assert len(said) == 1
