"""Embedding faces that have no embedding yet: all of them after a change of model, and those in boxes drawn by hand.

Every decision about them stays. Nothing but the missing embedding says that a face is unfinished, so whatever was
interrupted goes on with the next scan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.database import Database
from photoface.catalog.faces import not_embedded
from photoface.catalog.photos import file_paths
from photoface.catalog.rows import chunks, pack_landmarks, pack_vector, unpack_landmarks
from photoface.catalog.tables import BoxSource, Embedding, Face, FaceStatus, Photo
from photoface.geometry import Box, Landmarks
from photoface.imaging.decode import DecodedPhoto
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.scan.analysis import FaceEngine
from photoface.scan.failures import Failure, failure_of, in_parts
from photoface.scan.reading import PendingFile, in_order, read_photo
from photoface.scan.redetection import face_inside, unseen_face
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace, Pixels
from photoface.vision.quality import assess

PHOTOS_PER_TRANSACTION = 32


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A face without an embedding. `landmarks` are None where the box is the user's: they are looked for in it."""

    id: int
    box: Box
    landmarks: Landmarks | None
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A face ready to be embedded, with the columns that were measured again, and the name of its photo's file."""

    face: _Lacking
    crop: Pixels
    values: dict[str, Any]
    name: str


def embed_missing(
    database: Database,
    engine: Callable[[], FaceEngine],
    settings: Settings,
    control: JobControl,
    pool: ThreadPoolExecutor,
    photo_ids: Collection[int] | None = None,
    *,
    on_failure: Callable[[Failure], None] | None = None,
) -> frozenset[int]:
    """Embed every face that the settings' model has no embedding of; returns the faces that it did.

    In a box that the user drew or moved the detector looks for landmarks first. Faces of missing photos, and of
    photos that cannot be read now, wait for another scan. Each transaction holds `PHOTOS_PER_TRANSACTION` photos, so
    that a stop loses little.

    Args:
        photo_ids: of these photos only.
        on_failure: told why a face got no embedding; the others do. None raises the last such error at the end.
    """
    with database.read() as session:
        lacking = _lacking(session, settings.model, photo_ids)
    stage = "Embedding faces with the new model" if photo_ids is None else "Looking at the faces that you drew"
    meter = RateMeter(control.working_time)
    wanted = sorted(lacking)
    embedded: set[int] = set()
    done = 0
    errors: list[Exception] = []

    def give_up(name: str, error: Exception) -> None:
        failure = failure_of(error, name)
        if on_failure is None:
            errors.append(error)
        else:
            on_failure(failure)

    def embed_and_store(some: Sequence[_Seen]) -> set[int]:
        vectors = engine().embedder.embed([one.crop for one in some])
        with database.write(durable=False) as session:
            return _store(session, settings.model, some, [pack_vector(vector) for vector in vectors])

    def fail(one: _Seen, error: Exception) -> set[int]:
        give_up(one.name, error)
        return set()

    for start in range(0, len(wanted), PHOTOS_PER_TRANSACTION):
        some = wanted[start : start + PHOTOS_PER_TRANSACTION]
        with database.read() as session:
            paths = {photo_id: file_paths(session, photo_id).reachable for photo_id in some}
            boxes = _boxes(session, some)
        files = [PendingFile(photo_id, paths[photo_id][0], 0, 0, photo_id) for photo_id in some if paths[photo_id]]
        read = partial(read_photo, maximum_megapixels=settings.maximum_megapixels)
        seen: list[_Seen] = []
        for item in in_order(files, partial(pool.submit, read)):
            done += 1
            meter.update(done)
            per_second, left = meter.per_second, meter.seconds_left(len(wanted))
            control.report(Progress(stage, done, len(wanted), len(embedded) + len(seen), per_second, left))
            if item.photo is not None:
                for face in lacking[item.file.id]:
                    others = [box for face_id, box in boxes[item.file.id] if face_id != face.id]
                    name = item.file.path.name
                    try:
                        seen.append(_look(engine(), item.photo, face, others, name))
                    except Exception as error:
                        give_up(name, error)
        if seen:
            embedded = embedded.union(*in_parts(seen, embed_and_store, fail))
    if errors:
        raise errors[-1]
    return frozenset(embedded)


