"""Factories for small widgets (labels, buttons, scroll areas), and `EmptyState` for a page without content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.keyboard import press_by_enter
from photoface.gui.kit.widget_context import WidgetContext

Clicked = Callable[..., object] | SignalInstance
"""What a press of a button runs, or tells."""


def label(words: str, role: str = "body", parent: QWidget | None = None, *, wrap: bool = False) -> QLabel:
    """A label in one of the stylesheet's roles: title, heading, muted, secondary ...; on several lines by `wrap`."""
    made = QLabel(words, parent)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


FIELD_INDENT = 8

PAGE_HEAD = "pageHead"
"""The property of a page's title: it is as high as a button, so that all titles stand at one height."""


def page_title(words: str, parent: QWidget | None = None) -> QLabel:
    """What a page is called, at its top."""
    made = label(words, "title", parent)
    made.setProperty(PAGE_HEAD, True)
    return made


class ElidedLabel(QLabel):
    """One line that ends in dots where it is too long; the whole is its tooltip.

    Args:
        snug: it takes no more room than its words, so that something can stand right beside them.
        of_path: the dots stand in its middle, since a path says most at its end.
    """

    def __init__(
        self, role: str = "body", parent: QWidget | None = None, *, snug: bool = False, of_path: bool = False
    ) -> None:
        super().__init__(parent)
        self._dots = Qt.TextElideMode.ElideMiddle if of_path else Qt.TextElideMode.ElideRight
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        wide = QSizePolicy.Policy.Maximum if snug else QSizePolicy.Policy.Ignored
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("MMMM"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._dots, room.width())
        self.setToolTip("" if shown == self.text() else text.tooltip(self.text()))
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


def indent_number(field: QAbstractSpinBox) -> None:
    """Keep a number off the frame of its field: Qt leaves out the padding that the stylesheet gives such fields."""
    field.lineEdit().setTextMargins(FIELD_INDENT, 0, FIELD_INDENT, 0)


class PushButton(QPushButton):
    """A button that a screen reader calls what it says, also after it says something else."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """A tool button that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)


def button(
    words: str, kind: str = "plain", parent: QWidget | None = None, *, clicked: Clicked | None = None
) -> QPushButton:
    """A push button; `kind` is plain, primary, quiet, link or tab."""
    made = PushButton(words, parent)
    if clicked is not None:
        made.clicked.connect(clicked)
    made.setProperty("kind", kind)
    made.setAccessibleName(words)
    made.setAutoDefault(False)
    made.setCheckable(kind == "tab")
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
    # By Tab, not by click: the ring then shows only to who uses the keyboard.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _tool_button(icons: Icons, words: str, parent: QWidget | None, clicked: Clicked | None) -> QToolButton:
    made = ToolButton(parent)
    if clicked is not None:
        made.clicked.connect(clicked)
    made.setIconSize(icons.size)
    made.setToolTip(text.tooltip(words))
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def icon_button(
    icons: Icons, icon: str, words: str, parent: QWidget | None = None, *, clicked: Clicked | None = None
) -> QToolButton:
    """A button that is only an icon; its words are the tooltip and the accessible name."""
    made = _tool_button(icons, words, parent, clicked)
    icons.attach(made, icon)
    return made


def button_on_black(
    icons: Icons, icon: str, words: str, parent: QWidget, *, clicked: Clicked | None = None, checkable: bool = False
) -> QToolButton:
    """As `icon_button`, beside a photo on black, whatever the theme."""
    made = _tool_button(icons, words, parent, clicked)
    made.setIcon(icons.on_black(icon))
    made.setProperty("kind", "onBlack")
    made.setCheckable(checkable)
    return made


def padded(widget: QWidget, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> QHBoxLayout:
    """A widget with room around it. Margins of its own may be lost when the stylesheet is set again."""
    return in_row(widget, margins=(left, top, right, bottom))


def line(parent: QWidget | None = None) -> QFrame:
    made = QFrame(parent)
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def scrolled(content: QWidget, parent: QWidget, *, by_keyboard: bool = True) -> QScrollArea:
    """A frame in which a page scrolls up and down; `by_keyboard`: Tab goes to it."""
    content.setObjectName("scrollContent")
    area = QScrollArea(parent, widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not by_keyboard:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class Backdrop(QWidget):
    """An opaque background of a scrolled page, so that scrolling moves what is painted already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.palette().window())


EMPTY_WIDTH, EMPTY_MARGIN = 420, 32
"""How wide the sentence of an empty page is at most, and the room around all of it."""


class EmptyState(QWidget):
    """What a page shows without content: a heading, a sentence, and one button."""

    def __init__(self, context: WidgetContext, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = context.theme, context.icons
        self._icon = icon
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("", "title", self)
        self._sentence = label("", "muted", self)
        self._sentence.setWordWrap(True)
        self.action = button("", "primary", self)
        self.action.hide()
        for words in (self._title, self._sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.below = QVBoxLayout()
        """For what a page has to add below the sentence."""
        in_column(
            Stretch(2),
            self._picture,
            Space(8),
            self._title,
            Placed(self._sentence, alignment=Qt.AlignmentFlag.AlignHCenter),
            self.below,
            Space(12),
            in_row(Stretch(), self.action, Stretch()),
            Stretch(3),
            margins=(EMPTY_MARGIN, EMPTY_MARGIN, EMPTY_MARGIN, EMPTY_MARGIN),
            spacing=8,
            on=self,
        )
        context.theme.changed.connect(self._repaint)
        self._repaint()

    def say(self, title: str, sentence: str, action: str = "") -> None:
        """Title, sentence and the button's words; no button without words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._fit()
        self.action.setText(action)
        self.action.setAccessibleName(action)
        if not action and self.action.hasFocus():
            # Else Qt hands the keyboard to the first button of the window, where the next Enter does something else.
            self.setFocus()
        self.action.setVisible(bool(action))
        focused = QApplication.focusWidget()
        if (
            action
            and self.action.isVisible()
            and focused is not None
            and (focused is self or focused.isAncestorOf(self))
        ):
            # Nothing on the page has the keyboard.
            self.action.setFocus()

    def words(self) -> str:
        """All that it says."""
        return f"{self._title.text()} {self._sentence.text()}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lines of a length that is read well, in a narrow window shorter ones."""
        width = min(self._theme.size(EMPTY_WIDTH), max(self.width() - 2 * EMPTY_MARGIN, EMPTY_MARGIN))
        # A wrapped label in a column tells its layout the height of one line only; and its height is never told as less
        # than what was demanded before.
        self._sentence.setMinimumHeight(0)
        self._sentence.setFixedSize(width, max(self._sentence.heightForWidth(width), 0))
        # Now, not when the event loop comes to it: a frame that is painted before would show all in other places.
        column = self.layout()
        if column is not None:
            column.activate()

    def _repaint(self) -> None:
        self._picture.setPixmap(self._icons.pixmap(self._icon, self._theme.size(56), self.devicePixelRatioF()))
