"""LFW verification through the product's own path: decode, detect, align, embed.

Unlike published figures, which crop by given boxes or skip what the detector missed, every picture counts: one whose
face is not found makes its pairs "different", right or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.evaluation.faces import EmbeddedFace, Look
from photoface.evaluation.verification import Image, Pair, VerificationReport, verify
from photoface.imaging.decode import decode
from photoface.imaging.files import read_file
from photoface.jobs import JobControl, Progress, RateMeter

PICTURES_AT_ONCE = 16
"""LFW's pictures are small (250 x 250); so many decoded ones take 3 MB."""


@dataclass(frozen=True, slots=True)
class LfwReport:
    """The verification, and what the detector missed.

    Attributes:
        pictures: different pictures in the pairs.
        without_face: those of them in which no face was found.
        pairs_without_face: pairs judged "different" for that reason.
    """

    verification: VerificationReport
    pictures: int
    without_face: int
    pairs_without_face: int


def measure(pairs: Sequence[Pair], folder: Path, look: Look, control: JobControl) -> LfwReport:
    """Embed all pictures of the pairs once and judge the pairs.

    Args:
        folder: holds LFW's pictures as ``Name/Name_0001.jpg``.
        look: from photos to faces.

    Raises:
        UserFacingError: a picture is missing or cannot be read.
        JobCancelled: by the control.
    """
    pictures = list(dict.fromkeys(image for pair in pairs for image in (pair.first, pair.second)))
    embeddings = _embed(pictures, folder, look, control)
    distances = np.array([_distance(embeddings[pair.first], embeddings[pair.second]) for pair in pairs])
    report = verify(distances, np.array([pair.same for pair in pairs]), np.array([pair.fold for pair in pairs]))
    return LfwReport(
        report,
        pictures=len(pictures),
        without_face=sum(embedding is None for embedding in embeddings.values()),
        pairs_without_face=int(np.isinf(distances).sum()),
    )


def picture_path(folder: Path, image: Image) -> Path:
    """Where LFW keeps a picture."""
    name, number = image
    return folder / name / f"{name}_{number:04}.jpg"


def named_face(faces: Sequence[EmbeddedFace]) -> EmbeddedFace | None:
    """The face of the person a picture is named for: LFW centred each picture on it (TR 07-49, section V)."""

    def from_centre(face: EmbeddedFace) -> float:
        x, y = face.box.centre
        return (x - 0.5) ** 2 + (y - 0.5) ** 2

    return min(faces, key=from_centre, default=None)


def _embed(
    pictures: Sequence[Image], folder: Path, look: Look, control: JobControl
) -> dict[Image, NDArray[np.float32] | None]:
    embeddings: dict[Image, NDArray[np.float32] | None] = {}
    meter = RateMeter()
    for start in range(0, len(pictures), PICTURES_AT_ONCE):
        part = pictures[start : start + PICTURES_AT_ONCE]
        photos = []
        for image in part:
            path = picture_path(folder, image)
            try:
                photos.append(decode(read_file(path), name=path.name))
            except UnreadablePhoto as error:
                raise UserFacingError(
                    f"A picture of the pairs cannot be used: {error.sentence}",
                    f"{folder} must hold LFW's pictures as {picture_path(Path(), image)}.",
                ) from error
        for image, faces in zip(part, look(photos), strict=True):
            face = named_face(faces)
            embeddings[image] = None if face is None else face.embedding
        done = start + len(part)
        meter.update(done)
        control.report(
            Progress(
                "Looking at pictures",
                done,
                len(pictures),
                per_second=meter.per_second,
                seconds_left=meter.seconds_left(len(pictures)),
            )
        )
    return embeddings


def _distance(first: NDArray[np.float32] | None, second: NDArray[np.float32] | None) -> float:
    if first is None or second is None:
        return float("inf")
    return float(np.linalg.norm(first.astype(np.float64) - second))
