"""Shift+F10 opens the menu of what has the keyboard, as the menu key does: many keyboards have no such key.

Qt asks for a menu by the menu key alone on Linux.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

KEYS = "Shift+F10"


def open_menus_by_key(window: QWidget) -> None:
    """Let the key open menus in a window."""
    QShortcut(QKeySequence(KEYS), window, _ask_for_menu)


def _ask_for_menu() -> None:
    """Send what Qt sends for the menu key, to the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    if widget is None:
        return
    cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    at = (cursor if isinstance(cursor, QRect) else widget.rect()).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, asked)
