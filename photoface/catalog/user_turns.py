"""Stores how the user turned photos, and converts a box of the photo as shown to one of the photo in its file.

The catalog keeps everything as the file shows it: boxes and landmarks of faces, width and height, thumbnails and crops
are of the photo as its EXIF orientation puts it upright. The user's turn is one more column, and it is applied where a
photo is shown: in the summaries that pages read, and to the pictures that they ask for. So a turn changes one value,
undo is exact, and scans need not know of it. `written_turns` follows where the turn is written into a file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo
from photoface.geometry import Box, Turn


@dataclass(frozen=True, slots=True)
class TurnedPhotos:
    """The photos that the user turned, and the faces in them, by id."""

    photos: Mapping[int, Turn]
    faces: Mapping[int, Turn]

    def of_photo(self, photo_id: int) -> Turn:
        """How the user turned a photo."""
        return self.photos.get(photo_id, Turn.NONE)

    def of_face(self, face_id: int) -> Turn:
        """How the user turned the photo of a face."""
        return self.faces.get(face_id, Turn.NONE)


def as_turn(stored: int | None) -> Turn:
    """The turn of a `user_turn` column."""
    return Turn.NONE if stored is None else Turn(stored)


def of_photo(session: Session, photo_id: int) -> Turn:
    """How the user turned a photo; none for one that is gone."""
    return as_turn(session.execute(sa.select(Photo.user_turn).where(Photo.id == photo_id)).scalar())


def turned_photos(session: Session) -> TurnedPhotos:
    """All photos that the user turned."""
    is_turned = Photo.user_turn.is_not(None)
    rows = session.execute(sa.select(Photo.id, Photo.user_turn).where(is_turned))
    photos = {photo_id: as_turn(stored) for photo_id, stored in rows}
    if not photos:
        return TurnedPhotos({}, {})
    query = sa.select(Face.id, Face.photo_id).join(Photo, Photo.id == Face.photo_id).where(is_turned)
    return TurnedPhotos(photos, {face_id: photos[photo_id] for face_id, photo_id in session.execute(query)})


def box_in_file(session: Session, photo_id: int, box: Box) -> Box:
    """Convert a box of the photo as shown to a box of the photo as in its file."""
    return of_photo(session, photo_id).inverse.box(box)


def turn(journal: Journal, photo_ids: Collection[int], by: Turn) -> None:
    """Turn photos further than they are turned now."""
    query = sa.select(Photo.id, Photo.user_turn).where(among(Photo.id, sorted(photo_ids)))
    turns = {photo_id: by.after(as_turn(before)) for photo_id, before in journal.session.execute(query)}
    columns = {photo_id: {"user_turn": as_column(after)} for photo_id, after in turns.items()}
    journal.update_each(Photo, columns)


def keep_after_edit(session: Session, photo_id: int, edit: Turn) -> None:
    """Another program turned the picture in the file: what the user sees stays as the user turned it here.

    A photo that the user never turned shows what the file shows.
    """
    before = of_photo(session, photo_id)
    if before is not Turn.NONE and edit is not Turn.NONE:
        after = as_column(before.after(edit.inverse))
        session.execute(sa.update(Photo).where(Photo.id == photo_id).values(user_turn=after))


def as_column(turn: Turn) -> int | None:
    """The `user_turn` column of a turn."""
    return None if turn is Turn.NONE else int(turn)
