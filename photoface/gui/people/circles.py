"""The row of circles on the People page: shows a circle's people alone, and takes people dropped onto it.

Here circles are also made, renamed, edited and deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from photoface.catalog.summaries.people import CircleSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.parts import button
from photoface.gui.kit.sheet import ask_words, confirm
from photoface.gui.people.drag_model import PEOPLE_MIME, ids_from_mime
from photoface.library.commands.people import DeleteCircle, PutInCircle, RenameCircle


class CircleChip(QPushButton):
    """One circle, or everybody.

    Signals:
        dropped: ids of people who were dropped on it.
        menu_asked: at a point of the screen.
        rename_asked, delete_asked: by F2 and Delete.
    """

    dropped = Signal(object)
    menu_asked = Signal(QPoint)
    rename_asked = Signal()
    delete_asked = Signal()

    def __init__(self, words: str, takes_people: bool, parent: QWidget) -> None:
        # Qt makes a mnemonic of an ampersand.
        super().__init__(words.replace("&", "&&"), parent)
        self.setProperty("kind", "tab")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(takes_people)
        self.takes_people = takes_people

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PEOPLE_MIME):
            event.acceptProposedAction()
            self.setDown(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.setDown(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.setDown(False)
        event.acceptProposedAction()
        self.dropped.emit(ids_from_mime(event.mimeData(), PEOPLE_MIME))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.takes_people:
            self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.takes_people and event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit()
        elif self.takes_people and event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class CircleChips(QWidget):
    """Everybody, each circle, and a button that makes one.

    Signals:
        chosen: another circle shows, or everybody.
    """

    chosen = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.circles: Sequence[CircleSummary] = ()
        self.circle_id: int | None = None
        self.chips: dict[int | None, CircleChip] = {}
        self._flow = FlowLayout(self)
        rule = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        rule.setHeightForWidth(True)
        self.setSizePolicy(rule)
        self.make = button(self.tr("New circle …"), "link", self, clicked=lambda: self.edit(None))
        self._flow.addWidget(self.make)

    @property
    def circle(self) -> CircleSummary | None:
        """The circle that shows; None for everybody."""
        return next((circle for circle in self.circles if circle.id == self.circle_id), None)

    def show_circles(self, circles: Sequence[CircleSummary]) -> None:
        """Show these circles; one that is gone shows no more."""
        if list(circles) == list(self.circles) and self.chips:
            return
        focused = next((id_ for id_, chip in self.chips.items() if chip.hasFocus()), None)
        held = any(chip.hasFocus() for chip in self.chips.values())
        self.circles = circles
        if self.circle is None:
            self.circle_id = None
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.make)
        self.chips = {}
        if circles:
            self._add(None, self.tr("Everybody"), self.tr("Everybody"))
        for circle in circles:
            words = f"{circle.name}  {text.number(len(circle.person_ids))}"
            said = self.tr("Circle {name}, {people}").format(
                name=circle.name, people=text.people(len(circle.person_ids))
            )
            self._add(circle, words, said)
        self._flow.addWidget(self.make)
        if held:
            self.chips.get(focused, self.make).setFocus()
        self.updateGeometry()

    def _add(self, circle: CircleSummary | None, words: str, said: str) -> None:
        chip = CircleChip(words, circle is not None, self)
        chip.setAccessibleName(said)
        id_ = None if circle is None else circle.id
        chip.setChecked(id_ == self.circle_id)
        chip.clicked.connect(partial(self._choose, id_))
        if circle is not None:
            chip.setToolTip(text.tooltip(self.tr("Drag people here to put them into {}").format(circle.name)))
            chip.dropped.connect(lambda ids, name=circle.name: self._put(name, ids))
            chip.menu_asked.connect(partial(self._open_menu, circle))
            chip.rename_asked.connect(partial(self.ask_name, circle))
            chip.delete_asked.connect(partial(self.ask_delete, circle))
        self.chips[id_] = chip
        self._flow.addWidget(chip)
        chip.show()

    def _choose(self, circle_id: int | None) -> None:
        if circle_id != self.circle_id:
            self.circle_id = circle_id
            self.chosen.emit()

    def _put(self, name: str, person_ids: tuple[int, ...]) -> None:
        self._context.client.execute(PutInCircle(person_ids, name))

    def _open_menu(self, circle: CircleSummary, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Who is in it …"), partial(self.edit, circle))
        menu.addAction(self.tr("Rename … (F2)"), partial(self.ask_name, circle))
        menu.addAction(self.tr("Delete … (Del)"), partial(self.ask_delete, circle))
        menu.popup(point)

    def edit(self, circle: CircleSummary | None) -> None:
        """Open the sheet of who is in a circle; None makes a new one."""
        from photoface.gui.people.circle_sheets import MembersSheet

        MembersSheet(self._context, circle, self.window()).open()

    def ask_name(self, circle: CircleSummary) -> None:
        """Ask what a circle is to be called."""
        execute = self._context.client.execute
        title, act = self.tr("Rename the circle"), self.tr("Rename")
        ask_words(self.window(), title, circle.name, act, lambda name: execute(RenameCircle(circle.id, name)))

    def ask_delete(self, circle: CircleSummary) -> None:
        """Delete a circle after a yes."""
        confirm(
            self.window(),
            self.tr("Delete the circle {}?").format(circle.name),
            self.tr("The people in it stay as they are. You can undo this."),
            self.tr("Delete"),
            lambda: self._context.client.execute(DeleteCircle(circle.id)),
        )
