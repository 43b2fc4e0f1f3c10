"""The widgets of the sidebar: a line (page, album, search, tag, folder) with its count, a heading that folds lines.

Albums, tags and saved searches can be renamed in place. Albums, tags and some pages take photos that are dropped on
them. An album can be dragged into another one, or between two. A heading may have a plus that adds to its section.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSizePolicy, QWidget

from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import RIGHT, brush_on
from photoface.gui.kit.dragged_photos import photos_in
from photoface.gui.kit.theme import RADIUS, SECONDARY
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.sidebar.dragged_album import DropPlace, album_data, album_in, drop_place
from photoface.gui.sidebar.rows import SidebarRow

ROOM_ABOVE = 8
"""Pixels above a section's heading; a section that does not show takes none."""

INDENT = 14
"""Pixels that an album, a tag or a folder stands further right than the one around it."""


class SidebarButton(QAbstractButton):
    """Icon, words, and a count at the right.

    Signals:
        fold_asked: show what stands below this line, or hide it.
        photos_dropped: photos were dragged here, by their ids.
        album_dropped: an album was dragged here; its id and its `DropPlace`.
        renamed: the words that the user typed for it.
        delete_asked: the delete key was pressed on a line that can be deleted.

    Attributes:
        row: what it shows; None for a page of the window.
        folded: whether what stands below is hidden; None where there is nothing.
    """

    fold_asked = Signal()
    photos_dropped = Signal(object)
    album_dropped = Signal(int, object)
    renamed = Signal(str)
    delete_asked = Signal()

    def __init__(self, context: WidgetContext, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A button is never narrower than it wants to be, unless that is said: a narrow sidebar would show no icon.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._context = context
        self._icon = icon
        self._depth = 0
        self.row: SidebarRow | None = None
        self.count = ""
        self.is_current = False
        self._warning = False
        self.collapsed = False
        self.folded: bool | None = None
        self._field: QLineEdit | None = None
        self._dragged_over = False
        self._between: DropPlace | None = None
        self._pressed_at: QPoint | None = None
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        context.theme.changed.connect(self.update)

    def show_row(self, row: SidebarRow) -> None:
        """Show this instead of what was shown before."""
        if row == self.row:
            return
        self.row = row
        self._icon, self._depth, self._warning, self.folded = row.icon, row.depth, row.away, row.folded
        self.setText(row.words)
        self.setAccessibleName(row.words)
        self.setToolTip(text.tooltip(row.tooltip))
        self.setAcceptDrops(row.takes_photos)
        self.count = row.count
        self._describe()
        self.update()

    def is_in_hand(self) -> bool:
        """Whether it has the keyboard, or is being renamed."""
        return self.hasFocus() or self._field is not None

    def set_number(self, number: int) -> None:
        """Show how many there are; nothing for none."""
        self.set_count(text.number(number) if number else "")

    def set_count(self, count: str) -> None:
        """Show this text at the right, for screen readers as well."""
        if count != self.count:
            self.count = count
            self._describe()
            self.update()

    def show_current(self, is_current: bool) -> None:
        """Whether this is what shows beside the sidebar.

        Not as a checked button: a screen reader would call that a check box.
        """
        if is_current != self.is_current:
            self.is_current = is_current
            self._describe()
            self.update()

    def _describe(self) -> None:
        folds = "" if self.folded is None else self.tr("folded") if self.folded else self.tr("open")
        said = (self.count, folds, self.tr("shown now") if self.is_current else "")
        self.setAccessibleDescription(", ".join(words for words in said if words))

    def sizeHint(self) -> QSize:
        return QSize(196, max(30, self._context.theme.size(30)))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def _begin(self) -> int:
        """Where the icon stands."""
        side = self._context.icons.size.width()
        return (
            (self.width() - side) // 2
            if self.collapsed
            else self._context.theme.size(22) + INDENT * min(self._depth, 6)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            rect, checked = self.rect(), self.is_current
            ground = "selected" if checked else "pressed" if self.isDown() else "hover" if self.underMouse() else ""
            if ground or self._dragged_over:
                brush.fill(painting.rounded(rect, RADIUS), ground or "hover")
            token = "accent" if checked else "unsure" if self._warning else "text"
            side, left = self._context.icons.size.width(), self._begin()
            brush.icon(left, rect.center().y() + 1 - side // 2, self._icon, side, token)
            if not self.collapsed:
                if self.folded is not None:
                    arrow = "chevron-right" if self.folded else "chevron-down"
                    brush.icon_around(left - brush.theme.size(10), rect.center().y() + 1, arrow, 16, "muted")
                counted = QFontMetrics(brush.theme.font(SECONDARY)).horizontalAdvance(self.count)
                begin = left + side + 8
                words = rect.adjusted(begin, 0, -(counted + 12 if self.count else 8), 0)
                brush.text(words, self.text(), bold=checked)
                brush.text(
                    rect.adjusted(begin, 0, -10, 0), self.count, SECONDARY, "text" if checked else "muted", align=RIGHT
                )
            if self.hasFocus() or self._dragged_over:
                brush.focus(rect)
            if self._between in (DropPlace.BEFORE, DropPlace.AFTER):
                top = 0 if self._between is DropPlace.BEFORE else self.height() - 2
                brush.fill(painting.rounded(QRect(left, top, self.width() - left, 2), 1), "accent")

    # folding and moving by keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        side = self._context.theme.size(20)
        arrow = QRect(self._begin() - side, 0, side, self.height())
        if self.folded is not None and not self.collapsed and arrow.contains(event.position().toPoint()):
            self.fold_asked.emit()
            event.accept()
            return
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.position().toPoint() if is_left and self.row and self.row.album_id else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if start is None or (event.position().toPoint() - start).manhattanLength() < far or not self.isDown():
            super().mouseMoveEvent(event)
            return
        self._pressed_at = None
        self.setDown(False)
        drag = QDrag(self)
        assert self.row is not None
        assert self.row.album_id is not None
        drag.setMimeData(album_data(self.row.album_id))
        drag.setPixmap(self.grab())
        # Beside the pointer: where the album would stand is seen.
        drag.setHotSpot(QPoint(-14, -10))
        drag.exec(Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.folded is not None:
            if self.folded is (key == Qt.Key.Key_Right):
                self.fold_asked.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in self._own_keys():
            if key == Qt.Key.Key_F2:
                self.rename()
            else:
                self.delete_asked.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in self._own_keys():
            event.accept()
            return True
        return super().event(event)

    def _own_keys(self) -> set[int]:
        """Keys that mean this line while it has the keyboard, and something of the page otherwise."""
        return {Qt.Key.Key_F2, Qt.Key.Key_Delete} if self.row is not None and self.row.changeable else set()

    # renaming in place

    def rename(self) -> None:
        """Type another name where the words stand: kept by Enter, Tab and a click elsewhere, not by Escape."""
        if self._field is not None:
            return
        begin = self._begin() + self._context.icons.size.width() + 4
        field = self._field = _RenameField(self.text(), self, self._end_rename)
        field.setGeometry(begin, 1, self.width() - begin - 4, self.height() - 2)
        field.show()
        field.setFocus()
        field.selectAll()

    def _end_rename(self, words: str | None) -> None:
        field, self._field = self._field, None
        if field is None:
            return
        field.hide()
        field.deleteLater()
        clean = " ".join((words or "").split())
        if clean and clean != self.text():
            self.renamed.emit(clean)

    # photos and albums dragged here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if photos_in(event.mimeData()) or self._takes(event):
            self._show_drag(event)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._show_drag(event)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drag(None)

    def dropEvent(self, event: QDropEvent) -> None:
        album_id, place = album_in(event.mimeData()), self._where(event)
        self._show_drag(None)
        event.acceptProposedAction()
        if album_id is None:
            self.photos_dropped.emit(photos_in(event.mimeData()))
        else:
            self.album_dropped.emit(album_id, place)

    def _takes(self, event: QDropEvent) -> bool:
        """Whether an album is dragged that may stand here: not over itself."""
        album_id = album_in(event.mimeData())
        own = None if self.row is None else self.row.album_id
        return album_id is not None and own is not None and album_id != own

    def _where(self, event: QDropEvent) -> DropPlace:
        place = drop_place(event.position().y(), self.height())
        # What stands in an open album follows it: there is no place after it here.
        return DropPlace.INTO if place is DropPlace.AFTER and self.folded is False else place

    def _show_drag(self, event: QDropEvent | None) -> None:
        """Show what a drop would do here; nothing without an event."""
        album = event is not None and album_in(event.mimeData()) is not None
        self._between = self._where(event) if event is not None and album else None
        self._dragged_over = event is not None and self._between in (None, DropPlace.INTO)
        self.update()


class _RenameField(QLineEdit):
    """`end` gets the words, or None where they are discarded, once."""

    def __init__(self, words: str, parent: SidebarButton, end: Callable[[str | None], None]) -> None:
        super().__init__(words, parent)
        self._end = end
        self.setAccessibleName(parent.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.parentWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._end(None if event.key() == Qt.Key.Key_Escape else self.text())
            if line is not None:
                line.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end(self.text())


class SectionHeading(QAbstractButton):
    """A heading that folds its section; a plus at its right adds to it.

    Signals:
        add_asked: the plus was pressed.
        album_dropped: an album was dragged here, by its id. Only a heading that accepts drops takes one.
    """

    add_asked = Signal()
    album_dropped = Signal(int)

    def __init__(self, context: WidgetContext, words: str, adds: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._adds = adds
        self.folded = False
        self._dragged_over = False
        self.setText(words)
        # A page may have the same name.
        self.setAccessibleName(self.tr("{}, section").format(words))
        self.setToolTip(adds)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        context.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(196, ROOM_ABOVE + max(28, self._context.theme.size(28)))

    def _line(self) -> QRect:
        """Where its words stand, without the room above."""
        return self.rect().adjusted(0, ROOM_ABOVE, 0, 0)

    def _plus(self) -> QRect:
        return self._line().adjusted(self.width() - self._context.theme.size(30), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            rect = self._line()
            arrow = "chevron-right" if self.folded else "chevron-down"
            brush.icon_around(brush.theme.size(12), rect.center().y() + 1, arrow, 16, "muted")
            brush.text(
                rect.adjusted(brush.theme.size(24), 0, -brush.theme.size(30), 0),
                self.text().upper(),
                SECONDARY,
                "muted",
                bold=True,
            )
            if self._adds:
                brush.icon_around(rect.right() - brush.theme.size(16), rect.center().y() + 1, "plus", 18, "text")
            if self.hasFocus() or self._dragged_over:
                brush.focus(rect)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if album_in(event.mimeData()) is not None:
            self._show_drag(over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drag(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drag(over=False)
        album_id = album_in(event.mimeData())
        if album_id is not None:
            event.acceptProposedAction()
            self.album_dropped.emit(album_id)

    def _show_drag(self, *, over: bool) -> None:
        self._dragged_over = over
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._adds and self._plus().contains(event.position().toPoint()):
            self.add_asked.emit()
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if self.folded is (key == Qt.Key.Key_Right):
                self.click()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Insert) and self._adds:
            self.add_asked.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
