"""A list view of painted rows, one below the other across the whole width, as on History and in lists of files."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
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
