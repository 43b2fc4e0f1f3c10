"""Handles commands that set what is known of a person: dates, notes, aliases, favourite, hidden."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import people, relations
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import LONGEST_NOTES, name_of
from photoface.errors import UserFacingError
from photoface.formatting import day_in_words
from photoface.library.commands.people import (
    AddAlias,
    DescribePerson,
    HidePeople,
    RemoveAlias,
    SetFavourites,
    ShowPeople,
)
from photoface.library.handlers.typed_names import ask_who, clean_name
from photoface.text_folding import cleaned_lines


def describe_person(journal: Journal, command: DescribePerson) -> Facts:
    name = name_of(journal.session, command.person_id)
    for day, happened in ((command.born, "was born"), (command.died, "died")):
        if day is not None and day > journal.now.date():
            raise UserFacingError(f"{day_in_words(day)} lies ahead: nobody {happened} then.", "Check the year.")
    if command.born is not None and command.died is not None and command.died < command.born:
        died, born = day_in_words(command.died), day_in_words(command.born)
        raise UserFacingError(f"{name} cannot have died on {died}, before being born on {born}.", "Check both dates.")
    unlikely = relations.contradiction(journal.session, command.person_id, command.born)
    if unlikely is not None:
        raise UserFacingError(unlikely, "Check both dates, or take the relation away first.")
    notes = cleaned_lines(command.notes)
    if len(notes) > LONGEST_NOTES:
        raise UserFacingError(f"Notes can have {LONGEST_NOTES:,} letters at most.")
    people.change(journal, [command.person_id], born=command.born, died=command.died, notes=notes)
    for alias_id in command.removed_aliases:
        remove_alias(journal, RemoveAlias(alias_id))
    for alias in command.added_names:
        add_alias(journal, AddAlias(command.person_id, alias))
    for column, value in (("favourite", command.favourite), ("hidden", command.hidden)):
        if value is not None:
            people.change(journal, [command.person_id], **{column: value})
    return facts("described", person=name)


def add_alias(journal: Journal, command: AddAlias) -> Facts:
    name = name_of(journal.session, command.person_id)
    alias = clean_name(command.name)
    if command.person_id in people.ids_by_name(journal.session, alias):
        raise UserFacingError(f"{name} is called {alias} already.")
    if not command.another:
        ask_who(journal, alias, but=command.person_id)
    people.add_alias(journal, command.person_id, alias)
    return facts("alias_added", person=name, alias=alias)


def remove_alias(journal: Journal, command: RemoveAlias) -> Facts:
    person_id, alias = people.alias(journal.session, command.alias_id)
    people.delete_alias(journal, command.alias_id)
    return facts("alias_removed", person=name_of(journal.session, person_id), alias=alias)


def set_favourites(journal: Journal, command: SetFavourites) -> Facts:
    names = _set_for_all(journal, command.person_ids, favourite=command.favourite)
    if len(names) > 1:
        return facts("favourites" if command.favourite else "no_favourites", people=names)
    return facts("favourite" if command.favourite else "no_favourite", people=names)


def hide_people(journal: Journal, command: HidePeople) -> Facts:
    return facts("hidden", people=_set_for_all(journal, command.person_ids, hidden=True))


def show_people(journal: Journal, command: ShowPeople) -> Facts:
    return facts("shown", people=_set_for_all(journal, command.person_ids, hidden=False))


def _set_for_all(journal: Journal, person_ids: Sequence[int], **columns: bool) -> list[str]:
    """Set columns of all these people; returns their names."""
    names = [name_of(journal.session, person_id) for person_id in dict.fromkeys(person_ids)]
    if not names:
        raise UserFacingError("Say who is meant.")
    people.change(journal, person_ids, **columns)
    return names
