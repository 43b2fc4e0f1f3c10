"""A round cover as a widget, for headers."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from photoface.gui.kit.card_delegate import brush_on
from photoface.gui.kit.widget_context import WidgetContext


class Cover(QWidget):
    """Shows one face as a disc."""

    def __init__(self, context: WidgetContext, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._face_id: int | None = None
        self._unfinished: frozenset[Hashable] = frozenset()
        self.setFixedSize(QSize(side, side))
        context.images.pictures_arrived.connect(self._update_unfinished)
        context.theme.changed.connect(self.update)

    def show_face(self, face_id: int | None) -> None:
        self._face_id = face_id
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            brush.images.unfinished.clear()
            brush.cover(self.rect(), self._face_id)
            self._unfinished = frozenset(brush.images.unfinished)

    def _update_unfinished(self, came: frozenset[Hashable]) -> None:
        if not self._unfinished.isdisjoint(came):
            self.update()
