"""The last stage: one batch of photos into the catalog, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.decided_faces import decided_faces
from photoface.catalog.rows import pack_landmarks, pack_vector
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import (
    BoxSource,
    Embedding,
    Face,
    FaceStatus,
    FileState,
    Photo,
    PhotoFile,
)
from photoface.geometry import Box
from photoface.imaging.exif import PhotoFacts
from photoface.pipeline.analysis import AnalysedFace
from photoface.pipeline.failures import Failure
from photoface.pipeline.matching import same_faces
from photoface.pipeline.reading import PendingFile


@dataclass(frozen=True, slots=True, eq=False)
class FileResult:
    """What a scan learned of one file: a failure, a content that is known, or a photo with its faces."""

    file: PendingFile
    content_hash: str | None = None
    failure: Failure | None = None
    facts: PhotoFacts | None = None
    thumbnail: bytes | None = None
    faces: tuple[AnalysedFace, ...] = ()


@dataclass(slots=True)
class Stored:
    """What a batch came to, with the pictures to keep, by the ids that the catalog gave.

    Attributes:
        stale_crops: faces that are gone, and faces in the user's own boxes, whose crops are cut anew when asked for.
    """

    changed: Changed = field(default_factory=Changed)
    face_crops: dict[int, bytes] = field(default_factory=dict)
    photo_thumbnails: dict[int, bytes] = field(default_factory=dict)
    stale_crops: list[int] = field(default_factory=list)
    new_faces: int = 0
    failed: int = 0
    linked: int = 0

    @property
    def faces(self) -> frozenset[int]:
        """The faces that came, went or were looked at anew."""
        return frozenset(self.face_crops) | frozenset(self.stale_crops)


def store_batch(session: Session, results: Sequence[FileResult], *, model: str, detector: str) -> Stored:
    """Write what a batch of files came to. The caller's transaction makes it all or nothing."""
    stored = Stored()
    photos: set[int] = set()
    left: set[int] = set()
    failed: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    known = _photos_by_content(session, results)
    for result in results:
        file = result.file
        if result.failure is not None:
            failure = result.failure
            failed.append(
                {"file": file.id, "sentence": failure.sentence, "kind": failure.kind, "details": failure.details}
            )
            continue
        photo_id, is_new = _photo_of(session, result, known, detector)
        if result.facts is None:
            stored.linked += 1
        else:
            store_faces(session, photo_id, result.faces, model, stored, is_new=is_new)
            if result.thumbnail is not None:
                stored.photo_thumbnails[photo_id] = result.thumbnail
        done.append({"file": file.id, "photo": photo_id})
        photos.add(photo_id)
        if file.photo_id is not None and file.photo_id != photo_id:
            left.add(file.photo_id)
    stored.failed = len(failed)
    _close_files(session, failed, done)
    _refresh_missing(session, photos | left)
    stored.changed = Changed(faces=stored.faces, photos=frozenset(photos | left))
    return stored


def _close_files(session: Session, failed: Sequence[dict[str, Any]], done: Sequence[dict[str, Any]]) -> None:
    """Note of each file what became of it: of the failed ones their sentence, of the others their photo."""
    note = sa.update(PhotoFile).where(PhotoFile.id == sa.bindparam("file")).values(deaths=0)
    connection = session.connection()
    if failed:
        values: dict[str, Any] = {
            "state": FileState.FAILED.value,
            "failure": sa.bindparam("sentence"),
            "failure_kind": sa.bindparam("kind"),
            "failure_details": sa.bindparam("details"),
        }
        connection.execute(note.values(values), failed)
    if done:
        values = {
            "state": FileState.SCANNED.value,
            "failure": None,
            "failure_kind": None,
            "failure_details": None,
            "photo_id": sa.bindparam("photo"),
        }
        connection.execute(note.values(values), done)


def _photos_by_content(session: Session, results: Sequence[FileResult]) -> dict[str, int]:
    """The photos that the catalog has of these contents, by their hashes."""
    hashes = [result.content_hash for result in results if result.content_hash is not None]
    found = session.execute(sa.select(Photo.content_hash, Photo.id).where(Photo.content_hash.in_(hashes)))
    return dict(found.all())


def _photo_of(session: Session, result: FileResult, known: dict[str, int], detector: str) -> tuple[int, bool]:
    """The row of a file's photo: the one with this content, else the one that the file held, else a new one.

    Args:
        known: the photos by content, kept up to date here.

    Returns:
        Its id, and whether it is a new one.
    """
    file, facts = result.file, result.facts
    assert result.content_hash is not None
    photo_id = known.get(result.content_hash)
    if facts is None:
        if photo_id is None:
            raise AssertionError("a content that was known is no longer in the catalog")
        return photo_id, False
    if photo_id is None and file.photo_id is not None and not _lies_elsewhere(session, file.photo_id, file.id):
        photo_id = file.photo_id
    modified = file_moment(file.modified_ns)
    values = {
        "content_hash": result.content_hash,
        "width": facts.width,
        "height": facts.height,
        "taken_at": facts.taken_at or modified,
        "dated_by_exif": facts.taken_at is not None,
        "camera": facts.camera,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
        "format": facts.format,
        "detector": detector,
    }
    is_new = photo_id is None
    if photo_id is None:
        photo_id = int(session.execute(sa.insert(Photo).values(values).returning(Photo.id)).scalar_one())
    else:
        session.execute(sa.update(Photo).where(Photo.id == photo_id).values(values))
        # Nothing has its old content any more.
        for content_hash in [content for content, photo in known.items() if photo == photo_id]:
            del known[content_hash]
    known[result.content_hash] = photo_id
    return photo_id, is_new


