"""Reads a photo's known faces, and writes what a scan found: faces added, measured again, moved, deleted.

It also lists faces without an embedding, and writes embeddings. What the user decided about a face stays.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, aliased

from photoface.catalog.sql_helpers import among, pack_landmarks, pack_vector, unpack_landmarks, unpack_vector
from photoface.catalog.states import BoxSource, FaceStatus
from photoface.catalog.tables.faces import Embedding, Face
from photoface.catalog.tables.photos import Photo
from photoface.geometry import Box, Landmarks


@dataclass(frozen=True, slots=True, eq=False)
class KnownFace:
    """A face of the catalog.

    Attributes:
        vector: its embedding; None where nothing can be compared with it.
        by_hand: whether the box is the user's own.
        active: whether it is shown, neither ignored nor marked `not a face`.
        content_hash: of the picture that it was found or drawn in.
        frame_seconds: where in a video the frame is that shows it; None in a photo.
    """

    id: int
    box: Box
    vector: NDArray[np.float32] | None = None
    by_hand: bool = False
    active: bool = True
    landmarks: Landmarks | None = None
    score: float = 0.0
    photo_id: int = 0
    content_hash: str = ""
    frame_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class FaceMeasures:
    """What a scan measures of a face, in the columns of these names. `landmarks` are None where no detector sees it."""

    landmarks: Landmarks | None
    score: float
    pixels: float
    sharpness: float
    frontality: float
    quality: float
    passes_gate: bool


@dataclass(frozen=True, slots=True)
class VideoMoment:
    """Where in a video a face was seen, in the columns of these names; all None in a photo."""

    frame_seconds: float | None = None
    track: int | None = None
    track_start: float | None = None
    track_end: float | None = None


class MeasuredFace(Protocol):
    """A face to be written."""

    box: Box
    measures: FaceMeasures
    moment: VideoMoment
    embedding: NDArray[np.float32]


def of_photo(session: Session, photo_id: int, model: str) -> list[KnownFace]:
    """A photo's faces, by id, with their embeddings by this model."""
    return _known(session, model, Face.photo_id == photo_id)


def with_ids(session: Session, model: str, face_ids: Collection[int]) -> list[KnownFace]:
    """Faces by their ids, in the order of these, with their embeddings by this model."""
    return _known(session, model, among(Face.id, face_ids))


def unembedded(
    session: Session, model: str, photo_ids: Collection[int] | None = None, *, only_by_hand: bool = False
) -> list[KnownFace]:
    """Faces of present photos that need an embedding by this model and have none.

    Args:
        photo_ids: of these photos only.
        only_by_hand: only those whose boxes the user drew or moved.
    """
    these = sa.true() if photo_ids is None else among(Face.photo_id, photo_ids)
    by_hand = Face.box_source != BoxSource.DETECTED if only_by_hand else sa.true()
    return _known(session, model, _needs_embedding(model), these, by_hand)


def any_unembedded(session: Session, model: str) -> bool:
    """Whether `unembedded` finds any face."""
    query = sa.select(Face.id).join(Photo, Photo.id == Face.photo_id).where(_needs_embedding(model))
    return session.execute(query.limit(1)).first() is not None


