"""The dialog that tells the user of a bug in PhotoFace, and shows the traceback to copy."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from photoface.gui.kit.boxes import Placed
from photoface.gui.kit.parts import button
from photoface.gui.kit.sheet import Sheet

MOST_CHARACTERS = 50_000


class BugDialog(Sheet):
    """One for all: further tracebacks are added below the first."""

    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("This is a bug in PhotoFace"))
        words = self.sentence(
            self.tr("What you did may not have worked. Your photos and names are safe. Please send us the text below.")
        )
        self.details = QPlainTextEdit(text, self)
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setAccessibleName(self.tr("Traceback"))
        self.fill(words, Placed(self.details, 1))
        self.copy = button(self.tr("Copy"), "plain", self)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        self.buttons.addWidget(self.copy)
        self.add_buttons(self.tr("Close"))
        self.resize(680, 420)

    def add(self, text: str) -> None:
        """Another one came while this is open."""
        if len(self.details.toPlainText()) < MOST_CHARACTERS:
            self.details.appendPlainText("\n" + text)
