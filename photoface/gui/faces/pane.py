"""A grid of crops with a bar for what is selected: select many, act once. Every page with faces uses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries import Changed, FaceSummary
from photoface.gui.context import Context, Deed, Deeds
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit import text
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import button, icon_button, label
from photoface.gui.kit.selection_bar import SelectionBar
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FACE_SIDE, FaceDelegate
from photoface.gui.person.why_sheet import WhySheet
from photoface.gui.review.typed_names import tell_not_given
from photoface.library.commands import (
    ChooseCover,
    ConfirmFaces,
    IgnoreFaces,
    MarkNotAFace,
    NameFaces,
    RemoveFaces,
    RestoreFaces,
)


class FacesPane(QWidget):
    """Faces as crops.

    Signals:
        deeds_changed: the selection differs.
        photo_asked: show the photo of a face; the photo's id.
        menu_asked: a right click on the selection.

    Args:
        names: write names over the crops.
        name_words: what the name field of the selection bar says.
    """

    deeds_changed = Signal()
    photo_asked = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, names: bool = False, name_words: str = ""
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.person_id: int | None = None
        self.status = FaceStatus.ACTIVE
        self.removable = False
        self.model = FacesModel(context.client, self)
        self.view = TileView(GridLayout(QSize(FACE_SIDE, FACE_SIDE)), self)
        self.view.setModel(self.model)
        self._delegate = FaceDelegate(context.images, context.theme, context.icons, self.view, names=names)
        self.view.setItemDelegate(self._delegate)
        self.view.setAccessibleName(self.tr("Faces"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._ask_menu)
        self.view.selection_changed.connect(self._show_selection)
        self.view.typed.connect(self._begin_name)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._open_photo)
        self.view.follow(context.images)
        context.theme.changed.connect(self.view.viewport().update)
        self.model.dataChanged.connect(self._show_selection)
        self.model.ids_changed.connect(self._show_selection)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._selection_bar(name_words or self.tr("Name these faces")))

    def _selection_bar(self, name_words: str) -> QWidget:
        self.selected_label = label("", "heading", self)
        self.name_field = NameField(self._context.client, self._context.images, self._context.theme, self)
        self.name_field.setPlaceholderText(name_words)
        self.name_field.setAccessibleName(name_words)
        self.name_field.setFixedWidth(self._context.theme.size(220))
        self.name_field.confirmed.connect(self._name)
        self.name_field.kept.connect(self._keep_name)
        self.name_field.left.connect(self._leave_name)
        self.clear = icon_button(self._context.icons, "close", self.tr("Select nothing (Esc)"), self)
        self.clear.clicked.connect(self.view.clearSelection)
        self.bar = SelectionBar((self.selected_label, self.name_field), self.clear, self)
        self._buttons = {}
        for deed, words, key in (
            (Deed.CONFIRM, self.tr("Yes"), "Y"),
            (Deed.REMOVE, self.tr("Remove"), self.tr("Del")),
            (Deed.RESTORE, self.tr("Bring back"), ""),
            (Deed.IGNORE, self.tr("Ignore"), "I"),
            (Deed.NOT_A_FACE, self.tr("Not a face"), "X"),
            (Deed.WHY, self.tr("Why?"), "W"),
            (Deed.COVER, self.tr("Use as cover"), ""),
        ):
            made = button(words, "quiet", self.bar)
            made.setToolTip(f"{words} ({key})" if key else words)
            made.clicked.connect(lambda _=False, deed=deed: self._do(deed))
            self._buttons[deed] = made
            self.bar.add_button(made)
        self.bar.hide()
        return self.bar

    def show_ages(self, born: dt.date | None) -> None:
        """The person whose faces these are was born then; None where that is not known."""
        self.model.born = self._delegate.born = born

    def show_faces(self, ids: Sequence[int]) -> None:
        """Show these faces in this order."""
        self.model.set_ids(ids)

    def refresh(self, changed: Changed) -> None:
        """Read anew the summaries that a change touched."""
        self.model.refresh(None if changed.everything or changed.people else changed.faces)

    def selected_ids(self) -> tuple[int, ...]:
        return tuple(self.model.ids[row] for row in self.view.selected_rows())

    def selected_faces(self) -> list[FaceSummary]:
        """The selected faces of which something is known."""
        found = (self.model.known(id_) for id_ in self.selected_ids())
        return [face for face in found if face is not None]

    def deeds(self) -> Deeds:
        """What can be done with the selected faces."""
        execute = self._context.client.execute
        deeds: dict[Deed, Callable[[], None]] = {}
        if self.model.rowCount():
            deeds[Deed.SELECT_ALL] = self.view.selectAll
        ids = self.selected_ids()
        if not ids:
            return deeds
        if len(ids) == 1:
            deeds[Deed.SHOW_PHOTO] = lambda: self._open_photo(self.view.currentIndex())
        if self.status is not FaceStatus.ACTIVE:
            deeds[Deed.RESTORE] = lambda: execute(RestoreFaces(ids))
            return deeds
        deeds[Deed.NAME] = lambda: self._begin_name("")
        deeds[Deed.IGNORE] = lambda: execute(IgnoreFaces(ids))
        deeds[Deed.NOT_A_FACE] = lambda: execute(MarkNotAFace(ids))
        faces = self.selected_faces()
        if self.removable or any(face.person_id is not None for face in faces):
            deeds[Deed.REMOVE] = lambda: execute(RemoveFaces(ids))
        self._add_person_deeds(deeds, faces)
        return deeds

    def _add_person_deeds(self, deeds: dict[Deed, Callable[[], None]], faces: list[FaceSummary]) -> None:
        execute = self._context.client.execute
        unsure = tuple(face.id for face in faces if face.person_id is not None and not face.confirmed)
        people = {face.person_id for face in faces if face.id in unsure}
        if len(people) == 1:
            person_id = people.pop()
            assert person_id is not None
            deeds[Deed.CONFIRM] = lambda: execute(ConfirmFaces(unsure, person_id))
        if len(faces) == 1 and faces[0].person_id is not None:
            deeds[Deed.WHY] = lambda: WhySheet(self._context, faces[0], self.window()).open()
        if len(faces) == 1 and self.person_id is not None and faces[0].person_id == self.person_id:
            owner, face_id = self.person_id, faces[0].id
            deeds[Deed.COVER] = lambda: execute(ChooseCover(owner, face_id))

    def _do(self, deed: Deed) -> None:
        do = self.deeds().get(deed)
        if do is not None:
            do()
            self.view.setFocus()

    def _show_selection(self) -> None:
        count = len(self.view.selected_rows())
        self.bar.setVisible(count > 0)
        if count:
            self.selected_label.setText(self.tr("{} selected").format(text.number(count)))
            deeds = self.deeds()
            self.name_field.setVisible(Deed.NAME in deeds)
            self.bar.offer([made for deed, made in self._buttons.items() if deed in deeds])
        self.deeds_changed.emit()

    def _begin_name(self, typed: str) -> None:
        if Deed.NAME in self.deeds():
            self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
            if typed:
                self.name_field.type_first(typed)

    def _name(self, name: str) -> None:
        self._keep_name(name)
        self._leave_name()

    def _keep_name(self, name: str) -> None:
        ids = self.selected_ids()
        self.name_field.clear()
        if ids:
            back = lambda: self._put_back_name(ids, name)  # noqa: E731
            self._context.client.execute(NameFaces(ids, name), back=back)
        else:
            tell_not_given(self._context.client.messages, name)

    def _put_back_name(self, ids: tuple[int, ...], name: str) -> None:
        """A name that was not given stands in the field again, while these faces are selected."""
        if self.selected_ids() == ids:
            self.name_field.put_back(name)
            self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_name(self) -> None:
        self.name_field.clear()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, index: QModelIndex) -> None:
        """Enter says yes to what the machine proposed; on anything else it shows the photo."""
        deeds = self.deeds()
        if Deed.CONFIRM in deeds:
            deeds[Deed.CONFIRM]()
        else:
            self._open_photo(index)

    def _open_photo(self, index: QModelIndex) -> None:
        face = self.model.summary(index.row())
        if face is not None:
            self.photo_asked.emit(face.photo_id)

    def _ask_menu(self, point: QPoint) -> None:
        if self.view.indexAt(point).isValid():
            self.menu_asked.emit(self.view.viewport().mapToGlobal(point))
