"""Measures the thresholds of a new model on faces whose people are known: confirmed ones, or those of a folder.

Imports torch with the default model, which embeds the same faces for comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import recognition_rows, scanned_faces, settings_store
from photoface.catalog.database import Database
from photoface.catalog.photos import file_paths
from photoface.imaging.formats import is_photo_name
from photoface.jobs import JobControl, Progress
from photoface.learning.confirmed_faces import thinned
from photoface.learning.threshold_transfer import Carried, carried_over, enough
from photoface.scan.reading import read_photo
from photoface.settings import Settings
from photoface.vision.model_registry import DLIB_RESNET
from photoface.vision.protocols import DetectedFace, FaceEmbedder, Pixels

MOST_OF_ONE: Final = 10
"""Faces of one person; more would say more of that person alone."""

MOST_FACES: Final = 400
"""Reading so many photos takes a minute; they make 80,000 pairs."""

STAGE: Final = "Measuring the model on known faces"


@dataclass(frozen=True, slots=True)
class FaceInFile:
    """A face whose person is known.

    Attributes:
        face: in fractions of the photo; None where it has to be found: the largest.
        person: a number.
    """

    path: Path
    face: DetectedFace | None
    person: int


def confirmed_faces(database: Database) -> list[FaceInFile]:
    """Good confirmed faces whose photos can be read now, of people with several; none where they are too few."""
    with database.read() as session:
        model = settings_store.load(session).model
        table = recognition_rows.load(session, model).faces
        named = np.flatnonzero(table.confirmed & (table.persons > 0) & table.good & table.detected)
        if not enough(table.persons[named]):
            return []
        found = []
        for row in named[_chosen(table.persons[named])].tolist():
            photo_id, face_id = int(table.photos[row]), int(table.ids[row])
            paths = file_paths(session, photo_id).reachable
            known = next(face for face in scanned_faces.of_photo(session, photo_id, model) if face.id == face_id)
            if paths and known.landmarks is not None:
                face = DetectedFace(known.box, known.landmarks, known.score)
                found.append(FaceInFile(paths[0], face, int(table.persons[row])))
    return found


def faces_of_folder(folder: Path) -> list[FaceInFile]:
    """The photos below a folder that holds a folder for each person."""
    found = []
    for person, below in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        photos = sorted(path for path in below.rglob("*") if is_photo_name(path.name))
        found += [FaceInFile(path, None, person) for path in photos]
    chosen = _chosen(np.array([face.person for face in found], dtype=np.int64))
    return [found[place] for place in chosen.tolist()]


def measure(
    faces: Sequence[FaceInFile],
    candidates: Sequence[FaceEmbedder],
    default: FaceEmbedder,
    settings: Settings,
    control: JobControl,
) -> list[Carried]:
    """The thresholds of each candidate; an empty list where too few of the faces can be read.

    Args:
        candidates: embedders that cut faces alike.
        default: the embedder of the default model.

    Raises:
        JobCancelled: by the control.
        UserFacingError: a candidate gives no numbers.
    """
    persons: list[int] = []
    crops: list[tuple[Pixels, Pixels]] = []
    for person, photo, face in _read(faces, settings, control):
        persons.append(person)
        crops.append((default.crop(photo, face), candidates[0].crop(photo, face)))
    labels = np.array(persons, dtype=np.int64)
    if not enough(labels):
        return []
    known = default.embed([crop for crop, _ in crops])
    measured = []
    for candidate in candidates:
        control.checkpoint()
        other = candidate.embed([crop for _, crop in crops])
        measured.append(carried_over(DLIB_RESNET.thresholds, known, other, labels))
    return measured


def _read(
    faces: Sequence[FaceInFile], settings: Settings, control: JobControl
) -> Iterator[tuple[int, Pixels, DetectedFace]]:
    """Person, photo and face of those that can be read."""
    from photoface.catalog.scanned_files import Failure
    from photoface.vision.model_loading import load_detector

    detector = load_detector(settings) if any(face.face is None for face in faces) else None
    for done, known in enumerate(faces):
        control.report(Progress(STAGE, done, len(faces)))
        photo = read_photo(known.path, settings.maximum_megapixels)
        if isinstance(photo, Failure):
            continue
        face = known.face
        if face is None:
            assert detector is not None
            face = next(iter(detector.detect([photo.pixels])[0]), None)
        if face is not None:
            yield known.person, photo.pixels, face
    control.report(Progress(STAGE, len(faces), len(faces)))


def _chosen(persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of faces to measure on: of each person with several faces some, of so many people as are needed."""
    random = np.random.default_rng(0)
    people, counts = np.unique(persons, return_counts=True)
    several = random.permutation(people[counts > 1])[: MOST_FACES // 2]
    places = np.flatnonzero(np.isin(persons, several))
    share = max(MOST_FACES // max(len(several), 1), 2)
    return places[thinned(persons[places], min(share, MOST_OF_ONE), random)]
