"""The dialog that splits a mixed person or group: PhotoFace proposes two sides, the user corrects and names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.errors import UserFacingError
from photoface.gui.context import Context
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_column, in_row
from photoface.gui.kit.deciding import DecidingSheet
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import FOR_THE_SHEET
from photoface.gui.kit.tasks import report
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FaceDelegate
from photoface.library.commands.command import Command
from photoface.library.commands.groups import SplitGroup
from photoface.library.commands.people import SplitPerson
from photoface.library.library import Library
from photoface.text_folding import spelled

SIDE = 80

Halves = tuple[list[int], list[int]]


class Part(QWidget):
    """One side of the cut: its faces, how many, and who they are.

    Signals:
        sent: faces go to the other side; their ids.
    """

    sent = Signal(object)

    def __init__(self, context: Context, name: str, send_words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = FacesModel(context.client, self)
        self.view = PartView(self.model, context, self)
        self.count = label("", "muted", self)
        self.field = NameField(context, self)
        self.heading = label(name, "heading", self)
        # Both sides begin at the same height, with a field or without.
        self.heading.setMinimumHeight(self.field.sizeHint().height())
        self.field.setVisible(not name)
        self.heading.setVisible(bool(name))
        self.field.setPlaceholderText(self.tr("Who is this? (may stay empty)"))
        self.send = button(send_words, "plain", self, clicked=self._send)
        self.send.setEnabled(False)
        self.view.selection_changed.connect(lambda: self.send.setEnabled(bool(self.view.selected_rows())))
        self.view.opened.connect(self._send_one)
        self.view.sent.connect(self._send)
        head = in_row(self.heading, Placed(self.field, 1), spacing=8)
        if name:
            head.addStretch(1)
        head.addWidget(self.count)
        in_column(
            head, Placed(self.view, 1), Placed(self.send, alignment=Qt.AlignmentFlag.AlignHCenter), spacing=8, on=self
        )

    @property
    def name(self) -> str | None:
        """What was typed, if anything."""
        return " ".join(self.field.text().split()) or None

    def show_faces(self, ids: Sequence[int]) -> None:
        self.model.set_ids(ids)
        self.count.setText(text.faces(len(ids)))

    def _send(self) -> None:
        ids = [self.model.ids[row] for row in self.view.selected_rows()]
        if ids:
            self.sent.emit(ids)

    def _send_one(self, index: QModelIndex) -> None:
        self.sent.emit([self.model.ids[index.row()]])


class PartView(TileView):
    """The faces of one side. Space or a double click sends what is selected across.

    Signals:
        sent: send the selected.
    """

    sent = Signal()

    def __init__(self, model: FacesModel, context: Context, parent: QWidget) -> None:
        super().__init__(GridLayout(QSize(SIDE, SIDE), margin=4), parent)
        self.set_up(model, FaceDelegate(context, side=SIDE), self.tr("Faces of this part"))
        self.watch(context)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.selected_rows():
            self.sent.emit()
            event.accept()
        elif event.key() in FOR_THE_SHEET:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SplitSheet(DecidingSheet):
    """Two sides beside each other; faces go across by double click, by Space or by the button below.

    Args:
        propose: reads where to cut: the faces that stay, and those that leave.
        command: what is decided: the faces that leave, their name, the name of the rest, and whether both have one
            name and are two people of that name.
        name: the person's; empty for a group.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        propose: Callable[[Library], Halves],
        command: Callable[[tuple[int, ...], str | None, str | None, bool], Command],
        name: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(context.client, title, parent)
        self._context = context
        self._command = command
        self._name = name
        words = self.tr(
            "This is where PhotoFace would cut. A double click sends a face across, the buttons send all that are "
            "selected."
        )
        self.explanation = label(words, "muted", self, wrap=True)
        self.stays = Part(context, name, self.tr("Send across →"), self)
        self.leaves = Part(context, "", self.tr("← Send across"), self)
        self.namesakes = label("", "warning", self, wrap=True)
        self.namesakes.hide()
        sides = in_row(Placed(self.stays, 1), Placed(self.leaves, 1), spacing=24)
        self.fill(self.explanation, Placed(sides, 1), self.namesakes, self.problem)
        self.add_buttons(self.tr("Split"), self.tr("Cancel"))
        self.act.setEnabled(False)
        self.stays.sent.connect(lambda ids: self._move(ids, self.stays, self.leaves))
        self.leaves.sent.connect(lambda ids: self._move(ids, self.leaves, self.stays))
        for part in (self.stays, self.leaves):
            part.field.textChanged.connect(self._check)
            part.field.left.connect(self.reject)
            # A name is given by Enter, the answer by another one.
            part.field.confirmed.connect(lambda _: self.act.setFocus(Qt.FocusReason.TabFocusReason))
        self.resize(context.theme.size(820), context.theme.size(540))
        library = context.client.library
        context.client.tasks.read(self, lambda: propose(library), self._show, self._cannot)

    @classmethod
    def of_person(cls, context: Context, person: PersonSummary, parent: QWidget | None) -> SplitSheet:
        """Take somebody else out of a person."""

        def command(leaving: tuple[int, ...], name: str | None, _: str | None, namesakes: bool) -> Command:
            return SplitPerson(person.id, leaving, name, another=namesakes)

        sheet = cls(
            context, "", lambda library: library.review.propose_split(person_id=person.id), command, person.name, parent
        )
        sheet.set_title(sheet.tr("Who of these is not {}?").format(person.name))
        return sheet

    @classmethod
    def of_group(cls, context: Context, group_id: int, parent: QWidget | None) -> SplitSheet:
        """Take an unnamed group apart."""

        def command(leaving: tuple[int, ...], name: str | None, rest_name: str | None, namesakes: bool) -> Command:
            return SplitGroup(group_id, leaving, name, rest_name, another=namesakes)

        sheet = cls(context, "", lambda library: library.review.propose_split(group_id=group_id), command, "", parent)
        sheet.set_title(sheet.tr("Two people in this group?"))
        return sheet

    def decision(self) -> Command:
        """What the sheet says now, as a command."""
        return self._command(tuple(self.leaves.model.ids), self.leaves.name, self.stays.name, self._has_namesakes())

    def _show(self, halves: Halves) -> None:
        for part, ids in zip((self.stays, self.leaves), halves, strict=True):
            part.show_faces(ids)
        self._check()
        self.leaves.field.setFocus()

    def _cannot(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem.setText(str(error))
            self.problem.show()
        else:
            report(self._context.client.messages, error)

    def _move(self, ids: Sequence[int], source: Part, target: Part) -> None:
        row = min(source.model.row_of(id_) for id_ in ids)
        going = set(ids)
        source.show_faces([id_ for id_ in source.model.ids if id_ not in going])
        target.show_faces([*target.model.ids, *ids])
        if source.model.rowCount():
            source.view.select_row(min(row, source.model.rowCount() - 1))
        self._check()

    def _check(self) -> None:
        namesakes = self._has_namesakes()
        self.namesakes.setText(self.tr("Then two people are called {}.").format(self.leaves.name) if namesakes else "")
        self.namesakes.setVisible(namesakes)
        self.problem.hide()
        self.act.setEnabled(bool(self.stays.model.ids) and bool(self.leaves.model.ids))

    def _has_namesakes(self) -> bool:
        """Whether both parts have the same name; they are two people nevertheless."""
        stays, leaves = self.stays.name or self._name, self.leaves.name
        return bool(stays and leaves) and spelled(stays) == spelled(leaves or "")