def _look(engine: FaceEngine, photo: DecodedPhoto, face: _Lacking, others: Sequence[Box], name: str) -> _Seen:
    """Cut a face as the embedder wants it; one in the user's box is measured anew."""
    if face.landmarks is not None:
        known = DetectedFace(face.box, face.landmarks, face.score)
        return _Seen(face, engine.embedder.crop(photo.pixels, known), {}, name)
    found = face_inside(engine.detector, photo.pixels, face.box, others)
    shown = found or unseen_face(face.box)
    crop = engine.embedder.crop(photo.pixels, shown)
    quality = assess(shown, photo.facts.width, photo.facts.height, crop)
    values = {
        "landmarks": None if found is None else pack_landmarks(found.landmarks),
        "score": shown.score,
        "pixels": quality.pixels,
        "sharpness": quality.sharpness,
        "frontality": quality.frontality,
        "quality": quality.score,
        # What only its user can see is no measure for other faces.
        "passes_gate": quality.passes_gate and found is not None,
    }
    return _Seen(face, crop, values, name)


def _store(session: Session, model: str, seen: Sequence[_Seen], vectors: Sequence[bytes]) -> set[int]:
    """Write what was seen, but for faces that the user deleted, or moved to another box, meanwhile."""
    stored: set[int] = set()
    for one, vector in zip(seen, vectors, strict=True):
        face, box = one.face, one.face.box
        as_it_was = sa.and_(
            Face.id == face.id,
            Face.left == box.left,
            Face.top == box.top,
            Face.width == box.width,
            Face.height == box.height,
        )
        if session.execute(sa.select(Face.id).where(as_it_was, not_embedded(model))).first() is None:
            continue
        if one.values:
            session.execute(sa.update(Face).where(Face.id == face.id).values(one.values))
        session.execute(sa.insert(Embedding).values(model=model, face_id=face.id, vector=vector))
        stored.add(face.id)
    return stored


def _boxes(session: Session, photo_ids: Sequence[int]) -> dict[int, list[tuple[int, Box]]]:
    """All faces of these photos: id and box."""
    found: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    query = sa.select(Face.id, Face.photo_id, Face.left, Face.top, Face.width, Face.height)
    for face_id, photo_id, *sides in session.execute(query.where(Face.photo_id.in_(photo_ids))):
        found[photo_id].append((face_id, Box(*sides)))
    return found


def any_missing(session: Session, model: str) -> bool:
    """Whether `embed_missing` would look for photos to open."""
    query = sa.select(Face.id).join(Photo, Photo.id == Face.photo_id).where(_needs_embedding(model))
    return session.execute(query.limit(1)).first() is not None


def _needs_embedding(model: str) -> sa.ColumnElement[bool]:
    """Faces of present photos that need an embedding by this model and have none."""
    return sa.and_(
        not_embedded(model),
        sa.or_(Face.landmarks.is_not(None), Face.box_source != BoxSource.DETECTED),
        Face.status != FaceStatus.NOT_A_FACE,
        Photo.missing.is_(False),
    )


def _lacking(session: Session, model: str, photo_ids: Collection[int] | None) -> dict[int, list[_Lacking]]:
    """Faces without an embedding by this model, by present photo."""
    columns = (Face.id, Face.photo_id, Face.left, Face.top, Face.width, Face.height, Face.landmarks, Face.score)
    query = sa.select(*columns, Face.box_source).join(Photo, Photo.id == Face.photo_id).where(_needs_embedding(model))
    parts = [None] if photo_ids is None else list(chunks(sorted(photo_ids)))
    lacking: dict[int, list[_Lacking]] = defaultdict(list)
    for part in parts:
        for row in session.execute(query if part is None else query.where(Face.photo_id.in_(part))):
            by_hand = row.box_source != BoxSource.DETECTED
            landmarks = None if by_hand or row.landmarks is None else unpack_landmarks(row.landmarks)
            box = Box(row.left, row.top, row.width, row.height)
            lacking[row.photo_id].append(_Lacking(row.id, box, landmarks, row.score))
    return lacking
