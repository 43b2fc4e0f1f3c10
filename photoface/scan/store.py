"""Writes a batch of scanned files with their photos and faces into the catalog; the last step of each batch.

The caller's transaction makes it all or nothing. Known faces keep their names and decisions. Faces that an edit removed
are deleted or, if the user decided about them, set aside, and are taken back when the photo shows them again.
`missed_faces` uses `FaceWriter` for one photo. A batch may also hold known photos at which another detector looked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from photoface.catalog import contents, detector_switch, file_metadata, former_pictures, scanned_faces, scanned_files
from photoface.catalog.contents import FilePhoto
from photoface.catalog.database import Session
from photoface.catalog.decided_faces import decided_faces
from photoface.catalog.scanned_faces import KnownFace
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.catalog.summaries.changed import Changed
from photoface.geometry import Turn
from photoface.metadata.stored_records import VERSION
from photoface.scan.edited_pictures import Edit
from photoface.scan.face_engine import ScannedFace
from photoface.scan.face_matching import (
    Placement,
    are_of_video,
    match_faces,
    same_faces,
    same_faces_of_two_detectors,
    same_faces_of_video,
)
from photoface.scan.photo_assignment import AssignedPhoto, PhotoAssignment
from photoface.scan.scanned_file import ScannedFile
from photoface.vision.detector_names import is_same_search


@dataclass(slots=True)
class StoredBatch:
    """What storing a batch changed, with the pictures to keep, by the ids that the catalog gave.

    Attributes:
        stale_crops: faces that are gone, and faces in the user's own boxes, whose crops are cut again when asked for.
        undecided: files that hold a known picture with other metadata: whose they are is decided once all are read.
        looked_again: photos that a second detector looked at.
        given_up: why others could not be looked at again.
    """

    changed: Changed = field(default_factory=Changed)
    face_crops: dict[int, bytes] = field(default_factory=dict)
    photo_thumbnails: dict[int, bytes] = field(default_factory=dict)
    stale_crops: list[int] = field(default_factory=list)
    undecided: list[ScannedFile] = field(default_factory=list)
    new_faces: int = 0
    failed: int = 0
    linked: int = 0
    looked_again: int = 0
    given_up: list[Failure] = field(default_factory=list)

    @property
    def faces(self) -> frozenset[int]:
        """The faces that came, went or were measured again."""
        return frozenset(self.face_crops) | frozenset(self.stale_crops)


def store_batch(assignment: PhotoAssignment) -> StoredBatch:
    """Write what is known of a batch of files. The caller's transaction makes it all or nothing."""
    session, stored = assignment.session, StoredBatch()
    faces = FaceWriter(session, assignment.model, stored)
    photos: set[int] = set()
    looked_again: set[int] = set()
    failures: dict[int, Failure] = {}
    done: list[FilePhoto] = []
    changed_meanwhile: list[int] = []
    for item in assignment.batch:
        file = item.file
        if file.looks_again:
            if item.failure is not None:
                stored.given_up.append(item.failure)
                detector_switch.give_up(session, [file.id])
            elif item.found is None or not faces.look_again(
                file, item.found.faces, assignment.detector, assignment.same_face
            ):
                changed_meanwhile.append(file.id)
            elif file.photo_id is not None:
                looked_again.add(file.photo_id)
            continue
        if item.failure is not None:
            failures[file.id] = item.failure
            continue
        assigned = assignment.assign(item)
        if assigned is None:
            if file.content_hash is None:
                stored.undecided.append(item)
            else:
                changed_meanwhile.append(file.id)
            continue
        photo_id = assigned.photo_id
        if item.found is None or assigned.is_known:
            stored.linked += 1
        else:
            if assigned.edit is not None:
                faces.write_edit(assigned, assigned.edit, item.found.faces, assignment.same_face)
            elif assigned.is_new:
                faces.insert(photo_id, item.found.faces)
            else:
                faces.write(photo_id, item.found.faces, assignment.same_face)
            stored.photo_thumbnails[photo_id] = item.found.thumbnail
        done.append(FilePhoto(file.id, photo_id, item.content_hash))
        photos |= {photo_id, photo_id if file.photo_id is None else file.photo_id}
    stored.failed = len(failures)
    scanned_files.note_failures(session, failures)
    contents.note_scanned(session, done)
    read = {item.file.id: item.metadata for item in assignment.batch if item.metadata is not None}
    file_metadata.note(session, {one.file_id: read[one.file_id] for one in done if one.file_id in read}, VERSION)
    scanned_files.read_again(session, changed_meanwhile)
    contents.refresh_missing(session, photos)
    stored.looked_again = len(looked_again)
    stored.changed = Changed(faces=stored.faces, photos=frozenset(photos | looked_again))
    return stored


