"""The base of dialogs that make a decision: the dialog stays open, with its input, until the decision has succeeded."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QWidget

from photoface.gui.client import Client
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.library.commands.command import Command


class DecidingSheet(Sheet):
    """A dialog whose acceptance makes a decision; if that is refused, it stays open and shows the reason.

    Subclasses put `problem` where it is to be read.
    """

    def __init__(self, client: Client, title: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self._client = client
        self._deciding = False
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        client.messages.problem.connect(self._say_refused)

    def decision(self) -> Command | None:
        """What the sheet says now, as a command; None where that changes nothing."""
        raise NotImplementedError

    def accept(self) -> None:
        """Decide, and close once that is done."""
        if self._deciding:
            return
        command = self.decision()
        if command is None:
            super().accept()
            return
        self._deciding = True
        self._client.execute(command, done=lambda _: self._close(), not_decided=self._stay)

    def _close(self) -> None:
        if shiboken6.isValid(self):
            super().accept()

    def _stay(self) -> None:
        if shiboken6.isValid(self):
            self._deciding = False
            self.activateWindow()

    def _say_refused(self, sentence: str, remedy: str) -> None:
        if self._deciding:
            self.problem.setText(f"{sentence} {remedy}".strip())
            self.problem.show()
            self.adjustSize()
