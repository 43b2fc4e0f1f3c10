"""What the review looks at, read at once: all faces that count, the people, and every no of the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, aliased

from photoface.catalog.rows import among
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import CannotLink, Embedding, Face, Group, Person, Photo, Rejection
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
        placed: int64 (k, 3), face, photo and person, for every face that is under a person, embedded or not.
    """

    faces: ReviewFaces
    people: tuple[PersonSpan, ...]
    rejections: NDArray[np.int64]
    cannot_links: NDArray[np.int64]
    placed: NDArray[np.int64]

    @property
    def placed_photos(self) -> NDArray[np.int64]:
        """(k, 2), photo and person, for every face that is under a person."""
        return self.placed[:, 1:]


ROWS_AT_ONCE = 5_000

MOST_REREAD = 20_000
"""Where more faces than this changed, reading all is no slower."""


def load(session: Session, model: str) -> ReviewRows:
    """All that suggestions and questions are made of, but for the embeddings."""
    return ReviewRows(
        _all_faces(session, _faces_query(model).order_by(Face.id)),
        _people(session),
        _table(_rows(session, sa.select(Rejection.face_id, Rejection.person_id)), 2),
        _table(_rows(session, _links_query()), 4),
        _table(_rows(session, _placed_query()), 3),
    )


def reload(session: Session, model: str, before: ReviewRows, changed: Changed) -> ReviewRows:
    """What `load` would read, by reading only what changed since an earlier state.

    Args:
        before: the earlier state, read for the same model.
        changed: all that was committed in between.
    """
    people = _people(session)
    wanted = _changed_faces(session, before, people, changed)
    if changed.everything or len(wanted) > MOST_REREAD:
        return load(session, model)
    ids = wanted.tolist()
    return ReviewRows(
        _with_faces(before.faces, wanted, _faces(_read(session, _faces_query(model), Face.id, ids))),
        people,
        _with_rows(
            before.rejections,
            [0],
            wanted,
            _table(_read(session, sa.select(Rejection.face_id, Rejection.person_id), Rejection.face_id, ids), 2),
        ),
        _with_links(session, before.cannot_links, wanted),
        _with_rows(before.placed, [0], wanted, _table(_read(session, _placed_query(), Face.id, ids), 3)),
    )


def _faces_query(model: str) -> sa.Select[*tuple[Any, ...]]:
    # Types that SQLAlchemy hands through as SQLite gives them: a library's rows are read at once.
    return (
        sa.select(
            Face.id,
            Face.photo_id,
            sa.func.coalesce(Face.person_id, 0),
            sa.func.coalesce(Face.group_id, 0),
            sa.type_coerce(Face.confirmed, sa.Integer),
            sa.type_coerce(Face.passes_gate, sa.Integer),
            Face.quality,
            sa.func.iif(Photo.dated_by_exif, sa.func.julianday(Photo.taken_at) - 2440587.5, None),
            Face.score,
            Face.pixels,
            Face.sharpness,
        )
        .join(Photo, Photo.id == Face.photo_id)
        .join(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(shown())
    )


def _links_query() -> sa.Select[*tuple[Any, ...]]:
    first, second = aliased(Face), aliased(Face)
    return (
        sa.select(
            CannotLink.face_id,
            CannotLink.other_face_id,
            sa.func.coalesce(first.person_id, 0),
            sa.func.coalesce(second.person_id, 0),
        )
        .join(first, first.id == CannotLink.face_id)
        .join(second, second.id == CannotLink.other_face_id)
    )


def _placed_query() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Face.id, Face.photo_id, Face.person_id).where(Face.person_id.is_not(None))


def _people(session: Session) -> tuple[PersonSpan, ...]:
    spans = session.execute(sa.select(Person.id, Person.name, Person.born, Person.died, Person.hidden)).all()
    return tuple(
        PersonSpan(row.id, row.name, _day(row.born), _day(row.died), bool(row.hidden)) for row in sorted(spans)
    )


def _all_faces(session: Session, query: sa.Select[*tuple[Any, ...]]) -> ReviewFaces:
    """Read by the thousand: a whole library's rows as Python objects take more memory than what is made of them."""
    parts = [_faces(rows) for rows in session.connection().execute(query).partitions(ROWS_AT_ONCE)]
    if not parts:
        return _faces([])
    return ReviewFaces(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in ReviewFaces.__dataclass_fields__}
    )


