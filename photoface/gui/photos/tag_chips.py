"""Widgets to show, add and remove tags of photos: chips with a cross, and the dialog with tags of selected photos."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.collections import TagCount
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Stretch, in_column, in_row
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import ElidedLabel, icon_button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tag_field import TagField
from photoface.gui.kit.widget_context import WidgetContext
from photoface.library.commands.collections import TagPhotos, UntagPhotos


class Chip(QWidget):
    """Words in a rounded field, with a button that removes them."""

    def __init__(self, icons: Icons, words: str, remove_words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = ElidedLabel("body", self, snug=True)
        self.words.setText(words)
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
            made = Chip(self._icons, words, self.tr("Take the tag {} off").format(path), self._chips)
            made.remove.clicked.connect(lambda _=False, tag_id=count.tag.id: self.removed.emit(tag_id))
            self._flow.addWidget(made)
            made.show()
        self._chips.setVisible(bool(tags))
        self._chips.updateGeometry()

    def words(self) -> list[str]:
        """The chips as they read."""
        items = (self._flow.itemAt(index) for index in range(self._flow.count()))
        chips = (item.widget() for item in items if item is not None)
        return [chip.words.text() for chip in chips if isinstance(chip, Chip)]


class TagsSheet(Sheet):
    """Follows the catalog while it is open; each change is a decision of its own, undone like any other."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget | None) -> None:
        super().__init__("", parent)
        self._photo_ids = photo_ids
        self._client = context.client
        self._read = LatestRead(context.client, self)
        self.set_title(self.tr("Tags of {}").format(context.client.photos_in_words(photo_ids)))
        self.setFixedWidth(context.theme.size(440))
        self.none = label(self.tr("No tags yet."), "muted", self)
        self.chips = TagChips(context, context.icons, self)
        self.chips.added.connect(lambda path: context.client.execute(TagPhotos(photo_ids, path)))
        self.chips.removed.connect(lambda tag_id: context.client.execute(UntagPhotos(photo_ids, tag_id)))
        self.chips.left.connect(self.reject)
        # Tab keeps a tag and lets one type the next.
        self.chips.field.confirmed.connect(self.accept)
        # Escape has emptied the field by then.
        self.finished.connect(lambda _: self.chips.field.keep())
        self.fill(self.none, self.chips, Stretch())
        self.add_buttons(self.tr("Close"))
        context.client.changed.connect(self._refresh)
        self._refresh(Changed(everything=True))
        self.chips.field.setFocus()

    def _refresh(self, changed: Changed) -> None:
        if not (changed.everything or changed.tags or changed.photos):
            return
        ids = self._photo_ids
        self._read.start(lambda library: library.tags.on_photos(ids), self._take)

    def _take(self, tags: list[TagCount]) -> None:
        self.none.setVisible(not tags)
        self.chips.show_tags(tags, len(self._photo_ids))
        self.adjustSize()
