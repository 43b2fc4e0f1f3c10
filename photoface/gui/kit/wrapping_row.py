"""A row for the head of a page, title at the left and controls at the right, on two lines where one is too short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from photoface.gui.kit.boxes import Placed, Stretch, in_row

_DIRECTION = QBoxLayout.Direction

INDENT = 24
"""Where the content of pages begins, in pixels."""


class WrappingRow(QWidget):
    """The head of a page: what it is called at the left, what can be done at the right.

    Args:
        left, right: the controls; one that is hidden takes no room, and None is room that is left over.
        margins: left, top, right and bottom.
    """

    def __init__(
        self,
        left: Sequence[QWidget | None],
        right: Sequence[QWidget],
        margins: tuple[int, int, int, int],
        parent: QWidget | None = None,
        *,
        spacing: int = 4,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._parts = (self._part(left, spacing), self._part(right, spacing))
        self._box = in_row(Placed(self._parts[0], 1), self._parts[1], margins=margins, spacing=spacing, on=self)

    def _part(self, controls: Sequence[QWidget | None], spacing: int) -> QWidget:
        part = QWidget(self)
        left_over = () if None in controls else (Stretch(),)
        in_row(*(control or Stretch() for control in controls), *left_over, spacing=spacing, on=part)
        return part

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        # A control says something else now, came or went.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        margins = self._box.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        needed = sum(part.sizeHint().width() for part in self._parts) + self._box.spacing()
        direction = _DIRECTION.LeftToRight if needed <= room else _DIRECTION.TopToBottom
        if direction != self._box.direction():
            self._box.setDirection(direction)
            below = direction == _DIRECTION.TopToBottom
            # Below a button that leads back the others stand in line with the page.
            self._parts[1].setContentsMargins(max(INDENT - margins.left(), 0) if below else 0, 0, 0, 0)
