"""What can be done with people as such, on the page of one and on the page of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries import PersonDetails, PersonSummary
from photoface.gui.context import Context, Deed
from photoface.gui.kit import text
from photoface.gui.kit.ask import confirm
from photoface.gui.people.merge import MergeSheet
from photoface.gui.people.rename import RenameSheet
from photoface.gui.people.split import SplitSheet
from photoface.gui.person.details import DetailsSheet
from photoface.library.commands import (
    DeletePerson,
    HidePeople,
    MergePeople,
    SetFavourites,
    ShowPeople,
)


class PersonDeeds(QObject):
    """Opens the sheets and makes the decisions.

    Args:
        page: the sheets lie over its window.
    """

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def of(self, people: Sequence[PersonSummary]) -> dict[Deed, Callable[[], None]]:
        """What can be done with these people."""
        deeds: dict[Deed, Callable[[], None]] = {}
        if not people:
            return deeds
        deeds[Deed.MERGE] = lambda: self.merge(people)
        if any(not person.favourite for person in people):
            deeds[Deed.FAVOURITE] = lambda: self.set_favourite(people, True)
        else:
            deeds[Deed.NOT_FAVOURITE] = lambda: self.set_favourite(people, False)
        if any(not person.hidden for person in people):
            deeds[Deed.HIDE] = lambda: self.set_hidden(people, True)
        else:
            deeds[Deed.UNHIDE] = lambda: self.set_hidden(people, False)
        if len(people) == 1:
            person = people[0]
            deeds[Deed.DETAILS] = lambda: self.edit_details(person.id)
            deeds[Deed.RENAME] = lambda: self.rename(person)
            deeds[Deed.DELETE] = lambda: self.delete(person)
            if person.faces > 1:
                deeds[Deed.SPLIT] = lambda: self.split(person)
        return deeds

    def merge(self, people: Sequence[PersonSummary]) -> None:
        """Show who would become one, and merge when the user says so; of one alone, ask with whom."""
        sheet = MergeSheet(self._context, people, self._page.window())
        sheet.merge_asked.connect(lambda keep, others: self._context.client.execute(MergePeople(keep, tuple(others))))
        sheet.open()

    def set_favourite(self, people: Sequence[PersonSummary], favourite: bool) -> None:
        """Make favourites of people, or not any more."""
        others = tuple(person.id for person in people if person.favourite != favourite)
        self._context.client.execute(SetFavourites(others, favourite))

    def set_hidden(self, people: Sequence[PersonSummary], hidden: bool) -> None:
        """Hide people, or show them again."""
        others = tuple(person.id for person in people if person.hidden != hidden)
        self._context.client.execute(HidePeople(others) if hidden else ShowPeople(others))

    def edit_details(self, person_id: int) -> None:
        """Open the sheet of dates, names and notes."""

        def opened(details: PersonDetails) -> None:
            DetailsSheet(self._context, details, self._page.window()).open()

        self._context.client.read(self, lambda library: library.person_details(person_id), opened)

    def rename(self, person: PersonSummary) -> None:
        """Ask for another name."""
        RenameSheet(self._context, person, self._page.window()).open()

    def delete(self, person: PersonSummary) -> None:
        """Say what deleting a person means, and do it on yes."""
        confirm(
            self._page.window(),
            self.tr("Delete {}?").format(person.name),
            text.counted(
                person.faces,
                self.tr("{} face becomes unnamed again. No photo is deleted. You can undo this."),
                self.tr("{} faces become unnamed again. No photo is deleted. You can undo this."),
            ),
            self.tr("Delete"),
            lambda: self._context.client.execute(DeletePerson(person.id)),
        )

    def split(self, person: PersonSummary) -> None:
        """Open the sheet that takes a mixed person apart."""
        SplitSheet.of_person(self._context, person, self._page.window()).open()
