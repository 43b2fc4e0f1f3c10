"""A row of small photos on black, as the viewer's filmstrip and its strip of a stack have it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit.paged_model import PagedModel
from photoface.gui.kit.tile_layouts import StripLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FilmDelegate

SIDE = 56
"""Of a photo, in pixels of the widget."""


class PhotoStrip(TileView):
    """Shows photos beside each other, one of them selected. It never takes the keyboard: the viewer has it.

    Args:
        name: what it is called for screen readers.
        room: pixels of its height beside those of the photos.

    Attributes:
        photos: its model.
    """

    def __init__(self, context: Context, name: str, parent: QWidget, *, room: int) -> None:
        super().__init__(StripLayout(QSize(SIDE, SIDE)), parent)
        client = context.client
        self.photos = PagedModel[PhotoSummary](client.tasks, lambda ids: client.library.photos.summaries(ids), self)
        self.set_up(self.photos, FilmDelegate(context), name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(SIDE + room)
        self.setStyleSheet("background: #000000;")

    def centre_on(self, row: int) -> None:
        """Scroll until the photo of this row is in the middle, as far as there are photos on both sides."""
        self.scrollTo(self.photos.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
