"""A list view of painted rows, one below the other across the whole width, as on History and in lists of files."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget

from photoface.gui.kit.theme import Theme


class RowList(QListView):
    """Rows of one height that a delegate paints, across the whole width."""

    def __init__(
        self, model: QAbstractItemModel, delegate: QStyledItemDelegate, theme: Theme, name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        theme.changed.connect(self.viewport().update)
        self._by_keyboard = False
        model.rowsInserted.connect(self._show_focus_late)
        model.modelReset.connect(self._show_focus_late)

    def show_focus(self) -> None:
        """Mark the row that has the keyboard, since a key brought it here; without rows as soon as there are some."""
        self._by_keyboard = True
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectionModel().setCurrentIndex(self.model().index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()

    def _show_focus_late(self) -> None:
        if self._by_keyboard and self.hasFocus():
            self.show_focus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        super().mousePressEvent(event)
