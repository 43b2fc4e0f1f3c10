"""The tags of some photos: those that they have, each to be taken off, and one more to be put on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries import Changed, TagCount
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.ask import Sheet
from photoface.gui.kit.boxes import Stretch
from photoface.gui.kit.parts import label
from photoface.gui.photos.tag_chips import TagChips
from photoface.library.commands import TagPhotos, UntagPhotos


class TagsSheet(Sheet):
    """Follows the catalog while it is open; each change is a decision of its own, undone like any other."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget | None) -> None:
        super().__init__("", parent)
        self._photo_ids = photo_ids
        self._client = context.client
        self._read = LatestRead(context.client, self)
        self.set_title(self.tr("Tags of {}").format(text.photos(len(photo_ids))))
        self.setFixedWidth(context.theme.size(440))
        self.none = label(self.tr("No tags yet."), "muted", self)
        self.chips = TagChips(context, context.icons, self)
        self.chips.added.connect(lambda path: context.client.execute(TagPhotos(photo_ids, path)))
        self.chips.removed.connect(lambda tag_id: context.client.execute(UntagPhotos(photo_ids, tag_id)))
        self.chips.left.connect(self.reject)
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
