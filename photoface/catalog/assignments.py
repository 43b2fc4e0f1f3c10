"""Writes what decisions say about faces: their person, their group, the user's yes and no, and who is kept apart.

All changes go through the ledger's `Journal`, so they can be undone. `placing` writes where a grouping puts faces
without the user, outside of the ledger. This module also reads where faces are, and which are rejected for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import CannotLink, Face, Group, Rejection
from photoface.errors import UserFacingError

APART_EXEMPLARS = 3
"""Faces of each side that stand for it where two sets are kept apart; one alone may be taken away or be a poor one."""


class Place(NamedTuple):
    """Where a face is: with a person, in a group, or in neither."""

    id: int
    person_id: int | None
    group_id: int | None
    confirmed: bool


def of_faces(session: Session, face_ids: Iterable[int]) -> list[Place]:
    """The person or group of each of these faces, by id.

    Raises:
        UserFacingError: none of them is in the catalog any more.
    """
    places = _places(session, among(Face.id, sorted(set(face_ids))))
    if not places:
        raise UserFacingError("These faces are not in the catalog any more.")
    return places


def of_people(session: Session, person_ids: Collection[int]) -> list[Place]:
    """All faces of these people, by id."""
    return _places(session, Face.person_id.in_(person_ids))


def in_group(session: Session, group_id: int) -> list[Place]:
    """The faces of a group, by id.

    Raises:
        UserFacingError: the group is gone: named, dissolved or regrouped meanwhile.
    """
    places = _places(session, Face.group_id == group_id)
    if not places:
        raise UserFacingError("This group is not there any more.", "It was named or grouped again meanwhile.")
    return places


def _places(session: Session, which: sa.ColumnElement[bool]) -> list[Place]:
    query = sa.select(Face.id, Face.person_id, Face.group_id, Face.confirmed).where(which).order_by(Face.id)
    # Thousands at once: without the work that a session does for each.
    return [Place(*row) for row in session.connection().execute(query)]


def place(
    journal: Journal,
    face_ids: Iterable[int],
    *,
    person_id: int | None = None,
    confirmed: bool = False,
    group_id: int | None = None,
    status: FaceStatus = FaceStatus.ACTIVE,
) -> None:
    """Put faces under a person, in a group, or nowhere.

    All four columns are always journaled together, so that undo restores a whole placement and never a mixture of the
    user's and of what the machine did since.
    """
    journal.update(
        Face,
        face_ids,
        {"person_id": person_id, "confirmed": confirmed, "group_id": group_id, "status": status.value},
    )


def new_group(journal: Journal, *, kept: bool) -> int:
    """Make an empty group; returns its id.

    Args:
        kept: it is the user's work, and no regroup takes it apart.
    """
    return journal.insert(Group, {"settled": True, "kept": kept})


def keep_group(journal: Journal, group_id: int) -> None:
    """Mark a group as the user's work: no regrouping dissolves it."""
    journal.update(Group, [group_id], {"kept": True, "settled": True})


def settle_groups(journal: Journal, group_ids: Collection[int]) -> None:
    """Settle groups: no later scan dissolves them."""
    query = sa.select(Group.id).where(Group.id.in_(group_ids), Group.settled.is_(False))
    journal.update(Group, journal.session.execute(query).scalars(), {"settled": True})


def delete_empty_groups(journal: Journal, group_ids: Iterable[int | None]) -> None:
    """Delete those of these groups that have no face any more. None stands for no group."""
    wanted = sorted({group_id for group_id in group_ids if group_id is not None})
    if not wanted:
        return
    query = sa.select(Face.group_id).where(among(Face.group_id, wanted)).distinct()
    left = set(journal.session.execute(query).scalars())
    journal.delete(Group, [group_id for group_id in wanted if group_id not in left])


def rejected(session: Session, person_id: int) -> dict[int, int]:
    """The faces that the user said are not this person, each with the id of its row."""
    # Asked by the person alone: everybody has few of them, however many faces a decision is about.
    query = sa.select(Rejection.face_id, Rejection.id).where(Rejection.person_id == person_id)
    return {face_id: row_id for face_id, row_id in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def reject(journal: Journal, face_ids: Iterable[int], person_id: int) -> None:
    """Note that faces are not this person, until the user takes it back."""
    present = rejected(journal.session, person_id)
    new = [{"face_id": face_id, "person_id": person_id} for face_id in face_ids if face_id not in present]
    journal.insert_many(Rejection, new)


def withdraw_rejections(journal: Journal, person_id: int, face_ids: Iterable[int] | None = None) -> list[int]:
    """Take rejections of a person back, of all faces or of these; returns the faces."""
    said = rejected(journal.session, person_id)
    faces = list(said) if face_ids is None else [face_id for face_id in face_ids if face_id in said]
    journal.delete(Rejection, [said[face_id] for face_id in faces])
    return faces


def separate(journal: Journal, face_ids: Sequence[int], other_ids: Sequence[int]) -> None:
    """Keep faces apart: none of the first is the same person as any of the second."""
    others = set(other_ids)
    pairs = {(min(a, b), max(a, b)) for a in face_ids for b in others if a != b}
    query = sa.select(CannotLink.face_id, CannotLink.other_face_id)
    found = journal.session.execute(query.where(among(CannotLink.face_id, sorted({a for a, _ in pairs}))))
    present = {(a, b) for a, b in found}  # noqa: C416 - rows are not pairs to mypy
    journal.insert_many(CannotLink, [{"face_id": a, "other_face_id": b} for a, b in sorted(pairs - present)])


def join_again(journal: Journal, face_id: int, person_id: int) -> None:
    """Take back that a face is kept apart from the faces of a person."""
    theirs = sa.select(Face.id).where(Face.person_id == person_id)
    apart = sa.or_(
        sa.and_(CannotLink.face_id == face_id, CannotLink.other_face_id.in_(theirs)),
        sa.and_(CannotLink.other_face_id == face_id, CannotLink.face_id.in_(theirs)),
    )
    journal.delete(CannotLink, journal.session.execute(sa.select(CannotLink.id).where(apart)).scalars())


def keep_apart(journal: Journal, face_ids: Sequence[int], other_ids: Sequence[int]) -> None:
    """Keep two sets of faces apart, however large, so that no grouping joins them.

    Each face is kept apart from the `APART_EXEMPLARS` best faces of the other set, so the links are linear in the
    faces and not their product. A face of one set can then join no cluster that holds the best of the other.
    """
    both = sorted({*face_ids, *other_ids})
    found = journal.session.execute(sa.select(Face.id, Face.quality).where(among(Face.id, both)))
    quality = {face_id: value for face_id, value in found}  # noqa: C416 - rows are not pairs to mypy

    def best(ids: Sequence[int]) -> list[int]:
        return sorted(ids, key=lambda face_id: (-quality[face_id], face_id))[:APART_EXEMPLARS]

    separate(journal, face_ids, best(other_ids))
    separate(journal, best(face_ids), other_ids)
