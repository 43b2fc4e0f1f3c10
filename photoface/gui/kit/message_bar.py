"""Shows messages to the user: a bar for problems, offers and results, which stays, and a short note with Undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.parts import icon_button, label
from photoface.gui.kit.theme import Theme
from photoface.gui.kit.widget_context import WidgetContext

NOTE_MS = 6000

BAR = "selectionBar"
"""Name of the bars at the foot of pages: notes stand above them."""

PHOTO_BAR = "photoBar"
"""Name of what stands below a photo among several; notes stand above it too."""

_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


_PROBLEM, _OFFER, _RESULT = (
    ("alert-circle-outline", "no"),
    ("lightbulb-on-outline", "accent"),
    ("check-circle-outline", "yes"),
)
"""Icon and colour of what the bar says."""


class MessageBar(QWidget):
    """A problem with its remedy, an offer, or a result that leads somewhere.

    It stays until the user closes it or the next one comes.

    A problem takes the place of an offer, never the other way round. An offer waits until another one is gone.
    """

    def __init__(self, context: WidgetContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = context.icons
        self._picture = QLabel(self)
        self.words = label("", "body", self, wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = QPushButton(self)
        self.action.setProperty("kind", "link")
        self.action.clicked.connect(self._act)
        self.close_button = icon_button(context.icons, "close", self.tr("Close this message"), self, clicked=self.hide)
        parts = (self._picture, Placed(self.words, 1), self.action, self.close_button)
        in_row(*parts, margins=(24, 8, 16, 8), spacing=12, on=self)
        context.theme.changed.connect(self._repaint)
        self._kind = _PROBLEM
        self._then: Callable[[], None] | None = None
        self.hide()
        self._repaint()

    def show_problem(
        self, sentence: str, remedy: str = "", action: str = "", then: Callable[[], None] | None = None
    ) -> None:
        """Say what happened and what to do; `action` is the words of a button that does it by `then`."""
        self._kind = _PROBLEM
        self._say(_in_one(sentence, remedy), action, then)

    def show_result(self, sentence: str, action: str, then: Callable[[], None]) -> None:
        """Say what was done, with a button that leads to it."""
        self._kind = _RESULT
        self._say(sentence, action, then)

    def show_offer(self, sentence: str, action: str, then: Callable[[], None]) -> bool:
        """Say what could be done, and do it by `then` on a press of the button.

        Returns:
            False where a problem, a result or another offer, which has another button, is shown and stays.
        """
        if self.isVisible() and not (self._kind is _OFFER and self.action.text() == action):
            return False
        self._kind = _OFFER
        self._say(sentence, action, then)
        return True

    def withdraw_offer(self, action: str) -> None:
        """Take away the offer that has this button, if it is shown."""
        if self._kind is _OFFER and self.action.text() == action:
            self.hide()

    def withdraw_problem(self, sentence: str, remedy: str) -> None:
        """Take away this problem, if it is shown: what failed is tried again."""
        if self._kind is _PROBLEM and self.words.text() == _in_one(sentence, remedy):
            self.hide()

    def _say(self, words: str, action: str, then: Callable[[], None] | None) -> None:
        self.words.setText(words)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self._then = then
        self.setAccessibleName(words)
        self._repaint()
        self.show()

    def _act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()

    def _repaint(self) -> None:
        icon, token = self._kind
        self._picture.setPixmap(self._icons.pixmap(icon, self._icons.size.width(), self.devicePixelRatioF(), token))


def _in_one(sentence: str, remedy: str) -> str:
    return f"{sentence} {remedy}".strip()


class Note(QWidget):
    """A sentence about what was just done, with Undo, at the foot of the page; it leaves by itself.

    Signals:
        undo_asked: the user wants it back.
    """

    undo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = parent
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.undo.setCursor(Qt.CursorShape.PointingHandCursor)
        self.undo.clicked.connect(self.undo_asked)
        self._row = in_row(self.words, self.undo, spacing=12, on=self)
        self._leaving = QTimer(self, interval=NOTE_MS, singleShot=True)
        self._leaving.timeout.connect(self.hide)
        parent.installEventFilter(self)
        if isinstance(parent, QStackedWidget):
            parent.currentChanged.connect(self._stay_in_front)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, sentence: str, *, undo: bool) -> None:
        """Show a sentence for a while; `undo` offers to take it back."""
        for bar in self._bars():
            # Asking twice is asking once.
            bar.installEventFilter(self)
        self._full = sentence
        self.undo.setVisible(undo)
        # A button brings room of its own.
        self._row.setContentsMargins(16, 6, 8 if undo else 16, 6)
        self._fit()
        self.show()
        self.raise_()
        self._leaving.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and self.isVisible():
            self._fit()
        return False

    def _stay_in_front(self) -> None:
        """A page that comes up is put before all others, and before the note on what was decided on the one before."""
        if self.isVisible():
            self._fit()
            self.raise_()

    def _bars(self) -> list[QWidget]:
        """What stands at the foot of pages and must stay within reach."""
        return [*self._over.findChildren(QWidget, BAR), *self._over.findChildren(QWidget, PHOTO_BAR)]

    def _fit(self) -> None:
        parent = self._over
        room = max(160, parent.width() - 220)
        self.words.setText(self.words.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
        self.adjustSize()
        tops = [bar.mapTo(parent, bar.rect().topLeft()).y() for bar in self._bars() if bar.isVisible()]
        bottom = min([parent.height(), *tops])
        self.move((parent.width() - self.width()) // 2, bottom - self.height() - 16)

    def _dress(self) -> None:
        tokens = self._theme.tokens
        # Turned over: the text's colour is the ground, so that it stands out without a shadow.
        link = "#8FB8FF" if not self._theme.dark else "#1F5FD0"
        self.setStyleSheet(
            f"QLabel {{ color: {tokens.window}; }}"
            f"QPushButton {{ color: {link}; background: transparent; border: 2px solid transparent;"
            f" font-weight: 600; padding: 3px 8px; }}"
            f"QPushButton:focus {{ border-color: {link}; }}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(painting.rounded(self.rect(), 8), self._theme.colour("text"))
        painter.end()
