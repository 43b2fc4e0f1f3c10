"""The actions on people: merge, rename, edit, circles, relations, hide, split, delete, and erase for good.

Also making them favourites, and saving a page about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonDetails, PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.sheet import confirm
from photoface.gui.page_action import PageAction, offered
from photoface.library.commands.people import DeletePerson, HidePeople, MergePeople, SetFavourites, ShowPeople

if TYPE_CHECKING:
    from photoface.library.erasing import ErasurePlan


class PersonActions(QObject):
    """Opens the sheets and makes the decisions.

    Args:
        page: the sheets lie over its window.
    """

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def of(self, people: Sequence[PersonSummary]) -> dict[PageAction, Callable[[], None]]:
        """What can be done with these people."""
        only = people[0] if len(people) == 1 else None
        favourites = [person.favourite for person in people]
        hidden = [person.hidden for person in people]
        offers = offered(
            (PageAction.MERGE, people, lambda: self.merge(people)),
            (PageAction.FAVOURITE, not all(favourites), lambda: self.set_favourite(people, True)),
            (PageAction.NOT_FAVOURITE, people and all(favourites), lambda: self.set_favourite(people, False)),
            (PageAction.PUT_IN_CIRCLE, people, lambda: self.put_in_circle(people)),
            (PageAction.HIDE, not all(hidden), lambda: self.set_hidden(people, True)),
            (PageAction.UNHIDE, people and all(hidden), lambda: self.set_hidden(people, False)),
        )
        if only is not None:
            offers |= offered(
                (PageAction.RELATIONS, True, lambda: self.relations(only)),
                (PageAction.DETAILS, True, lambda: self.edit_details(only.id)),
                (PageAction.RENAME, True, lambda: self.rename(only)),
                (PageAction.PERSON_PAGE, only.photos > 0, lambda: self.save_page(only)),
                (PageAction.DELETE, True, lambda: self.delete(only)),
                (PageAction.ERASE, True, lambda: self.erase(only.id)),
                (PageAction.SPLIT, only.faces > 1, lambda: self.split(only)),
            )
        return offers

    def merge(self, people: Sequence[PersonSummary]) -> None:
        """Show who would become one, and merge when the user says so; of one alone, ask with whom."""
        # The window's start needs none of the sheets; the same below.
        from photoface.gui.people.merge import MergeSheet

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
            from photoface.gui.person.details import DetailsSheet

            DetailsSheet(self._context, details, self._page.window()).open()

        self._context.client.read(self, lambda library: library.people.details(person_id), opened)

    def put_in_circle(self, people: Sequence[PersonSummary]) -> None:
        """Ask for a circle to put people into."""
        from photoface.gui.people.circle_sheets import CircleSheet

        CircleSheet(self._context, people, self._page.window()).open()

    def relations(self, person: PersonSummary) -> None:
        """Open the sheet of who is related to a person."""
        from photoface.gui.person.relations import RelationsSheet

        RelationsSheet(self._context, person, self._page.window()).open()

    def rename(self, person: PersonSummary) -> None:
        """Ask for another name."""
        from photoface.gui.people.rename import RenameSheet

        RenameSheet(self._context, person, self._page.window()).open()

    def delete(self, person: PersonSummary) -> None:
        """Say what deleting a person means, and delete after a yes."""
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

    def save_page(self, person: PersonSummary) -> None:
        """Ask how a page of a person is to be saved."""
        from photoface.gui.person.page_sheet import PersonPageSheet

        PersonPageSheet(self._context, person, self._page.window()).open()

    def erase(self, person_id: int) -> None:
        """Ask for the sentence that erases somebody for good."""

        def opened(plan: ErasurePlan) -> None:
            from photoface.gui.person.erase_sheet import EraseSheet

            EraseSheet(self._context, plan, self._page.window()).open()

        self._context.client.read(self, lambda library: library.erasing.plan(person_id), opened)

    def split(self, person: PersonSummary) -> None:
        """Open the sheet that takes a mixed person apart."""
        from photoface.gui.people.split import SplitSheet

        SplitSheet.of_person(self._context, person, self._page.window()).open()
