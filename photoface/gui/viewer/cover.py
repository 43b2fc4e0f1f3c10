"""`Cover`, the base class of what lies over the whole window to look at photos: the viewer and the comparison."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from photoface.gui.context import Context, Pane
from photoface.gui.kit.message_bar import Note

PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
"""Keys with any other modifier are for the window."""


class Cover(Pane):
    """A black widget over the whole window, with notes of its own, as the window's are covered.

    Signals:
        closed: back to the page.
    """

    closed = Signal()

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(context, over)
        self._over = over
        # It paints all of itself: the page and the sidebar below are not painted with every frame.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        over.installEventFilter(self)

    def add_note(self, on: QWidget) -> None:
        """Say on this part of it what was decided and what went wrong."""
        client = self.context.client
        self.note = Note(self.context.theme, on)
        client.decided.connect(lambda words: self._say(words, undo=True))
        client.undone.connect(lambda words: self._say(self.tr("Undone: {}").format(words), undo=False))
        client.redone.connect(lambda words: self._say(self.tr("Done again: {}").format(words), undo=True))
        client.messages.noted.connect(lambda words: self._say(words, undo=False))
        client.messages.problem.connect(lambda sentence, remedy: self._say(f"{sentence} {remedy}".strip(), undo=False))
        self.note.undo_asked.connect(client.undo)

    def _say(self, words: str, *, undo: bool) -> None:
        if self.isVisible():
            self.note.say(words, undo=undo)

    def lie_over(self) -> None:
        """Show it, over all of what it was made for."""
        self.setGeometry(self._over.rect())
        self.note.hide()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Back to the page below."""
        self.hide()
        self.closed.emit()

    def toggle_full_screen(self) -> None:
        """Show the window on the whole screen, or as it was before."""
        window = self.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # QWidget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#000000"))
        painter.end()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on it: what it lies over cannot be seen."""
        first: QWidget = QApplication.focusWidget() or self
        step: QWidget = first
        while True:
            after = step.nextInFocusChain() if forward else step.previousInFocusChain()
            if after is None or after is first:
                return False
            step = after
            takes = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
            if takes and self.isAncestorOf(step):
                step.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
