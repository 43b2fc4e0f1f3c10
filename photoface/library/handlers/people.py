"""What is said about a person as such: the name, the cover, and that they are no longer kept."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog.ledger import Journal
from photoface.catalog.people import id_by_name
from photoface.catalog.rows import name_key
from photoface.catalog.tables import Face, Person, Rejection
from photoface.errors import NameTaken, UserFacingError
from photoface.library.commands import ChooseCover, DeletePerson, RenamePerson
from photoface.library.handlers.describing import drop_aliases
from photoface.library.handlers.filing import clean_name, counted, person_name, place


def rename_person(journal: Journal, command: RenamePerson, _now: dt.datetime) -> str:
    """See `RenamePerson`."""
    before = person_name(journal, command.person_id)
    name = clean_name(command.name)
    owner = id_by_name(journal.session, name)
    if owner is not None and owner != command.person_id:
        raise NameTaken(
            f"Somebody is called {name} already.",
            "If they are the same person, merge them; else add a second name.",
            name=name,
            person_id=owner,
        )
    drop_aliases(journal, command.person_id, name)
    journal.update(Person, [command.person_id], {"name": name, "name_key": name_key(name)})
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
