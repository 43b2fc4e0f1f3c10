"""The tags of some photos as chips, each with a cross that takes it off, and the field that adds one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.catalog.summaries import TagCount
from photoface.gui.kit import text
from photoface.gui.kit.boxes import in_column, in_row
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import icon_button, label
from photoface.gui.kit.tag_field import TagField
from photoface.gui.kit.widget_context import WidgetContext


class _Chip(QWidget):
    def __init__(self, icons: Icons, words: str, remove_words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label(words, "body", self)
        self.words.setToolTip(text.tooltip(words))
        self.remove = icon_button(icons, "close", remove_words, self)
        self.remove.setProperty("kind", "chip")
        in_row(self.words, self.remove, margins=(10, 0, 2, 0), on=self)


class TagChips(QWidget):
    """Shows and changes the tags of photos.

    Signals:
        added: a path to put on all of them.
        removed: the id of a tag to take off.
        left: Escape in the field.
    """

    added = Signal(str)
    removed = Signal(int)
    left = Signal()

    def __init__(self, context: WidgetContext, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.field = TagField(context, self)
        self.field.confirmed.connect(self.added)
        self.field.kept.connect(self._keep)
        self.field.left.connect(self.left)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, 6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._chips.setSizePolicy(policy)
        in_column(self._chips, self.field, spacing=8, on=self)
        self._chips.hide()

    def _keep(self, path: str) -> None:
        self.field.clear()
        self.added.emit(path)

    def show_tags(self, tags: Sequence[TagCount], photos: int) -> None:
        """Show the tags of so many photos; one that only some of them have says how many."""
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for count in tags:
            path = count.tag.path
            words = path.replace("/", " / ")
            if count.photos < photos:
                words = self.tr("{tag}  ({some} of {all})").format(tag=words, some=count.photos, all=photos)
            made = _Chip(self._icons, words, self.tr("Take the tag {} off").format(path), self._chips)
            made.remove.clicked.connect(lambda _=False, tag_id=count.tag.id: self.removed.emit(tag_id))
            self._flow.addWidget(made)
            made.show()
        self._chips.setVisible(bool(tags))
        self._chips.updateGeometry()

    def words(self) -> list[str]:
        """The chips as they read."""
        items = (self._flow.itemAt(index) for index in range(self._flow.count()))
        chips = (item.widget() for item in items if item is not None)
        return [chip.words.text() for chip in chips if isinstance(chip, _Chip)]
