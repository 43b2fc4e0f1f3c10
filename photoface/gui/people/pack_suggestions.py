"""The dialog that asks about each name that opened people packs suggest for a group or a face, whether it is right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from photoface.catalog.people_packs import PackSummary
from photoface.gui.context import Context
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed
from photoface.gui.kit.parts import button
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FaceDelegate
from photoface.library.commands.command import Command
from photoface.library.commands.faces import NameFaces, RejectName
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.library.people_packs import PackProposal

SIDE = 96

MOST_SURE = 99
"""Percent: no machine is surer than that."""


class PackSuggestionsSheet(Sheet):
    """Asks one suggestion after the other. Each answer can be undone; skipped suggestions come again next time."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Looking for people of your packs"))
        self._context = context
        self._left: list[PackProposal] = []
        self._packs: Sequence[PackSummary] = ()
        self._answered = 0
        self.model = FacesModel(context.client, self)
        self.view = TileView(GridLayout(QSize(SIDE, SIDE), margin=4), self)
        self.view.set_up(self.model, FaceDelegate(context, side=SIDE), self.tr("Faces that may be this person"))
        self.view.setSelectionMode(TileView.SelectionMode.NoSelection)
        context.images.arrived.connect(self.view.viewport().update)
        self.words = self.sentence()
        self.fill(self.words, Placed(self.view, 1))
        self.skip = button(self.tr("Skip"), "plain", self, clicked=self._next)
        self.no = button(self.tr("No"), "plain", self, clicked=self._refuse)
        self.yes = button(self.tr("Yes"), "primary", self, clicked=self._name)
        self.close_button = button(self.tr("Close"), "plain", self, clicked=self.close)
        for one in (self.close_button, self.skip, self.no, self.yes):
            self.buttons.addWidget(one)
        self.set_default(self.yes)
        self._enable(False)
        self.resize(context.theme.size(640), context.theme.size(520))
        context.client.read(self, _read, self._take)

    def _take(self, found: tuple[list[PackProposal], list[PackSummary]]) -> None:
        self._left, self._packs = found
        self._show()

    def _show(self) -> None:
        if not self._left:
            self.set_title(self.tr("No more suggestions of people packs"))
            if self._packs:
                self.words.setText(self.tr("As your library grows, more may come."))
            else:
                self.words.setText(self.tr("Open a people pack that somebody gave you: its people are suggested here."))
            self.model.set_ids([])
            self._enable(False)
            self.close_button.setFocus()
            return
        one = self._left[0]
        self.set_title(self.tr("Is this {}?").format(one.name))
        title = next((pack.title for pack in self._packs if pack.id == one.pack_id), "")
        self.words.setText(
            self.tr("{faces}, suggested by {pack}, {sure} % sure. {left} to answer.").format(
                faces=text.faces(len(one.face_ids)),
                pack=title,
                sure=min(round(100 * one.score), MOST_SURE),
                left=text.number(len(self._left)),
            )
        )
        self.model.set_ids(one.face_ids)
        self._enable(True)
        self.yes.setFocus()

    def _enable(self, on: bool) -> None:
        for one in (self.skip, self.no, self.yes):
            one.setEnabled(on)

    def _name(self) -> None:
        one = self._left[0]
        if one.group_id is not None:
            self._decide(NameGroup(one.group_id, one.name, pack_id=one.pack_id))
        else:
            self._decide(NameFaces(one.face_ids, one.name, pack_id=one.pack_id))

    def _refuse(self) -> None:
        one = self._left[0]
        self._decide(RejectName(one.face_ids, one.name))

    def _decide(self, command: Command) -> None:
        self._enable(False)
        self._context.client.execute(command, done=lambda _: self._next(), not_decided=lambda: self._enable(True))

    def _next(self) -> None:
        # Other suggestions of a person who was named now wait for the library's own: they are still asked about here,
        # since the user sees that they are the same pack's.
        del self._left[:1]
        self._show()


def _read(library: Library) -> tuple[list[PackProposal], list[PackSummary]]:
    return library.people_packs.proposals(), library.people_packs.all()
