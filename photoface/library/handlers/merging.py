"""Merging people, and merging groups."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog import people
from photoface.catalog.ledger import Journal
from photoface.catalog.tables import Face, Group, Person, Rejection
from photoface.errors import UserFacingError
from photoface.library.commands import MergeGroups, MergePeople
from photoface.library.handlers.describing import take_aliases, take_details
from photoface.library.handlers.filing import (
    counted,
    drop_rejections,
    group_faces,
    person_name,
    place,
    reject,
)


def merge_people(journal: Journal, command: MergePeople, _now: dt.datetime) -> str:
    """See `MergePeople`. A no to any of them is a no to the one that is left, unless a yes stands beside it."""
    name = person_name(journal, command.person_id)
    others = sorted(set(command.other_ids) - {command.person_id})
    if not others:
        raise UserFacingError("Merging takes two different people.")
    names = [person_name(journal, other) for other in others]
    session = journal.session
    # As it is now: with all faces together, the best of them would be shown, and that may be the other one's.
    cover = people.get(session, command.person_id).cover_face_id
    for confirmed in (True, False):
        faces = sa.select(Face.id).where(Face.person_id.in_(others), Face.confirmed.is_(confirmed))
        place(journal, session.execute(faces).scalars(), person_id=command.person_id, confirmed=confirmed)
    for other in others:
        rows = session.execute(sa.select(Rejection.id, Rejection.face_id).where(Rejection.person_id == other)).all()
        journal.delete(Rejection, [row.id for row in rows])
        reject(journal, [row.face_id for row in rows], command.person_id)
    theirs = sa.select(Face.id).where(Face.person_id == command.person_id, Face.confirmed.is_(True))
    drop_rejections(journal, list(session.execute(theirs).scalars()), command.person_id)
    refused = (
        sa.select(Face.id)
        .join(Rejection, sa.and_(Rejection.face_id == Face.id, Rejection.person_id == Face.person_id))
        .where(Face.person_id == command.person_id)
    )
    place(journal, session.execute(refused).scalars())
    take_details(journal, command.person_id, others, cover)
    for other in others:
        take_aliases(journal, command.person_id, other)
    journal.delete(Person, others)
    return f"Merged {' and '.join(names)} into {name}"


def merge_groups(journal: Journal, command: MergeGroups, _now: dt.datetime) -> str:
    """See `MergeGroups`. The group is the user's work from now on: no regroup takes it apart."""
    others = sorted(set(command.other_ids) - {command.group_id})
    if not others:
        raise UserFacingError("Merging takes two different groups.")
    group_faces(journal, command.group_id)
    faces = [face_id for other in others for face_id in group_faces(journal, other)]
    place(journal, faces, group_id=command.group_id)
    journal.update(Group, [command.group_id], {"kept": True, "settled": True})
    journal.delete(Group, others)
    return f"Merged {counted(len(others) + 1, 'group')}"
