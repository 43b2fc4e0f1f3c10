"""Measures LFW verification with the product's own decoding, detection, alignment and embedding.

Unlike published figures, which crop by given boxes or skip what the detector missed, every picture counts: one whose
face is not found makes its pairs "different", right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import middle_face
from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look
from photoface.lab.evaluation.lfw_pairs import Image, Pair
from photoface.lab.evaluation.pictures import Pixels, look_at_all
from photoface.learning.pair_verification import VerificationReport, verify


@dataclass(frozen=True, slots=True, eq=False)
class LfwReport:
    """The verification, and what the detector missed.

    Attributes:
        pictures: different pictures in the pairs.
        without_face: those of them in which no face was found.
        pairs_without_face: pairs judged "different" for that reason.
        distances: (n,) float64 of each pair in order, infinite where a face is missing.
    """

    verification: VerificationReport
    pictures: int
    without_face: int
    pairs_without_face: int
    distances: NDArray[np.float64]


def measure(pairs: Sequence[Pair], folder: Path, look: Look, control: JobControl) -> LfwReport:
    """Embed all pictures of the pairs once and judge the pairs.

    Args:
        folder: holds LFW's pictures as ``Name/Name_0001.jpg``.
        look: from photos to faces.

    Raises:
        UserFacingError: a picture is missing or cannot be read.
        JobCancelled: by the control.
    """
    return judge(pairs, look_at_pairs(pairs, folder, look, control))


def look_at_pairs(
    pairs: Sequence[Pair],
    folder: Path,
    look: Look,
    control: JobControl,
    *,
    what: str = "Looking at pictures",
    alter: Callable[[Image, Pixels], Pixels] | None = None,
) -> dict[Image, EmbeddedFace | None]:
    """The named face of each picture in the pairs, None where none was found.

    Args:
        what: for the progress.
        alter: changes each picture before it is looked at.

    Raises:
        UserFacingError: a picture is missing or cannot be read.
        JobCancelled: by the control.
    """
    pictures = list(dict.fromkeys(image for pair in pairs for image in (pair.first, pair.second)))
    files = [picture_path(folder, image) for image in pictures]
    numbered = None if alter is None else lambda number, pixels: alter(pictures[number], pixels)
    faces = look_at_all(files, look, control, what=what, alter=numbered)
    return {image: middle_face(found) if found else None for image, found in zip(pictures, faces, strict=True)}


def judge(pairs: Sequence[Pair], faces: Mapping[Image, EmbeddedFace | None]) -> LfwReport:
    """Judge pairs by the faces of their pictures."""
    distances = pair_distances(
        pairs, {image: None if face is None else face.embedding for image, face in faces.items()}
    )
    return LfwReport(
        verify(distances, np.array([pair.same for pair in pairs]), np.array([pair.fold for pair in pairs])),
        pictures=len(faces),
        without_face=sum(face is None for face in faces.values()),
        pairs_without_face=int(np.isinf(distances).sum()),
        distances=distances,
    )


def pair_distances(
    pairs: Sequence[Pair], embeddings: Mapping[Image, NDArray[np.floating] | None]
) -> NDArray[np.float64]:
    """The Euclidean distance of each pair: (n,) float64, infinite where a face is missing."""
    return np.array([_distance(embeddings[pair.first], embeddings[pair.second]) for pair in pairs], dtype=np.float64)


def picture_path(folder: Path, image: Image) -> Path:
    """Where LFW keeps a picture."""
    name, number = image
    return folder / name / f"{name}_{number:04}.jpg"


def _distance(first: NDArray[np.floating] | None, second: NDArray[np.floating] | None) -> float:
    if first is None or second is None:
        return float("inf")
    return float(np.linalg.norm(first.astype(np.float64) - second.astype(np.float64)))
