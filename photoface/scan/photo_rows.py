"""Which photo row a file's picture belongs to, for the files of one batch."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import contents, former_pictures
from photoface.catalog.rows import unpack_landmarks, unpack_vector
from photoface.catalog.tables import BoxSource, Embedding, Face, FaceStatus, Photo
from photoface.geometry import Box, Landmarks, Turn
from photoface.imaging.photo_dates import DatePrecision, DateSource
from photoface.scan.edits import Edit, Known, Version, compare
from photoface.scan.file_result import FileResult
from photoface.scan.matching import FoundFace, KnownFace


@dataclass(frozen=True, slots=True, eq=False)
class KnownRow:
    """A face of the catalog. `content_hash`: of the picture that it was found or drawn in."""

    id: int
    face: KnownFace
    landmarks: Landmarks | None
    active: bool
    content_hash: str


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The photo of a file.

    Attributes:
        is_new: whether it came just now, so that none of its faces can be known.
        is_known: whether its faces are known as they are.
        edit: what became of its earlier faces, `faces`, where the file holds an edited version of it.
        former: the former picture of the photo that the file shows again, if it does.
    """

    photo_id: int
    is_new: bool = False
    is_known: bool = False
    edit: Edit | None = None
    faces: Sequence[KnownRow] = ()
    former: int | None = None


class PhotoRows:
    """The photo rows of a batch of files, read and written in the caller's transaction.

    Args:
        model, detector: that looked at the pictures.
        same_face: the largest distance of two embeddings of one face in a picture that was edited.
        away: folders that cannot be reached now: their files do not hold a photo.
        thumbnail: the thumbnail of a photo as it was.
    """

    def __init__(
        self,
        session: Session,
        results: Sequence[FileResult],
        *,
        model: str,
        detector: str,
        same_face: float,
        away: Collection[int],
        thumbnail: Callable[[int], bytes | None],
    ) -> None:
        self._session = session
        self._model = model
        self._detector = detector
        self._same_face = same_face
        self._away = away
        self._thumbnail = thumbnail
        hashes = [result.content_hash for result in results if result.content_hash is not None]
        pictures = [result.picture_hash for result in results if result.picture_hash is not None]
        self._by_content = contents.photos_with_content(session, hashes)
        self._by_picture = contents.photos_with_picture(session, pictures)
        self._former = former_pictures.with_contents(session, hashes)
        self._taken: set[int] = set()

    def place(self, result: FileResult) -> Placed | None:
        """The photo of a file, its row up to date; None where that cannot be said before all files are read."""
        placed = self._placed(result)
        if placed is not None:
            self._taken.add(placed.photo_id)
            assert result.content_hash is not None
            self._by_content[result.content_hash] = placed.photo_id
            if result.facts is not None and result.picture_hash is not None:
                self._by_picture.setdefault(result.picture_hash, {})[placed.photo_id] = int(result.facts.turn)
        return placed

    def _placed(self, result: FileResult) -> Placed | None:
        file, facts = result.file, result.facts
        assert result.content_hash is not None
        known = self._by_content.get(result.content_hash)
        if known is not None:
            return Placed(known, is_known=True)
        if facts is None:
            return None
        pictures = self._by_picture.get(result.picture_hash or "", {})
        same = [photo_id for photo_id, turn in pictures.items() if turn == facts.turn]
        if same and result.content_hash not in self._former:
            photo_id = file.photo_id if file.photo_id in same else same[0]
            if photo_id == file.photo_id or self._is_free(photo_id, file.id):
                self._update(photo_id, result, looked=False)
            return Placed(photo_id, is_known=True)
        if result.faces is None:
            return None
        return self._returned(result) or self._turned(result, pictures) or self._edited(result) or self._new(result)

    def _returned(self, result: FileResult) -> Placed | None:
        """Where the file holds a picture that a photo was before an edit."""
        assert result.content_hash is not None
        if result.content_hash not in self._former:
            return None
        former, successor = self._former.pop(result.content_hash)
        if successor == result.file.photo_id and self._is_free(successor, result.file.id):
            former_pictures.give_content_away(self._session, former)
            placed = self._as_edit(result, successor, certain=True)
            assert placed is not None
            return dataclasses.replace(placed, former=former)
        former_pictures.becomes_a_photo(self._session, former)
        self._update(former, result)
        return Placed(former)

    def _turned(self, result: FileResult, pictures: dict[int, int]) -> Placed | None:
        """Where the file holds a known picture with another orientation."""
        assert result.facts is not None
        own = [photo_id for photo_id in pictures if photo_id == result.file.photo_id]
        for photo_id in own or list(pictures):
            if self._is_free(photo_id, result.file.id):
                turn = result.facts.turn.after(Turn(pictures[photo_id]).inverse)
                return self._as_edit(result, photo_id, turn=turn)
        return None

    def _edited(self, result: FileResult) -> Placed | None:
        """Where the file holds an edited version of what it held."""
        before = result.file.photo_id
        if before is None or not self._is_free(before, result.file.id):
            return None
        return self._as_edit(result, before)

    def _as_edit(
        self, result: FileResult, photo_id: int, turn: Turn | None = None, *, certain: bool = False
    ) -> Placed | None:
        assert result.facts is not None
        columns = (Photo.taken_at, Photo.dated_by_exif)
        taken_at, dated = self._session.execute(sa.select(*columns).where(Photo.id == photo_id)).one()
        known = known_faces(self._session, photo_id, self._model)
        edit = compare(
            [Known(row.id, row.face, row.active) for row in known],
            [FoundFace(face.face.box, face.embedding) for face in result.faces or ()],
            Version(self._thumbnail(photo_id), taken_at if dated else None),
            Version(result.thumbnail, result.facts.taken_at if result.facts.dates_itself else None),
            self._same_face,
            turn,
            certain=certain,
        )
        if edit is None:
            return None
        self._forget(photo_id)
        contents.let_go(self._session, photo_id, result.file.id)
        self._update(photo_id, result)
        return Placed(photo_id, edit=edit, faces=known)

    def _new(self, result: FileResult) -> Placed:
        values = self._values(result) | {"detector": self._detector}
        photo_id = int(self._session.execute(sa.insert(Photo).values(values).returning(Photo.id)).scalar_one())
        return Placed(photo_id, is_new=True)

    def _update(self, photo_id: int, result: FileResult, *, looked: bool = True) -> None:
        values = self._values(result) | ({"detector": self._detector} if looked else {})
        self._session.execute(sa.update(Photo).where(Photo.id == photo_id).values(values))

    def _values(self, result: FileResult) -> dict[str, Any]:
        facts = result.facts
        assert facts is not None
        return {
            "content_hash": result.content_hash,
            "picture_hash": result.picture_hash,
            "turn": int(facts.turn),
            "width": facts.width,
            "height": facts.height,
            "taken_at": facts.taken_at or file_moment(result.file.modified_ns),
            "dated_by_exif": facts.dates_itself,
            "dated_by": (DateSource.FILE_TIME if facts.date is None else facts.date.source).value,
            "date_precision": (DatePrecision.SECOND if facts.date is None else facts.date.precision).value,
            "flaw": facts.flaw,
            "camera": facts.camera,
            "latitude": facts.latitude,
            "longitude": facts.longitude,
            "format": facts.format,
        }

    def _is_free(self, photo_id: int, file_id: int) -> bool:
        """Whether no other file shows the photo."""
        if photo_id in self._taken:
            return False
        return not contents.held(self._session, [photo_id], self._away, file_id)

    def _forget(self, photo_id: int) -> None:
        """Nothing has the photo's old content or picture any more."""
        for content in [content for content, photo in self._by_content.items() if photo == photo_id]:
            del self._by_content[content]
        for photos in self._by_picture.values():
            photos.pop(photo_id, None)