def _known(session: Session, model: str, *wanted: sa.ColumnElement[bool]) -> list[KnownFace]:
    columns = (Face.id, Face.photo_id, Face.left, Face.top, Face.width, Face.height, Face.landmarks, Face.score)
    query = (
        sa.select(*columns, Face.box_source, Face.status, Embedding.vector, Photo.content_hash, Face.frame_seconds)
        .join(Photo, Photo.id == Face.photo_id)
        .outerjoin(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(*wanted)
    )
    # Sorted here: for sorted rows SQLite would go through all faces rather than take the index of those by hand.
    return [
        KnownFace(
            row.id,
            Box(row.left, row.top, row.width, row.height),
            # Without landmarks no detector saw it, so that nothing is like it.
            None if row.vector is None or row.landmarks is None else unpack_vector(row.vector),
            row.box_source != BoxSource.DETECTED,
            row.status == FaceStatus.ACTIVE,
            None if row.landmarks is None else unpack_landmarks(row.landmarks),
            row.score,
            row.photo_id,
            row.content_hash,
            row.frame_seconds,
        )
        for row in sorted(session.execute(query), key=lambda row: row.id)
    ]


def insert(session: Session, photo_id: int, faces: Sequence[MeasuredFace], model: str) -> list[int]:
    """Add faces, embedded by this model, to a photo; returns their ids."""
    if not faces:
        return []
    state = {"photo_id": photo_id, "status": FaceStatus.ACTIVE.value, "confirmed": False}
    rows = [
        {**state, **box_columns(face.box), **measure_columns(face.measures), **asdict(face.moment)} for face in faces
    ]
    statement = sa.insert(Face).returning(Face.id, sort_by_parameter_order=True)
    ids = list(session.execute(statement, rows).scalars())
    embeddings = [
        {"model": model, "face_id": face_id, "vector": pack_vector(face.embedding)}
        for face_id, face in zip(ids, faces, strict=True)
    ]
    session.execute(sa.insert(Embedding), embeddings)
    return ids


def measure_again(
    session: Session, photo_id: int, face_id: int, face: MeasuredFace, model: str, own_box: Box | None
) -> None:
    """Bring a face to what was found of it now; what the user said about it stays.

    Args:
        photo_id: the photo that it is in from now on.
        own_box: the box that the user drew around it, which stays.
    """
    values = {"photo_id": photo_id, **box_columns(own_box or face.box), **measure_columns(face.measures)}
    values |= asdict(face.moment)
    if own_box is not None:
        values["box_source"] = BoxSource.MOVED.value
    session.execute(sa.update(Face).where(Face.id == face_id).values(values))
    session.execute(sa.delete(Embedding).where(Embedding.face_id == face_id))
    session.execute(sa.insert(Embedding).values(model=model, face_id=face_id, vector=pack_vector(face.embedding)))


def move(session: Session, face_id: int, box: Box, landmarks: Landmarks | None) -> None:
    """Put a face elsewhere in its photo; without landmarks it keeps those that it has."""
    values = box_columns(box)
    if landmarks is not None:
        values["landmarks"] = pack_landmarks(landmarks)
    session.execute(sa.update(Face).where(Face.id == face_id).values(values))


def delete(session: Session, face_ids: Collection[int]) -> None:
    """Delete faces. See `decided_faces` for those that must stay."""
    session.execute(sa.delete(Face).where(among(Face.id, face_ids)))


def add_embedding(
    session: Session, face: KnownFace, model: str, vector: NDArray[np.float32], measures: FaceMeasures | None
) -> bool:
    """Write a face's embedding, and its measures where they were taken again.

    Returns:
        False, and writes nothing, where the user deleted the face or moved its box meanwhile, or where it has one.
    """
    as_it_was = sa.select(Face.id).filter_by(id=face.id, **box_columns(face.box)).where(_not_embedded(model))
    if session.execute(as_it_was).first() is None:
        return False
    if measures is not None:
        session.execute(sa.update(Face).where(Face.id == face.id).values(measure_columns(measures)))
    session.execute(sa.insert(Embedding).values(model=model, face_id=face.id, vector=pack_vector(vector)))
    return True


def _needs_embedding(model: str) -> sa.ColumnElement[bool]:
    """Faces of present photos that need an embedding by this model and have none."""
    return sa.and_(
        _not_embedded(model),
        sa.or_(Face.landmarks.is_not(None), Face.box_source != BoxSource.DETECTED),
        Face.status != FaceStatus.NOT_A_FACE,
        Photo.missing.is_(False),
    )


def _not_embedded(model: str) -> sa.ColumnElement[bool]:
    # An alias: queries that join `Embedding` themselves would correlate it.
    other = aliased(Embedding)
    return ~sa.exists().where(other.face_id == Face.id, other.model == model)


def box_columns(box: Box) -> dict[str, Any]:
    """A box, by column."""
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def measure_columns(measures: FaceMeasures) -> dict[str, Any]:
    """What was measured of a face, by column."""
    columns = {field.name: getattr(measures, field.name) for field in fields(measures)}
    return columns | {"landmarks": None if measures.landmarks is None else pack_landmarks(measures.landmarks)}
