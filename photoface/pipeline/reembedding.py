"""Embedding faces anew after a change of model, from their photos; every decision about them stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import sqlalchemy as sa

from photoface.catalog.database import Database
from photoface.catalog.photos import file_paths
from photoface.catalog.rows import pack_vector, unpack_landmarks
from photoface.catalog.tables import Embedding, Face, FaceStatus, Photo
from photoface.geometry import Box
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.pipeline.analysis import FaceEngine
from photoface.pipeline.reading import PendingFile, in_order, read_photo
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace, Pixels

PHOTOS_PER_TRANSACTION = 32


def embed_missing(
    database: Database,
    engine: Callable[[], FaceEngine],
    settings: Settings,
    control: JobControl,
    pool: ThreadPoolExecutor,
) -> int:
    """Embed every face that the settings' model has no embedding of; returns how many it did.

    Faces of missing photos, and of photos that cannot be read now, wait for another scan. Each transaction holds
    `PHOTOS_PER_TRANSACTION` photos, so that a stop loses little.
    """
    lacking = _lacking(database, settings.model)
    meter = RateMeter()
    photo_ids = sorted(lacking)
    embedded = done = 0
    for start in range(0, len(photo_ids), PHOTOS_PER_TRANSACTION):
        some = photo_ids[start : start + PHOTOS_PER_TRANSACTION]
        with database.read() as session:
            paths = {photo_id: file_paths(session, photo_id)[0] for photo_id in some}
        files = [PendingFile(photo_id, paths[photo_id][0], 0, 0, photo_id) for photo_id in some if paths[photo_id]]
        read = partial(read_photo, is_known=_never, maximum_megapixels=settings.maximum_megapixels)
        face_ids: list[int] = []
        crops: list[Pixels] = []
        for item in in_order(files, read, pool):
            done += 1
            meter.update(done)
            control.report(
                Progress(
                    "Embedding faces with the new model",
                    done,
                    len(photo_ids),
                    embedded + len(crops),
                    meter.per_second,
                    meter.seconds_left(len(photo_ids)),
                )
            )
            if item.photo is not None:
                for face_id, face in lacking[item.file.id]:
                    face_ids.append(face_id)
                    crops.append(engine().embedder.crop(item.photo.pixels, face))
        if not crops:
            continue
        vectors = engine().embedder.embed(crops)
        rows = [
            {"model": settings.model, "face_id": face_id, "vector": pack_vector(vector)}
            for face_id, vector in zip(face_ids, vectors, strict=True)
        ]
        with database.write() as session:
            session.execute(sa.insert(Embedding), rows)
        embedded += len(rows)
    return embedded


def _never(_content_hash: str) -> bool:
    return False


def _lacking(database: Database, model: str) -> dict[int, list[tuple[int, DetectedFace]]]:
    """Faces without an embedding by this model, by present photo."""
    query = (
        sa.select(Face.id, Face.photo_id, Face.left, Face.top, Face.width, Face.height, Face.landmarks, Face.score)
        .join(Photo, Photo.id == Face.photo_id)
        .outerjoin(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(
            Embedding.face_id.is_(None),
            Face.landmarks.is_not(None),
            Face.status != FaceStatus.NOT_A_FACE,
            Photo.missing.is_(False),
        )
    )
    lacking: dict[int, list[tuple[int, DetectedFace]]] = defaultdict(list)
    with database.read() as session:
        for row in session.execute(query):
            assert row.landmarks is not None
            box = Box(row.left, row.top, row.width, row.height)
            lacking[row.photo_id].append((row.id, DetectedFace(box, unpack_landmarks(row.landmarks), row.score)))
    return lacking
