"""Where faces were before the user set them aside, as ignored or as not a face; read from the ledger's row images."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import DONE
from photoface.catalog.row_images import Values, from_json
from photoface.catalog.rows import among
from photoface.catalog.tables import Change, Decision, Face, FaceStatus, Group, Person, Rejection


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


def former_groups(session: Session, group_ids: Collection[int]) -> dict[int, Values | None]:
    """The rows of groups as a decision deleted them; None for those that are there."""
    present = set(session.execute(sa.select(Group.id).where(among(Group.id, group_ids))).scalars())
    groups: dict[int, Values | None] = dict.fromkeys(present)
    query = (
        sa.select(Change.row_id, Change.before)
        .join(Decision, Decision.id == Change.decision_id)
        .where(Change.table_name == Group.__tablename__, among(Change.row_id, group_ids), Decision.state == DONE)
        .order_by(Change.id)
    )
    for group_id, before in session.execute(query):
        if before is not None and "id" in before and group_id not in present:
            groups[group_id] = from_json(Group, before)
    return groups
