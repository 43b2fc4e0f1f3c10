"""Finds the unnamed people of all photos, an album, or photos with some people, to ask somebody who they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import circles, faces
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.tables.collections import AlbumPhoto
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import all_shown


@dataclass(frozen=True, slots=True)
class UnknownFace:
    """Somebody without a name.

    Attributes:
        face: the best one in the chosen photos; of its group all are named with it.
        faces: how many faces there are of the group in the whole library, 1 for a face in none.
        caption: of the photo.
    """

    face: FaceSummary
    faces: int
    caption: str


def of_album(session: Session, album_id: int) -> list[UnknownFace]:
    """Who has no name in an album's photos."""
    return _unknown(session, sa.select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id == album_id))


def beside(session: Session, person_ids: Collection[int]) -> list[UnknownFace]:
    """Who has no name in photos with any of these people."""
    return _unknown(session, sa.select(Face.photo_id).where(among(Face.person_id, sorted(person_ids))))


def of_circle(session: Session, circle_id: int) -> list[UnknownFace]:
    """Who has no name in photos with somebody of a circle.

    Raises:
        UserFacingError: the circle is gone.
    """
    return beside(session, circles.get(session, circle_id).person_ids)


def everybody(session: Session) -> list[UnknownFace]:
    """Who has no name in any photo."""
    return _unknown(session, None)


def _unknown(session: Session, photos: sa.Select[int] | None) -> list[UnknownFace]:
    """The largest groups first, then single faces, the best first; faces that are too poor to be recognized are last.

    Args:
        photos: the query of the photos to look at; None for all.
    """
    query = (
        sa.select(Face.id, Face.group_id, sa.func.coalesce(Photo.caption, ""))
        .join(Photo, Photo.id == Face.photo_id)
        .where(all_shown(), Photo.missing.is_(False), Face.person_id.is_(None))
        .order_by(Face.passes_gate.desc(), Face.quality.desc(), Face.id)
    )
    if photos is not None:
        query = query.where(Face.photo_id.in_(photos))
    best: dict[int, tuple[int, int | None, str]] = {}
    for face_id, group_id, caption in session.execute(query):
        best.setdefault(group_id or -face_id, (face_id, group_id, caption))
    count = (
        sa.select(Face.group_id, sa.func.count())
        .join(Photo, Photo.id == Face.photo_id)
        .where(all_shown(), Face.group_id.is_not(None))
        .group_by(Face.group_id)
    )
    sizes = {group_id: size for group_id, size in session.execute(count)}  # noqa: C416 - rows are not pairs to mypy
    # Sorting is stable: of equally large ones the best stays first.
    ordered = sorted(best.values(), key=lambda one: -sizes.get(one[1], 1))
    summaries = {face.id: face for face in faces.summaries(session, [face_id for face_id, _, _ in ordered])}
    return [UnknownFace(summaries[face_id], sizes.get(group_id, 1), caption) for face_id, group_id, caption in ordered]
