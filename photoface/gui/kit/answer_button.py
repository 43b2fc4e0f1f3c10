"""A button for one answer to a question of the review, with its keyboard key below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.kit import text
from photoface.gui.kit.boxes import in_column
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import button, label


class AnswerButton(QWidget):
    """One answer of a question.

    Signals:
        given: the button was pressed.
    """

    given = Signal()

    def __init__(self, icons: Icons, kind: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button("", kind, self, clicked=self.given)
        icons.attach(self.button, icon, "on_accent" if kind == "primary" else "text")
        self.button.setIconSize(icons.size)
        self.key = label("", "secondary", self)
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        in_column(self.button, self.key, spacing=4, on=self)

    def say(self, words: str, key: str, explanation: str = "") -> None:
        """The button's words, the key below it, and what it does in a sentence."""
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setAccessibleDescription(explanation or key)
        self.button.setToolTip(text.tooltip(explanation))
        self.key.setText(key)
