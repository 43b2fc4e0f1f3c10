"""The bar below a grid for what is selected: one line where there is room, else two, and never a button cut off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

SPACING = 8


class SelectionBar(QWidget):
    """What is selected and a field at the left, buttons at the right.

    Buttons that do not fit even on a line of their own are left out, the last ones first; the menu of the right click
    and the window's menus hold all of them.
    """

    def __init__(self, head: Sequence[QWidget], tail: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectionBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._buttons: list[QAbstractButton] = []
        self._offered: list[QAbstractButton] = []
        self._tail = tail
        self._head = QWidget(self)
        self._row = QHBoxLayout(self._head)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING)
        for part in head:
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._line = QWidget(self)
        self._second = QHBoxLayout(self._line)
        self._second.setContentsMargins(0, 0, 0, 0)
        self._second.setSpacing(SPACING)
        self._second.addStretch(1)
        self._second.addWidget(tail)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(24, 8, 16, 8)
        self._box.setSpacing(SPACING)
        self._box.addWidget(self._head, 1)
        self._box.addWidget(self._line)

    def add_button(self, button: QAbstractButton) -> None:
        """One more at the right, before the tail."""
        self._buttons.append(button)
        self._second.insertWidget(self._second.count() - 1, button)

    def offer(self, buttons: Sequence[QAbstractButton]) -> None:
        """Show these of the buttons, as far as there is room."""
        self._offered = [button for button in self._buttons if button in buttons]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = self._box.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        head = self._head.minimumSizeHint().width() + SPACING
        beside = head + self._needs(self._offered) <= room
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        shown = list(self._offered)
        while shown and self._needs(shown) > room:
            shown.pop()
        for button in self._buttons:
            button.setVisible(button in shown)

    def _needs(self, buttons: Sequence[QAbstractButton]) -> int:
        widths = [button.sizeHint().width() + SPACING for button in buttons]
        return sum(widths) + self._tail.sizeHint().width() + SPACING
