"""Buttons that drop a menu: `MenuButton` for any, `OrderButton` to choose in which order a list is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import ToolButton


class MenuButton(ToolButton):
    """Words with an arrow; a press drops the menu."""

    def __init__(self, icons: Icons, words: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        icons.attach(self, "chevron-down")
        self.setIconSize(icons.size)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(QMenu(self))


class OrderButton(MenuButton):
    """Offers some orders, the first one chosen.

    Signals:
        chosen: another order; its key.

    Args:
        orders: keys with the words that the user reads.
    """

    chosen = Signal(str)

    def __init__(self, icons: Icons, orders: Mapping[str, str], name: str, parent: QWidget) -> None:
        super().__init__(icons, "", name, parent)
        self._actions: dict[str, QAction] = {}
        self._name = name
        self.key = ""
        group = QActionGroup(self)
        for key, words in orders.items():
            action = self.menu().addAction(words, partial(self.choose, key))
            action.setCheckable(True)
            group.addAction(action)
            self._actions[key] = action
        self._show(next(iter(orders)))

    def choose(self, key: str) -> None:
        """Choose an order, and tell if it is another one."""
        if key != self.key:
            self._show(key)
            self.chosen.emit(key)

    def _show(self, key: str) -> None:
        self.key = key
        action = self._actions[key]
        action.setChecked(True)
        self.setText(action.text())
        self.setAccessibleName(f"{self._name}: {action.text()}")
