"""The base of dialogs that ignore many faces at once: shows the faces, and lets the user keep some of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.list_model import ID, Index, data_at
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import FOR_THE_SHEET, Sheet
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FaceDelegate
from photoface.library.commands.command import Command
from photoface.library.commands.strangers import IgnoreFaces

SIDE = 72


class _KeptDelegate(FaceDelegate):
    """Faces that are kept are bright and ticked, those that will be ignored are dimmed."""

    kept: frozenset[int] = frozenset()

    def paint_tile(self, brush: Brush, rect: QRect, index: Index) -> None:
        brush.selected = data_at(index, ID) in self.kept
        brush.painter.setOpacity(1.0 if brush.selected else 0.55)
        super().paint_tile(brush, rect, index)
        brush.painter.setOpacity(1.0)


class ChoiceView(TileView):
    """Faces to be ignored; a click or Space keeps one.

    Signals:
        toggled: keep a row, or not any more.
    """

    toggled = Signal(int)

    def __init__(self, model: FacesModel, context: Context, parent: QWidget) -> None:
        super().__init__(GridLayout(QSize(SIDE, SIDE), margin=4), parent)
        self.choice = _KeptDelegate(context, side=SIDE)
        self.set_up(model, self.choice, self.tr("Faces that will be ignored; choose those to keep"))
        self.setSelectionMode(TileView.SelectionMode.NoSelection)
        self.clicked.connect(lambda index: self.toggled.emit(index.row()))
        self.watch(context)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            index: QModelIndex = self.currentIndex()
            if index.isValid():
                self.toggled.emit(index.row())
            event.accept()
        elif event.key() in FOR_THE_SHEET:
            event.ignore()
        else:
            super().keyPressEvent(event)


class StrangersSheet(Sheet):
    """Shows the faces that would be ignored; subclasses say which, and with which words."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self._context = context
        self._read = LatestRead(context.client, self)
        self.model = FacesModel(context.client, self)
        self.view = ChoiceView(self.model, context, self)
        self.explanation = label("", "muted", self, wrap=True)
        self.hint = label(self.tr("Click a face to keep it. Ignored faces can be brought back."), "secondary", self)
        self.fill(self.explanation, Placed(self.view, 1), self.hint)
        self.add_buttons(self.tr("Ignore"), self.tr("Cancel"))
        self.act.setEnabled(False)
        self.view.toggled.connect(self._toggle)
        self.accepted.connect(lambda: context.client.execute(self.decision()))
        self.resize(context.theme.size(620), context.theme.size(520))

    def say(self, title: str, sentence: str) -> None:
        """The question on top, and what is meant."""
        self.set_title(title)
        self.explanation.setText(sentence)

    @property
    def ignored_ids(self) -> tuple[int, ...]:
        """The faces that the user does not keep."""
        kept = self.view.choice.kept
        return tuple(face_id for face_id in self.model.ids if face_id not in kept)

    def decision(self) -> Command:
        """What the sheet says now, as a command."""
        return self.command() if not self.view.choice.kept else IgnoreFaces(self.ignored_ids)

    def command(self) -> Command:
        """For subclasses: the command where the user keeps nobody."""
        raise NotImplementedError

    def _show(self, ids: Sequence[int]) -> None:
        self.model.set_ids(ids)
        self.view.choice.kept &= frozenset(ids)
        self._show_count()

    def _toggle(self, row: int) -> None:
        self.view.choice.kept ^= {self.model.ids[row]}
        self.view.viewport().update()
        self._show_count()

    def _show_count(self) -> None:
        count = len(self.ignored_ids)
        self.act.setEnabled(count > 0)
        self.act.setText(
            self.tr("Ignore {}").format(text.faces(count)) if count else self.tr("There is nobody to ignore")
        )