def _faces(rows: Sequence[Any]) -> ReviewFaces:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 11
    return ReviewFaces(
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


def _changed_faces(
    session: Session, before: ReviewRows, people: Sequence[PersonSpan], changed: Changed
) -> NDArray[np.int64]:
    """Ids of all faces that may be others than they were: those named, and all of photos, people and groups that are.

    What is taken from a group or a person is named itself; only where these are gone did the faces leave unnamed.
    """
    faces = before.faces
    gone_people = np.setdiff1d(_ids(changed.people), [person.id for person in people])
    groups = _ids(changed.groups)
    left = _rows(session, sa.select(Group.id).where(among(Group.id, groups.tolist())))
    gone_groups = np.setdiff1d(groups, _table(left, 1))
    of_photos = _rows(session, sa.select(Face.id).where(among(Face.photo_id, sorted(changed.photos))))
    return np.unique(
        np.concatenate(
            [
                _ids(changed.faces),
                _table(of_photos, 1)[:, 0],
                faces.ids[np.isin(faces.groups, gone_groups)],
                before.placed[np.isin(before.placed[:, 2], gone_people), 0],
            ]
        )
    )


def _read(session: Session, query: sa.Select[*tuple[Any, ...]], column: Any, ids: Sequence[int]) -> list[Any]:
    return _rows(session, query.where(among(column, ids)).order_by(column))


def _rows(session: Session, query: sa.Select[*tuple[Any, ...]]) -> list[Any]:
    """All rows of a query, without the work that the ORM does for each."""
    return list(session.connection().execute(query).all())


def _with_faces(before: ReviewFaces, wanted: NDArray[np.int64], now: ReviewFaces) -> ReviewFaces:
    """The faces with those of some ids as they are now; columns in which nothing differs stay the same arrays."""
    old = np.flatnonzero(np.isin(before.ids, wanted, assume_unique=True))
    columns = {name: (getattr(before, name), getattr(now, name)) for name in ReviewFaces.__dataclass_fields__}
    if np.array_equal(before.ids[old], now.ids):
        changed = {}
        for name, (column, values) in columns.items():
            if not np.array_equal(column[old], values, equal_nan=name in ("days", "stamps")):
                column = column.copy()
                column[old] = values
            changed[name] = column
        return ReviewFaces(**changed)
    kept = np.delete(before.ids, old)
    places = np.searchsorted(kept, now.ids)
    return ReviewFaces(
        **{
            name: np.insert(np.delete(column, old, axis=0), places, values, axis=0)
            for name, (column, values) in columns.items()
        }
    )


def _with_links(session: Session, before: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    ids = wanted.tolist()
    query = _links_query()
    read = [*_read(session, query, CannotLink.face_id, ids), *_read(session, query, CannotLink.other_face_id, ids)]
    # A link between two of them is read from both sides.
    now = np.unique(_table(read, 4), axis=0)
    return _with_rows(before, [0, 1], wanted, now)


def _with_rows(
    before: NDArray[np.int64], columns: Sequence[int], wanted: NDArray[np.int64], now: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A table without the rows that name any of some faces in these columns, and with what is read of them now."""
    gone = np.isin(before[:, columns], wanted).any(axis=1)
    if not gone.any() and not len(now):
        return before
    return np.concatenate([before[~gone], now])


def _ids(ids: Collection[int]) -> NDArray[np.int64]:
    return np.fromiter(ids, np.int64, len(ids))


def vectors(session: Session, model: str, face_ids: Sequence[int]) -> dict[int, bytes]:
    """The embeddings of these faces, as the catalog keeps them."""
    found = sa.select(Embedding.face_id, Embedding.vector).where(
        Embedding.model == model, among(Embedding.face_id, face_ids)
    )
    return {face_id: vector for face_id, vector in _rows(session, found)}  # noqa: C416 - rows are not pairs to mypy


def _day(date: dt.date | None) -> int | None:
    return None if date is None else date.toordinal() - _EPOCH


def _table(rows: Sequence[Any], columns: int) -> NDArray[np.int64]:
    return np.array([tuple(row) for row in rows], np.int64).reshape(-1, columns)
