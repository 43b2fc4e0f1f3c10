"""Fields for a text of the user's own (title, caption, notes), which keep what is typed when the user leaves them.

Escape discards it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

LINES = 3
"""Lines of a caption that show at once."""


class KeptText(QObject):
    """Keeps what is typed into a field: at Enter, Tab, a click elsewhere or the next photo. Escape alone discards.

    Args:
        enter_keeps: Enter keeps the text of a field of several lines, and Shift+Enter begins a line; else Ctrl+Enter
            keeps it.

    Signals:
        kept: the new text; only where it differs from the one that was shown.
        left: Escape or Enter; the keyboard goes back to the photo.
    """

    kept = Signal(str)
    left = Signal()

    def __init__(self, field: QLineEdit | QPlainTextEdit, *, enter_keeps: bool = True) -> None:
        super().__init__(field)
        self.field = field
        self._enter_keeps = enter_keeps
        self._shown = ""
        field.installEventFilter(self)

    @property
    def text(self) -> str:
        """What is in the field now."""
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    def start_over(self) -> None:
        """Show nothing, whatever is being typed: the field is about something else now."""
        self._shown = ""
        self._set("")

    def show_text(self, text: str | None) -> None:
        """Show what the catalog has; what is being typed stays."""
        is_typed = self.field.hasFocus() and self.text != self._shown
        self._shown = text or ""
        if not is_typed and self.text != self._shown:
            self._set(self._shown)

    def keep(self) -> None:
        """Emit `kept` with what was typed, if it differs from what was shown."""
        typed = self.text.strip()
        if typed != self._shown.strip():
            self._shown = typed
            self.kept.emit(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(Qt.Key(event.key()), event.modifiers())
        return super().eventFilter(watched, event)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Escape:
            self._set(self._shown)
            self.left.emit()
            return True
        if isinstance(self.field, QLineEdit):
            keeps = True
        elif self._enter_keeps:
            keeps = not modifiers & Qt.KeyboardModifier.ShiftModifier
        else:
            keeps = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and keeps:
            self.keep()
            self.left.emit()
            return True
        return False

    def _set(self, text: str) -> None:
        if isinstance(self.field, QLineEdit):
            self.field.setText(text)
        else:
            self.field.setPlainText(text)


def title_field(words: str, parent: QWidget) -> KeptText:
    """A field of one line."""
    field = QLineEdit(parent)
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    return KeptText(field)


def caption_field(words: str, parent: QWidget) -> KeptText:
    """A field of a few lines; Shift+Enter begins a new one, and Tab leaves it."""
    field = QPlainTextEdit(parent)
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    field.setTabChangesFocus(True)
    frame = round(2 * field.document().documentMargin()) + 2 * field.frameWidth()
    field.setFixedHeight(LINES * field.fontMetrics().lineSpacing() + frame)
    return KeptText(field)