def known_faces(session: Session, photo_id: int, model: str) -> list[KnownRow]:
    """A photo's faces; those without landmarks were never seen by a detector, so that nothing is like them."""
    query = (
        sa.select(
            Face.id,
            Face.left,
            Face.top,
            Face.width,
            Face.height,
            Face.landmarks,
            Face.box_source,
            Face.status,
            Embedding.vector,
            Photo.content_hash,
        )
        .join(Photo, Photo.id == Face.photo_id)
        .outerjoin(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(Face.photo_id == photo_id)
        .order_by(Face.id)
    )
    return [
        KnownRow(
            row.id,
            KnownFace(
                Box(row.left, row.top, row.width, row.height),
                None if row.vector is None or row.landmarks is None else unpack_vector(row.vector),
                row.box_source != BoxSource.DETECTED,
            ),
            None if row.landmarks is None else unpack_landmarks(row.landmarks),
            row.status == FaceStatus.ACTIVE,
            row.content_hash,
        )
        for row in session.execute(query)
    ]


def file_moment(modified_ns: int) -> dt.datetime:
    """A file's time as local time; `datetime.fromtimestamp` does not take years before 1970 on every system."""
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=modified_ns // 1000)
    try:
        return moment.astimezone().replace(tzinfo=None)
    except (OSError, OverflowError, ValueError):
        return moment.replace(tzinfo=None)
