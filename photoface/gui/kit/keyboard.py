"""Keys for what has the keyboard that Qt leaves out: Shift+F10 opens its menu, Enter presses a button, Tab's order.

Qt asks for a menu by the menu key alone, which many keyboards do not have, and presses buttons by the space bar alone.
Its Tab goes through widgets in the order in which they were made. It does not say whether a button was pressed by key.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLayout, QScrollArea, QToolButton, QWidget

MENU_KEYS = "Shift+F10"


def open_menus_by_key(window: QWidget) -> None:
    """Let the key open menus in a window."""
    QShortcut(QKeySequence(MENU_KEYS), window, _ask_for_menu)


def _ask_for_menu() -> None:
    """Send what Qt sends for the menu key, to the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    if widget is None:
        return
    cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    at = (cursor if isinstance(cursor, QRect) else widget.rect()).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, asked)


class LastInput(QObject):
    """Whether what was done last in a window was done by the keyboard, which then has to show where it is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.by_key = False
        self._watched: QObject | None = None

    def watch(self, window: QWidget) -> None:
        """Follow a window's keys and clicks; nothing where it has not been shown yet."""
        handle = window.windowHandle()
        if handle is not None and handle is not self._watched:
            self._watched = handle
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress:
            self.by_key = True
        elif event.type() is QEvent.Type.MouseButtonPress:
            self.by_key = False
        return super().eventFilter(watched, event)


def tab_as_read(widget: QWidget) -> None:
    """Have Tab go through a widget in the order of its layouts, in which it is read: rows from the top, each from left.

    What is made later comes last, until its maker says otherwise.
    """
    for before, after in itertools.pairwise(_in_order(widget)):
        QWidget.setTabOrder(before, after)


def _in_order(part: QWidget | QLayout) -> Iterator[QWidget]:
    if isinstance(part, QLayout):
        for item in map(part.itemAt, range(part.count())):
            inner = None if item is None else item.widget() or item.layout()
            if inner is not None:
                yield from _in_order(inner)
        return
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    inside = part.widget() if isinstance(part, QScrollArea) else part.layout()
    if inside is not None:
        yield from _in_order(inside)


def press_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button, or open its menu, where the key is Enter; returns whether it was. Dialogs do so themselves.

    For the button's own key presses alone: a line edit hands Enter on to its window, and by that very Enter a button
    may have the keyboard already.
    """
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
    if not is_enter or isinstance(button.window(), QDialog):
        return False
    if isinstance(button, QToolButton) and button.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup:
        button.showMenu()
    else:
        button.click()
    event.accept()
    return True
