"""Every dialog of the menus: each control has a name, Tab reaches it, its words can be read, and Escape closes it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NotInTime
from pytestqt.qtbot import QtBot
from test_legibility import cut_words
from test_tab import MOST_STOPS, name, spoken, usable

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.theme import BODY
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

LONG_NAME = "Portugal with the cousins and all of their neighbours"


def _of_the_window(window: Window, scanned: Library) -> None:
    window.main.go_to(Place("photos"))


def _of_photos(window: Window, scanned: Library) -> None:
    window.main.go_to(Place("photos"))
    window.main.photos.pane.view.selectAll()


def _of_a_person(window: Window, scanned: Library) -> None:
    window.main.go_to(Place("person", scanned.people.all()[0].id))


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    """The system's text half as large again: what fits then, fits at its usual size."""
    before = qapp.font()
    font = QFont(before)
    font.setPixelSize(round(BODY * 1.5))
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.mark.parametrize("about", [_of_the_window, _of_photos, _of_a_person])
def test_every_dialog_can_be_used_by_keyboard_and_by_ear(
    qtbot: QtBot,
    large_text: None,
    make_window: MakeWindow,
    scanned: Library,
    about: Callable[[Window, Library], None],
) -> None:
    for group, called in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, called))
    scanned.execute(MakeAlbum(LONG_NAME))
    window = make_window(scanned)
    about(window, scanned)
    settle(qtbot, window)
    about(window, scanned)
    settle(qtbot, window)
    troubles: dict[str, list[str]] = {}
    opened = 0
    for action in _asking(window, of_the_page=about is not _of_the_window):
        called = action.text()
        action.trigger()
        settle(qtbot, window)
        for dialog in _dialogs(window):
            opened += 1
            found = _troubles(qtbot, dialog)
            if found:
                troubles[called] = found
        for dialog in _dialogs(window):
            _leave(qtbot, dialog)
            if dialog in _dialogs(window):
                troubles.setdefault(called, []).append("Escape does not close it")
                dialog.reject()
        settle(qtbot, window)
    assert opened > 3
    assert troubles == {}


def _asking(window: Window, *, of_the_page: bool) -> list[QAction]:
    """The actions that ask something more before they do it, as their dots say."""
    actions = window.main.actions_
    of_pages = set(actions.page_actions.values())
    return [
        action
        for action in actions.all()
        if action.isEnabled() and action.text().endswith("…") and (action in of_pages) is of_the_page
    ]


def _dialogs(window: Window) -> list[QDialog]:
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    return [each for each in shown if each.window() is not window.main]


def _leave(qtbot: QtBot, dialog: QDialog) -> None:
    focused = dialog.focusWidget() or dialog
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    if isinstance(focused, QLineEdit) and dialog.isVisible():
        # The first one may only leave what was offered for the field.
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def _troubles(qtbot: QtBot, dialog: QDialog) -> list[str]:
    if isinstance(dialog, QFileDialog):
        return []
    found = [f"{type(it).__name__} has no name" for it in usable(dialog) if not spoken(it)]
    plain = (QRadioButton, QCheckBox, QComboBox)
    found += [f"{type(it).__name__} is Qt's own" for it in dialog.findChildren(QWidget) if type(it) in plain]
    try:
        # What came last may still have to be laid out.
        qtbot.waitUntil(lambda: not cut_words(dialog))
    except NotInTime:
        found += cut_words(dialog)
    found += [
        f"{name(it)} has no room for its number" for it in dialog.findChildren(QAbstractSpinBox) if _is_narrow(it)
    ]
    for one, other in itertools.combinations(sorted(usable(dialog), key=name), 2):
        if one.parentWidget() is other.parentWidget() and one.geometry().intersects(other.geometry()):
            found.append(f"{name(one)} lies over {name(other)}")
    reached: list[QWidget | None] = []
    while len(set(reached)) == len(reached) < MOST_STOPS:
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    return found + [f"Tab does not reach {name(it)}" for it in usable(dialog) - set(reached)]


def _is_narrow(field: QAbstractSpinBox) -> bool:
    inside = field.lineEdit()
    return field.isVisible() and inside.width() < inside.fontMetrics().horizontalAdvance(field.text())