@dataclass(frozen=True, slots=True)
class FaceWriter:
    """Writes the faces of photos in the caller's transaction, and notes in `stored` what it did.

    Attributes:
        model: that embedded the faces.
    """

    session: Session
    model: str
    stored: StoredBatch

    def insert(self, photo_id: int, faces: Sequence[ScannedFace]) -> None:
        """Add faces to a photo."""
        ids = scanned_faces.insert(self.session, photo_id, faces, self.model)
        self.stored.face_crops.update((face_id, face.portrait) for face_id, face in zip(ids, faces, strict=True))
        self.stored.new_faces += len(ids)

    def look_again(self, file: FileToRead, faces: Sequence[ScannedFace], detector: str, same_face: float) -> bool:
        """Bring a photo's faces to what another detector found in its unchanged file.

        Known faces keep their ids, names and answers. A face that this detector does not find goes, unless something
        was said about it, or it is somebody's, or the earlier one looked for smaller or for larger faces.

        Args:
            same_face: the largest distance of two embeddings of one face.

        Returns:
            False, and writes nothing, where the file is not the photo's any more.
        """
        if file.photo_id is None or file.content_hash not in contents.hashes_of(self.session, file.photo_id):
            return False
        before = detector_switch.detector_of(self.session, file.photo_id)
        known = scanned_faces.of_photo(self.session, file.photo_id, self.model)
        unmatched = self._bring_up_to_date(
            file.photo_id, known, faces, same_faces_of_two_detectors(known, faces, same_face)
        )
        if before is not None and is_same_search(before, detector):
            named = detector_switch.named_faces(self.session, unmatched)
            self._delete(unmatched - named - decided_faces(self.session, unmatched))
        detector_switch.note_looked(self.session, file.photo_id, detector)
        return True

    def write(
        self, photo_id: int, faces: Sequence[ScannedFace], same_face: float, *, keep_unseen: bool = False
    ) -> None:
        """Add a photo's new faces, and bring its known ones up to date and keep what was said about them.

        A box that the user drew or moved stays; the face that a detector sees there is that one.

        Args:
            same_face: as for `look_again`; it matters in videos.
            keep_unseen: also keep known faces that were not found this time, and about which nothing was said.
        """
        known = scanned_faces.of_photo(self.session, photo_id, self.model)
        if are_of_video(known):
            matches = same_faces_of_video(known, faces, same_face)
        else:
            by_hand = {index for index, face in enumerate(known) if face.by_hand}
            matches = same_faces([face.box for face in known], [face.box for face in faces], by_hand)
        unmatched = self._bring_up_to_date(photo_id, known, faces, matches)
        if unmatched and not keep_unseen:
            self._delete(unmatched - decided_faces(self.session, unmatched))

    def _bring_up_to_date(
        self, photo_id: int, known: Sequence[KnownFace], faces: Sequence[ScannedFace], matches: Mapping[int, int]
    ) -> set[int]:
        """Add new faces, and bring known ones to what was found of them; returns the ids of those not found."""
        for index, match in matches.items():
            self._update(photo_id, known[match], faces[index])
        self.insert(photo_id, [face for index, face in enumerate(faces) if index not in matches])
        return {face.id for face in known} - {known[index].id for index in matches.values()}

    def write_edit(self, photo: AssignedPhoto, edit: Edit, faces: Sequence[ScannedFace], same_face: float) -> None:
        """Bring a photo's faces to its edited picture: what it does not show any more makes no claim about it."""
        for index, match in edit.pairs.items():
            self._update(photo.photo_id, photo.faces[match], faces[index], edit.placement)
        for index in edit.staying:
            self._move(photo.faces[index], edit.placement)
        new = [face for index, face in enumerate(faces) if index not in edit.pairs]
        self.insert(photo.photo_id, self._take_back(photo, new, same_face))
        lost = {photo.faces[index].id for index in edit.lost}
        if lost:
            decided = decided_faces(self.session, lost)
            if decided:
                content = photo.faces[0].content_hash
                former_pictures.set_aside(self.session, photo.photo_id, content, decided)
            # The history shows those that were decided about still.
            self._delete(lost - decided)

    def _take_back(self, photo: AssignedPhoto, new: Sequence[ScannedFace], same_face: float) -> list[ScannedFace]:
        """Take back faces that an earlier edit took out of a photo and that it shows again; returns the other ones."""
        remaining = list(new)
        photo_id = photo.photo_id
        for former in former_pictures.of_photo(self.session, photo_id):
            waiting = scanned_faces.of_photo(self.session, former, self.model)
            is_that_picture = former == photo.former
            matching = match_faces(waiting, remaining, same_face, Turn.NONE if is_that_picture else None)
            back = set(range(len(waiting))) if is_that_picture else set(matching.pairs.values())
            former_pictures.take_back(self.session, photo_id, [waiting[index].id for index in back])
            for index, match in matching.pairs.items():
                self._update(photo_id, waiting[match], remaining[index], matching.placement)
            self.stored.stale_crops.extend(waiting[index].id for index in back - set(matching.pairs.values()))
            remaining = [face for index, face in enumerate(remaining) if index not in matching.pairs]
            if len(back) == len(waiting):
                former_pictures.remove(self.session, former)
        return remaining

    def _update(self, photo_id: int, known: KnownFace, face: ScannedFace, placement: Placement | None = None) -> None:
        """Bring a known face up to date with what was found of it now; a box of the user's own stays around it.

        Args:
            placement: where the picture lies that the box was drawn in, where that was another one.
        """
        own_box = (placement or Placement()).box(known.box) if known.by_hand else None
        scanned_faces.measure_again(self.session, photo_id, known.id, face, self.model, own_box)
        if known.by_hand:
            self.stored.stale_crops.append(known.id)
        else:
            self.stored.face_crops[known.id] = face.portrait

    def _move(self, known: KnownFace, placement: Placement) -> None:
        """Put a face, which no detector sees now, where it lies in the edited picture."""
        if placement != Placement():
            landmarks = None if known.landmarks is None else placement.landmarks(known.landmarks)
            scanned_faces.move(self.session, known.id, placement.box(known.box), landmarks)
            self.stored.stale_crops.append(known.id)

    def _delete(self, face_ids: Collection[int]) -> None:
        scanned_faces.delete(self.session, face_ids)
        self.stored.stale_crops.extend(sorted(face_ids))
