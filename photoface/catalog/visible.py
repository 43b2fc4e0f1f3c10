"""The SQL conditions for photos and faces that are shown and counted, which reads share, so that their counts agree.

What somebody looks at leaves out photos that are forgotten and photos that the user hid. Recognition leaves out less:
it goes on to compare faces with those that the user confirmed in hidden photos, so that a person whose photos are
hidden is not asked about again. It never shows these faces (`without_hidden`), and asks about no other face of a hidden
photo.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import likely
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo


def photo_shown() -> sa.ColumnElement[bool]:
    """Photos that are neither forgotten nor hidden."""
    return sa.and_(Photo.forgotten.is_(False), Photo.hidden.is_not(True))


def shown(status: FaceStatus = FaceStatus.ACTIVE) -> sa.ColumnElement[bool]:
    """Faces of this status in photos that are shown; the query must join `Photo`."""
    return sa.and_(Face.status == status, photo_shown())


def all_shown() -> sa.ColumnElement[bool]:
    """`shown`, for queries that another condition (a person, some photos) makes small.

    It tells SQLite that nearly every photo is not forgotten. SQLite assumes that an indexed value is rare, and would
    begin with the index of these photos.
    """
    not_forgotten = likely(Photo.forgotten.is_(False))
    return sa.and_(Face.status == FaceStatus.ACTIVE, not_forgotten, Photo.hidden.is_not(True))


def in_shown_photo() -> sa.ColumnElement[bool]:
    """Whether a face's photo is shown, for queries over most faces that need nothing else of the photos.

    The few photos that are not shown are read once: looking each face's photo up takes three times as long.
    """
    forgotten = sa.select(Photo.id).where(Photo.forgotten.is_(True))
    return Face.photo_id.not_in(forgotten.union_all(sa.select(Photo.id).where(Photo.hidden.is_(True))))


def comparable() -> sa.ColumnElement[bool]:
    """Faces that recognition looks at: those shown, and those confirmed in hidden photos; joins `Photo` too."""
    seen = sa.or_(Photo.hidden.is_not(True), Face.confirmed.is_(True))
    return sa.and_(Face.status == FaceStatus.ACTIVE, Photo.forgotten.is_(False), seen)


def some_are_hidden(session: Session) -> bool:
    """Whether the user hid any photo."""
    return session.execute(sa.select(Photo.id).where(Photo.hidden.is_(True)).limit(1)).first() is not None


def hidden_faces(session: Session) -> frozenset[int]:
    """All faces of hidden photos: what recognition may know and must not show."""
    if not some_are_hidden(session):
        return frozenset()
    query = sa.select(Face.id).join(Photo, Photo.id == Face.photo_id).where(Photo.hidden.is_(True))
    return frozenset(session.execute(query).scalars())


def without_hidden(face_ids: Collection[int], hidden: frozenset[int]) -> tuple[int, ...]:
    """These faces in their order, without those of hidden photos."""
    return tuple(face_id for face_id in face_ids if face_id not in hidden)
