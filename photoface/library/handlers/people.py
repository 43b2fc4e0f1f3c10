"""What is said about a person as such: the name, the cover, and that they are no longer kept."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog import people, saved_searches
from photoface.catalog.folding import spelled
from photoface.catalog.ledger import Journal
from photoface.catalog.search.renaming import reworded
from photoface.catalog.tables import Face, Person, Rejection, SavedSearch
from photoface.errors import UserFacingError
from photoface.library.commands import ChooseCover, DeletePerson, RenamePerson
from photoface.library.handlers.describing import drop_aliases, keep_alias
from photoface.library.handlers.filing import ask_who, clean_name, counted, person_name, place


def rename_person(journal: Journal, command: RenamePerson, _now: dt.datetime) -> str:
    """See `RenamePerson`."""
    before = person_name(journal, command.person_id)
    name = clean_name(command.name)
    if not command.another:
        ask_who(journal, name, but=command.person_id)
    named_before = people.names(journal.session)
    drop_aliases(journal, command.person_id, name)
    journal.update(Person, [command.person_id], {"name": name, "name_key": spelled(name)})
    if command.keep_old_name:
        keep_alias(journal, command.person_id, before)
    named_now = people.names(journal.session)
    for search in saved_searches.everything(journal.session):
        words = reworded(search.words, named_before, named_now, command.person_id)
        if words != search.words:
            journal.update(SavedSearch, [search.id], {"words": words})
    return f"Renamed {before} to {name}"


def delete_person(journal: Journal, command: DeletePerson, _now: dt.datetime) -> str:
    """See `DeletePerson`. What was said against this person goes too, and comes back with undo."""
    name = person_name(journal, command.person_id)
    faces = journal.session.execute(sa.select(Face.id).where(Face.person_id == command.person_id)).scalars().all()
    place(journal, faces)
    said_no = sa.select(Rejection.id).where(Rejection.person_id == command.person_id)
    journal.delete(Rejection, journal.session.execute(said_no).scalars())
    drop_aliases(journal, command.person_id)
    journal.delete(Person, [command.person_id])
    return f"Removed the name {name} from {counted(len(faces), 'face')}"


def choose_cover(journal: Journal, command: ChooseCover, _now: dt.datetime) -> str:
    """See `ChooseCover`."""
    name = person_name(journal, command.person_id)
    face = journal.session.execute(sa.select(Face.person_id).where(Face.id == command.face_id)).scalar_one_or_none()
    if face != command.person_id:
        raise UserFacingError(f"This face is not one of {name}'s.", "Move it there first.")
    journal.update(Person, [command.person_id], {"cover_face_id": command.face_id})
    return f"Chose a cover for {name}"
