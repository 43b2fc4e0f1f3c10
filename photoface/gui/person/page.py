"""The page of one person: its head, suggested faces below that, and tabs.

The tabs have photos, faces, timeline, companions and notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from photoface.catalog.search.writing import quoted
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.people import (
    Companion,
    MergedPerson,
    PersonDetails,
    PersonSummary,
    RelatedPerson,
    TimelineYear,
)
from photoface.errors import UserFacingError
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Pane, Place
from photoface.gui.faces.pane import FacesPane
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.menu_button import OrderButton
from photoface.gui.kit.parts import button
from photoface.gui.kit.sheet import ask_words
from photoface.gui.kit.wrapping_row import WrappingRow
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.people.actions import PersonActions
from photoface.gui.people.unmerge import UnmergeSheet
from photoface.gui.person.companions import CompanionsPane
from photoface.gui.person.header import PersonHeader
from photoface.gui.person.notes import NotesPane
from photoface.gui.person.suggestions import PersonSuggestions
from photoface.gui.person.timeline import TimelinePane
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.collections import SaveSearch
from photoface.library.commands.people import RenamePerson
from photoface.library.library import Library

PHOTOS, FACES, TIMELINE, WITH, NOTES = range(5)
"""The tabs."""

OLDEST, NEWEST, DOUBTFUL = "oldest", "newest", "doubtful"
"""Orders of the faces."""


@dataclass(frozen=True, slots=True)
class _Content:
    details: PersonDetails
    photo_ids: list[int]
    merged: list[MergedPerson]
    relatives: list[RelatedPerson]
    circles: list[str]
    face_ids: list[int] | None = None
    years: list[TimelineYear] | None = None
    companions: list[Companion] | None = None


class PersonPage(Page):
    """One person; reached from the People page, the viewer and the search."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._person_id: int | None = None
        self.details: PersonDetails | None = None
        self.merged: list[MergedPerson] = []
        self.person_actions = PersonActions(context, self)
        self.header = PersonHeader(context, self.person_actions, self)
        self.suggestions = PersonSuggestions(context, self)
        self.photos = PhotosPane(context, self)
        self.faces = FacesPane(context, self, name_words=self.tr("Move to …"))
        self.faces.removable = True
        self.timeline = TimelinePane(context, self)
        self.companions = CompanionsPane(context, self)
        self.notes = NotesPane(context, self)
        orders = {
            OLDEST: self.tr("Oldest first"),
            NEWEST: self.tr("Newest first"),
            DOUBTFUL: self.tr("Most likely wrong first"),
        }
        self.order = OrderButton(context.icons, orders, self.tr("Order of faces"), self)
        self._build()
        self._connect()

    @property
    def person(self) -> PersonSummary | None:
        """The person that is shown; None until it is read."""
        return None if self.details is None else self.details.person

    def _build(self) -> None:
        self.tabs = QButtonGroup(self)
        names = (self.tr("Photos"), self.tr("Faces"), self.tr("Timeline"), self.tr("With"), self.tr("Notes"))
        for position, name in enumerate(names):
            tab = button(name, "tab", self)
            tab.setChecked(position == PHOTOS)
            self.tabs.addButton(tab, position)
        tabs = WrappingRow(self.tabs.buttons(), (self.order,), (20, 4, 24, 4), self)
        # Its room stays when it goes, so that the tabs do not move.
        kept = self.order.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.order.setSizePolicy(kept)
        self.order.hide()
        self.stack = QStackedWidget(self)
        for pane in (self.photos, self.faces, self.timeline, self.companions, self.notes):
            self.stack.addWidget(pane)
        # What lies on hidden tabs must not press the suggestions together in a low window.
        self.stack.setMinimumHeight(self.context.theme.size(96))
        in_column(self.header, self.suggestions, tabs, Placed(self.stack, 1), on=self)

    def _connect(self) -> None:
        self._menu_of: Pane = self.header
        self.pass_on(self.header, self.suggestions, self.photos, self.faces, self.timeline, self.companions, self.notes)
        self.faces.among = lambda: self.photos.model.wanted
        self.header.renamed.connect(self._rename)
        self.header.left.connect(self._focus_view)
        self.notes.left.connect(lambda: self.tabs.button(NOTES).setFocus())
        self.header.relations.person_asked.connect(lambda id_: self.place_asked.emit(Place("person", id_)))
        self.suggestions.arrived.connect(self._focus_suggestions)
        self.suggestions.emptied.connect(self._focus_view)
        self.timeline.year_asked.connect(lambda year: self._search(f"year:{year}"))
        self.companions.together_asked.connect(lambda name: self._search(quoted(name)))
        self.order.chosen.connect(lambda _: self.refresh(Changed(everything=True)))
        self.tabs.idClicked.connect(self.show_tab)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.suggestions.fit(self.height())

    def title(self) -> str:
        return self.person.name if self.person is not None else self.tr("Person")

    def visit(self, place: Place) -> None:
        if place.id != self._person_id:
            self._person_id = place.id
            self.notes.keep()
            self.notes.show_details(None)
            self.details = None
            self.faces.person_id = place.id
            self.header.clear()
            self.suggestions.visit(None)
            self.photos.show_photos([])
            self.faces.show_faces([])
            self._turn_to(PHOTOS)
        self.catch_up()
        self._focus_view()

    def show_tab(self, position: int) -> None:
        """One of the tabs, by its number."""
        self._turn_to(position)
        # A tab's rows are read once it shows.
        self.refresh(Changed())
        self._focus_view()
        self.page_actions_changed.emit()

    def _turn_to(self, position: int) -> None:
        self.tabs.button(position).setChecked(True)
        self.stack.setCurrentIndex(position)
        self.order.setVisible(position == FACES)

    def _focus_view(self) -> None:
        views = (self.photos.view, self.faces.view, self.timeline.view, self.companions.view, self.notes.view)
        views[self.stack.currentIndex()].setFocus()

    def _focus_suggestions(self) -> None:
        """The first suggestion has the ring, so yes and no by key are about it, unless the user does something else."""
        view, strip = self.photos.view, self.suggestions.strip
        if strip.isVisible() and view.hasFocus() and not view.selected_rows():
            strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changed: Changed) -> None:
        person_id, tab, order = self._person_id, self.stack.currentIndex(), self.order.key
        if person_id is None:
            return

        def read(library: Library) -> _Content | None:
            try:
                details = library.people.details(person_id)
            except UserFacingError:
                return None
            return _Content(
                details,
                library.photos.ids(person_id),
                library.people.merged_into(person_id),
                library.people.relations(person_id),
                [circle.name for circle in library.people.circles() if person_id in circle.person_ids],
                _ordered_faces(library, person_id, order) if tab == FACES else None,
                library.people.timeline(person_id) if tab == TIMELINE else None,
                library.people.companions(person_id) if tab == WITH else None,
            )

        self._read.start(read, self._take)
        self.faces.refresh(changed)
        self.photos.refresh(changed)
        self.timeline.model.refresh(None if changed.everything else changed.faces)

    def _take(self, content: _Content | None) -> None:
        if content is None:
            # Merged into another or deleted meanwhile.
            self._person_id = None
            if self.isVisible():
                self.place_asked.emit(Place("back"))
            return
        first = self.details is None
        self.details, self.merged = content.details, content.merged
        person = content.details.person
        self.header.show_person(content.details, content.circles)
        self.header.relations.show_relatives(content.relatives)
        self.notes.show_details(content.details)
        self.photos.model.show_ages(person.born)
        self.photos.show_photos(content.photo_ids)
        self.faces.show_ages(person.born)
        if content.face_ids is not None:
            self.faces.show_faces(content.face_ids)
        if content.years is not None:
            self.timeline.show_years(content.years)
        if content.companions is not None:
            self.companions.show_companions(content.companions)
        if first:
            self.suggestions.visit(person)
        else:
            self.suggestions.refresh(person)
        self.page_actions_changed.emit()

    # what can be done

    def page_actions(self) -> PageActions:
        answers = self.suggestions.page_actions()
        # Where the keyboard is on the suggestions, yes and no are about them alone.
        shown = -1 if PageAction.CONFIRM in answers else self.stack.currentIndex()
        of_pane = {PHOTOS: self.photos.page_actions, FACES: self.faces.page_actions}.get(shown, dict)()
        if PageAction.INFORMATION in of_pane and self.person is not None:
            # Its key is that of the person's details here.
            of_pane = {action: run for action, run in of_pane.items() if action is not PageAction.INFORMATION}
        return {**self._of_person(can_rename=PageAction.NAME not in of_pane), **of_pane, **answers}

    def _of_person(self, *, can_rename: bool) -> PageActions:
        if self.person is None:
            return {}
        of_person = offered(
            (PageAction.INTERVIEW, True, lambda: self.place_asked.emit(Place("interview", self._person_id, "person"))),
            # F2 names the selected faces; the person's name can be clicked.
            (PageAction.RENAME, can_rename, self.header.begin_rename),
            (PageAction.UNMERGE, self.merged, self.unmerge),
            (PageAction.LIVING_ALBUM, True, self.keep_as_album),
        )
        of_people = self.person_actions.of([self.person])
        del of_people[PageAction.RENAME]
        return {**of_people, **of_person}

    def ask_menu_of(self, pane: Pane, point: QPoint) -> None:
        self._menu_of = pane
        super().ask_menu_of(pane, point)

    def menu_actions(self) -> PageActions:
        """Of a photo, a face or a suggestion what can be done with it; the person has a menu of its own."""
        if self._menu_of in (self.photos, self.faces, self.suggestions):
            return self._menu_of.page_actions()
        return self._of_person(can_rename=True)

    def unmerge(self) -> None:
        """Open the sheet that takes somebody out who was merged into this person."""
        if self.person is not None and self.merged:
            UnmergeSheet(self.context, self.person, self.merged, self.window()).open()

    def keep_as_album(self) -> None:
        """Keep the search for this person in the sidebar: an album to which new photos come by themselves."""
        if self.person is None:
            return
        words = quoted(self.person.name)
        keep: Callable[[str], None] = lambda name: self.context.client.execute(SaveSearch(name, words))  # noqa: E731
        ask_words(self.window(), self.tr("Keep as a living album called"), self.person.name, self.tr("Keep"), keep)

    def _rename(self, name: str) -> None:
        if self.person is not None:
            person_id = self.person.id

            def back() -> None:
                if self.isVisible() and self._person_id == person_id:
                    self.header.put_back(name)

            self.context.client.execute(RenamePerson(person_id, name), not_decided=back)

    def _search(self, words: str) -> None:
        """Show the photos of this person that match more words."""
        if self.person is not None:
            self.place_asked.emit(Place("search", words=f"{quoted(self.person.name)} {words}"))


def _ordered_faces(library: Library, person_id: int, order: str) -> list[int]:
    by_date = library.people.face_ids(person_id)
    if order == DOUBTFUL:
        # A face that has no embedding yet cannot be doubted; it comes last.
        doubted = library.review.likely_wrong(person_id)
        known = set(doubted)
        return doubted + [face_id for face_id in by_date if face_id not in known]
    return by_date if order == OLDEST else by_date[::-1]
