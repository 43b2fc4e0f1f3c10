"""Reads the arrays that recognition works on (`face_table.RecognitionRows`): all rows, or only those that changed.

It also reads the embeddings of faces.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, aliased

from photoface.catalog.face_table import (
    CONTENT_CHARACTERS,
    FIRST_SCENE_OF_VIDEOS,
    FaceTable,
    KnownPerson,
    RecognitionRows,
    by_photo,
)
from photoface.catalog.sql_dialects import driver_rows, unix_days
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import BoxSource
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.tables.faces import CannotLink, Embedding, Face, Group, Rejection
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import StackMember
from photoface.catalog.visible import comparable, some_are_hidden

_EPOCH = dt.date(1970, 1, 1).toordinal()


ROWS_AT_ONCE = 5_000

MOST_REREAD = 20_000
"""Where more faces than this changed, reading all is no slower."""


def load(session: Session, model: str) -> RecognitionRows:
    """All that suggestions and questions are made of, but for the embeddings."""
    # In the order in which SQLite finds them; it does not know that the two columns are equal, and would sort.
    faces = _all_faces(session, _faces_query(model).order_by(Embedding.face_id))
    placed = _table(list(itertools.chain.from_iterable(_run(session, _placed_query()))), 3)
    return _beside(session, faces, by_photo(placed))


def load_since(
    session: Session, model: str, faces: FaceTable, placed: NDArray[np.int64], changed: Changed
) -> RecognitionRows:
    """What `load` would read, with the faces of an earlier state that another process kept.

    Args:
        faces, placed: as in `RecognitionRows`, of the same model.
        changed: the faces and photos that changed since (`recognition_changes`).
    """
    return reload(session, model, _beside(session, faces, placed), changed)


def _beside(session: Session, faces: FaceTable, placed: NDArray[np.int64]) -> RecognitionRows:
    """These faces with all that there is beside them, which is little."""
    return RecognitionRows(
        faces,
        _people(_rows(session, _PEOPLE)),
        _table(_rows(session, sa.select(Rejection.face_id, Rejection.person_id)), 2),
        _table(_rows(session, _links_query()), 4),
        placed,
        _copies(session),
    )


def _copies(session: Session) -> NDArray[np.int64]:
    """Photos of the moment of another one, with that one; a burst shows several moments."""
    query = sa.select(StackMember.photo_id, StackMember.like_id).where(
        StackMember.like_id.is_not(None), StackMember.kind != "burst"
    )
    return _table(_rows(session, query.order_by(StackMember.photo_id)), 2)


def reload(
    session: Session, model: str, before: RecognitionRows, changed: Changed, placed: NDArray[np.int64] | None = None
) -> RecognitionRows:
    """What `load` would read, by reading only what changed since an earlier state.

    Args:
        before: the earlier state, read for the same model.
        changed: all that was committed in between.
        placed: of `Journal.placements`, where that is all that changed of faces: they need not be read.
    """
    if changed.everything:
        return load(session, model)
    people = _people_now(session, before.people, changed.people)
    nobody_went = changed.people <= {person.id for person in people}
    # Of a hidden photo's faces recognition knows those that are confirmed, which placements do not say.
    known = placed is not None and nobody_went and np.isin(placed[:, 0], before.faces.ids).all()
    if placed is not None and known and not some_are_hidden(session):
        scenes = before.faces.scenes[np.searchsorted(before.faces.ids, placed[:, 0])]
        return _placed(before, people, np.insert(placed, 1, scenes, axis=1))
    wanted = _changed_faces(session, before, people, changed)
    if len(wanted) > MOST_REREAD:
        return load(session, model)
    moved, others = _only_moved(before.faces, wanted, changed)
    elsewhere = _table(_read(session, _where_query(), Face.id, moved.tolist()), 6)
    ids, other_ids = wanted.tolist(), others.tolist()
    shown_now = elsewhere[elsewhere[:, 5] == 1]
    faces = _with_moved(before.faces, np.setdiff1d(moved, shown_now[:, 0], assume_unique=True), shown_now)
    if other_ids:
        faces = _with_faces(faces, others, _faces(_read(session, _faces_query(model), Face.id, other_ids)))
    beside = _table(_read(session, _placed_query(), Face.id, other_ids), 3)
    refused = sa.select(Rejection.face_id, Rejection.person_id)
    with_people = np.concatenate([elsewhere[elsewhere[:, 2] > 0, :3], beside])
    return RecognitionRows(
        faces,
        people,
        _with_rows(before.rejections, [0], wanted, _table(_read(session, refused, Rejection.face_id, ids), 2)),
        _with_links(session, before.cannot_links, wanted),
        by_photo(_with_rows(before.placed, [0], wanted, with_people)),
        _copies(session) if changed.stacks else before.copies,
    )


def _placed(before: RecognitionRows, people: tuple[KnownPerson, ...], where: NDArray[np.int64]) -> RecognitionRows:
    """A state after some of its faces were put somewhere, which is all that changed of faces.

    Args:
        where: as of `_where_query`, by id.
    """
    wanted, shown_now = where[:, 0], where[where[:, 5] == 1]
    links = before.cannot_links
    for face, person in ((0, 2), (1, 3)):
        theirs = np.flatnonzero(np.isin(links[:, face], wanted))
        if len(theirs):
            links = links.copy() if links is before.cannot_links else links
            links[theirs, person] = where[np.searchsorted(wanted, links[theirs, face]), 2]
    return RecognitionRows(
        _with_moved(before.faces, where[where[:, 5] == 0, 0], shown_now),
        people,
        before.rejections,
        links,
        by_photo(_with_rows(before.placed, [0], wanted, where[where[:, 2] > 0, :3])),
        before.copies,
    )


def _only_moved(
    before: FaceTable, wanted: NDArray[np.int64], changed: Changed
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the faces to read those that can only lie elsewhere now, or be shown no more, and the others.

    What was measured of a face, and its embedding, change with its box; when it was taken, with its photo.
    """
    known = wanted[np.isin(wanted, before.ids, assume_unique=True)]
    photos = before.photos[np.searchsorted(before.ids, known)]
    moved = known[~np.isin(known, _ids(changed.boxes)) & ~np.isin(photos, _ids(changed.photos))]
    return moved, np.setdiff1d(wanted, moved, assume_unique=True)


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
            sa.case((Photo.dated_by_exif, _last_moment())),
            Face.score,
            Face.pixels,
            Face.sharpness,
            sa.case((Face.box_source == BoxSource.DETECTED, 1), else_=0),
            sa.func.substr(Photo.content_hash, 1, CONTENT_CHARACTERS),
            Face.left,
            Face.top,
            sa.func.coalesce(Face.track, 0),
            Face.track_start,
            Face.track_end,
        )
        .join(Photo, Photo.id == Face.photo_id)
        .join(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(comparable())
    )


