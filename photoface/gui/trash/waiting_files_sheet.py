"""The dialog that lists second files of photos that wait in Recently deleted, and brings back those that are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from photoface.catalog.second_files import PlacedFile
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.photos import RestoreFiles


class WaitingFilesSheet(Sheet):
    """Each file with the days that are left; all are chosen at first."""

    def __init__(self, context: Context, files: Sequence[PlacedFile], parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(
            text.counted(
                len(files),
                self.tr("1 second file of a photo was deleted"),
                self.tr("{} second files of photos were deleted"),
            )
        )
        self._context = context
        self.setMinimumWidth(context.theme.size(520))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Deleted second files"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(200)
        for file in files:
            days = file.days_left or 0
            left = text.counted(days, self.tr("1 day left"), self.tr("{} days left")) if days else self.tr("goes now")
            item = QListWidgetItem(f"{text.path(file.path)}  ({left})", self.list)
            item.setToolTip(text.path(file.path))
            item.setData(Qt.ItemDataRole.UserRole, file.id)
        self.fill(
            self.sentence(
                self.tr("Their photos stay, with another file. These files go to the trash of this computer.")
            ),
            self.list,
        )
        self.add_buttons(self.tr("Bring back"), self.tr("Close"))
        self.list.itemSelectionChanged.connect(self._show_chosen)
        self.accepted.connect(self._decide)
        self.list.selectAll()
        self.list.setFocus()

    def _show_chosen(self) -> None:
        self.act.setEnabled(bool(self.list.selectedItems()))

    def _decide(self) -> None:
        chosen = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        self._context.client.execute(RestoreFiles(tuple(sorted(chosen))))
