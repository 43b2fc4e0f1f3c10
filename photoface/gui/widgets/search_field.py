"""The search field: words for photos, with the names completed one by one."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from photoface.gui.client import Client
from photoface.gui.icons import Icons
from photoface.gui.images import Images
from photoface.gui.theme import Theme
from photoface.gui.widgets.name_field import CompletingField

_LAST_WORD = re.compile(r'(-?)("[^"]*|[^\s"]*)$')


class SearchField(CompletingField):
    """Takes the words of a search.

    Signals:
        searched: Enter; the words, which may be empty.
        left: Escape, or the field was cleared.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(
        self, client: Client, images: Images, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(client, images, theme, parent)
        self.setPlaceholderText(self.tr("Search people: Ada Ben, -Cleo"))
        self.setAccessibleName(self.tr("Search photos by the people in them"))
        self.setToolTip(
            self.tr("Photos with everybody you name; a minus before a name leaves that person out. (Ctrl+F)")
        )
        magnifier = QAction(self)
        icons.attach(magnifier, "magnify", "muted")
        self.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda text: self.left.emit() if not text else None)

    def prefix(self, typed: str) -> str:
        found = _LAST_WORD.search(typed)
        return "" if found is None else found.group(2).lstrip('"')

    def complete_with(self, typed: str, name: str) -> str:
        quoted = f'"{name}"' if re.search(r"\s", name) else name
        return _LAST_WORD.sub(lambda found: found.group(1) + quoted, typed, count=1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            if self.text():
                self.clear()
            else:
                self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
