"""No file dialog of the window opens the files that it lists: closing the catalog's would drop SQLite's locks on it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from gui_helpers import MakeWindow
from PySide6.QtWidgets import QFileDialog, QFileSystemModel
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.kit.file_dialog import FileDialog
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

GUI = Path(__file__).resolve().parents[2] / "photoface" / "gui"

needs_locks = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists a process's locks")


LASTING = {"1073741826", "128"}
"""The first bytes of the locks that SQLite holds as long as a catalog is open; others come and go with each read."""


def _locks(folder: Path) -> set[tuple[str, str]]:
    """The lasting POSIX locks that this process has on files of a folder: the file, and the first byte."""
    names = {path.stat().st_ino: path.name for path in folder.iterdir()}
    fields = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    own = [(int(one[5].split(":")[2]), one[6]) for one in fields if one[4] == str(os.getpid())]
    return {(names[inode], first) for inode, first in own if inode in names and first in LASTING}


def _wait_until_listed(qtbot: QtBot, dialog: QFileDialog, folder: Path) -> None:
    model = dialog.findChild(QFileSystemModel)
    assert isinstance(model, QFileSystemModel)
    # Where an earlier dialog was, Qt begins there.
    dialog.setDirectory(str(folder))
    assert Path(dialog.directory().path()) == folder
    root = model.index(str(folder))
    # The icons of what is listed are asked for by then; the catalog is among it.
    qtbot.waitUntil(lambda: model.rowCount(root) > 0 and not model.canFetchMore(root))
    qtbot.waitUntil(lambda: not model.index(str(folder / "zz")).data(QFileSystemModel.Roles.FileIconRole).isNull())


@pytest.fixture
def beside(catalog_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds the catalog, as the current one: what a dialog shows first."""
    folder = catalog_path.parent
    (folder / "zz").mkdir()
    monkeypatch.chdir(folder)
    return folder


@needs_locks
def test_choosing_a_folder_beside_the_catalog_leaves_its_locks(
    grouped: Library, make_window: MakeWindow, qtbot: QtBot, beside: Path
) -> None:
    window = make_window(grouped)
    grouped.execute(NameGroup(grouped.groups.all()[0].id, "Ann"))
    before = _locks(beside)
    assert before >= {("catalog.photoface", "1073741826"), ("catalog.photoface-shm", "128")}
    window.main.actions_.add_folder.trigger()
    dialog = window.main.findChild(FileDialog)
    assert isinstance(dialog, FileDialog)
    _wait_until_listed(qtbot, dialog, beside)
    assert _locks(beside) == before
    dialog.reject()


@needs_locks
@pytest.mark.parametrize("mode", list(QFileDialog.FileMode))
def test_no_kind_of_dialog_opens_what_it_lists(
    grouped: Library, make_window: MakeWindow, qtbot: QtBot, beside: Path, mode: QFileDialog.FileMode
) -> None:
    window: Window = make_window(grouped)
    before = _locks(beside)
    dialog = FileDialog(window.main, "Choose", beside)
    dialog.setFileMode(mode)
    dialog.open()
    _wait_until_listed(qtbot, dialog, beside)
    assert _locks(beside) == before
    dialog.reject()


def test_a_dialog_begins_where_its_like_ended(window: Window, tmp_path: Path) -> None:
    asked = FileDialog.for_folder(window.main, "Share")
    asked.fileSelected.emit(str(tmp_path))
    other = FileDialog(window.main, "Back up")
    assert Path(other.directory().path()) != tmp_path
    again = FileDialog.for_folder(window.main, "Share")
    assert Path(again.directory().path()) == tmp_path
    for dialog in (asked, other, again):
        dialog.deleteLater()


def test_the_window_has_no_other_file_dialogs() -> None:
    using = {path.relative_to(GUI).as_posix() for path in GUI.rglob("*.py") if "QFileDialog" in path.read_text()}
    assert using == {"kit/file_dialog.py"}
