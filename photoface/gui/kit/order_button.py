"""A button that says in which order things stand, and drops the other orders."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from photoface.gui.kit.icons import Icons


class OrderButton(QToolButton):
    """Offers some orders, the first one chosen.

    Signals:
        chosen: another order; its key.

    Args:
        orders: keys with the words that the user reads.
    """

    chosen = Signal(str)

    def __init__(self, icons: Icons, orders: Sequence[tuple[str, str]], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._name = name
        self.key = ""
        icons.attach(self, "chevron-down")
        self.setIconSize(icons.size)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        group = QActionGroup(self)
        for key, words in orders:
            action = menu.addAction(words)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, key=key: self.choose(key))
            self._actions[key] = action
        self.setMenu(menu)
        self._show(orders[0][0])

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
