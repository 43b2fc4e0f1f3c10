"""Keeps faces that the user decided about when the edit of a photo removes them, and gives them back with the picture.

A photo row of its own stands for the picture before the edit, and holds these faces. The row is forgotten and missing,
and has a `successor_id`. No list and no count has its faces, and decisions about them can still be undone and redone.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo

_NOT_COPIED = {"id", "content_hash", "missing", "forgotten", "successor_id", "rating", "detector"} | {
    *("deleted_at", "own_taken_at", "own_date_precision", "own_latitude", "own_longitude", "own_place"),
    *("title", "caption", "label", "favourite", "hidden"),
}
"""What is the photo's own: what the user said stays with the photo, and undo takes it from there alone."""


def set_aside(session: Session, photo_id: int, content_hash: str, face_ids: Collection[int]) -> None:
    """Move faces from a photo to the picture that it was.

    Args:
        photo_id: the photo as it is now.
        content_hash: of the picture that showed the faces, which no photo has any more.
    """
    columns = [column for column in Photo.__table__.columns if column.name not in _NOT_COPIED and not column.computed]
    photo = session.execute(sa.select(*columns).where(Photo.id == photo_id)).mappings().one()
    waiting = {"missing": True, "forgotten": True, "successor_id": photo_id, "detector": ""}
    values = {**photo, **waiting, "content_hash": content_hash}
    former = session.execute(sa.insert(Photo).values(values).returning(Photo.id)).scalar_one()
    # The group is the machine's own, and has photos that are shown.
    moved = sa.update(Face).where(among(Face.id, face_ids))
    session.execute(moved.values(photo_id=former, group_id=None))


def of_photo(session: Session, photo_id: int) -> list[int]:
    """The pictures that a photo was, whose faces wait."""
    return list(session.execute(sa.select(Photo.id).where(Photo.successor_id == photo_id).order_by(Photo.id)).scalars())


def give_content_away(session: Session, former_id: int) -> None:
    """Take the content hash from a former picture, for the photo that shows this picture again."""
    session.execute(sa.update(Photo).where(Photo.id == former_id).values(content_hash=f"former {former_id}"))


def with_contents(session: Session, hashes: Collection[str]) -> dict[str, tuple[int, int]]:
    """The former pictures of these contents, by content hash: id, and the photo that it became."""
    query = sa.select(Photo.content_hash, Photo.id, Photo.successor_id).where(
        Photo.successor_id.is_not(None), Photo.content_hash.in_(sorted(set(hashes)))
    )
    return {content: (former, successor or 0) for content, former, successor in session.execute(query)}


def take_back(session: Session, photo_id: int, face_ids: Collection[int]) -> None:
    """Move faces of a former picture back into the photo."""
    session.execute(sa.update(Face).where(among(Face.id, face_ids)).values(photo_id=photo_id))


def remove(session: Session, former_id: int) -> None:
    """Delete a former picture that has no faces any more."""
    session.execute(sa.delete(Photo).where(Photo.id == former_id))


def becomes_a_photo(session: Session, former_id: int) -> None:
    """Make a former picture a photo of its own, since a file shows it again."""
    session.execute(sa.update(Photo).where(Photo.id == former_id).values(successor_id=None))
