"""Reading people."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.rows import chunks, how_many, name_key, plain_letters
from photoface.catalog.summaries import PersonSummary
from photoface.catalog.tables import Face, Person, Photo
from photoface.catalog.visible import shown
from photoface.errors import UserFacingError

ORDERS = ("faces", "name", "recent")


def summaries(session: Session, person_ids: Sequence[int] | None = None) -> list[PersonSummary]:
    """People with their counts, most faces first; all of them, or these."""
    last = sa.func.max(Photo.taken_at)
    query = (
        sa.select(
            Person.id,
            Person.name,
            sa.func.count(Photo.id),
            how_many(sa.and_(Photo.id.is_not(None), Face.confirmed.is_(True))),
            sa.func.count(sa.distinct(Photo.id)),
            sa.func.min(Photo.taken_at),
            last,
            Person.cover_face_id,
        )
        .outerjoin(Face, sa.and_(Face.person_id == Person.id, Face.status == "active"))
        .outerjoin(Photo, sa.and_(Photo.id == Face.photo_id, Photo.forgotten.is_(False)))
        .group_by(Person.id)
        .order_by(sa.func.count(Photo.id).desc(), Person.name_key)
    )
    if person_ids is not None:
        query = query.where(Person.id.in_(person_ids))
    rows = session.execute(query).all()
    covers = _covers(session, [row[0] for row in rows])
    return [
        PersonSummary(
            id=person_id,
            name=name,
            faces=faces,
            confirmed=confirmed,
            photos=photos,
            cover_face_id=covers.get((person_id, chosen), covers.get((person_id, None))),
            first_taken=first,
            last_taken=latest,
        )
        for person_id, name, faces, confirmed, photos, first, latest, chosen in rows
    ]


def _covers(session: Session, person_ids: Sequence[int]) -> dict[tuple[int, int | None], int]:
    """Per person the best face, under (person, None), and the chosen one, if it is still theirs, under its own id."""
    covers: dict[tuple[int, int | None], int] = {}
    for part in chunks(person_ids):
        best = (
            # SQLite takes the other columns from the row that holds the maximum (lang_select, "bare columns").
            sa.select(Face.person_id, Face.id, sa.func.max(sa.case((Face.confirmed, 10.0), else_=0.0) + Face.quality))
            .join(Photo, Photo.id == Face.photo_id)
            .where(shown(), Face.person_id.in_(part))
            .group_by(Face.person_id)
        )
        for owner, face_id, _ in session.execute(best):
            assert owner is not None
            covers[owner, None] = face_id
        chosen = (
            sa.select(Person.id, Face.id)
            .join(Face, sa.and_(Face.id == Person.cover_face_id, Face.person_id == Person.id))
            .join(Photo, Photo.id == Face.photo_id)
            .where(shown(), Person.id.in_(part))
        )
        for person_id, face_id in session.execute(chosen):
            covers[person_id, face_id] = face_id
    return covers


def ordered(people: list[PersonSummary], order: str) -> list[PersonSummary]:
    """People in one of the `ORDERS`."""
    if order == "name":
        return sorted(people, key=lambda person: plain_letters(person.name))
    if order == "recent":
        return sorted(people, key=lambda p: (p.last_taken is not None, p.last_taken), reverse=True)
    if order != "faces":
        raise ValueError(f"unknown order {order!r}")
    return people


def get(session: Session, person_id: int) -> PersonSummary:
    """One person.

    Raises:
        UserFacingError: the person is gone.
    """
    found = summaries(session, [person_id])
    if not found:
        raise UserFacingError("This person is not in the catalog any more.", "Undo may bring them back.")
    return found[0]


def id_by_name(session: Session, name: str) -> int | None:
    """The person who has exactly this name, whatever the case."""
    return session.execute(sa.select(Person.id).where(Person.name_key == name_key(name))).scalar_one_or_none()


def beginning_with(session: Session, letters: str) -> list[tuple[int, str]]:
    """People (id, name) whose name, or a word of it, begins with these letters; accents and case do not matter."""
    wanted = plain_letters(letters)
    everybody = [(row.id, row.name) for row in session.execute(sa.select(Person.id, Person.name))]
    return [person for person in everybody if wanted and any(part.startswith(wanted) for part in _starts(person[1]))]


def matching(session: Session, words: str) -> list[tuple[int, str]]:
    """People that these words mean: who is called just so, else all that `beginning_with` finds.

    So a person called Ann can be found beside an Anna.
    """
    found = beginning_with(session, words)
    exact = [person for person in found if plain_letters(person[1]) == plain_letters(words)]
    return exact or found


def _starts(name: str) -> list[str]:
    words = plain_letters(name).split()
    return [" ".join(words[start:]) for start in range(len(words))]


def together(session: Session, person_ids: Sequence[int]) -> int:
    """In how many photos two or more of these people stand together."""
    photos = (
        sa.select(Face.photo_id)
        .join(Photo, Photo.id == Face.photo_id)
        .where(shown(), Face.person_id.in_(person_ids))
        .group_by(Face.photo_id)
        .having(sa.func.count(sa.distinct(Face.person_id)) > 1)
    )
    return session.execute(sa.select(sa.func.count()).select_from(photos.subquery())).scalar_one()


def face_ids(session: Session, person_id: int) -> list[int]:
    """A person's faces by date."""
    query = (
        sa.select(Face.id)
        .join(Photo, Photo.id == Face.photo_id)
        .where(shown(), Face.person_id == person_id)
        .order_by(Photo.taken_at, Face.id)
    )
    return list(session.execute(query).scalars())
