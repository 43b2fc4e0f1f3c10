"""What is said about a person beside the name: dates, notes, other names, favourite, hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog.folding import cleaned_lines, spelled
from photoface.catalog.ledger import Journal
from photoface.catalog.people import ids_by_name
from photoface.catalog.row_images import Values
from photoface.catalog.tables import Person, PersonAlias
from photoface.errors import UserFacingError
from photoface.library.commands import AddAlias, DescribePerson, HidePeople, RemoveAlias, SetFavourites, ShowPeople
from photoface.library.handlers.filing import ask_who, clean_name, listed, person_name

LONGEST_NOTES = 20_000


def describe_person(journal: Journal, command: DescribePerson, now: dt.datetime) -> str:
    """See `DescribePerson`."""
    name = person_name(journal, command.person_id)
    for day, happened in ((command.born, "was born"), (command.died, "died")):
        if day is not None and day > now.date():
            raise UserFacingError(f"{day.isoformat()} lies ahead: nobody {happened} then.", "Check the year.")
    if command.born is not None and command.died is not None and command.died < command.born:
        raise UserFacingError(
            f"{name} cannot have died on {command.died.isoformat()}, before being born on {command.born.isoformat()}.",
            "Check both dates.",
        )
    notes = cleaned_lines(command.notes)
    if len(notes) > LONGEST_NOTES:
        raise UserFacingError(f"Notes can have {LONGEST_NOTES:,} letters at most.")
    journal.update(Person, [command.person_id], {"born": command.born, "died": command.died, "notes": notes})
    for alias_id in command.removed_aliases:
        remove_alias(journal, RemoveAlias(alias_id), now)
    for alias in command.added_names:
        add_alias(journal, AddAlias(command.person_id, alias), now)
    for column, value in (("favourite", command.favourite), ("hidden", command.hidden)):
        if value is not None:
            journal.update(Person, [command.person_id], {column: value})
    return f"Changed the details of {name}"


def add_alias(journal: Journal, command: AddAlias, _now: dt.datetime) -> str:
    """See `AddAlias`."""
    name = person_name(journal, command.person_id)
    alias = clean_name(command.name)
    if command.person_id in ids_by_name(journal.session, alias):
        raise UserFacingError(f"{name} is called {alias} already.")
    if not command.another:
        ask_who(journal, alias, but=command.person_id)
    keep_alias(journal, command.person_id, alias)
    return f"{name} is also called {alias}"


def remove_alias(journal: Journal, command: RemoveAlias, _now: dt.datetime) -> str:
    """See `RemoveAlias`."""
    row = journal.session.execute(
        sa.select(PersonAlias.name, PersonAlias.person_id).where(PersonAlias.id == command.alias_id)
    ).one_or_none()
    if row is None:
        raise UserFacingError("This name is not in the catalog any more.", "Undo may bring it back.")
    journal.delete(PersonAlias, [command.alias_id])
    return f"{person_name(journal, row.person_id)} is no longer called {row.name}"


def set_favourites(journal: Journal, command: SetFavourites, _now: dt.datetime) -> str:
    """See `SetFavourites`."""
    names = _set_for_all(journal, command.person_ids, {"favourite": command.favourite})
    if len(set(command.person_ids)) > 1:
        words = "Made favourites of" if command.favourite else "Made no favourites any more of"
        return f"{words} {names}"
    return f"Made {names} a favourite" if command.favourite else f"{names} is no favourite any more"


def hide_people(journal: Journal, command: HidePeople, _now: dt.datetime) -> str:
    """See `HidePeople`."""
    return f"Hid {_set_for_all(journal, command.person_ids, {'hidden': True})}"


def show_people(journal: Journal, command: ShowPeople, _now: dt.datetime) -> str:
    """See `ShowPeople`."""
    return f"Showed {_set_for_all(journal, command.person_ids, {'hidden': False})} again"


def _set_for_all(journal: Journal, person_ids: Sequence[int], values: Values) -> str:
    """Set columns of all these people; returns their names, for a sentence."""
    names = [person_name(journal, person_id) for person_id in dict.fromkeys(person_ids)]
    if not names:
        raise UserFacingError("Say who is meant.")
    journal.update(Person, person_ids, values)
    return listed(names)


def keep_alias(journal: Journal, person_id: int, name: str) -> None:
    """Write another name of a person, who is not found under it yet."""
    if person_id not in ids_by_name(journal.session, name):
        journal.insert(PersonAlias, {"person_id": person_id, "name": name, "name_key": spelled(name)})


def take_aliases(journal: Journal, person_id: int, other_id: int) -> None:
    """Make all names of another person, who is about to go, names of this one."""
    aliases = journal.session.execute(sa.select(PersonAlias.id).where(PersonAlias.person_id == other_id)).scalars()
    journal.update(PersonAlias, aliases, {"person_id": person_id})
    keep_alias(journal, person_id, person_name(journal, other_id))


def take_details(journal: Journal, person_id: int, other_ids: Sequence[int], cover_face_id: int | None) -> None:
    """Keep what was said about people who are about to go, where nothing was said about this one; set the cover.

    All in one update: `unmerging` reads one row image of the person who stays.
    """
    columns = (Person.id, Person.born, Person.died, Person.notes, Person.favourite, Person.cover_face_id)
    query = sa.select(*columns).where(Person.id.in_([person_id, *other_ids]))
    rows = {row.id: row for row in journal.session.execute(query)}
    people = [rows[one] for one in (person_id, *other_ids)]
    born = next((one.born for one in people if one.born is not None), None)
    died = next((one.died for one in people if one.died is not None), None)
    if born is not None and died is not None and died < born:
        # Two people's dates that contradict each other: those of the one who stays are right.
        born, died = people[0].born, people[0].died
    notes = "\n\n".join(dict.fromkeys(one.notes for one in people if one.notes))[:LONGEST_NOTES]
    favourite = any(one.favourite for one in people)
    kept = {"born": born, "died": died, "notes": notes, "favourite": favourite, "cover_face_id": cover_face_id}
    before = people[0]._mapping
    if any(before[name] != value for name, value in kept.items()):
        journal.update(Person, [person_id], kept)


def drop_aliases(journal: Journal, person_id: int, name: str | None = None) -> None:
    """Delete all other names of a person, or just this one."""
    aliases = sa.select(PersonAlias.id).where(PersonAlias.person_id == person_id)
    if name is not None:
        aliases = aliases.where(PersonAlias.name_key == spelled(name))
    journal.delete(PersonAlias, journal.session.execute(aliases).scalars())
