"""The dialog that gives one or many photos a title and a caption; where theirs differ it says "various"."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from photoface.gui.context import Context
from photoface.gui.kit.boxes import Space
from photoface.gui.kit.deciding import DecidingSheet
from photoface.gui.kit.parts import label
from photoface.library.commands.photos import DescribePhotos
from photoface.library.library import Library

MOST_READ = 1_000
"""Photos whose words are looked at. Of more, theirs are taken to differ."""

Words = tuple[str | None, str | None]
"""A title and a caption; None where those of the photos differ."""


class WordsSheet(DecidingSheet):
    """A field that is not touched changes nothing; one that is emptied takes the words away."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget) -> None:
        title = self.tr("Title and caption of {}").format(context.client.photos_in_words(photo_ids))
        super().__init__(context.client, title, parent)
        self._ids = photo_ids
        self.title = QLineEdit(self)
        self.title.setAccessibleName(self.tr("Title"))
        self.caption = QPlainTextEdit(self)
        self.caption.setAccessibleName(self.tr("Caption"))
        self.caption.setTabChangesFocus(True)
        self.caption.setFixedHeight(context.theme.size(84))
        self.setMinimumWidth(context.theme.size(460))
        self.fill(label(self.tr("Title"), "muted", self), self.title, Space(4))
        self.fill(label(self.tr("Caption"), "muted", self), self.caption, self.problem)
        self.add_buttons(self.tr("Save"), self.tr("Cancel"))
        self.title.setFocus()
        context.client.read(self, lambda library: _read(library, photo_ids), self._take)

    def _take(self, found: Words) -> None:
        title, caption = found
        various = self.tr("various")
        if not self.title.isModified():
            self.title.setText(title or "")
            self.title.setPlaceholderText(various if title is None else "")
            self.title.selectAll()
        if not self.caption.document().isModified():
            self.caption.setPlainText(caption or "")
            self.caption.setPlaceholderText(various if caption is None else "")
            self.caption.document().setModified(False)

    def decision(self) -> DescribePhotos | None:
        """What was changed; None where nothing was."""
        title = self.title.text() if self.title.isModified() else None
        caption = self.caption.toPlainText() if self.caption.document().isModified() else None
        return None if title is None and caption is None else DescribePhotos(self._ids, title, caption)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter begins a line in the caption, Ctrl+Enter saves from there.
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and with_control:
            self.act.click()
            event.accept()
            return
        super().keyPressEvent(event)


def _read(library: Library, photo_ids: tuple[int, ...]) -> Words:
    if len(photo_ids) > MOST_READ:
        return None, None
    details = library.photos.details(photo_ids)
    return _only(one.title for one in details), _only(one.caption for one in details)


def _only(words: Iterable[str | None]) -> str | None:
    """The words that all have, perhaps empty; None where they differ."""
    different = {one or "" for one in words}
    return different.pop() if len(different) == 1 else None
