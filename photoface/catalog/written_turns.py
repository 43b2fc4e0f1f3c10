"""Updates a photo's rows after PhotoFace wrote the user's turn into the file as its orientation.

The file itself shows the photo turned from then on, and the catalog keeps everything as the file shows it. So boxes,
landmarks, width and height are turned, and the user's turn is reduced by what the file has now. The ledger's row images
of these columns are turned too: an undo, to any depth, restores what the user saw then.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.row_images import Values
from photoface.catalog.scanned_faces import box_columns
from photoface.catalog.sql_dialects import json_number
from photoface.catalog.sql_helpers import among, pack_landmarks, unpack_landmarks
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.tables.decisions import Change
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.file_metadata import TakeoverConflict
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.user_turns import as_column, as_turn
from photoface.geometry import Box, Turn

_SIDES = ("left", "top", "width", "height")


def note(session: Session, orientations: Mapping[int, Turn]) -> Changed:
    """Note which EXIF orientation files have now, by file.

    Returns:
        The photos that are turned, and their faces: what was made of their pictures is out of date.
    """
    query = sa.select(PhotoFile.id, PhotoFile.photo_id, Photo.turn).join(Photo, Photo.id == PhotoFile.photo_id)
    rows = session.execute(query.where(among(PhotoFile.id, sorted(orientations)))).all()
    turns = {row.photo_id: orientations[row.id].after(as_turn(row.turn).inverse) for row in rows}
    turns = {photo_id: turn for photo_id, turn in turns.items() if turn is not Turn.NONE}
    if not turns:
        return Changed()
    _turn_photos(session, turns)
    faces = _turn_faces(session, turns)
    _turn_conflicts(session, turns)
    _turn_images(session, turns, faces)
    return Changed(faces=frozenset(faces), photos=frozenset(turns), turned=frozenset(turns))


def _turn_photos(session: Session, turns: Mapping[int, Turn]) -> None:
    columns = (Photo.id, Photo.turn, Photo.user_turn, Photo.width, Photo.height)
    for photo in session.execute(sa.select(*columns).where(among(Photo.id, sorted(turns)))).all():
        turn = turns[photo.id]
        width, height = turn.size(photo.width, photo.height)
        values = {
            "turn": int(turn.after(as_turn(photo.turn))),
            "user_turn": _reduced(photo.user_turn, turn),
            "width": width,
            "height": height,
        }
        session.execute(sa.update(Photo).where(Photo.id == photo.id).values(values))


def _reduced(user_turn: int | None, by: Turn) -> int | None:
    """The user's turn that shows the same picture, where the file shows it turned."""
    return as_column(as_turn(user_turn).after(by.inverse))


def _turn_faces(session: Session, turns: Mapping[int, Turn]) -> dict[int, Turn]:
    """Turn the faces of photos; returns how, by face."""
    columns = (Face.id, Face.photo_id, Face.left, Face.top, Face.width, Face.height, Face.landmarks)
    turned: dict[int, Turn] = {}
    for face in session.execute(sa.select(*columns).where(among(Face.photo_id, sorted(turns)))).all():
        turn = turned[face.id] = turns[face.photo_id]
        values: dict[str, Any] = box_columns(turn.box(Box(face.left, face.top, face.width, face.height)))
        if face.landmarks is not None:
            values["landmarks"] = pack_landmarks(turn.landmarks(unpack_landmarks(face.landmarks)))
        session.execute(sa.update(Face).where(Face.id == face.id).values(values))
    return turned


def _turn_conflicts(session: Session, turns: Mapping[int, Turn]) -> None:
    columns = [TakeoverConflict.__table__.columns[name] for name in ("id", "photo_id", *_SIDES)]
    has_box = sa.and_(among(TakeoverConflict.photo_id, sorted(turns)), TakeoverConflict.left.is_not(None))
    for row in session.execute(sa.select(*columns).where(has_box)).all():
        box = turns[row.photo_id].box(Box(row.left, row.top, row.width, row.height))
        by_id = sa.update(TakeoverConflict).where(TakeoverConflict.id == row.id)
        session.execute(by_id.values(box_columns(box)))


def _turn_images(session: Session, turns: Mapping[int, Turn], faces: Mapping[int, Turn]) -> None:
    """Turn what decisions keep of these photos and their faces, also of faces that were deleted since."""
    for table, of_row in (
        (Photo.__tablename__, turns),
        (Face.__tablename__, faces),
        (TakeoverConflict.__tablename__, {}),
    ):
        for change in _changes(session, table, of_row, turns):
            images = (change.before, change.after)
            turn = of_row.get(change.row_id) or next(
                (turns[image["photo_id"]] for image in images if image and image.get("photo_id") in turns), None
            )
            if turn is None:
                continue
            before, after = (None if image is None else _turned_image(image, turn) for image in images)
            if (before, after) != images:
                values = {"before": before, "after": after}
                session.execute(sa.update(Change).where(Change.id == change.id).values(values))


def _changes(
    session: Session, table: str, row_ids: Collection[int], photo_ids: Collection[int]
) -> list[sa.Row[tuple[int, int, Any, Any]]]:
    """The changes of these rows, and of rows that are gone and were of these photos."""
    photo = sa.func.coalesce(json_number(Change.before, "photo_id"), json_number(Change.after, "photo_id"))
    theirs = sa.or_(among(Change.row_id, sorted(row_ids)), among(photo, sorted(photo_ids)))
    query = sa.select(Change.id, Change.row_id, Change.before, Change.after)
    return list(session.execute(query.where(Change.table_name == table, theirs)).all())


def _turned_image(image: Values, turn: Turn) -> Values:
    turned = dict(image)
    if "user_turn" in image:
        turned["user_turn"] = _reduced(image["user_turn"], turn)
    if all(image.get(name) is not None for name in _SIDES):
        turned |= box_columns(turn.box(Box(*(image[name] for name in _SIDES))))
    if image.get("landmarks"):
        points = unpack_landmarks(base64.b64decode(image["landmarks"]))
        turned["landmarks"] = base64.b64encode(pack_landmarks(turn.landmarks(points))).decode()
    return turned
