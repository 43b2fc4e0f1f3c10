"""Embeds faces without an embedding: all after a change of model, and those whose box the user or an import made.

Every decision about them stays. A face is unfinished as long as it has no embedding, so the next scan continues what
was interrupted. Unnamed faces that were drawn then join the people or groups that they surely belong to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from photoface.catalog import scanned_faces
from photoface.catalog.database import Database
from photoface.catalog.photos import file_paths
from photoface.catalog.scanned_faces import FaceMeasures, KnownFace
from photoface.catalog.scanned_files import Failure
from photoface.catalog.summaries.changed import Changed
from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto
from photoface.jobs import JobControl, RateMeter
from photoface.recognition.group_jobs import attach_faces
from photoface.recognition.recognition import Recognition
from photoface.scan.face_engine import FaceEngine, measure
from photoface.scan.face_in_box import face_inside, unseen_face
from photoface.scan.failures import failure_of, in_parts
from photoface.scan.reading import on_readers, read_photo
from photoface.scan.stages import run_stage
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace, Pixels

PHOTOS_PER_TRANSACTION = 32


@dataclass(frozen=True, slots=True, eq=False)
class _CroppedFace:
    """A face ready to be embedded, with its measures where they were taken again, and the name of its photo's file."""

    face: KnownFace
    crop: Pixels
    measures: FaceMeasures | None
    name: str


@dataclass(frozen=True, slots=True)
class _Picture:
    """A photo's file, or the frame of a video that stands there."""

    photo_id: int
    path: Path
    seconds: float | None


@dataclass(frozen=True, slots=True)
class MissingEmbeddings:
    """Embeds faces that the settings' model has no embedding of.

    In a box that the user or an import made the detector looks for landmarks first. Faces of missing photos, and of
    photos that cannot be read now, wait for another scan. Each transaction holds `PHOTOS_PER_TRANSACTION` photos, so
    that a stop loses little.

    Attributes:
        engine: called once there is a photo to look at.
        pool: reads the photos.
    """

    database: Database
    engine: Callable[[], FaceEngine]
    settings: Settings
    control: JobControl
    pool: Executor

    def finish_drawn(
        self,
        recognition: Recognition,
        photo_ids: Collection[int],
        on_failure: Callable[[Failure], None] | None = None,
    ) -> Changed:
        """Embed the faces of these photos, and let unnamed ones join the people or groups that they surely belong to.

        Args:
            on_failure: as for `embed`.

        Raises:
            JobCancelled: by the control; what is not finished waits for the next scan.
        """
        embedded = self.embed(photo_ids, on_failure=on_failure)
        if not embedded:
            return Changed()
        return attach_faces(self.database, recognition, embedded) | Changed(faces=embedded, photos=frozenset(photo_ids))

    def embed(
        self, photo_ids: Collection[int] | None = None, *, on_failure: Callable[[Failure], None] | None = None
    ) -> frozenset[int]:
        """Embed them; returns the faces that it did.

        Args:
            photo_ids: of these photos only.
            on_failure: told why a face got no embedding; the others do. None raises the last such error at the end.
        """
        unembedded: dict[int, list[KnownFace]] = defaultdict(list)
        for face in self.database.query(scanned_faces.unembedded, self.settings.model, photo_ids):
            unembedded[face.photo_id].append(face)
        stage = "Embedding faces with the new model" if photo_ids is None else "Looking at the faces that you drew"
        meter = RateMeter(self.control.working_time)
        wanted = sorted(unembedded)
        embedded: set[int] = set()
        done, before = 0, 0
        errors: list[Exception] = []

        def give_up(name: str, error: Exception) -> None:
            failure = failure_of(error, name)
            if on_failure is None:
                errors.append(error)
            else:
                on_failure(failure)

        def embed_and_store(some: Sequence[_CroppedFace]) -> set[int]:
            vectors = self.engine().embedder.embed([one.crop for one in some])
            with self.database.write(durable=False) as session:
                return {
                    one.face.id
                    for one, vector in zip(some, vectors, strict=True)
                    if scanned_faces.add_embedding(session, one.face, self.settings.model, vector, one.measures)
                }

        def fail(one: _CroppedFace, error: Exception) -> set[int]:
            give_up(one.name, error)
            return set()

        for start in range(0, len(wanted), PHOTOS_PER_TRANSACTION):
            some = wanted[start : start + PHOTOS_PER_TRANSACTION]
            with self.database.read() as session:
                files = {photo_id: file_paths(session, photo_id).reachable[:1] for photo_id in some}
                all_faces = {one: scanned_faces.of_photo(session, one, self.settings.model) for one in some}
            # Of a video each frame is a picture.
            pictures = [
                _Picture(photo_id, path, seconds)
                for photo_id, reachable in files.items()
                for path in reachable
                for seconds in dict.fromkeys(face.frame_seconds for face in unembedded[photo_id])
            ]
            cropped: list[_CroppedFace] = []
            for picture, photo in zip(pictures, run_stage(pictures, on_readers(self._read, self.pool)), strict=True):
                photo_id, path = picture.photo_id, picture.path
                done += photo_id != before
                before = photo_id
                self.control.report(meter.progress(stage, done, len(wanted), len(embedded) + len(cropped)))
                if isinstance(photo, Failure):
                    continue
                beside = [face for face in all_faces[photo_id] if face.frame_seconds == picture.seconds]
                for face in unembedded[photo_id]:
                    if face.frame_seconds != picture.seconds:
                        continue
                    others = [other.box for other in beside if other.id != face.id]
                    try:
                        cropped.append(_crop(self.engine(), photo, face, others, path.name))
                    except Exception as error:
                        give_up(path.name, error)
            if cropped:
                embedded = embedded.union(*in_parts(cropped, embed_and_store, fail))
        if errors:
            raise errors[-1]
        return frozenset(embedded)

    def _read(self, picture: _Picture) -> DecodedPhoto | Failure:
        return read_photo(picture.path, self.settings.maximum_megapixels, picture.seconds)


def _crop(engine: FaceEngine, photo: DecodedPhoto, face: KnownFace, others: Sequence[Box], name: str) -> _CroppedFace:
    """Cut a face as the embedder wants it; one in the user's box is measured again."""
    if face.landmarks is not None and not face.by_hand:
        known = DetectedFace(face.box, face.landmarks, face.score)
        return _CroppedFace(face, engine.embedder.crop(photo.pixels, known), None, name)
    found = face_inside(engine.detector, photo.pixels, face.box, others)
    shown = found or unseen_face(face.box)
    crop = engine.embedder.crop(photo.pixels, shown)
    measures = measure(shown, photo, crop)
    if found is None:
        # What only its user can see is no measure for other faces.
        measures = replace(measures, landmarks=None, passes_gate=False)
    return _CroppedFace(face, crop, measures, name)
