"""The frame: opening without torch, empty states, messages, appearance, places."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from photoface.errors import UserFacingError
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.theme import DARK, LIGHT, Tokens
from photoface.gui.page_action import PageAction, key_words
from photoface.gui.settings.shortcuts import ShortcutsSheet
from photoface.gui.system_libraries import explain_import_error
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

OPENS = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from photoface.assembly import open_library
from photoface.gui.application import Window

application = QApplication([])
library = open_library(Path(sys.argv[1]))
window = Window(application, library, QSettings(sys.argv[2], QSettings.Format.IniFormat))
window.main.show()
window.main.start()
window.main.grab()
# What is imported before the first frame, nobody sees anything meanwhile.
needed_later = {"lark", "photoface.recognition.state", "photoface.library.review", "photoface.worker.process"}
early = needed_later & set(sys.modules)
window.tasks.idle.connect(application.quit)
application.exec()
window.close()
library.close()
heavy = early | ({"torch", "torchvision", "facenet_pytorch", "onnxruntime"} & set(sys.modules))
sys.exit(f"imported: {heavy}" if heavy else 0)
"""


def test_the_window_opens_without_torch_and_shows_before_it_loads_the_rest(catalog_path: Path, tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", OPENS, str(catalog_path), str(tmp_path / "window.ini")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_first_start_offers_the_one_thing_to_do(make_window: MakeWindow, library: Library) -> None:
    main = make_window(library).main
    assert main.people.empty.isVisible()
    assert main.people.empty.action.isVisible()
    assert not main.job_bar.isVisible()
    assert not main.message_bar.isVisible()


def test_every_page_has_an_empty_state(qtbot: QtBot, make_window: MakeWindow, library: Library) -> None:
    window = make_window(library)
    of_photos = ("photos", "hidden", "duplicates", "trash", "failed")
    for key in ("review", "people", "faces", "history", "names_in_files", *of_photos):
        window.main.go_to(Place(key))
        settle(qtbot, window)
        page = window.main.navigation.pages[key]
        assert page.empty.isVisible(), key  # type: ignore[attr-defined]
        assert len(page.empty.words()) > 20  # type: ignore[attr-defined]


def test_counts_are_live(window: Window) -> None:
    buttons = window.main.sidebar.buttons
    assert buttons["photos"].count == "12"
    assert buttons["people"].count == ""


def test_removing_a_folder_asks_first(qtbot: QtBot, window: Window, scanned: Library) -> None:
    from photoface.gui.kit.sheet import Sheet

    (folder,) = scanned.folders.all()
    window.main.folders.ask_remove(folder)
    (sheet,) = (sheet for sheet in window.main.findChildren(Sheet) if sheet.isVisible())
    sheet.act.click()
    settle(qtbot, window)
    assert scanned.folders.all() == []


def test_the_sidebar_collapses(window: Window) -> None:
    sidebar = window.main.sidebar
    sidebar.collapse.click()
    assert sidebar.width() < 100
    sidebar.collapse.click()
    assert sidebar.width() == 220


def test_the_look_follows_the_system_while_running(qapp: QApplication, window: Window) -> None:
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.theme.tokens is DARK
    assert DARK.window in window.main.styleSheet()
    assert qapp.palette().window().color().name().upper() == DARK.window
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert window.theme.tokens is LIGHT


def test_the_look_can_be_chosen(window: Window) -> None:
    window.main.actions_.appearance["dark"].trigger()
    assert window.theme.dark
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert window.theme.dark
    window.main.actions_.appearance["system"].trigger()
    assert not window.theme.dark


def _contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(tokens: Tokens) -> None:
    for ground in (tokens.window, tokens.panel, tokens.hover, tokens.pressed, tokens.selected, tokens.popover):
        assert _contrast(tokens.text, ground) >= 4.5
        assert _contrast(tokens.muted, ground) >= 4.5
    for ground in (tokens.window, tokens.panel):
        for token in (tokens.accent, tokens.yes, tokens.unsure, tokens.no):
            assert _contrast(token, ground) >= 4.5
    assert _contrast(tokens.on_accent, tokens.accent) >= 4.5


def test_a_sentence_for_the_user_is_a_bar(qtbot: QtBot, window: Window) -> None:
    def fails() -> None:
        raise UserFacingError("The catalog is locked.", "Close the other PhotoFace.")

    window.tasks.read(window.main, fails, lambda _: None)
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    assert window.main.message_bar.words.text() == "The catalog is locked. Close the other PhotoFace."
    window.main.message_bar.close_button.click()
    assert not window.main.message_bar.isVisible()


def test_anything_else_is_a_bug_with_its_traceback(
    qtbot: QtBot, window: Window, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> None:
        raise ValueError("out of cheese")

    window.tasks.write(window.main, breaks, lambda _: None)
    qtbot.waitUntil(lambda: window.main.announcements.bug_dialog is not None)
    dialog = window.main.announcements.bug_dialog
    assert dialog is not None
    assert "out of cheese" in dialog.details.toPlainText()
    dialog.copy.click()
    assert "out of cheese" in QGuiApplication.clipboard().text()
    window.messages.tell_bug("another one")
    assert "another one" in dialog.details.toPlainText()
    assert "out of cheese" in capsys.readouterr().err
    dialog.close()


def test_what_nobody_caught_is_shown(
    qtbot: QtBot, window: Window, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    window.messages.install_hook()
    sys.excepthook(ValueError, ValueError("slipped through"), None)
    qtbot.waitUntil(lambda: window.main.announcements.bug_dialog is not None)
    window.messages.remove_hook()
    assert "slipped through" in capsys.readouterr().err
    assert window.main.announcements.bug_dialog is not None
    window.main.announcements.bug_dialog.close()


def test_keys_lead_to_pages(qtbot: QtBot, window: Window) -> None:
    pages = (
        (Qt.Key.Key_3, "people"),
        (Qt.Key.Key_7, "faces"),
        (Qt.Key.Key_1, "photos"),
        (Qt.Key.Key_6, "history"),
        (Qt.Key.Key_9, "names_in_files"),
        (Qt.Key.Key_2, "review"),
        (Qt.Key.Key_0, "trash"),
    )
    for key, page in pages:
        qtbot.keyClick(window.main, key, Qt.KeyboardModifier.ControlModifier)
        assert window.main.place.page == page
        assert window.main.sidebar.buttons[page].is_current
    qtbot.keyClicks(window.main, "/")
    assert window.main.search.hasFocus()


def test_the_sheet_of_keys(window: Window) -> None:
    window.main.actions_.keys.trigger()
    (sheet,) = window.main.findChildren(ShortcutsSheet)
    for words in ("Search", "Merge", "Not a face", "Show faces", "Redo"):
        assert words in sheet.words()
    sheet.close()


def test_history_tells_what_was_done(qtbot: QtBot, window: Window, scanned: Library) -> None:
    from photoface.library.commands.groups import NameGroup

    window.client.execute(NameGroup(scanned.groups.all()[0].id, "Ada"))
    window.main.go_to(Place("history"))
    settle(qtbot, window)
    page = window.main.history
    assert "Ada" in page.model.index(0, 0).data()
    page.undo.click()
    settle(qtbot, window)
    assert page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("undone")


def test_controls_have_names(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

    nameless = []
    for kind in (QAbstractButton, QLineEdit, QAbstractItemView):
        for widget in window.main.findChildren(kind):
            # The magnifier and the cross inside a line edit are Qt's own, and out of the way of Tab.
            inside_edit = isinstance(widget.parentWidget(), QLineEdit)
            if widget.isVisible() and not inside_edit and not (widget.accessibleName() or widget.property("text")):
                nameless.append(widget)
    assert not nameless


@pytest.mark.parametrize(
    ("message", "package"),
    [
        ("libEGL.so.1: cannot open shared object file: No such file or directory", "libegl1"),
        ("libGL.so.1: cannot open shared object file", "libgl1"),
        ("libxkbcommon.so.0: cannot open shared object file", "libxkbcommon0"),
    ],
)
def test_a_missing_system_library_names_its_package(message: str, package: str) -> None:
    told = explain_import_error(ImportError(message))
    assert told is not None
    assert package in told.remedy
    assert "dnf" in told.remedy


def test_other_import_errors_stay_what_they_are() -> None:
    assert explain_import_error(ImportError("cannot import name 'x'")) is None
    missing = explain_import_error(ModuleNotFoundError("No module named 'PySide6'", name="PySide6"))
    assert missing is not None
    assert "PySide6" in missing.sentence


def test_a_file_that_is_no_catalog_is_told_in_a_dialog(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from PySide6.QtWidgets import QMessageBox

    from photoface.gui.application import run

    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada," * 200)
    assert run(path) == 1
    assert told
    assert told[0].endswith(".")
    assert told[0] in capsys.readouterr().err


def test_every_key_is_on_the_sheet(window: Window) -> None:
    window.main.show_keys()
    (sheet,) = window.main.findChildren(ShortcutsSheet)
    shown = sheet.words().splitlines()
    actions = [action for action in window.main.actions_.all() if action.shortcuts()]
    assert len(actions) > 20
    for action in actions:
        for key in action.shortcuts():
            assert key_words(key) in shown, action.text()
    other_ways = [each.words for each in PageAction if each.value.takes_back]
    assert len(other_ways) > 2
    assert set(other_ways).isdisjoint(shown), "a key that goes both ways has one line"
    assert {"On a map", "In a video", "In the search field"} <= set(shown)
    sheet.close()


def test_every_action_with_a_key_is_in_a_menu_that_shows_it(window: Window) -> None:
    menus = list(window.main.actions_.menus)
    for menu in menus:
        menus.extend(inside for inside in menu.findChildren(QMenu) if inside not in menus)
    in_menus = {action for menu in menus for action in menu.actions()}
    for action in window.main.actions_.all():
        if action.shortcuts():
            assert action in in_menus, action.text()
            assert action.isShortcutVisibleInContextMenu()


def test_no_key_is_ambiguous(window: Window) -> None:
    actions = window.main.actions_
    of_pages = set(actions.page_actions.values())
    of_window = [key.toString() for action in actions.all() if action not in of_pages for key in action.shortcuts()]
    assert len(of_window) == len(set(of_window))
    assert {key.toString() for action in of_pages for key in action.shortcuts()}.isdisjoint(of_window)


def test_a_decision_is_undone_and_redone_by_hands_that_do_not_wait(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    group, *_ = scanned.groups.all()
    undo = Qt.KeyboardModifier.ControlModifier
    redo = undo | Qt.KeyboardModifier.ShiftModifier
    window.client.execute(NameGroup(group.id, "Ada"))
    qtbot.keyClick(window.main, Qt.Key.Key_Z, undo)
    settle(qtbot, window)
    assert scanned.people.all() == []
    window.client.execute(NameGroup(group.id, "Ben"))
    qtbot.keyClick(window.main, Qt.Key.Key_Z, undo)
    qtbot.keyClick(window.main, Qt.Key.Key_Z, redo)
    settle(qtbot, window)
    assert [person.name for person in scanned.people.all()] == ["Ben"]


def test_pages_are_made_ahead_and_stay_out_of_sight(qtbot: QtBot, window: Window) -> None:
    main = window.main
    main.pages_ahead.timer.setInterval(0)
    main.pages_ahead.start()
    qtbot.waitUntil(lambda: {"review", "photos", "person", "faces", "history"} <= main.navigation.pages.keys())
    settle(qtbot, window)
    assert main.navigation.place == Place("people")
    assert main.stack.currentWidget() is main.people
