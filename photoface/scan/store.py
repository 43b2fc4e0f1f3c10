"""The last stage: one batch of photos into the catalog, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import contents, former_pictures
from photoface.catalog.contents import FilePhoto
from photoface.catalog.decided_faces import decided_faces
from photoface.catalog.rows import pack_landmarks, pack_vector
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import (
    BoxSource,
    Embedding,
    Face,
    FaceStatus,
    FileState,
    PhotoFile,
)
from photoface.geometry import Turn
from photoface.scan.analysis import AnalysedFace
from photoface.scan.edits import Edit
from photoface.scan.file_result import FileResult
from photoface.scan.matching import FoundFace, Placement, match_faces, same_faces
from photoface.scan.photo_rows import KnownRow, PhotoRows, Placed, known_faces


@dataclass(slots=True)
class Stored:
    """What a batch came to, with the pictures to keep, by the ids that the catalog gave.

    Attributes:
        stale_crops: faces that are gone, and faces in the user's own boxes, whose crops are cut anew when asked for.
        undecided: files that hold a known picture with other metadata: whose they are is decided once all are read.
    """

    changed: Changed = field(default_factory=Changed)
    face_crops: dict[int, bytes] = field(default_factory=dict)
    photo_thumbnails: dict[int, bytes] = field(default_factory=dict)
    stale_crops: list[int] = field(default_factory=list)
    undecided: list[FileResult] = field(default_factory=list)
    new_faces: int = 0
    failed: int = 0
    linked: int = 0

    @property
    def faces(self) -> frozenset[int]:
        """The faces that came, went or were looked at anew."""
        return frozenset(self.face_crops) | frozenset(self.stale_crops)


def store_batch(
    session: Session,
    results: Sequence[FileResult],
    *,
    model: str,
    detector: str,
    same_face: float,
    away: Collection[int] = (),
    thumbnail: Callable[[int], bytes | None] = lambda photo_id: None,
) -> Stored:
    """Write what a batch of files came to. The caller's transaction makes it all or nothing.

    Args:
        same_face: the largest distance of two embeddings of one face in a picture that was edited.
        away: folders that cannot be reached now.
        thumbnail: the thumbnail of a photo as it was.
    """
    stored = Stored()
    photos: set[int] = set()
    left: set[int] = set()
    failed: list[dict[str, Any]] = []
    done: list[FilePhoto] = []
    changed_meanwhile: list[int] = []
    rows = PhotoRows(
        session, results, model=model, detector=detector, same_face=same_face, away=away, thumbnail=thumbnail
    )
    for result in results:
        file = result.file
        if result.failure is not None:
            failure = result.failure
            failed.append(
                {"file": file.id, "sentence": failure.sentence, "kind": failure.kind, "details": failure.details}
            )
            continue
        assert result.content_hash is not None
        placed = rows.place(result)
        if placed is None:
            if file.content_hash is None:
                stored.undecided.append(result)
            else:
                changed_meanwhile.append(file.id)
            continue
        photo_id = placed.photo_id
        if result.faces is None or placed.is_known:
            stored.linked += 1
        elif placed.edit is not None:
            _store_edit(session, placed, placed.edit, result.faces, model, same_face, stored)
        else:
            store_faces(session, photo_id, result.faces, model, stored, is_new=placed.is_new)
        if result.thumbnail is not None and not placed.is_known:
            stored.photo_thumbnails[photo_id] = result.thumbnail
        done.append(FilePhoto(file.id, photo_id, result.content_hash))
        photos.add(photo_id)
        if file.photo_id is not None and file.photo_id != photo_id:
            left.add(file.photo_id)
    stored.failed = len(failed)
    _note_failures(session, failed)
    contents.close_files(session, done)
    contents.read_again(session, changed_meanwhile)
    contents.refresh_missing(session, photos | left)
    stored.changed = Changed(faces=stored.faces, photos=frozenset(photos | left))
    return stored


def _note_failures(session: Session, failed: Sequence[dict[str, Any]]) -> None:
    if failed:
        note = sa.update(PhotoFile).where(PhotoFile.id == sa.bindparam("file"))
        values: dict[str, Any] = {
            "state": FileState.FAILED.value,
            "failure": sa.bindparam("sentence"),
            "failure_kind": sa.bindparam("kind"),
            "failure_details": sa.bindparam("details"),
            "deaths": 0,
        }
        session.connection().execute(note.values(values), failed)


def _store_edit(
    session: Session,
    placed: Placed,
    edit: Edit,
    faces: Sequence[AnalysedFace],
    model: str,
    same_face: float,
    stored: Stored,
) -> None:
    """Bring a photo's faces to its edited picture: what it does not show any more makes no claim about it."""
    photo_id, known = placed.photo_id, placed.faces
    for index, match in edit.pairs.items():
        _update(session, photo_id, known[match], faces[index], model, stored, edit.placement)
    for index in edit.staying:
        _move(session, known[index], edit.placement, stored)
    new = [face for index, face in enumerate(faces) if index not in edit.pairs]
    new = _take_back(session, placed, new, model, same_face, stored)
    _insert(session, photo_id, new, model, stored)
    lost = {known[index].id for index in edit.lost}
    if not lost:
        return
    decided = decided_faces(session, lost)
    if decided:
        former_pictures.set_aside(session, photo_id, known[0].content_hash, decided)
    session.execute(sa.delete(Face).where(Face.id.in_(sorted(lost - decided))))
    # The history shows the others still.
    stored.stale_crops.extend(sorted(lost - decided))


