"""`Sheet`, the base class of the window's dialogs; `confirm`, which asks for a yes, and `ask_words`, for a text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from photoface.gui.kit.boxes import Part, Placed, Stretch, fill, in_column, in_row
from photoface.gui.kit.name_field import LONGEST_NAME
from photoface.gui.kit.parts import button, label

FOR_THE_SHEET = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
"""Keys that grids on a sheet leave to it."""


class Sheet(QDialog):
    """A dialog with a title, a body and a row of buttons, the one that acts at the right.

    Enter presses the button that has the keyboard, else the default one. Escape cancels.
    """

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._default: QPushButton | None = None
        self.heading = label("", "title", self, wrap=True)
        self.set_title(title)
        self.body = in_column(spacing=12)
        self.buttons = in_row(Stretch(), spacing=8)
        in_column(self.heading, Placed(self.body, 1), self.buttons, margins=(24, 24, 24, 24), spacing=16, on=self)

    def set_title(self, title: str) -> None:
        """What the sheet is called, in its heading and for the window system."""
        self.setWindowTitle(title)
        self.heading.setText(title)

    def sentence(self, words: str = "", role: str = "muted") -> QLabel:
        """Words on as many lines as they need, to be put into the body."""
        return label(words, role, self, wrap=True)

    def fill(self, *parts: Part) -> None:
        """Put parts into the body, below those that are in it."""
        fill(self.body, *parts)

    def grow(self) -> None:
        """Make room for what came into the body or became longer; a sheet never shrinks under the pointer."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = max(self.sizeHint().height(), layout.heightForWidth(self.width()))
            self.resize(self.width(), max(self.height(), wanted))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt begins with two thirds of the screen at most, and has a tall sheet cut off its words instead.
        self.grow()

    def add_buttons(self, act: str, cancel: str = "") -> None:
        """Cancel and the button that acts; both close the sheet."""
        if cancel:
            self.cancel = button(cancel, "plain", self, clicked=self.reject)
            self.buttons.addWidget(self.cancel)
        self.act = button(act, "primary", self, clicked=self.accept)
        self.buttons.addWidget(self.act)
        self.set_default(self.act)

    def fit_height(self) -> None:
        """Be as high as what shows needs at this width; `adjustSize` cuts sentences on several lines."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(layout.sizeHint().height(), layout.totalHeightForWidth(self.width())))

    def set_default(self, default: QPushButton) -> None:
        """The button that Enter presses. Not by Qt's own default, which other buttons take over with the keyboard."""
        self._default = default

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused, pressed = self.focusWidget(), self._default
        if isinstance(focused, (QPushButton, QToolButton)) and not focused.isCheckable():
            focused.click()
        elif pressed is not None and pressed.isVisible() and not event.isAutoRepeat():
            # A button that is disabled does nothing on a click either.
            pressed.click()
        event.accept()


def confirm(parent: QWidget, title: str, sentence: str, act: str, then: Callable[[], None]) -> Sheet:
    """Ask before something that the user may not expect; `then` runs on yes."""
    sheet = Sheet(title, parent)
    words = sheet.sentence(sentence)
    words.setFixedWidth(400)
    sheet.body.addWidget(words)
    sheet.add_buttons(act, sheet.tr("Cancel"))
    sheet.accepted.connect(then)
    sheet.open()
    sheet.act.setFocus()
    return sheet


def ask_words(parent: QWidget, title: str, words: str, act: str, then: Callable[[str], None]) -> Sheet:
    """Ask for words of the user's own, which begin as `words`; `then` gets them unless they are empty."""
    sheet = Sheet(title, parent)
    field = QLineEdit(words, sheet)
    field.setAccessibleName(title)
    field.setMaxLength(LONGEST_NAME)
    field.selectAll()
    field.setMinimumWidth(320)
    sheet.body.addWidget(field)
    sheet.add_buttons(act, sheet.tr("Cancel"))

    def accepted() -> None:
        typed = " ".join(field.text().split())
        if typed:
            then(typed)

    sheet.accepted.connect(accepted)
    sheet.open()
    field.setFocus()
    return sheet
