"""Reads and writes who is in a photo as a whole (named by file, program or user), and which faces may be theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal, images_of
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Face, Rejection
from photoface.catalog.tables.people import Person, PhotoPerson
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown


def of_photos(session: Session, photo_ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """Who is in these photos: (photo, person), each with whether no face of theirs shows."""
    columns = (PhotoPerson.photo_id, PhotoPerson.person_id, PhotoPerson.without_face)
    rows = session.connection().execute(sa.select(*columns).where(among(PhotoPerson.photo_id, sorted(photo_ids))))
    return {(photo_id, person_id): bool(without_face) for photo_id, person_id, without_face in rows}


@dataclass(frozen=True, slots=True)
class OpenNames:
    """A photo whose people are known and not which of its faces they are.

    Attributes:
        people: (id, name) of those who have no confirmed face in it.
        faces: faces that the user said nothing about, with the person of each that the machine named.
        refused: (face, person) that the user said no to.
    """

    photo_id: int
    people: tuple[tuple[int, str], ...]
    faces: tuple[tuple[int, int | None], ...]
    refused: frozenset[tuple[int, int]]


def _is_open() -> sa.ColumnElement[bool]:
    """Notes of people who may be one of the photo's faces, and have no confirmed face in it."""
    theirs = sa.exists().where(
        Face.photo_id == PhotoPerson.photo_id, Face.person_id == PhotoPerson.person_id, Face.confirmed.is_(True)
    )
    free = sa.exists().where(
        Face.photo_id == PhotoPerson.photo_id, Face.confirmed.is_(False), Face.status == FaceStatus.ACTIVE
    )
    # Not by a join: SQLite would go through all photos that are shown.
    visible = sa.exists().where(Photo.id == PhotoPerson.photo_id, photo_shown())
    return sa.and_(PhotoPerson.without_face.is_(False), visible, ~theirs, free)


def count_open(session: Session) -> int:
    """In how many photos it is to be said who is who."""
    notes = sa.select(sa.func.count(PhotoPerson.photo_id.distinct()))
    return int(session.execute(notes.where(_is_open())).scalar_one())


def open_names(session: Session, limit: int) -> list[OpenNames]:
    """Photos in which it is to be said who is who, those that settle most first."""
    count = sa.func.count()
    chosen = (
        sa.select(PhotoPerson.photo_id)
        .where(_is_open())
        .group_by(PhotoPerson.photo_id)
        .order_by(count.desc(), PhotoPerson.photo_id)
        .limit(limit)
    )
    photo_ids = list(session.execute(chosen).scalars())
    noted = (
        sa.select(PhotoPerson.photo_id, Person.id, Person.name)
        .join(Person, Person.id == PhotoPerson.person_id)
        .where(among(PhotoPerson.photo_id, photo_ids), _is_open())
        .order_by(Person.name, Person.id)
    )
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for photo_id, person_id, name in session.connection().execute(noted):
        people[photo_id].append((person_id, name))
    free = (
        sa.select(Face.photo_id, Face.id, Face.person_id)
        .where(among(Face.photo_id, photo_ids), Face.confirmed.is_(False), Face.status == FaceStatus.ACTIVE)
        .order_by(Face.left, Face.id)
    )
    faces: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for photo_id, face_id, machine_named in session.connection().execute(free):
        faces[photo_id].append((face_id, machine_named))
    refusals = sa.select(Face.photo_id, Rejection.face_id, Rejection.person_id).join(Face, Face.id == Rejection.face_id)
    refused: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for photo_id, face_id, person_id in session.connection().execute(refusals.where(among(Face.photo_id, photo_ids))):
        refused[photo_id].add((face_id, person_id))
    return [
        OpenNames(photo_id, tuple(people[photo_id]), tuple(faces[photo_id]), frozenset(refused[photo_id]))
        for photo_id in photo_ids
    ]


def faces_of(session: Session, photo_id: int) -> set[int]:
    """The faces of a photo."""
    return set(session.execute(sa.select(Face.id).where(Face.photo_id == photo_id)).scalars())


def note_without_face(journal: Journal, photo_id: int, person_ids: Collection[int]) -> None:
    """Note that people are in a photo and show no face there."""
    if not person_ids:
        return
    noted = sa.select(PhotoPerson.id).where(
        PhotoPerson.photo_id == photo_id, PhotoPerson.person_id.in_(person_ids), PhotoPerson.without_face.is_(False)
    )
    journal.update(PhotoPerson, journal.session.execute(noted).scalars(), {"without_face": True})


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
    """Give a person the notes about the people who are merged into this one."""
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
