"""A page of a person is saved as PDF and as HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import settle
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.person.page_sheet import PersonPageSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


class FileManager:
    """Stands for the system's file manager."""

    def __init__(self) -> None:
        self.shown: list[QUrl] = []

    def __call__(self, address: QUrl) -> bool:
        self.shown.append(address)
        return True


@pytest.mark.parametrize(("kind", "begins"), [(0, b"%PDF-"), (1, b"<!DOCTYPE html>")])
def test_a_page_is_saved(
    qtbot: QtBot,
    window: Window,
    scanned: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: int,
    begins: bytes,
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", FileManager())
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ada / <b>"))
    sheet = PersonPageSheet(window.main.context, scanned.people.all()[0], window.main)
    sheet.open()
    sheet.kind.setCurrentIndex(kind)
    file = tmp_path / "page"
    sheet.save(file)
    settle(qtbot, window)
    qtbot.waitUntil(file.exists)
    settle(qtbot, window)
    assert file.read_bytes().startswith(begins)
