"""Makes the picture at the pointer while tiles are dragged: the tile, small, with the number of tiles if several."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.widget_context import WidgetContext

BESIDE_POINTER = QPoint(-14, -10)
"""What is dragged hangs below the pointer and to its right, so that what it goes to can be seen."""

CARRIED = 88
"""Pixels of the longer side of what hangs at the pointer."""


def carried_tile(view: QAbstractItemView, index: QModelIndex, count: int, context: WidgetContext) -> QPixmap:
    """A small picture of a tile, with the number of all that are dragged where it is more than one."""
    tile = view.viewport().grab(view.visualRect(index).intersected(view.viewport().rect()))
    ratio = tile.devicePixelRatio()
    small = tile.scaled(
        QSize(CARRIED, CARRIED) * ratio,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    if count > 1:
        painter = QPainter(small)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing)
        right = round(small.width() / ratio) - 4
        Brush(painter, context).pill(right, 16, text.number(count), "on_accent", "accent")
        painter.end()
    return small
