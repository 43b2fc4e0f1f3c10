"""What a grouping looks at: the faces of one model, whom they are with, and every no of the user."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog import grouped_state
from photoface.catalog.grouped_state import SinceGrouped, Whole
from photoface.catalog.ledger import DONE
from photoface.catalog.rows import how_many, unpack_vectors
from photoface.catalog.tables import (
    BoxSource,
    CannotLink,
    Decision,
    Embedding,
    Face,
    FaceStatus,
    Group,
    Person,
    Photo,
    Rejection,
)
from photoface.settings import Settings
from photoface.vision.quality import DOUBTFUL_SCORE, MINIMUM_SCORE


@dataclass(frozen=True, slots=True, eq=False)
class FacesOfModel:
    """The active faces that have an embedding by one model, row by row in an order that depends on content alone.

    Doubtful boxes (`vision.quality.DOUBTFUL_SCORE`) that nobody put anywhere are left out.

    Attributes:
        ids, photos, persons, groups: int64 (n,); persons and groups hold 0 for none (ids start at 1).
        embeddings: float32 (n, dimension).
        good: bool (n,), whether a face passes the quality gate.
        confirmed: bool (n,).
        quality: float32 (n,).
        unsure: bool (n,), whether a detected box may show no face (`vision.quality.MINIMUM_SCORE`).
    """

    ids: NDArray[np.int64]
    photos: NDArray[np.int64]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    embeddings: NDArray[np.float32]
    good: NDArray[np.bool_]
    confirmed: NDArray[np.bool_]
    quality: NDArray[np.float32]
    unsure: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class GroupingState:
    """One consistent read.

    Attributes:
        unsettled: groups.
        rejected: (k, 2) faces and the people they are not, by the user's word or by the dates of a life.
        decisions: of `decisions_made`.
        since: what came since all was grouped last, `whole` what all faces together told; None where it is not known.
    """

    faces: FacesOfModel
    unsettled: frozenset[int]
    rejected: NDArray[np.int64]
    cannot_link: tuple[tuple[int, int], ...]
    decisions: tuple[int, int]
    since: SinceGrouped | None = None
    whole: Whole | None = None


def decisions_made(session: Session) -> tuple[int, int]:
    """A value that changes with every decision, undo and redo."""
    newest, done = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.max(Decision.id), 0),
            how_many(Decision.state == DONE),
        )
    ).one()
    return int(newest), int(done)


def load_state(session: Session, settings: Settings) -> GroupingState:
    """All that a grouping looks at, in one consistent read."""
    model = settings.model
    # Of types that SQLAlchemy hands through as SQLite gives them, without the ORM's work for each row, and sorted
    # without the embeddings: that makes a third of the time.
    query = (
        sa.select(
            Face.id,
            Face.photo_id,
            sa.func.coalesce(Face.person_id, 0),
            sa.func.coalesce(Face.group_id, 0),
            sa.type_coerce(Face.passes_gate, sa.Integer),
            sa.type_coerce(Face.confirmed, sa.Integer),
            Face.quality,
            sa.type_coerce(sa.and_(Face.score < MINIMUM_SCORE, Face.box_source == BoxSource.DETECTED), sa.Integer),
        )
        .join(Photo, Photo.id == Face.photo_id)
        .join(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(Face.status == FaceStatus.ACTIVE, Photo.forgotten.is_(False), _may_be_placed())
        .order_by(Photo.content_hash, Face.left, Face.top, Face.id)
    )
    rows = session.connection().execute(query).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    ids = np.array(columns[0], np.int64)
    faces = FacesOfModel(
        ids=ids,
        photos=np.array(columns[1], np.int64),
        persons=np.array(columns[2], np.int64),
        groups=np.array(columns[3], np.int64),
        good=np.array(columns[4], np.bool_),
        confirmed=np.array(columns[5], np.bool_),
        quality=np.array(columns[6], np.float32),
        unsure=np.array(columns[7], np.bool_),
        embeddings=_embeddings(session, model, ids),
    )
    unsettled = session.execute(sa.select(Group.id).where(Group.settled.is_(False))).scalars()
    refused = session.connection().execute(sa.select(Rejection.face_id, Rejection.person_id)).all()
    said = np.fromiter(itertools.chain.from_iterable(refused), np.int64, 2 * len(refused)).reshape(-1, 2)
    links = session.execute(sa.select(CannotLink.face_id, CannotLink.other_face_id).order_by(CannotLink.id)).all()
    whole = grouped_state.last_whole(session)
    return GroupingState(
        faces,
        frozenset(unsettled),
        np.concatenate([said, *_outside_their_lives(session)]),
        tuple((a, b) for a, b in links),
        decisions_made(session),
        grouped_state.since_grouped(session, settings),
        whole if whole is not None and whole.model == model else None,
    )


def _embeddings(session: Session, model: str, face_ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """The vectors of these faces, row by row; every one has one."""
    if not len(face_ids):
        return np.zeros((0, 0), np.float32)
    query = sa.select(Embedding.face_id, Embedding.vector).where(Embedding.model == model).order_by(Embedding.face_id)
    known, vectors = zip(*session.connection().execute(query).all(), strict=True)
    matrix = unpack_vectors(vectors, len(vectors[0]) // 4)
    return matrix[np.searchsorted(np.array(known, np.int64), face_ids)]


def _may_be_placed() -> sa.ColumnElement[bool]:
    """All but the boxes that may well be no faces: those stay alone until the user says who they are."""
    return sa.or_(
        Face.score >= DOUBTFUL_SCORE,
        Face.box_source != BoxSource.DETECTED,
        Face.person_id.is_not(None),
        Face.group_id.is_not(None),
    )


def _outside_their_lives(session: Session) -> list[NDArray[np.int64]]:
    """Unnamed faces with the people who were not born yet, or dead, when the camera dated the photo: (k, 2) each."""
    lives = session.execute(
        sa.select(Person.id, Person.born, Person.died).where(sa.or_(Person.born.is_not(None), Person.died.is_not(None)))
    ).all()
    if not lives:
        return []
    # Each face is dated once, and not once for each person.
    unnamed = (
        sa.select(Face.id, sa.cast(sa.func.strftime("%Y%m%d", Photo.taken_at), sa.Integer))
        .join(Photo, Photo.id == Face.photo_id)
        .where(Face.person_id.is_(None), Photo.dated_by_exif.is_(True), Photo.taken_at.is_not(None))
    )
    rows = session.connection().execute(unnamed).all()
    faces, days = (np.array(column, np.int64) for column in (zip(*rows, strict=True) if rows else ((), ())))
    found = []
    for person_id, born, died in lives:
        first, last = (0 if born is None else _number(born)), (_FOR_EVER if died is None else _number(died))
        outside = faces[(days < first) | (days > last)]
        found.append(np.stack([outside, np.full(len(outside), person_id)], axis=1))
    return found


_FOR_EVER = 99_991_231


def _number(day: dt.date) -> int:
    """A day as `strftime("%Y%m%d")` writes it."""
    return day.year * 10_000 + day.month * 100 + day.day
