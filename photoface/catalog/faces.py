"""Reads faces: ids by status, name or size, and the summaries of the faces of photos, for pages and commands.

It also finds the face at a box that was drawn by hand, and counts the faces that each model has embedded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.photo_order import is_undated, known_precision
from photoface.catalog.sql_helpers import among, ordered_ids
from photoface.catalog.states import BoxSource, FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.tables.faces import Embedding, Face
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.user_turns import as_turn
from photoface.catalog.visible import all_shown, shown
from photoface.geometry import Box


def shown_ids(
    session: Session, *wanted: sa.ColumnElement[bool], order: Iterable[Any], status: FaceStatus = FaceStatus.ACTIVE
) -> list[int]:
    """The faces of one status, in photos that are not forgotten, for which these conditions hold."""
    query = sa.select(Face.id).join(Photo).outerjoin(Person, Person.id == Face.person_id)
    return ordered_ids(session, query.where(shown(status), *wanted).order_by(*order))


def ids(session: Session, status: FaceStatus, loose_only: bool) -> list[int]:
    """Faces of one status, newest first; `loose_only` for those with neither person nor group."""
    loose = (Face.person_id.is_(None), Face.group_id.is_(None)) if loose_only else ()
    return _newest_first(session, *loose, status=status)


def _newest_first(
    session: Session, *wanted: sa.ColumnElement[bool], status: FaceStatus = FaceStatus.ACTIVE
) -> list[int]:
    """Faces by the date of their photo, those of photos without a date last."""
    order = (is_undated(), Photo.taken_at.desc(), Face.id.desc())
    return shown_ids(session, *wanted, order=order, status=status)


def summaries(session: Session, face_ids: Sequence[int]) -> list[FaceSummary]:
    """These faces, in the order asked; ids that are gone are left out."""
    found = {face.id: face for face in map(_summary, session.execute(_select().where(among(Face.id, face_ids))))}
    return [found[face_id] for face_id in face_ids if face_id in found]


_PHOTO_ID = sa.select(Face.photo_id).where(Face.id == sa.bindparam("face_id"))


def photo_id(session: Session, face_id: int) -> int | None:
    """The photo that a face is in; None where the face is gone."""
    return session.execute(_PHOTO_ID, {"face_id": face_id}).scalar_one_or_none()


def of_photo(session: Session, photo_id: int) -> tuple[FaceSummary, ...]:
    """A photo's faces from left to right, without what was marked as not a face."""
    return by_photo(session, [photo_id]).get(photo_id, ())


def by_photo(session: Session, photo_ids: Sequence[int]) -> dict[int, tuple[FaceSummary, ...]]:
    """The faces of each of these photos, as `of_photo` gives them; photos without a face are left out."""
    query = _select().where(among(Face.photo_id, photo_ids), Face.status != FaceStatus.NOT_A_FACE)
    found: dict[int, list[FaceSummary]] = {}
    for face in sorted(map(_summary, session.execute(query)), key=lambda face: (face.box.left, face.id)):
        found.setdefault(face.photo_id, []).append(face)
    return {photo_id: tuple(theirs) for photo_id, theirs in found.items()}


def at_box(session: Session, photo_id: int, box: Box, but: int | None = None) -> FaceSummary | None:
    """The face of a photo that a box drawn by hand is around; one that shows rather than one marked `not a face`.

    The box is of the photo as it is shown.

    Args:
        but: a face that does not count.
    """
    query = _select().where(Face.photo_id == photo_id, Face.id != (but or 0))
    found = [face for face in map(_summary, session.execute(query)) if face.box.is_same_face(box, by_hand=True)]
    return min(found, key=lambda face: (face.status == FaceStatus.NOT_A_FACE, face.id), default=None)


def of_photos(session: Session, photo_ids: Sequence[int]) -> list[FaceSummary]:
    """The faces that are shown in these photos, by date."""
    query = _select().where(all_shown(), among(Face.photo_id, photo_ids))
    return sorted(map(_summary, session.execute(query)), key=lambda face: (face.undated, face.taken_at, face.id))


def named_ids(session: Session, order: str = "date") -> list[int]:
    """All faces that are under a person: by `date`, newest first, or by `person`, each person's oldest first.

    Raises:
        ValueError: another order.
    """
    named = Face.person_id.is_not(None)
    if order == "date":
        return _newest_first(session, named)
    if order != "person":
        raise ValueError(f"unknown order {order!r}")
    return shown_ids(session, named, order=(Person.name_key, Person.id, is_undated(), Photo.taken_at, Face.id))


def smaller_ids(session: Session, pixels: int) -> list[int]:
    """Unnamed faces whose shorter side has fewer pixels in the photo, the smallest first."""
    return shown_ids(session, Face.person_id.is_(None), Face.pixels < pixels, order=(Face.pixels, Face.id))


def embedded_by_model(session: Session) -> dict[str, int]:
    """How many faces each model has embedded."""
    query = sa.select(Embedding.model, sa.func.count()).group_by(Embedding.model)
    return {model: count for model, count in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def _select() -> sa.Select[*tuple[Any, ...]]:
    """What `_summary` is made of."""
    box = (Face.left, Face.top, Face.width, Face.height)
    whose = (Face.status, Face.person_id, Person.name, Face.confirmed, Face.group_id, Face.quality)
    how_dated = (Photo.dated_by_exif, known_precision())
    rest = (Photo.taken_at, Photo.missing, Face.box_source == BoxSource.DRAWN, *how_dated, Face.frame_seconds)
    faces = sa.select(Face.id, Face.photo_id, Photo.user_turn, *box, *whose, *rest).join(
        Photo, Photo.id == Face.photo_id
    )
    return faces.outerjoin(Person, Person.id == Face.person_id)


def _summary(row: Sequence[Any]) -> FaceSummary:
    face_id, photo_id, turn, left, top, width, height, status, *rest = row
    box = Box(left, top, width, height)
    shown_box = box if turn is None else as_turn(turn).box(box)
    return FaceSummary(face_id, photo_id, shown_box, FaceStatus(status), *rest)
