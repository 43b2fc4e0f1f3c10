"""One person: cover, name, from when to when; all photos, all faces, and what is wrong among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from photoface.catalog.summaries import Changed, PersonSummary
from photoface.errors import UserFacingError
from photoface.gui import text
from photoface.gui.context import Context, Deed, Deeds, Page, Place
from photoface.gui.dialogs.ask import confirm
from photoface.gui.dialogs.merge import MergeSheet
from photoface.gui.pages.faces_pane import FacesPane
from photoface.gui.pages.photos_pane import PhotosPane
from photoface.gui.tasks import LatestRead
from photoface.gui.widgets.cover import Cover
from photoface.gui.widgets.name_field import NameField
from photoface.gui.widgets.parts import button, icon_button, label
from photoface.library.commands import DeletePerson, MergePeople, RenamePerson
from photoface.library.library import Library

COVER_SIDE = 96


@dataclass(frozen=True, slots=True)
class _Content:
    person: PersonSummary
    face_ids: list[int]
    photo_ids: list[int]


class PersonPage(Page):
    """Reached from the People page, the viewer and the search."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client.tasks, self)
        self._person_id: int | None = None
        self.person: PersonSummary | None = None
        self.photos = PhotosPane(context, self)
        self.faces = FacesPane(context, self, name_words=self.tr("Move to …"))
        self.faces.removable = True
        for pane in (self.photos, self.faces):
            pane.deeds_changed.connect(self.deeds_changed)
            pane.menu_asked.connect(self.menu_asked)
        self.faces.photo_asked.connect(self._open_photo)
        self.photos.opened.connect(self._open_photo)
        self.back = icon_button(context.icons, "arrow-left", self.tr("Back (Esc)"), self)
        self.back.clicked.connect(lambda: self.place_asked.emit(Place("back")))
        self.cover = Cover(context.images, context.theme, COVER_SIDE, self)
        self.name = NameField(context.client, context.images, context.theme, self)
        self.name.setProperty("kind", "title")
        self.name.setAccessibleName(self.tr("Name of this person"))
        self.name.setToolTip(self.tr("Click to change the name"))
        self.name.setMinimumWidth(context.theme.size(320))
        self.name.confirmed.connect(self._rename)
        self.name.left.connect(self._leave_name)
        self.counts = label("", "muted", self)
        self.dates = label("", "muted", self)
        for each in (self.counts, self.dates):
            each.setContentsMargins(8, 0, 0, 0)
        self._build()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.counts)
        words.addWidget(self.dates)
        words.addStretch(1)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        self.tabs = QButtonGroup(self)
        for position, name in enumerate((self.tr("Photos"), self.tr("Faces"))):
            tab = button(name, "tab", self)
            tab.setCheckable(True)
            tab.setChecked(position == 0)
            self.tabs.addButton(tab, position)
            tabs.addWidget(tab)
        self.tabs.idClicked.connect(self.show_tab)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 24, 8)
        head.setSpacing(12)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.cover)
        head.addLayout(words, 1)
        head.addLayout(tabs)
        head.setAlignment(tabs, Qt.AlignmentFlag.AlignBottom)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.photos)
        self.stack.addWidget(self.faces)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def title(self) -> str:
        return self.person.name if self.person is not None else self.tr("Person")

    def visit(self, place: Place) -> None:
        if place.id != self._person_id:
            self._person_id = place.id
            self.person = None
            self.faces.person_id = place.id
            self.name.clear()
            self.counts.clear()
            self.dates.clear()
            self.cover.show_face(None)
            self.photos.show_photos([])
            self.faces.show_faces([])
            self.show_tab(0)
        self.refresh(Changed(everything=True))
        self._focus_view()

    def show_tab(self, position: int) -> None:
        """0 for the photos, 1 for the faces."""
        self.tabs.button(position).setChecked(True)
        self.stack.setCurrentIndex(position)
        self._focus_view()
        self.deeds_changed.emit()

    def _focus_view(self) -> None:
        (self.photos.view if self.stack.currentIndex() == 0 else self.faces.view).setFocus()

    def refresh(self, changed: Changed) -> None:
        person_id = self._person_id
        if person_id is None:
            return

        def read(library: Library) -> _Content | None:
            try:
                person = library.person(person_id)
            except UserFacingError:
                return None
            return _Content(person, library.person_face_ids(person_id), library.photo_ids(person_id))

        library = self.context.client.library
        self._read.start(lambda: read(library), self._take)
        self.faces.refresh(changed)
        self.photos.refresh(changed)

    def _take(self, content: _Content | None) -> None:
        if content is None:
            # Merged into another or deleted meanwhile.
            self._person_id = None
            if self.isVisible():
                self.place_asked.emit(Place("back"))
            return
        person = self.person = content.person
        if not self.name.hasFocus():
            self.name.setText(person.name)
        self.counts.setText(
            self.tr("{photos}, {faces}").format(photos=text.photos(person.photos), faces=text.faces(person.faces))
        )
        unsure = person.faces - person.confirmed
        span = text.month_span(person.first_taken, person.last_taken)
        if unsure:
            words = self.tr("{} not confirmed").format(text.number(unsure))
            span = self.tr("{span} · {unsure}").format(span=span, unsure=words) if span else words
        self.dates.setText(span)
        self.cover.show_face(person.cover_face_id)
        self.photos.show_photos(content.photo_ids)
        self.faces.show_faces(content.face_ids)
        self.deeds_changed.emit()

    def deeds(self) -> Deeds:
        pane = self.faces if self.stack.currentWidget() is self.faces else self.photos
        deeds: dict[Deed, Callable[[], None]] = dict(pane.deeds())
        if self.person is not None:
            deeds[Deed.RENAME] = self._begin_rename
            deeds[Deed.DELETE] = self._delete
            deeds.setdefault(Deed.MERGE, self._merge)
        return deeds

    def _begin_rename(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    def _rename(self, name: str) -> None:
        if self.person is not None and name != self.person.name:
            self.context.client.execute(RenamePerson(self.person.id, name))
        self._leave_name()

    def _leave_name(self) -> None:
        self._focus_view()
        if self.person is not None:
            self.name.setText(self.person.name)

    def _merge(self) -> None:
        if self.person is not None:
            sheet = MergeSheet(self.context, [self.person], self.window())
            sheet.merge_asked.connect(
                lambda keep, others: self.context.client.execute(MergePeople(keep, tuple(others)))
            )
            sheet.open()

    def _delete(self) -> None:
        person = self.person
        if person is not None:
            confirm(
                self.window(),
                self.tr("Delete {}?").format(person.name),
                self.tr("{faces} become unnamed again. No photo is deleted. You can undo this.").format(
                    faces=text.faces(person.faces)
                ),
                self.tr("Delete"),
                lambda: self.context.client.execute(DeletePerson(person.id)),
            )

    def _open_photo(self, photo_id: int) -> None:
        self.photos_asked.emit(tuple(self.photos.model.wanted), photo_id)
