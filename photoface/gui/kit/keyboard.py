"""Keys for what has the keyboard that Qt leaves out on Linux: Shift+F10 opens its menu, and Enter presses a button.

Qt asks for a menu by the menu key alone, which many keyboards do not have, and presses buttons by the space bar alone.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton, QWidget

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


def press_focused_button() -> bool:
    """Press the button that has the keyboard, or open its menu; returns whether it was one that can be pressed."""
    button = QApplication.focusWidget()
    if not isinstance(button, QAbstractButton) or not button.isEnabled():
        return False
    if isinstance(button, QToolButton) and button.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup:
        button.showMenu()
    else:
        button.click()
    return True
