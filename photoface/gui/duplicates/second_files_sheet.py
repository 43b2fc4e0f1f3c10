"""The sheet in which one chooses which files of photos that have several go to the trash or are brought back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyleOptionViewItem, QWidget

from photoface.catalog.deleted_photos import DAYS_KEPT
from photoface.catalog.second_files import PlacedFile, SeveralFiles
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.choices import CheckedRows
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.theme import Theme
from photoface.library.commands.photos import DeleteFiles, RestoreFiles

FILE, PHOTO, BEGINS = (Qt.ItemDataRole.UserRole + number for number in range(3))
"""Of a row: the file's id, its photo's id, and whether it is the first one of its photo."""

WIDTH, HEIGHT = 640, 360
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class FileRows(CheckedRows):
    """A line above the first file of each photo."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._colours = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.data(BEGINS) and index.row():
            painter.fillRect(option.rect.x(), option.rect.y(), option.rect.width(), 1, self._colours.colour("line"))


class SecondFilesSheet(Sheet):
    """All files of photos with several; those that are ticked go, and one of each photo stays."""

    def __init__(self, context: Context, photos: Sequence[SeveralFiles], parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Which files go to the trash?"))
        self._client = context.client
        self._waiting = {file.id for photo in photos for file in photo.files if file.days_left is not None}
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Files of photos; Space ticks those that go"))
        self.list.setFixedSize(context.theme.size(WIDTH), context.theme.size(HEIGHT))
        # What tells two files of one photo apart stands at the end.
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setItemDelegate(FileRows(context.theme, self.list))
        self.list.setUniformItemSizes(True)
        self._add_rows(photos)
        self.list.itemClicked.connect(self._toggle)
        self.list.installEventFilter(self)
        self.said = self.sentence()
        self.fill(
            self.sentence(
                self.tr(
                    "Ticked files wait for {} days and then move to the trash of this computer, with their sidecars. "
                    "The photos stay, with all that you said about them."
                ).format(DAYS_KEPT)
            ),
            self.list,
            self.said,
        )
        self.add_buttons(self.tr("Delete"), self.tr("Cancel"))
        self.accepted.connect(self._decide)
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self._count()

    def _add_rows(self, photos: Sequence[SeveralFiles]) -> None:
        paths = [file.path for photo in photos for file in photo.files]
        above = Path(os.path.commonpath([path.parent for path in paths])) if _have_one_root(paths) else None
        for photo in photos:
            ticked = self._waiting if any(file.id in self._waiting for file in photo.files) else photo.second_ids
            for number, file in enumerate(photo.files):
                item = QListWidgetItem(self._words(file, above), self.list)
                item.setToolTip(text.tooltip(text.path(file.path)))
                item.setData(FILE, file.id)
                item.setData(PHOTO, photo.photo_id)
                item.setData(BEGINS, number == 0)
                flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
                item.setFlags(Qt.ItemFlag.ItemIsSelectable if file.away else flags)
                item.setCheckState(ON if file.id in ticked else OFF)

    def _words(self, file: PlacedFile, above: Path | None) -> str:
        shown = file.path if above is None else file.path.relative_to(above)
        size = text.locale().formattedDataSize(file.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        parts = [text.path(shown), size]
        if not file.is_same:
            parts.append(self.tr("the same picture with other data"))
        if file.away:
            parts.append(self.tr("cannot be reached now"))
        if file.days_left is not None:
            parts.append(text.counted(file.days_left, self.tr("goes in 1 day"), self.tr("goes in {} days")))
        return "  ·  ".join(parts)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def ticked(self) -> set[int]:
        """The ids of the files that go."""
        return {item.data(FILE) for item in self._items() if item.checkState() is ON}

    def _toggle(self, item: QListWidgetItem) -> None:
        if not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        if item.checkState() is ON:
            item.setCheckState(OFF)
        else:
            others = [one for one in self._items() if one.data(PHOTO) == item.data(PHOTO) and one is not item]
            reachable = [one for one in others if one.flags() & Qt.ItemFlag.ItemIsEnabled]
            item.setCheckState(ON)
            if not any(one.checkState() is OFF for one in reachable):
                # One stays: the other one, where there are two.
                (reachable[0] if reachable else item).setCheckState(OFF)
        self._count()

    def _count(self) -> None:
        chosen = self.ticked()
        new, back = len(chosen - self._waiting), len(self._waiting - chosen)
        words = [text.counted(new, self.tr("1 file goes."), self.tr("{} files go."))] if new else []
        if back:
            words.append(text.counted(back, self.tr("1 file is brought back."), self.tr("{} files are brought back.")))
        self.said.setText(" ".join(words) or self.tr("Nothing changes."))
        deletes = text.counted(new, self.tr("Delete 1 file"), self.tr("Delete {} files"))
        self.act.setText(deletes if new else self.tr("Bring back"))
        self.act.setEnabled(bool(new or back))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the current row."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            item = self.list.currentItem()
            if item is not None:
                self._toggle(item)
            return True
        return super().eventFilter(watched, event)

    def _decide(self) -> None:
        chosen = self.ticked()
        back, new = self._waiting - chosen, chosen - self._waiting
        if back:
            self._client.execute(RestoreFiles(tuple(sorted(back))))
        if new:
            self._client.execute(DeleteFiles(tuple(sorted(new))))


def _have_one_root(paths: Sequence[Path]) -> bool:
    return len({path.anchor for path in paths}) == 1
