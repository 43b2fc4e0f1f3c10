"""Backing up and restoring in the window, and what it says of a catalog that is gone, damaged, or changed elsewhere."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from gui_helpers import MakeWindow, Worker
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from photoface.catalog.backups import backups_of
from photoface.catalog.summaries.changed import Changed
from photoface.errors import CatalogDamaged
from photoface.gui.application import Window, run
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.main_window import MainWindow
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.worker.messages import Finished


@pytest.fixture
def window(grouped: Library, make_window: MakeWindow) -> Window:
    return make_window(grouped)


def people_in(catalog: Path) -> set[str]:
    with closing(sqlite3.connect(f"{catalog.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM person")}


def dialog_of(window: Window) -> FileDialog:
    (dialog,) = [one for one in window.main.findChildren(FileDialog) if one.isVisible()]
    return dialog


def name_a_group(window: Window, name: str) -> None:
    library = window.client.library
    window.client.execute(NameGroup(library.groups.all()[0].id, name))


def test_backing_up_in_the_menu_makes_a_whole_copy(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.client.library.execute(NameGroup(window.client.library.groups.all()[0].id, "Ann"))
    window.main.actions_.back_up.trigger()
    dialog = dialog_of(window)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine.backup")
    with qtbot.waitSignal(window.messages.noted, timeout=30_000) as said:
        dialog.accept()
    assert said.args == ["Everything is backed up in mine.backup."]
    assert people_in(tmp_path / "mine.backup") == {"Ann"}


def test_restoring_asks_and_closes_the_window(window: Window, qtbot: QtBot) -> None:
    backup = window.client.library.backups.make()
    window.main.actions_.restore.trigger()
    dialog = dialog_of(window)
    assert Path(dialog.directory().path()) == backup.parent
    dialog.selectFile(backup.name)
    dialog.accept()
    care = window.main.care
    qtbot.waitUntil(lambda: care.sheet is not None)
    assert care.sheet is not None
    qtbot.mouseClick(care.sheet.act, Qt.MouseButton.LeftButton)
    assert window.main.to_restore == backup
    assert not window.main.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move a file that is open")
def test_a_catalog_that_is_gone_is_told_and_can_be_saved(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    name_a_group(window, "Ann")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    catalog = window.client.library.catalog_path
    catalog.rename(tmp_path / "away")
    decided: list[object] = []
    window.client.decided.connect(decided.append)
    name_a_group(window, "Ben")
    care = window.main.care
    qtbot.waitUntil(lambda: care.sheet is not None)
    assert decided == []
    assert care.sheet is not None
    qtbot.mouseClick(care.sheet.act, Qt.MouseButton.LeftButton)
    dialog = dialog_of(window)
    dialog.reject()
    care.save_copy(tmp_path / "saved.backup")
    qtbot.waitUntil(lambda: (tmp_path / "saved.backup").exists())
    assert people_in(tmp_path / "saved.backup") == {"Ann"}


def test_damage_is_told_with_the_backup_at_hand(window: Window, qtbot: QtBot) -> None:
    backup = window.client.library.backups.make()
    care = window.main.care
    window.messages.catalog_trouble.emit(CatalogDamaged("catalog.photoface is damaged.", "photoface restore", backup))
    assert care.sheet is not None
    qtbot.mouseClick(care.sheet.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: care.sheet is not None and "Go back" in care.sheet.heading.text())
    assert care.sheet is not None
    qtbot.mouseClick(care.sheet.act, Qt.MouseButton.LeftButton)
    assert window.main.to_restore == backup


def test_the_window_keeps_the_backup_of_the_day(window: Window, qtbot: QtBot) -> None:
    catalog = window.client.library.catalog_path
    # Begun with the window itself.
    qtbot.waitUntil(lambda: [one.reason for one in backups_of(catalog)] == ["daily"])
    window.main.care.look_after(thorough=False)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert len(backups_of(catalog)) == 1


@pytest.mark.parametrize("job_ends", [False, True])
def test_what_a_terminal_decides_while_ones_own_job_runs_is_noticed(
    window: Window, worker: Worker, qtbot: QtBot, job_ends: bool
) -> None:
    window.client.look_for_other_processes()
    # A job that says itself which rows it changed: nothing else is read again for it.
    window.jobs.finish_drawn([1])
    qtbot.waitUntil(lambda: not window.tasks.busy)
    terminal = open_fake_library(window.client.library.catalog_path)
    terminal.execute(NameGroup(terminal.groups.all()[0].id, "Ann"))
    terminal.close()
    with qtbot.waitSignal(
        window.client.changed, check_params_cb=lambda changed: changed == Changed(everything=True), timeout=30_000
    ):
        if job_ends:
            worker.newest.tell(Finished("Done."))
        else:
            window.client.look_for_other_processes()


def test_ones_own_decisions_during_a_job_are_not_taken_for_others(window: Window, worker: Worker, qtbot: QtBot) -> None:
    window.jobs.finish_drawn([1])
    qtbot.waitUntil(lambda: not window.tasks.busy)
    name_a_group(window, "Ann")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    told: list[Changed] = []
    window.client.changed.connect(told.append)
    window.client.look_for_other_processes()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert told == []


def test_the_window_comes_back_with_the_backup(qapp: QApplication, catalog_path: Path, tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    library = open_fake_library(catalog_path)
    library.set_setting("scan_batch", "4")
    backup = library.backups.make()
    library.set_setting("scan_batch", "5")
    library.close()
    batches: list[int] = []
    seen: list[MainWindow] = []

    def use() -> None:
        shown = [one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]
        for window in shown:
            if window in seen or window.context.client.frame is None:
                continue
            seen.append(window)
            batches.append(window.context.client.library.settings().scan_batch)
            if len(seen) == 1:
                window.care.restore_asked.emit(backup)
            else:
                window.close()

    looking = QTimer()
    looking.timeout.connect(use)
    looking.start(20)
    assert run(catalog_path) == 0
    looking.stop()
    assert batches == [5, 4]
