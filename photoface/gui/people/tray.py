"""The tray on the People page: unnamed groups as stacks of crops, each with a field to type its name into."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from photoface.gui.kit.drag_view import DragView
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.people.delegates import GroupDelegate, group_tile
from photoface.gui.people.group_model import GroupsModel

RELEASED_MS = 20
"""How often it is looked whether the button of the mouse is up again."""

LONGEST_PRESS_MS = 1000
"""Longer than a click takes. Of a press that closed a list the window system may never tell the release."""


class TrayView(DragView):
    """Groups in lines. Click a field or just type to name a group; Enter takes it and goes to the next, so does Tab.

    A typed name is kept in whichever way the field is left; only Escape discards it.

    Signals:
        named: a group's id and the name it was given.
        not_given: a group left while its name was typed; that name.
    """

    named = Signal(int, str)
    not_given = Signal(str)

    def __init__(self, model: GroupsModel, context: WidgetContext, parent: QWidget | None = None) -> None:
        self.grid = GridLayout(group_tile(context.theme), gap=8, margin=16)
        super().__init__(self.grid, context, parent)
        self._model = model
        self.naming: int | None = None
        """The group whose name is being typed."""
        self.stacks = GroupDelegate(context)
        self.set_up(model, self.stacks, self.tr("Unnamed people"))
        self.field = NameField(context, self.viewport(), steps=True)
        self.field.setProperty("kind", "tray")
        self.field.hide()
        self.field.confirmed.connect(self._name)
        self.field.kept.connect(self._keep)
        self.field.left.connect(self.end_naming)
        self.field.stepped.connect(self._step)
        self.field.editingFinished.connect(self._leave_if_empty)
        self.typed.connect(self._type_on_current)

    def begin_naming(self, row: int, typed: str = "") -> None:
        """Put the field under a group, with letters already typed."""
        group = self._model.summary(row)
        if group is None or self.grid.rect(row).isNull():
            self.end_naming()
            return
        self.select_row(row)
        self.naming = group.id
        self.field.clear()
        self._place_field()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.field.type_first(typed)

    def end_naming(self) -> None:
        """Take the field away, and what is typed in it."""
        had_focus = self.field.hasFocus()
        self.naming = None
        self.field.close_popup()
        self.field.clear()
        self.field.hide()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrange(self) -> None:
        super().arrange()
        # The base class lays out while it is still being built.
        if hasattr(self, "field"):
            self._place_field()

    def _place_field(self) -> None:
        if self.naming is None:
            return
        row = self._model.row_of(self.naming)
        if row < 0:
            typed = self.field.pending()
            self.end_naming()
            if typed:
                # The letters that still come must not begin the name of a neighbour.
                self.setCurrentIndex(QModelIndex())
                self.not_given.emit(typed)
            return
        self.field.setGeometry(self.stacks.field_rect(self.visualRect(self._model.index(row, 0))))

    def _name(self, name: str) -> None:
        group_id = self.naming
        if group_id is None:
            return
        row = self._model.row_of(group_id)
        self.naming = None
        self.named.emit(group_id, name)
        # The named group has left: the next one stands where it stood.
        self.arrange()
        if self._model.rowCount():
            self.begin_naming(min(row, self._model.rowCount() - 1))
        else:
            self.end_naming()

    def _keep(self, name: str) -> None:
        """The field was left with a name in it."""
        group_id = self.naming
        if group_id is not None:
            self.end_naming()
            self._tell_later(group_id, name, LONGEST_PRESS_MS)

    def _tell_later(self, group_id: int, name: str, patience: int) -> None:
        """Give the name once no mouse button is down: the group leaves then, and must not move what is pressed."""
        if patience > 0 and QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            later = patience - RELEASED_MS
            QTimer.singleShot(RELEASED_MS, self, lambda: self._tell_later(group_id, name, later))
        else:
            self.named.emit(group_id, name)

    def _step(self, step: int) -> None:
        if self.naming is None:
            return
        row = self._model.row_of(self.naming) + step
        following = self._model.summary(row)
        self.field.keep()
        self.arrange()
        row = -1 if following is None else self._model.row_of(following.id)
        if not self.grid.rect(row).isNull():
            self.begin_naming(row)
            return
        self.end_naming()
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if step > 0:
            self.focusNextPrevChild(True)

    def _type_on_current(self, typed: str) -> None:
        if self.currentIndex().isValid():
            self.begin_naming(self.currentIndex().row(), typed)

    def _leave_if_empty(self) -> None:
        if not self.field.hasFocus() and not self.field.text().strip():
            self.end_naming()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and self._in_field(index, point):
            self.begin_naming(index.row())
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        over_field = self._in_field(self.indexAt(point), point)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if over_field else Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._in_field(self.indexAt(point), point):
            event.accept()
            return
        super().mouseDoubleClickEvent(event)

    def _in_field(self, index: QModelIndex, point: QPoint) -> bool:
        if not index.isValid():
            return False
        field: QRect = self.stacks.field_rect(self.visualRect(index))
        return field.contains(point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "field"):
            self._place_field()
