"""The view of a question's face crops, as large as they fit: a click takes a face out, the lens shows its photo.

Where no face can be taken out, as of a single one, a click shows the photo.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.gui.context import Context
from photoface.gui.kit.fitting_layout import FittingLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.review.face_delegate import QuestionFaceDelegate
from photoface.gui.review.face_model import QuestionFacesModel

LARGEST, SMALLEST = 176, 80
"""Sides of a crop. Below the smaller a look no longer tells two people apart; then the crops scroll."""

FEW, LARGEST_OF_FEW = 6, 208
"""So few faces are shown larger than the store keeps them: what matters is that they can be compared."""

_MOVES = range(Qt.Key.Key_Home, Qt.Key.Key_PageDown + 1)
"""Home, End, the four arrows, Page Up and Page Down, in Qt's order."""


class QuestionFacesView(TileView):
    """Nothing is selected here: faces are in the question or taken out of it.

    Keys that mean nothing to the crops go on to the page, where they answer.

    Signals:
        looked_at: show the photo of this row: by lens, double click, Space, or a click where no face can be taken out.
    """

    looked_at = Signal(int)

    def __init__(self, context: Context, words: str, parent: QWidget | None = None) -> None:
        self._fitting = FittingLayout(LARGEST, SMALLEST)
        super().__init__(self._fitting, parent)
        self.faces = QuestionFacesModel(context.client, self)
        self.can_take_out = False
        self._pressed_row = -1
        self._double = False
        self._crops = QuestionFaceDelegate(context)
        self.set_up(self.faces, self._crops, words)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        # By Tab, not by click: who types a name and clicks a wrong face goes on typing.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.previewed.connect(lambda index: self.looked_at.emit(index.row()))
        self.watch(context)

    def sizeHint(self) -> QSize:
        # What there must be room for; it grows into whatever else there is.
        return QSize(2 * SMALLEST, SMALLEST + 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST + 16, SMALLEST + 16)

    def show_faces(self, ids: tuple[int, ...], *, can_take_out: bool, headed: bool) -> None:
        """Show the faces of another question, none of them taken out; `headed` where words stand above them."""
        self._fitting.headed = headed
        self.can_take_out = can_take_out
        self._fitting.largest = LARGEST_OF_FEW if len(ids) <= FEW else LARGEST
        self.faces.put_all_back()
        self.faces.set_likely_names({})
        self.faces.set_ids(ids)
        self.verticalScrollBar().setValue(0)
        self.selectionModel().clearCurrentIndex()

    def set_faded(self, faded: bool) -> None:
        """Let the crops step back, while an answer about them is carried out."""
        if faded is not self._crops.faded:
            self._crops.faded = faded
            self.viewport().update()

    def toggle(self, row: int) -> None:
        """Take a face out of the question, or put it back, where the question allows that."""
        if self.can_take_out and 0 <= row < self.faces.rowCount():
            self.faces.toggle(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.faces.rowCount():
            self.selectionModel().setCurrentIndex(self.faces.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES or event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.toggle(self.currentIndex().row())
            self._by_keyboard = True
        else:
            event.ignore()

    def _over_lens(self, row: int, point: QPoint) -> bool:
        return QuestionFaceDelegate.lens_rect(self.visualRect(self.faces.index(row, 0))).contains(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        self._double = False
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_row = self.indexAt(event.position().toPoint()).row() if left else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self.indexAt(point))
        over = self.indexAt(point).row() >= 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row, point = self._pressed_row, event.position().toPoint()
        self._pressed_row = -1
        if row < 0 or self.indexAt(point).row() != row:
            return
        self.selectionModel().setCurrentIndex(self.faces.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        if self._over_lens(row, point) or not self.can_take_out:
            if not self._double:
                self.looked_at.emit(row)
        else:
            # The second release of a double click takes back what the first one did.
            self.toggle(row)
        if self._double:
            self._double = False
            self.looked_at.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._double = self.can_take_out
        self._pressed_row = self.indexAt(event.position().toPoint()).row() if self.can_take_out else -1
