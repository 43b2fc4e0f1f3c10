"""The tab of a person's page with the people who are in the same photos, most photos in common first.

A click shows the photos of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import Companion, PersonSummary
from photoface.gui.context import Context, Pane, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import in_stack
from photoface.gui.kit.parts import EmptyState
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.people.delegates import PersonDelegate, person_tile
from photoface.gui.people.model import PeopleModel


class CompanionsPane(Pane):
    """Round covers, those with most photos in common first.

    Signals:
        together_asked: show the photos in common with somebody; the name.
    """

    together_asked = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        # A person's count of photos is here that of the photos in common.
        self.model = PeopleModel(self)
        self.view = TileView(GridLayout(person_tile(context.theme), gap=8, margin=10), self)
        delegate = PersonDelegate(context, count_words=self._together)
        self.view.set_up(self.model, delegate, self.tr("People in the same photos"))
        # Nothing is selected here to be done something with: a click goes there.
        self.view.clicked.connect(self._open)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._preview)
        self.view.watch(context)
        self.empty = EmptyState(context, "account-multiple-outline", self)
        self.empty.say(
            self.tr("Nobody beside them yet"),
            self.tr("People in the same photos are shown here once they have a name."),
        )
        self._stack = in_stack(self.view, self.empty, on=self)

    def show_companions(self, companions: Sequence[Companion]) -> None:
        """Show these people."""
        self.model.show([replace(one.person, photos=one.photos, videos=one.videos) for one in companions])
        self._stack.setCurrentWidget(self.view if companions else self.empty)

    def _together(self, person: PersonSummary) -> str:
        return self.tr("{} together").format(text.photos(person.photos, person.videos))

    def _open(self, index: QModelIndex) -> None:
        self.together_asked.emit(self.model.summaries[index.row()].name)

    def _preview(self, index: QModelIndex) -> None:
        self.place_asked.emit(Place("person", self.model.ids[index.row()]))
