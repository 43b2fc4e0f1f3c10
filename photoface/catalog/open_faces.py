"""Reads where some unnamed faces and groups are now, and who the user said they are not, to recheck a proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import settings_store
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import CannotLink, Embedding, Face, Rejection
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown


@dataclass(frozen=True, slots=True)
class OpenFaces:
    """The present state of some unnamed faces and groups.

    Attributes:
        group_of: the group, or None, of those of the faces that are active and have no person.
        members: of each group all faces.
        comparable: of each group those that a grouping looks at: embedded, and in a photo that is shown.
        apart: of each of the faces those that the user keeps apart from it.
        refused: the user's no, as face and person.
        people: everybody in the catalog.
    """

    group_of: dict[int, int | None] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    comparable: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    apart: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    refused: set[tuple[int, int]] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def read(session: Session, face_ids: Collection[int], group_ids: Collection[int]) -> OpenFaces:
    """How these faces and groups are now, for the current model."""
    found = OpenFaces()
    open_face = sa.and_(among(Face.id, face_ids), Face.status == FaceStatus.ACTIVE, Face.person_id.is_(None))
    for face_id, group_id in session.execute(sa.select(Face.id, Face.group_id).where(open_face)):
        found.group_of[face_id] = group_id
    link = (CannotLink.face_id, CannotLink.other_face_id)
    for ours, theirs in (link, link[::-1]):
        for one, other in session.execute(sa.select(ours, theirs).where(among(ours, face_ids))):
            found.apart[one].add(other)
    refused = sa.select(Rejection.face_id, Rejection.person_id).where(among(Rejection.face_id, face_ids))
    found.refused.update((face_id, person_id) for face_id, person_id in session.execute(refused))
    model = settings_store.load(session).model
    embedded = sa.exists().where(Embedding.model == model, Embedding.face_id == Face.id)
    members = (
        sa.select(Face.id, Face.group_id, sa.and_(embedded, photo_shown()))
        .join(Photo, Photo.id == Face.photo_id)
        .where(among(Face.group_id, group_ids))
    )
    for face_id, group_id, is_comparable in session.execute(members):
        found.members[group_id or 0].add(face_id)
        if is_comparable:
            found.comparable[group_id or 0].add(face_id)
    found.people.update(session.execute(sa.select(Person.id)).scalars())
    return found
