"""What the review looks at, read at once: all faces that count, the people, and every no of the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, aliased

from photoface.catalog.rows import chunks
from photoface.catalog.tables import CannotLink, Embedding, Face, Person, Photo, Rejection
from photoface.catalog.visible import shown

_EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class ReviewFaces:
    """The faces that are shown and embedded by one model, row by row in the order of their ids.

    Attributes:
        ids, photos, persons, groups: int64 (n,); persons and groups hold 0 for none (ids start at 1).
        confirmed: bool (n,).
        good: bool (n,), whether a face passes the quality gate.
        quality: float32 (n,).
        days: float64 (n,), days since 1970 at which the photo was taken; NaN where only the file's own time is known.
        stamps: float64 (n, 3), the face's score, pixels and sharpness. They are measured whenever a face is embedded,
            so a face with other stamps has another embedding.
    """

    ids: NDArray[np.int64]
    photos: NDArray[np.int64]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    confirmed: NDArray[np.bool_]
    good: NDArray[np.bool_]
    quality: NDArray[np.float32]
    days: NDArray[np.float64]
    stamps: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PersonSpan:
    """A person with the days (since 1970) between which photos can show them; None where it is not known."""

    id: int
    name: str
    born: int | None
    died: int | None
    hidden: bool


@dataclass(frozen=True, slots=True, eq=False)
class ReviewRows:
    """One consistent state.

    Attributes:
        people: in the order of their ids.
        rejections: int64 (k, 2), face and person.
        cannot_links: int64 (k, 4), face and face, and the persons that they are under (0 for none).
        placed_photos: int64 (k, 2), photo and person, for every face that is under a person, embedded or not.
    """

    faces: ReviewFaces
    people: tuple[PersonSpan, ...]
    rejections: NDArray[np.int64]
    cannot_links: NDArray[np.int64]
    placed_photos: NDArray[np.int64]


def load(session: Session, model: str) -> ReviewRows:
    """All that suggestions and questions are made of, but for the embeddings."""
    query = (
        sa.select(
            Face.id,
            Face.photo_id,
            sa.func.coalesce(Face.person_id, 0),
            sa.func.coalesce(Face.group_id, 0),
            Face.confirmed,
            Face.passes_gate,
            Face.quality,
            sa.func.iif(Photo.dated_by_exif, sa.func.julianday(Photo.taken_at) - 2440587.5, None),
            Face.score,
            Face.pixels,
            Face.sharpness,
        )
        .join(Photo, Photo.id == Face.photo_id)
        .join(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(shown())
        .order_by(Face.id)
    )
    rows = session.execute(query).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 11
    faces = ReviewFaces(
        ids=np.array(columns[0], np.int64),
        photos=np.array(columns[1], np.int64),
        persons=np.array(columns[2], np.int64),
        groups=np.array(columns[3], np.int64),
        confirmed=np.array(columns[4], np.bool_),
        good=np.array(columns[5], np.bool_),
        quality=np.array(columns[6], np.float32),
        days=np.array(columns[7], np.float64),
        stamps=np.array(columns[8:11], np.float64).reshape(3, -1).T,
    )
    spans = session.execute(sa.select(Person.id, Person.name, Person.born, Person.died, Person.hidden)).all()
    people = tuple(
        PersonSpan(row.id, row.name, _day(row.born), _day(row.died), bool(row.hidden)) for row in sorted(spans)
    )
    rejections = session.execute(sa.select(Rejection.face_id, Rejection.person_id)).all()
    first, second = aliased(Face), aliased(Face)
    links = session.execute(
        sa.select(first.id, second.id, sa.func.coalesce(first.person_id, 0), sa.func.coalesce(second.person_id, 0))
        .select_from(CannotLink)
        .join(first, first.id == CannotLink.face_id)
        .join(second, second.id == CannotLink.other_face_id)
    ).all()
    placed = session.execute(sa.select(Face.photo_id, Face.person_id).where(Face.person_id.is_not(None))).all()
    return ReviewRows(faces, people, _table(rejections, 2), _table(links, 4), _table(placed, 2))


def vectors(session: Session, model: str, face_ids: Sequence[int]) -> dict[int, bytes]:
    """The embeddings of these faces, as the catalog keeps them."""
    found: dict[int, bytes] = {}
    for part in chunks(face_ids):
        query = sa.select(Embedding.face_id, Embedding.vector).where(
            Embedding.model == model, Embedding.face_id.in_(part)
        )
        found.update((face_id, vector) for face_id, vector in session.execute(query))
    return found


def _day(date: dt.date | None) -> int | None:
    return None if date is None else date.toordinal() - _EPOCH


def _table(rows: Sequence[Any], columns: int) -> NDArray[np.int64]:
    return np.array([tuple(row) for row in rows], np.int64).reshape(-1, columns)
