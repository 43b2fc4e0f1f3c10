"""The strip in the viewer with the photos of the current photo's stack; a click or a key shows another one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.catalog.summaries.photos import StackedPhoto
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.parts import label
from photoface.gui.viewer.photo_strip import PhotoStrip


class StackStrip(QWidget):
    """Hidden where the photo is in no stack.

    Signals:
        chosen: show this photo.
        changed: the photo is in another stack now, or in none.
    """

    chosen = Signal(int)
    changed = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        client = self._client = context.client
        self._read = LatestRead(client, self)
        self._photo_id: int | None = None
        self.words = label("", "muted", self)
        self.words.setStyleSheet("color: #C9CDD6;")
        self.view = PhotoStrip(context, self.tr("Photos of this stack"), self, room=12)
        self.model = self.view.photos
        self.view.clicked.connect(self._choose)
        self.setStyleSheet("background: #000000;")
        in_row(self.words, Placed(self.view, 1), margins=(16, 4, 16, 0), spacing=12, on=self)
        context.images.arrived.connect(self.view.viewport().update)
        self.hide()

    @property
    def photo_ids(self) -> Sequence[int]:
        """The photos of the stack, the top first; none where the photo is in no stack."""
        return self.model.ids if self._photo_id in self.model.ids else ()

    def show_stack_of(self, photo_id: int | None) -> None:
        """Show the stack of this photo."""
        self._photo_id = photo_id
        if photo_id is None:
            self._read.drop()
            self._take([])
            return
        if photo_id in self.model.ids:
            self._mark()
        self._read.start(lambda library: library.stacks.photos([photo_id]), self._take)

    def step(self) -> None:
        """Choose the next photo of the stack, after the last one the first."""
        ids = self.photo_ids
        if ids and self._photo_id is not None:
            self.chosen.emit(ids[(list(ids).index(self._photo_id) + 1) % len(ids)])

    def _take(self, stacked: list[StackedPhoto]) -> None:
        ids = [photo.photo_id for photo in stacked]
        if ids != self.model.ids:
            self.model.set_ids(ids)
        self.words.setText(self.tr("Stack of {}, next: G").format(self._client.photos_in_words(ids)))
        self.setVisible(bool(ids))
        if ids:
            self.view.arrange()
            self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        row = self.model.row_of(self._photo_id or 0)
        if row >= 0:
            self.view.select_row(row)
            self.view.scrollTo(self.model.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.model.ids[index.row()])
