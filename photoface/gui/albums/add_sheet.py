"""The dialog that puts photos into an album, an existing one or a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.catalog import albums
from photoface.catalog.summaries.collections import AlbumSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.collections import AddToAlbum, MakeAlbum


class AddToAlbumSheet(Sheet):
    """Lists the albums; what is typed filters them, and makes a new one where none is called so."""

    def __init__(self, context: Context, photo_ids: Sequence[int], parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Add {} to an album").format(context.client.photos_in_words(photo_ids)))
        self._context, self._photos = context, tuple(photo_ids)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("An album, or the name of a new one"))
        self.field.setAccessibleName(self.tr("Album"))
        self.field.setMinimumWidth(360)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Albums"))
        self.list.setMinimumHeight(200)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fill(self.field, self.list)
        self.add_buttons(self.tr("Add"), self.tr("Cancel"))
        self._paths: dict[int, str] = {}
        self.field.textChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.accepted.connect(self._decide)
        self.field.setFocus()
        context.client.read(self, lambda library: library.albums.all(), self._take)

    def _take(self, found: list[AlbumSummary]) -> None:
        self._paths = albums.paths(found)
        self._show()

    def _show(self) -> None:
        typed = " ".join(self.field.text().split())
        self.list.clear()
        for album_id, path in self._paths.items():
            if typed.casefold() in path.casefold():
                self._add(path, album_id)
        if typed and typed.casefold() not in {path.casefold() for path in self._paths.values()}:
            self._add(self.tr("New album “{}”").format(typed), None)
        self.list.setCurrentRow(0)
        self.act.setEnabled(self.list.count() > 0)

    def _add(self, words: str, album_id: int | None) -> None:
        item = QListWidgetItem(words, self.list)
        item.setToolTip(text.tooltip(words))
        item.setData(Qt.ItemDataRole.UserRole, album_id)

    def _decide(self) -> None:
        # Adding is possible only while something is listed.
        album_id = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        made = MakeAlbum(" ".join(self.field.text().split()), None, self._photos)
        self._context.client.execute(made if album_id is None else AddToAlbum(album_id, self._photos))
