"""Photos given away: compared, printed into a PDF, shared as copies without names, and dragged onto another program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image
from real_window import RealWindow
from travel import Travel
from x_server import wait_until

TARGET = """
import json, sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

class Target(QLabel):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()
    def dropEvent(self, event):
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        with open(sys.argv[1], "w") as file:
            json.dump([paths, event.possibleActions() == Qt.DropAction.CopyAction], file)
        event.acceptProposedAction()

application = QApplication([])
target = Target("Drop here")
target.setAcceptDrops(True)
target.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
target.setGeometry(0, 0, 120, 120)
target.show()
application.exec()
"""
"""Another program that takes files."""


def _choose(window: RealWindow, path: Path) -> None:
    """Name a file or a folder in the dialog that asks for one."""
    window.type(str(path), "Return")


def test_photos_are_compared_printed_shared_and_dragged_out(travel: Travel, named_album: Path, tmp_path: Path) -> None:
    window, catalog, pictures = travel(named_album)
    files = {path: path.read_bytes() for path in pictures.rglob("*.jpg")}
    window.click("Photos", "Button")
    window.at_rest()
    window.press("Home")
    window.press("shift+Right")
    window.press("ctrl+shift+c")
    window.see("2 photos side by side", "StaticText")
    window.press("4")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE rating = 4") == [(1,)], "one has its stars")
    window.press("Escape")
    window.see_no("2 photos side by side", "StaticText")

    window.press("ctrl+p")
    window.see("Page 1 of 2", "StaticText")
    window.click("Save as PDF …", "Button")
    _choose(window, tmp_path / "photos.pdf")
    wait_until(lambda: (tmp_path / "photos.pdf").is_file(), "the pages are printed")
    window.see_no("Page 1 of 2", "StaticText")

    window.press("ctrl+shift+e")
    window.press("Return")
    (tmp_path / "out").mkdir()
    _choose(window, tmp_path / "out")
    window.see("2 photos saved", "StaticText")
    window.press("Return")
    copies = list((tmp_path / "out").iterdir())
    assert len(copies) == 2
    for copy in copies:
        with Image.open(copy) as image:
            assert max(image.size) <= 2560
        assert b"Grace" not in copy.read_bytes()
        assert b"Eileen" not in copy.read_bytes()

    dropped = tmp_path / "dropped.json"
    command = [sys.executable, "-c", TARGET, str(dropped)]
    target = subprocess.Popen(command, env=window.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        window.at_rest()
        photo = next(thing for thing in window.shown() if thing.role == "Item" and "selected" in thing.states)
        window.drag_from(photo.middle, (60, 60))
        wait_until(lambda: dropped.is_file() and bool(dropped.read_text()), "the files arrive")
    finally:
        target.kill()
        target.wait()
    paths, is_copy = json.loads(dropped.read_text())
    assert len(paths) == 2
    assert set(map(Path, paths)) <= set(files)
    assert is_copy
    assert {path: path.read_bytes() for path in files} == files
    window.close()
