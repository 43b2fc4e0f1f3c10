"""Shows the albums of a photo as chips, each with a cross that removes the photo, and a button to add it to another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.catalog.summaries.collections import AlbumSummary
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import button
from photoface.gui.photos.tag_chips import Chip


class AlbumChips(QWidget):
    """Shows the albums.

    Signals:
        removed: the id of an album to take the photo out of.
        asked: put the photo into an album.
    """

    removed = Signal(int)
    asked = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, 6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._chips.setSizePolicy(policy)
        self.add = button(self.tr("Add to an album"), "link", self, clicked=self.asked.emit)
        in_column(self._chips, Placed(self.add, alignment=Qt.AlignmentFlag.AlignLeft), spacing=4, on=self)
        self._chips.hide()

    def show_albums(self, albums: Sequence[AlbumSummary]) -> None:
        """Show these."""
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for album in albums:
            made = Chip(self._icons, album.name, self.tr("Take it out of the album {}").format(album.name), self._chips)
            made.remove.clicked.connect(lambda _=False, album_id=album.id: self.removed.emit(album_id))
            self._flow.addWidget(made)
            made.show()
        self._chips.setVisible(bool(albums))
        self._chips.updateGeometry()

    def words(self) -> list[str]:
        """The chips as they read."""
        items = (self._flow.itemAt(index) for index in range(self._flow.count()))
        chips = (item.widget() for item in items if item is not None)
        return [chip.words.text() for chip in chips if isinstance(chip, Chip)]
