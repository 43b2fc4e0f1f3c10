"""A round cover as a widget, for headers."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from photoface.gui.kit.images import Images
from photoface.gui.kit.painting import paint_cover
from photoface.gui.kit.theme import Theme


class Cover(QWidget):
    """Shows one face as a disc."""

    def __init__(self, images: Images, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._face_id: int | None = None
        self._unfinished: frozenset[Hashable] = frozenset()
        self.setFixedSize(QSize(side, side))
        images.pictures_arrived.connect(self._update_unfinished)
        theme.changed.connect(self.update)

    def show_face(self, face_id: int | None) -> None:
        self._face_id = face_id
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._images.unfinished.clear()
        paint_cover(painter, self.rect(), self._face_id, self._images, self._theme)
        self._unfinished = frozenset(self._images.unfinished)
        painter.end()

    def _update_unfinished(self, came: frozenset[Hashable]) -> None:
        if not self._unfinished.isdisjoint(came):
            self.update()
