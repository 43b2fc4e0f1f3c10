"""The review's name field; while it is empty, keys that cannot begin a name go to the window's shortcuts instead."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence

from photoface.gui.kit.name_field import NameField
from photoface.text_folding import spelled


class QuestionField(NameField):
    """While nothing is typed, keys that begin no name are the window's: undo takes an answer back, 2 shows People."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.text()
            and self._is_for_the_window(event)
        ):
            event.ignore()
            return True
        return super().event(event)

    @staticmethod
    def _is_for_the_window(event: QKeyEvent) -> bool:
        standard = QKeySequence.StandardKey
        if event.matches(standard.Undo) or event.matches(standard.Redo):
            return True
        return event.text().isprintable() and bool(event.text()) and not event.text().isalpha()

    def is_known(self) -> bool:
        """Whether somebody who was offered has exactly the name that was typed."""
        offered = (self.completions.index(row, 0).data() for row in range(self.completions.rowCount()))
        return spelled(self.words()) in {spelled(str(name)) for name in offered}
