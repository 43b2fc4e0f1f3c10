"""Assigns each file of a batch to a photo (a known one, an edited one or a new one) and writes the photos' rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from photoface.catalog import contents, former_pictures, photos, scanned_faces, user_turns
from photoface.catalog.database import Session
from photoface.catalog.scanned_faces import KnownFace
from photoface.formatting import attributes
from photoface.geometry import Turn
from photoface.imaging.date_kinds import DatePrecision, DateSource
from photoface.scan.edited_pictures import Edit, Version, compare
from photoface.scan.scanned_file import ScannedFile


@dataclass(frozen=True, slots=True, eq=False)
class AssignedPhoto:
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
    faces: Sequence[KnownFace] = ()
    former: int | None = None


@dataclass(eq=False)
class PhotoAssignment:
    """Assigns the files of a batch to photos, and writes the rows of these, in the caller's transaction.

    Attributes:
        model, detector: that looked at the pictures.
        same_face: the largest distance of two embeddings of one face in a picture that was edited.
        away: folders that cannot be reached now: their files do not count.
        thumbnail: the thumbnail of a photo as it was.
    """

    session: Session
    batch: Sequence[ScannedFile]
    model: str
    detector: str
    same_face: float
    away: Collection[int]
    thumbnail: Callable[[int], bytes | None]

    def __post_init__(self) -> None:
        hashes = [item.content_hash for item in self.batch if item.content_hash]
        pictures = [item.picture_hash for item in self.batch if item.picture_hash]
        self._by_content = contents.photos_with_content(self.session, hashes)
        self._by_picture = contents.photos_with_picture(self.session, pictures)
        self._former = former_pictures.with_contents(self.session, hashes)
        self._taken: set[int] = set()

    def assign(self, item: ScannedFile) -> AssignedPhoto | None:
        """The photo of a file, its row up to date; None where that cannot be said before all files are read."""
        assigned = self._assigned(item)
        if assigned is not None:
            self._taken.add(assigned.photo_id)
            self._by_content[item.content_hash] = assigned.photo_id
            if item.facts is not None:
                self._by_picture.setdefault(item.picture_hash, {})[assigned.photo_id] = int(item.facts.turn)
        return assigned

    def _assigned(self, item: ScannedFile) -> AssignedPhoto | None:
        file, facts = item.file, item.facts
        known = self._by_content.get(item.content_hash)
        if known is not None:
            return AssignedPhoto(known, is_known=True)
        if facts is None:
            return None
        pictures = self._by_picture.get(item.picture_hash, {})
        same = [photo_id for photo_id, turn in pictures.items() if turn == facts.turn]
        if same and item.content_hash not in self._former:
            photo_id = file.photo_id if file.photo_id in same else same[0]
            if photo_id == file.photo_id or self._is_free(photo_id, file.id):
                self._update(photo_id, item, looked=False)
            return AssignedPhoto(photo_id, is_known=True)
        if item.found is None:
            return None
        return self._returned(item) or self._turned(item, pictures) or self._edited(item) or self._new(item)

    def _returned(self, item: ScannedFile) -> AssignedPhoto | None:
        """Where the file holds a picture that a photo was before an edit."""
        if item.content_hash not in self._former:
            return None
        former, successor = self._former.pop(item.content_hash)
        if successor == item.file.photo_id and self._is_free(successor, item.file.id):
            former_pictures.give_content_away(self.session, former)
            placed = self._as_edit(item, successor, certain=True)
            assert placed is not None
            return dataclasses.replace(placed, former=former)
        former_pictures.becomes_a_photo(self.session, former)
        self._update(former, item)
        return AssignedPhoto(former)

    def _turned(self, item: ScannedFile, pictures: dict[int, int]) -> AssignedPhoto | None:
        """Where the file holds a known picture with another orientation."""
        assert item.facts is not None
        own = [photo_id for photo_id in pictures if photo_id == item.file.photo_id]
        for photo_id in own or list(pictures):
            if self._is_free(photo_id, item.file.id):
                turn = item.facts.turn.after(Turn(pictures[photo_id]).inverse)
                return self._as_edit(item, photo_id, turn=turn)
        return None

    def _edited(self, item: ScannedFile) -> AssignedPhoto | None:
        """Where the file was edited: it holds another version of its earlier picture."""
        before = item.file.photo_id
        if before is None or not self._is_free(before, item.file.id):
            return None
        return self._as_edit(item, before)

    def _as_edit(
        self, item: ScannedFile, photo_id: int, turn: Turn | None = None, *, certain: bool = False
    ) -> AssignedPhoto | None:
        assert item.facts is not None
        assert item.found is not None
        known = scanned_faces.of_photo(self.session, photo_id, self.model)
        edit = compare(
            known,
            item.found.faces,
            Version(self.thumbnail(photo_id), photos.own_date(self.session, photo_id)),
            Version(item.found.thumbnail, item.facts.taken_at if item.facts.dates_itself else None),
            self.same_face,
            turn,
            certain=certain,
        )
        if edit is None:
            return None
        self._forget(photo_id)
        contents.detach_other_files(self.session, photo_id, item.file.id)
        self._update(photo_id, item)
        user_turns.keep_after_edit(self.session, photo_id, edit.placement.turn)
        return AssignedPhoto(photo_id, edit=edit, faces=known)

    def _new(self, item: ScannedFile) -> AssignedPhoto:
        columns = self._columns(item) | {"detector": self.detector}
        return AssignedPhoto(photos.add(self.session, columns), is_new=True)

    def _update(self, photo_id: int, item: ScannedFile, *, looked: bool = True) -> None:
        columns = self._columns(item) | ({"detector": self.detector} if looked else {})
        photos.update(self.session, photo_id, columns)

    def _columns(self, item: ScannedFile) -> dict[str, object]:
        facts = item.facts
        assert facts is not None
        return {
            "content_hash": item.content_hash,
            "picture_hash": item.picture_hash,
            "turn": int(facts.turn),
            **attributes(facts, "width", "height", "format", "camera", "flaw", "video_seconds", "still_seconds"),
            "file_latitude": facts.latitude,
            "file_longitude": facts.longitude,
            "file_taken_at": facts.taken_at or file_moment(item.file.modified_ns),
            "file_dated_by_exif": facts.dates_itself,
            "file_dated_by": (DateSource.FILE_TIME if facts.date is None else facts.date.source).value,
            "file_date_precision": (DatePrecision.SECOND if facts.date is None else facts.date.precision).value,
        }

    def _is_free(self, photo_id: int, file_id: int) -> bool:
        """Whether no other file shows the photo."""
        if photo_id in self._taken:
            return False
        return not contents.with_files(self.session, [photo_id], self.away, file_id)

    def _forget(self, photo_id: int) -> None:
        """Nothing has the photo's old content or picture any more."""
        for content in [content for content, photo in self._by_content.items() if photo == photo_id]:
            del self._by_content[content]
        for same_picture in self._by_picture.values():
            same_picture.pop(photo_id, None)


def file_moment(modified_ns: int) -> dt.datetime:
    """A file's time as local time; `datetime.fromtimestamp` does not take years before 1970 on every system."""
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=modified_ns // 1000)
    try:
        return moment.astimezone().replace(tzinfo=None)
    except (OSError, OverflowError, ValueError):
        return moment.replace(tzinfo=None)
