"""The dialog that merges a tag into another one, which the user picks from a list that typed letters filter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.catalog.summaries.collections import TagNode
from photoface.gui.kit import text
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.widget_context import WidgetContext
from photoface.library.commands.collections import MergeTags
from photoface.text_folding import folded


class MergeTagSheet(Sheet):
    """Lists the other tags; what is typed filters them.

    Args:
        others: tags that it may be merged into.
    """

    def __init__(self, context: WidgetContext, tag: TagNode, others: Sequence[TagNode], parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Merge {} into which tag?").format(tag.path))
        self._context, self._tag, self._others = context, tag, others
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Type to find a tag"))
        self.field.setAccessibleName(self.tr("Find a tag"))
        self.field.setMinimumWidth(360)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Tags"))
        self.list.setMinimumHeight(200)
        words = self.tr("{} get that tag instead. You can undo this in History.").format(text.photos(tag.photos_below))
        self.fill(self.field, self.list, self.sentence(words))
        self.add_buttons(self.tr("Merge"), self.tr("Cancel"))
        self.field.textChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.accepted.connect(self._decide)
        self._show()
        self.field.setFocus()

    def _show(self) -> None:
        typed = folded(self.field.text())
        self.list.clear()
        for tag in self._others:
            if typed in folded(tag.path):
                QListWidgetItem(tag.path, self.list).setData(Qt.ItemDataRole.UserRole, tag.id)
        self.list.setCurrentRow(0)
        self.act.setEnabled(self.list.count() > 0)

    def _decide(self) -> None:
        # Merging is possible only while something is listed.
        into_id = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        self._context.client.execute(MergeTags(self._tag.id, into_id))
