"""Reads and writes who is in a photo as a whole: people named by a file, a program or the user, without a face."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal, images_of
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables import PhotoPerson


def of_photos(session: Session, photo_ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """Who is in these photos: (photo, person), each with whether no face of theirs shows."""
    columns = (PhotoPerson.photo_id, PhotoPerson.person_id, PhotoPerson.without_face)
    rows = session.connection().execute(sa.select(*columns).where(among(PhotoPerson.photo_id, sorted(photo_ids))))
    return {(photo_id, person_id): bool(without_face) for photo_id, person_id, without_face in rows}


def add(journal: Journal, pairs: Iterable[tuple[int, int]], *, without_face: bool) -> int:
    """Note that people are in photos, by pairs of photo and person; returns how many were not noted yet."""
    wanted = list(dict.fromkeys(pairs))
    there = of_photos(journal.session, {photo_id for photo_id, _ in wanted})
    new = [pair for pair in wanted if pair not in there]
    journal.insert_many(
        PhotoPerson,
        [{"photo_id": photo_id, "person_id": person, "without_face": without_face} for photo_id, person in new],
    )
    return len(new)


def remove(journal: Journal, person_id: int, photo_ids: Collection[int] | None = None) -> int:
    """Take the notes that a person is in these photos away, or in any; returns how many there were."""
    query = sa.select(PhotoPerson.id).where(PhotoPerson.person_id == person_id)
    if photo_ids is not None:
        query = query.where(among(PhotoPerson.photo_id, sorted(photo_ids)))
    rows = list(journal.session.execute(query).scalars())
    journal.delete(PhotoPerson, rows)
    return len(rows)


def merge(journal: Journal, person_id: int, other_ids: Sequence[int]) -> None:
    """Where one of the others is, this person is."""
    session = journal.session
    for other in other_ids:
        here = sa.select(PhotoPerson.photo_id).where(PhotoPerson.person_id == person_id)
        theirs = sa.select(PhotoPerson.id).where(PhotoPerson.person_id == other)
        twice = list(session.execute(theirs.where(PhotoPerson.photo_id.in_(here))).scalars())
        journal.delete(PhotoPerson, twice)
        journal.update(PhotoPerson, session.execute(theirs).scalars(), {"person_id": person_id})


def take_apart(journal: Journal, decision_id: int, person_id: int, other_id: int) -> None:
    """Give back what came from another person by the decision that merged them."""
    session = journal.session
    images = images_of(session, decision_id, PhotoPerson)
    came = [row_id for row_id, before, _ in images if before is not None and before.get("person_id") == other_id]
    moved = sa.select(PhotoPerson.id).where(among(PhotoPerson.id, came), PhotoPerson.person_id == person_id)
    journal.update(PhotoPerson, session.execute(moved).scalars(), {"person_id": other_id})
    twice = [before["photo_id"] for _, before, after in images if before is not None and after is None]
    both = sa.select(PhotoPerson.photo_id, PhotoPerson.without_face)
    still = both.where(among(PhotoPerson.photo_id, twice), PhotoPerson.person_id == person_id)
    for photo_id, without_face in session.execute(still).all():
        add(journal, [(photo_id, other_id)], without_face=without_face)