def _take_back(
    session: Session,
    placed: Placed,
    new: Sequence[AnalysedFace],
    model: str,
    same_face: float,
    stored: Stored,
) -> list[AnalysedFace]:
    """Take back faces that an earlier edit took out of a photo and that it shows again; returns the other new faces."""
    remaining = list(new)
    photo_id = placed.photo_id
    for former in former_pictures.of_photo(session, photo_id):
        waiting = known_faces(session, former, model)
        found = [FoundFace(face.face.box, face.embedding) for face in remaining]
        is_that_picture = former == placed.former
        matching = match_faces([row.face for row in waiting], found, same_face, Turn.NONE if is_that_picture else None)
        back = set(range(len(waiting))) if is_that_picture else set(matching.pairs.values())
        former_pictures.take_back(session, photo_id, [waiting[index].id for index in back])
        for index, match in matching.pairs.items():
            _update(session, photo_id, waiting[match], remaining[index], model, stored, matching.placement)
        stored.stale_crops.extend(waiting[index].id for index in back - set(matching.pairs.values()))
        remaining = [face for index, face in enumerate(remaining) if index not in matching.pairs]
        if len(back) == len(waiting):
            former_pictures.remove(session, former)
    return remaining


def _move(session: Session, row: KnownRow, placement: Placement, stored: Stored) -> None:
    """Put a face, which no detector sees now, where it lies in the edited picture."""
    if placement == Placement():
        return
    box = placement.box(row.face.box)
    values: dict[str, Any] = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    if row.landmarks is not None:
        values["landmarks"] = pack_landmarks(placement.landmarks(row.landmarks))
    session.execute(sa.update(Face).where(Face.id == row.id).values(values))
    stored.stale_crops.append(row.id)


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
    known = known_faces(session, photo_id, model)
    by_hand = {index for index, row in enumerate(known) if row.face.by_hand}
    matches = same_faces([row.face.box for row in known], [face.face.box for face in faces], by_hand)
    for index, match in matches.items():
        _update(session, photo_id, known[match], faces[index], model, stored)
    _insert(session, photo_id, [face for index, face in enumerate(faces) if index not in matches], model, stored)
    unmatched = {row.id for row in known} - {known[index].id for index in matches.values()}
    if unmatched and not keep_unseen:
        gone = sorted(unmatched - decided_faces(session, unmatched))
        session.execute(sa.delete(Face).where(Face.id.in_(gone)))
        stored.stale_crops.extend(gone)


def _update(
    session: Session,
    photo_id: int,
    row: KnownRow,
    face: AnalysedFace,
    model: str,
    stored: Stored,
    placement: Placement | None = None,
) -> None:
    """Bring a known face up to date with what was found of it now; a box of the user's own stays around it.

    Args:
        placement: where the picture lies that the box was drawn in, where that was another one.
    """
    values = _face_values(photo_id, face)
    if row.face.by_hand:
        box = (placement or Placement()).box(row.face.box)
        values |= {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
        values["box_source"] = BoxSource.MOVED.value
    session.execute(sa.update(Face).where(Face.id == row.id).values(values))
    session.execute(sa.delete(Embedding).where(Embedding.face_id == row.id))
    session.execute(sa.insert(Embedding).values(_embedding_values(row.id, face, model)))
    if row.face.by_hand:
        stored.stale_crops.append(row.id)
    else:
        stored.face_crops[row.id] = face.portrait


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