def _last_moment() -> sa.ColumnElement[float]:
    """The end of the year or the month, where no more is known: a photo "about 1985" may show somebody born in May."""
    later = sa.case((Photo.date_precision == "year", "+1 year"), (Photo.date_precision == "month", "+1 month"))
    last: sa.ColumnElement[float] = sa.case(
        (Photo.date_precision.in_(["second", "day"]), unix_days(Photo.taken_at)),
        else_=unix_days(Photo.taken_at, later),
    )
    return last


def _where_query() -> sa.Select[*tuple[Any, ...]]:
    """Where faces lie: face, scene, person and group (0 for none), confirmed, and whether recognition looks at it."""
    return sa.select(
        Face.id,
        _scene(),
        sa.func.coalesce(Face.person_id, 0),
        sa.func.coalesce(Face.group_id, 0),
        sa.type_coerce(Face.confirmed, sa.Integer),
        sa.case((comparable(), 1), else_=0),
    ).join(Photo, Photo.id == Face.photo_id)


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
    return sa.select(Face.id, _scene(), Face.person_id).where(Face.person_id.is_not(None))


def _scene() -> sa.ColumnElement[int]:
    """As `FaceTable.scenes`."""
    return sa.case((Face.track.is_(None), Face.photo_id), else_=Face.id + FIRST_SCENE_OF_VIDEOS)


_PEOPLE = sa.select(Person.id, Person.name, Person.born, Person.died, Person.hidden)


def _people(rows: Sequence[Any]) -> tuple[KnownPerson, ...]:
    """Of rows of `_PEOPLE`."""
    return tuple(
        KnownPerson(row.id, row.name, _day(row.born), _day(row.died), bool(row.hidden)) for row in sorted(rows)
    )


def _people_now(session: Session, before: Sequence[KnownPerson], changed: frozenset[int]) -> tuple[KnownPerson, ...]:
    now = {person.id: person for person in before if person.id not in changed}
    now.update((person.id, person) for person in _people(_read(session, _PEOPLE, Person.id, sorted(changed))))
    return tuple(now[person_id] for person_id in sorted(now))


def _all_faces(session: Session, query: sa.Select[*tuple[Any, ...]]) -> FaceTable:
    """Read by the thousand: a whole library's rows as Python objects take more memory than what is made of them."""
    parts = [_faces(rows) for rows in _run(session, query)]
    if not parts:
        return _faces([])
    return FaceTable(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in FaceTable.__dataclass_fields__}
    )


