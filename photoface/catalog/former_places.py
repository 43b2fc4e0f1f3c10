"""Finds in the ledger where faces were before the user ignored them or marked them as not a face, to restore them.

It also makes a group again that was deleted since, for faces that return to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import DONE, Journal
from photoface.catalog.row_images import from_json
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.decisions import Change, Decision
from photoface.catalog.tables.faces import Face, Group, Rejection
from photoface.catalog.tables.people import Person


@dataclass(frozen=True, slots=True)
class FormerPlace:
    """A face's person or group, either of them or none."""

    person_id: int | None
    confirmed: bool
    group_id: int | None


def former_places(session: Session, face_ids: Collection[int]) -> dict[int, FormerPlace]:
    """Where these faces were when they were last neither ignored nor marked; faces that are not set aside are left out.

    A person who is gone, or who the face is not as was said since, is no place.
    """
    query = (
        sa.select(Change.row_id, Change.before, Change.after)
        .join(Decision, Decision.id == Change.decision_id)
        .join(Face, Face.id == Change.row_id)
        .where(
            Change.table_name == Face.__tablename__,
            among(Change.row_id, face_ids),
            Decision.state == DONE,
            Face.status != FaceStatus.ACTIVE,
        )
        .order_by(Change.id.desc())
    )
    active = FaceStatus.ACTIVE.value
    places: dict[int, FormerPlace] = {}
    for face_id, before, after in session.execute(query):
        put_aside = before and after and before.get("status") == active and after.get("status", active) != active
        if put_aside and face_id not in places:
            places[face_id] = FormerPlace(before["person_id"], bool(before["confirmed"]), before["group_id"])
    people = {place.person_id for place in places.values() if place.person_id is not None}
    present = set(session.execute(sa.select(Person.id).where(among(Person.id, people))).scalars())
    said_no = sa.select(Rejection.face_id, Rejection.person_id).where(among(Rejection.face_id, places))
    refused = {(face_id, person_id) for face_id, person_id in session.execute(said_no)}
    nowhere = FormerPlace(None, False, None)
    return {
        face_id: nowhere
        if place.person_id is not None and (place.person_id not in present or (face_id, place.person_id) in refused)
        else place
        for face_id, place in places.items()
    }


def group_is_back(journal: Journal, group_id: int, faces: int) -> bool:
    """Whether faces can return to a group; a group that went with them is made again for more than one face."""
    session = journal.session
    if session.execute(sa.select(Group.id).where(Group.id == group_id)).first() is not None:
        return True
    if faces < 2:
        return False
    query = (
        sa.select(Change.before)
        .join(Decision, Decision.id == Change.decision_id)
        .where(Change.table_name == Group.__tablename__, Change.row_id == group_id, Decision.state == DONE)
        .order_by(Change.id.desc())
    )
    deleted = next((before for before in session.execute(query).scalars() if before and "id" in before), None)
    made = {"id": group_id, "settled": True, "kept": False} if deleted is None else from_json(Group, deleted)
    journal.insert(Group, made)
    return True
