"""Detects and embeds the labelled faces of an album, as arrays, for measurements of grouping and recognition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import Label, labels_by_file, matched
from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look
from photoface.lab.evaluation.pictures import look_at_all


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFaces:
    """Faces of whom it is known who they are.

    Attributes:
        embeddings: (n, d) float32, rows of unit length.
        persons: (n,) str.
        photos: (n,) int64, a number for each photo.
        good: (n,) whether the face passes the quality gate.
        labels: labelled faces, found or not.
    """

    embeddings: NDArray[np.float32]
    persons: NDArray[np.str_]
    photos: NDArray[np.int64]
    good: NDArray[np.bool_]
    labels: int


def find_labelled(labels: Sequence[Label], album: Path, look: Look, control: JobControl) -> LabelledFaces:
    """Look at every labelled photo and keep the faces that were labelled, as `albums.matched` has it.

    Args:
        labels: of `albums.read_labels`.
        look: from photos to faces.

    Raises:
        UserFacingError: a photo is missing or cannot be read, or no labelled face was found.
        JobCancelled: by the control.
    """
    told = labels_by_file(labels)
    seen = look_at_all([album / file for file in told], look, control)
    persons: list[str] = []
    photos: list[int] = []
    faces: list[EmbeddedFace] = []
    for number, (found, all_faces) in enumerate(zip(told.values(), seen, strict=True)):
        for person, face in matched(found, all_faces):
            persons.append(person)
            photos.append(number)
            faces.append(face)
    if not faces:
        raise UserFacingError(f"No labelled face was found in {album}.", "Name a folder of photos with faces.")
    return LabelledFaces(
        np.stack([face.embedding for face in faces]),
        np.array(persons),
        np.array(photos, dtype=np.int64),
        np.array([face.good for face in faces], dtype=np.bool_),
        labels=sum(len(found) for found in told.values()),
    )