def _run(session: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, by the thousand, without the work that SQLAlchemy does for each."""
    connection = session.connection()
    written = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    return driver_rows(connection, written, ROWS_AT_ONCE)


def _faces(rows: Sequence[Any]) -> FaceTable:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 18
    return FaceTable(
        ids=np.array(columns[0], np.int64),
        photos=np.array(columns[1], np.int64),
        persons=np.array(columns[2], np.int64),
        groups=np.array(columns[3], np.int64),
        confirmed=np.array(columns[4], np.bool_),
        good=np.array(columns[5], np.bool_),
        quality=np.array(columns[6], np.float32),
        days=np.array(columns[7], np.float64),
        stamps=np.array(columns[8:11], np.float64).reshape(3, -1).T,
        detected=np.array(columns[11], np.bool_),
        contents=np.array(columns[12], f"S{CONTENT_CHARACTERS}"),
        corners=np.array(columns[13:15], np.float64).reshape(2, -1).T,
        tracks=np.array(columns[15], np.int64),
        spans=np.array(columns[16:18], np.float64).reshape(2, -1).T,
    )


def _changed_faces(
    session: Session, before: RecognitionRows, people: Sequence[KnownPerson], changed: Changed
) -> NDArray[np.int64]:
    """Ids of all faces that may have changed.

    These are the faces in `changed`, all faces of changed photos, and all of people and groups that are gone. A face
    that left a person or a group that still exists is in `changed` itself.
    """
    faces = before.faces
    gone_people = np.setdiff1d(_ids(changed.people), [person.id for person in people])
    groups = _ids(changed.groups)
    gone_groups = np.setdiff1d(groups, _table(_read(session, sa.select(Group.id), Group.id, groups.tolist()), 1))
    of_photos = _read(session, sa.select(Face.id), Face.photo_id, sorted(changed.photos))
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
    """The rows of which a column holds one of these ids, in its order."""
    return _rows(session, query.where(among(column, ids)).order_by(column)) if len(ids) else []


def _rows(session: Session, query: sa.Select[*tuple[Any, ...]]) -> list[Any]:
    """All rows of a query, without the work that the ORM does for each."""
    return list(session.connection().execute(query).all())


def _with_moved(before: FaceTable, gone: NDArray[np.int64], where: NDArray[np.int64]) -> FaceTable:
    """The faces where they lie now; columns in which nothing differs stay the same arrays.

    Args:
        gone: ids of faces that are shown no more.
        where: of `_where_query`, by id.
    """
    if len(gone):
        before = _with_faces(before, gone, _faces([]))
    rows = np.searchsorted(before.ids, where[:, 0])
    changed: dict[str, NDArray[Any]] = {}
    for name, values in (("persons", where[:, 2]), ("groups", where[:, 3]), ("confirmed", where[:, 4] == 1)):
        column = getattr(before, name)
        if not np.array_equal(column[rows], values):
            changed[name] = column.copy()
            changed[name][rows] = values
    return replace(before, **changed)


def _with_faces(before: FaceTable, wanted: NDArray[np.int64], now: FaceTable) -> FaceTable:
    """The faces with those of some ids as they are now; columns in which nothing differs stay the same arrays."""
    old = np.flatnonzero(np.isin(before.ids, wanted, assume_unique=True))
    columns = {name: (getattr(before, name), getattr(now, name)) for name in FaceTable.__dataclass_fields__}
    if np.array_equal(before.ids[old], now.ids):
        changed = {}
        for name, (column, values) in columns.items():
            if not np.array_equal(column[old], values, equal_nan=name in ("days", "stamps", "spans")):
                column = column.copy()
                column[old] = values
            changed[name] = column
        return FaceTable(**changed)
    kept = np.delete(before.ids, old)
    places = np.searchsorted(kept, now.ids)
    return FaceTable(
        **{
            name: np.insert(np.delete(column, old, axis=0), places, values, axis=0)
            for name, (column, values) in columns.items()
        }
    )


def _with_links(session: Session, before: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    ids = wanted.tolist()
    sides = (CannotLink.face_id, CannotLink.other_face_id)
    # Most faces have no link, which is told without looking at the faces again.
    linked = [row[0] for side in sides for row in _read(session, sa.select(side).distinct(), side, ids)]
    read = [row for side in sides for row in _read(session, _links_query(), side, linked)] if linked else []
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


def all_vectors(session: Session, model: str) -> Iterator[list[tuple[int, bytes]]]:
    """Every face that a model embedded, with its embedding as `vectors` gives it, by the thousand, by id.

    By the driver, in a tenth of the time of asking for each face.
    """
    query = sa.select(Embedding.face_id, Embedding.vector).where(Embedding.model == model)
    yield from _run(session, query.order_by(Embedding.face_id))


def _day(date: dt.date | None) -> int | None:
    return None if date is None else date.toordinal() - _EPOCH


def _table(rows: Sequence[Any], columns: int) -> NDArray[np.int64]:
    return np.fromiter(itertools.chain.from_iterable(rows), np.int64, columns * len(rows)).reshape(-1, columns)