def file_moment(modified_ns: int) -> dt.datetime:
    """A file's time as local time; `datetime.fromtimestamp` does not take years before 1970 on every system."""
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=modified_ns // 1000)
    try:
        return moment.astimezone().replace(tzinfo=None)
    except (OSError, OverflowError, ValueError):
        return moment.replace(tzinfo=None)


def _lies_elsewhere(session: Session, photo_id: int, file_id: int) -> bool:
    """Whether another file, as far as is known, still holds the photo's old content."""
    other = sa.select(PhotoFile.id).where(
        PhotoFile.photo_id == photo_id,
        PhotoFile.id != file_id,
        PhotoFile.present.is_(True),
        PhotoFile.state == FileState.SCANNED,
    )
    return session.execute(other.limit(1)).first() is not None


def store_faces(
    session: Session,
    photo_id: int,
    faces: Sequence[AnalysedFace],
    model: str,
    stored: Stored,
    *,
    keep_unseen: bool = False,
    is_new: bool = False,
) -> None:
    """Insert a photo's faces, or bring its known ones up to date and keep what was said about them.

    A box that the user drew or moved stays; the face that a detector sees there is that one.

    Args:
        keep_unseen: also keep known faces that were not found this time, and of whom nothing was said.
        is_new: whether the photo came just now, so that none of its faces can be known.
    """
    if is_new:
        _insert(session, photo_id, faces, model, stored)
        return
    known = session.execute(
        sa.select(Face.id, Face.left, Face.top, Face.width, Face.height, Face.box_source).where(
            Face.photo_id == photo_id
        )
    ).all()
    by_hand = {index for index, row in enumerate(known) if row.box_source != BoxSource.DETECTED}
    matches = same_faces([Box(*row[1:5]) for row in known], [face.face.box for face in faces], by_hand)
    for index, match in matches.items():
        face, face_id = faces[index], known[match].id
        values = _face_values(photo_id, face)
        if match in by_hand:
            values = {**_without_box(values), "box_source": BoxSource.MOVED.value}
        session.execute(sa.update(Face).where(Face.id == face_id).values(values))
        session.execute(sa.delete(Embedding).where(Embedding.face_id == face_id))
        session.execute(sa.insert(Embedding).values(_embedding_values(face_id, face, model)))
        if match in by_hand:
            stored.stale_crops.append(face_id)
        else:
            stored.face_crops[face_id] = face.portrait
    _insert(session, photo_id, [face for index, face in enumerate(faces) if index not in matches], model, stored)
    unmatched = {row.id for row in known} - {known[index].id for index in matches.values()}
    if unmatched and not keep_unseen:
        gone = sorted(unmatched - decided_faces(session, unmatched))
        session.execute(sa.delete(Face).where(Face.id.in_(gone)))
        stored.stale_crops.extend(gone)


def _insert(session: Session, photo_id: int, faces: Sequence[AnalysedFace], model: str, stored: Stored) -> None:
    if not faces:
        return
    state = {"status": FaceStatus.ACTIVE.value, "confirmed": False}
    statement = sa.insert(Face).returning(Face.id, sort_by_parameter_order=True)
    ids = session.execute(statement, [{**_face_values(photo_id, face), **state} for face in faces]).scalars().all()
    embeddings = [_embedding_values(face_id, face, model) for face_id, face in zip(ids, faces, strict=True)]
    session.execute(sa.insert(Embedding), embeddings)
    stored.face_crops.update((face_id, face.portrait) for face_id, face in zip(ids, faces, strict=True))
    stored.new_faces += len(ids)


def _embedding_values(face_id: int, face: AnalysedFace, model: str) -> dict[str, Any]:
    return {"model": model, "face_id": face_id, "vector": pack_vector(face.embedding)}


def _face_values(photo_id: int, face: AnalysedFace) -> dict[str, Any]:
    box, quality = face.face.box, face.quality
    return {
        "photo_id": photo_id,
        "left": box.left,
        "top": box.top,
        "width": box.width,
        "height": box.height,
        "landmarks": pack_landmarks(face.face.landmarks),
        "score": face.face.score,
        "pixels": quality.pixels,
        "sharpness": quality.sharpness,
        "frontality": quality.frontality,
        "quality": quality.score,
        "passes_gate": quality.passes_gate,
    }


def _without_box(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("left", "top", "width", "height")}


def _refresh_missing(session: Session, photo_ids: set[int]) -> None:
    holds = sa.exists().where(PhotoFile.photo_id == Photo.id, PhotoFile.present.is_(True))
    here = sa.update(Photo).where(Photo.id.in_(photo_ids))
    session.execute(here.where(~holds).values(missing=True))
    session.execute(here.where(holds).values(missing=False, forgotten=False))
