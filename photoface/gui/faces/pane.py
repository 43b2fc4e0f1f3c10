"""A grid of face crops with actions for the selected ones, on the pages of all faces, of a person and of a group.

A bar below it names the selected faces.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize
from PySide6.QtWidgets import QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.context import Context, Pane
from photoface.gui.faces.action_bar import FacesActionBar
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FACE_SIDE, FaceDelegate
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.person.why_sheet import WhySheet
from photoface.library.commands.faces import ConfirmFaces, RemoveFaces
from photoface.library.commands.people import ChooseCover
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace, RestoreFaces


class FacesPane(Pane):
    """Faces as crops.

    Args:
        names: write names over the crops.
        name_words: what the name field of the selection bar says.
    """

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, names: bool = False, name_words: str = ""
    ) -> None:
        super().__init__(context, parent)
        self.person_id: int | None = None
        self.status = FaceStatus.ACTIVE
        self.removable = False
        self.among: Callable[[], Sequence[int]] = tuple
        """The photos that are shown around that of a face; where there are none, it is shown alone."""
        self.model = FacesModel(context.client, self)
        self.view = TileView(GridLayout(QSize(FACE_SIDE, FACE_SIDE)), self)
        self._delegate = FaceDelegate(context, names=names)
        self.view.set_up(self.model, self._delegate, self.tr("Faces"))
        self.view.menu_asked.connect(self.menu_asked)
        self.view.selection_changed.connect(self._show_selection)
        self.view.typed.connect(self._begin_name)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._open_photo)
        self.view.watch(context)
        self.model.dataChanged.connect(self._show_selection)
        self.model.ids_changed.connect(self._show_selection)

        words = name_words or self.tr("Name these faces")
        self.bar = FacesActionBar(context, self.view, self.selected_ids, self.page_actions, words, self)
        self.bar.clear.clicked.connect(self.view.clearSelection)
        of = PageAction
        self.bar.add_buttons(of.CONFIRM, of.REMOVE, of.RESTORE, of.IGNORE, of.NOT_A_FACE, of.WHY, of.COVER)

        in_column(Placed(self.view, 1), self.bar, on=self)

    def show_ages(self, born: dt.date | None) -> None:
        """The person whose faces these are was born then; None where that is not known."""
        self.model.born = self._delegate.born = born

    def show_faces(self, ids: Sequence[int]) -> None:
        """Show these faces in this order."""
        self.model.set_ids(ids)

    def refresh(self, changed: Changed) -> None:
        """Read the summaries again that a change touched."""
        self.model.refresh(None if changed.everything or changed.people else changed.faces)

    def selected_ids(self) -> tuple[int, ...]:
        return tuple(self.model.ids[row] for row in self.view.selected_rows())

    def chosen_ids(self) -> tuple[int, ...]:
        """The faces that keys and menus are about: the selected ones, or the one that has the keyboard."""
        return tuple(self.model.ids[row] for row in self.view.chosen_rows())

    def page_actions(self) -> PageActions:
        """What can be done with the chosen faces."""
        execute = self.context.client.execute
        ids = self.chosen_ids()
        faces = [face for face in map(self.model.known, ids) if face is not None]
        active = self.status is FaceStatus.ACTIVE
        named = self.removable or any(face.person_id is not None for face in faces)
        offers = offered(
            (PageAction.SELECT_ALL, self.model.rowCount(), self.view.selectAll),
            (PageAction.SHOW_PHOTO, len(ids) == 1, lambda: self._open_photo(self.view.currentIndex())),
            (PageAction.RESTORE, ids and not active, lambda: execute(RestoreFaces(ids))),
            (PageAction.NAME, ids and active, self._begin_name),
            (PageAction.IGNORE, ids and active, lambda: execute(IgnoreFaces(ids))),
            (PageAction.NOT_A_FACE, ids and active, lambda: execute(MarkNotAFace(ids))),
            (PageAction.REMOVE, ids and active and named, lambda: execute(RemoveFaces(ids))),
        )
        if active:
            offers.update(self._person_actions(faces))
        return offers

    def _person_actions(self, faces: list[FaceSummary]) -> PageActions:
        offers: dict[PageAction, Callable[[], None]] = {}
        execute = self.context.client.execute
        unsure = tuple(face.id for face in faces if face.person_id is not None and not face.confirmed)
        people = {face.person_id for face in faces if face.id in unsure}
        if len(people) == 1:
            person_id = people.pop()
            assert person_id is not None
            offers[PageAction.CONFIRM] = lambda: execute(ConfirmFaces(unsure, person_id))
        if len(faces) == 1 and faces[0].person_id is not None:
            offers[PageAction.WHY] = lambda: WhySheet(self.context, faces[0], self.window()).open()
        if len(faces) == 1 and self.person_id is not None and faces[0].person_id == self.person_id:
            owner, face_id = self.person_id, faces[0].id
            offers[PageAction.COVER] = lambda: execute(ChooseCover(owner, face_id))
        return offers

    def _show_selection(self) -> None:
        count = len(self.view.selected_rows())
        if count:
            self.bar.name_field.setVisible(self.status is FaceStatus.ACTIVE)
        self.bar.show_selection(count)
        self.page_actions_changed.emit()

    def _begin_name(self, typed: str = "") -> None:
        if PageAction.NAME not in self.page_actions():
            return
        # The field stands in the bar of what is selected.
        self.view.select_rows(self.view.chosen_rows())
        self.bar.begin_name(typed)

    def _open(self, index: QModelIndex) -> None:
        """Enter says yes to what the machine proposed; on anything else it shows the photo."""
        offers = self.page_actions()
        if PageAction.CONFIRM in offers:
            offers[PageAction.CONFIRM]()
        else:
            self._open_photo(index)

    def _open_photo(self, index: QModelIndex) -> None:
        face = self.model.summary(index.row())
        if face is not None:
            self.ask_for_face(tuple(self.among()) or (face.photo_id,), face)
