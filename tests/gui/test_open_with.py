"""Opening photos in another program, and copying them for others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.dragged_photos import GNOME_FILES
from photoface.gui.kit.other_programs import OtherProgram, chosen_program, programs_for, system_dialog
from photoface.gui.page_action import PageAction
from photoface.gui.photos import open_with
from photoface.library.library import Library

FILES = (Path("/photos/a.jpg"), Path("/photos/b.jpg"))

ENTRY = """[Desktop Entry]
Type=Application
Name=Paint
Name[de]=Malen
Exec="{program}" --new %F
MimeType=image/png;image/jpeg;
[Desktop Action Other]
Name=Other
Exec=other
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are Linux's")
def test_programs_are_those_that_open_all_of_the_files(tmp_path: Path) -> None:
    shared, home = tmp_path / "share" / "applications", tmp_path / "home" / "applications"
    shared.mkdir(parents=True)
    home.mkdir(parents=True)
    (shared / "paint.desktop").write_text(ENTRY)
    (shared / "hidden.desktop").write_text(ENTRY.replace("Name=Paint", "Name=Hidden\nNoDisplay=true"))
    (shared / "text.desktop").write_text(ENTRY.replace("image/png;image/jpeg;", "text/plain;").replace("Paint", "Text"))
    (shared / "own.desktop").write_text(ENTRY.replace("Paint", "System's"))
    (home / "own.desktop").write_text(ENTRY.replace("Paint", "Mine"))
    (shared / "broken.desktop").write_bytes(b'[Desktop Entry]\nExec="\xff\nMimeType=image/jpeg;')
    environment = {"XDG_DATA_HOME": str(home.parent), "XDG_DATA_DIRS": f"{shared.parent}:/nowhere"}
    assert [one.name for one in programs_for(FILES, environment)] == ["Mine", "Paint"]
    assert programs_for((*FILES, Path("c.gif")), environment) == []


def test_a_program_gets_all_files_or_one_after_the_other() -> None:
    both = ["/photos/a.jpg", "/photos/b.jpg"]
    assert list(OtherProgram("", ("p", "%F", "%i")).commands(FILES)) == [["p", *both]]
    assert list(OtherProgram("", ("p", "%f")).commands(FILES)) == [["p", both[0]], ["p", both[1]]]
    assert list(OtherProgram("", ("p",)).commands(FILES)) == [["p", *both]]
    assert list(OtherProgram("", ("p", "50%%", "%u")).commands(FILES[:1])) == [["p", "50%", "file:///photos/a.jpg"]]
    assert chosen_program(Path("/usr/bin/gimp")).command == ("/usr/bin/gimp", "%F")
    assert system_dialog("linux") is None
    assert system_dialog("win32") is not None


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Path, ...]]]:
    """What was started, instead of starting it."""
    found: list[tuple[str, tuple[Path, ...]]] = []

    def start(program: OtherProgram, files: tuple[Path, ...]) -> bool:
        found.append((program.name, files))
        return program.name != "Broken"

    programs = [OtherProgram("Broken", ("broken", "%F")), OtherProgram("Paint", ("paint", "%F"))]
    monkeypatch.setattr(open_with, "programs_for", lambda _: programs)
    monkeypatch.setattr(open_with, "open_with", start)
    return found


@pytest.mark.parametrize(("steps", "name"), [(1, "Broken"), (2, "Paint")])
def test_the_sheet_opens_the_selected_photos(
    qtbot: QtBot, window: Window, scanned: Library, started: list[tuple[str, tuple[Path, ...]]], steps: int, name: str
) -> None:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    pane = window.main.photos.pane
    pane.view.select_row(1)
    problems: list[str] = []
    window.messages.problem.connect(lambda sentence, _: problems.append(sentence))
    window.main.actions_.page_actions[PageAction.OPEN_WITH].trigger()
    settle(qtbot, window)
    sheet = next(one for one in window.main.findChildren(open_with.OpenWithSheet) if one.isVisible())
    assert sheet.heading.text().startswith("Open IMG_")
    for _ in range(steps):
        qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert started == [(name, tuple(scanned.photos.present_files(pane.selected_ids())))]
    assert problems == (["The program could not be started."] if name == "Broken" else [])
    settle(qtbot, window)


def test_a_copied_photo_is_a_file_and_a_picture(qtbot: QtBot, window: Window, scanned: Library) -> None:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.select_row(0)
    window.main.actions_.page_actions[PageAction.COPY].trigger()
    settle(qtbot, window)
    data = QGuiApplication.clipboard().mimeData()
    (file,) = scanned.photos.present_files(scanned.photos.ids()[:1])
    assert [url.toLocalFile() for url in data.urls()] == [str(file)]
    assert data.hasImage()
    assert bytes(data.data(GNOME_FILES).data()).startswith(b"copy\nfile:///")
