"""Boxes by the user's hand: drawing a face that no detector found, moving a box, taking one away.

A command stores the box at once, without landmarks and embedding; `Library.finish_drawn_faces`, or the next scan, looks
inside it for those.
"""

from __future__ import annotations

import datetime as dt
import math

import sqlalchemy as sa

from photoface.catalog.ledger import Journal
from photoface.catalog.tables import BoxSource, CannotLink, Face, FaceStatus, Photo, Rejection
from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.library.commands import DeleteFaceBox, DrawFace, MoveFaceBox
from photoface.library.handlers.filing import (
    delete_empty_groups,
    existing_faces,
    give_to_person,
    person_called,
    person_name,
    place,
)

SMALLEST_PIXELS = 12
"""Shorter side of the smallest box, in pixels of the photo: what a detector can look at, and a hand can hit."""


def draw_face(journal: Journal, command: DrawFace, now: dt.datetime) -> str:
    """See `DrawFace`. Where a face was marked `not a face` before, that mark is taken back instead of a second face."""
    box = _checked_box(journal, command.photo_id, command.box)
    taken = _face_there(journal, command.photo_id, box)
    if taken is None:
        fresh = {"photo_id": command.photo_id, "status": FaceStatus.ACTIVE.value, "confirmed": False}
        drawn = {**_unseen(journal, command.photo_id, box), "box_source": BoxSource.DRAWN.value}
        face_id = journal.insert(Face, {**fresh, **drawn})
    elif taken.status == FaceStatus.NOT_A_FACE:
        face_id = taken.id
        place(journal, [face_id])
        _put_box(journal, face_id, command.photo_id, box)
    else:
        raise _already_there()
    if command.name is None:
        return "Drew a face"
    person_id, name = person_called(journal, command.name, now, another=command.another)
    give_to_person(journal, [face_id], person_id)
    return f"Drew a face and named it {name}"


def move_face_box(journal: Journal, command: MoveFaceBox, _now: dt.datetime) -> str:
    """See `MoveFaceBox`."""
    face = _face(journal, command.face_id)
    box = _checked_box(journal, face.photo_id, command.box)
    taken = _face_there(journal, face.photo_id, box, but=face.id)
    if taken is not None and taken.status != FaceStatus.NOT_A_FACE:
        raise _already_there()
    _put_box(journal, face.id, face.photo_id, box)
    if face.person_id is None:
        return "Moved the box of a face"
    return f"Moved the box of {person_name(journal, face.person_id)}"


def delete_face_box(journal: Journal, command: DeleteFaceBox, _now: dt.datetime) -> str:
    """See `DeleteFaceBox`."""
    face = _face(journal, command.face_id)
    groups = [row.group_id for row in existing_faces(journal, [face.id]) if row.group_id is not None]
    if face.box_source != BoxSource.DRAWN:
        place(journal, [face.id], status=FaceStatus.NOT_A_FACE)
        delete_empty_groups(journal, groups)
        return "Marked 1 picture as not a face"
    session = journal.session
    journal.delete(Rejection, session.execute(sa.select(Rejection.id).where(Rejection.face_id == face.id)).scalars())
    linked = sa.or_(CannotLink.face_id == face.id, CannotLink.other_face_id == face.id)
    journal.delete(CannotLink, session.execute(sa.select(CannotLink.id).where(linked)).scalars())
    journal.forget_embeddings([face.id])
    journal.delete(Face, [face.id])
    delete_empty_groups(journal, groups)
    return "Deleted a drawn face"


def _face(journal: Journal, face_id: int) -> sa.Row[int, int, int | None, BoxSource]:
    query = sa.select(Face.id, Face.photo_id, Face.person_id, Face.box_source).where(Face.id == face_id)
    row = journal.session.execute(query).one_or_none()
    if row is None:
        raise UserFacingError("This face is not in the catalog any more.")
    return row


def _checked_box(journal: Journal, photo_id: int, box: Box) -> Box:
    """The part of a box that lies in its photo.

    Raises:
        UserFacingError: the photo is gone, or nothing that can be seen is left of the box.
    """
    size = journal.session.execute(sa.select(Photo.width, Photo.height).where(Photo.id == photo_id)).one_or_none()
    if size is None:
        raise UserFacingError("This photo is not in the catalog any more.")
    if not all(math.isfinite(side) for side in (box.left, box.top, box.width, box.height)):
        raise UserFacingError("This is no box.")
    inside = box.clamped()
    if min(inside.width * size.width, inside.height * size.height) < SMALLEST_PIXELS:
        raise UserFacingError("This box is too small for a face.", "Draw it around the whole face.")
    return inside


def _face_there(
    journal: Journal, photo_id: int, box: Box, but: int | None = None
) -> sa.Row[int, FaceStatus, float, float, float, float, BoxSource] | None:
    """The face of a photo that a box is around, if any; one that shows rather than one marked `not a face`."""
    query = sa.select(Face.id, Face.status, Face.left, Face.top, Face.width, Face.height, Face.box_source)
    found = [
        row
        for row in journal.session.execute(query.where(Face.photo_id == photo_id, Face.id != (but or 0)))
        if Box(row.left, row.top, row.width, row.height).is_same_face(box, by_hand=True)
    ]
    return min(found, key=lambda row: (row.status == FaceStatus.NOT_A_FACE, row.id), default=None)


def _already_there() -> UserFacingError:
    return UserFacingError("There is a face here already.", "Name that one, or move its box.")


def _put_box(journal: Journal, face_id: int, photo_id: int, box: Box) -> None:
    """Give a face another box. What was measured in the old one is of no use for it."""
    before = journal.session.execute(sa.select(Face.box_source).where(Face.id == face_id)).scalar_one()
    after = BoxSource.MOVED.value if before == BoxSource.DETECTED else before
    journal.forget_embeddings([face_id])
    journal.update(Face, [face_id], {**_unseen(journal, photo_id, box), "box_source": after})


def _unseen(journal: Journal, photo_id: int, box: Box) -> dict[str, object]:
    """The columns of a face in a box into which nothing has looked yet."""
    width, height = journal.session.execute(sa.select(Photo.width, Photo.height).where(Photo.id == photo_id)).one()
    return {
        "left": box.left,
        "top": box.top,
        "width": box.width,
        "height": box.height,
        "landmarks": None,
        "score": 0.0,
        "pixels": min(box.width * width, box.height * height),
        "sharpness": 0.0,
        "frontality": 0.0,
        "quality": 0.0,
        "passes_gate": False,
    }
