"""What a face detector and a face embedder are to the rest of PhotoFace; fakes in tests implement the same two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoface.geometry import Box, Landmarks

Pixels = NDArray[np.uint8]
"""An upright photo: (height, width, 3), RGB."""

Embeddings = NDArray[np.float32]
"""(faces, dimension), each row of unit length."""


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """One face as a detector sees it, in fractions of the upright photo.

    Attributes:
        score: the detector's certainty that this is a face, 0 to 1.
    """

    box: Box
    landmarks: Landmarks
    score: float


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """How fit a face is to seed a group or serve as an exemplar.

    Attributes:
        pixels: the shorter side of the face's box in pixels of the full-resolution photo.
        sharpness: variance of the Laplacian of the aligned grey crop; higher is sharper.
        frontality: 1 for a face seen from the front, towards 0 for a profile; from the five landmarks.
        score: all of it and the detector's certainty in one number from 0 to 1.
        passes_gate: whether the face is good enough to seed groups and serve as an exemplar.
    """

    pixels: float
    sharpness: float
    frontality: float
    score: float
    passes_gate: bool


class FaceDetector(Protocol):
    """Finds the faces of photos."""

    @property
    def name(self) -> str:
        """Identifies the detector, its version and its settings; stored with every photo that it looked at."""
        ...

    @property
    def long_side(self) -> int:
        """Pixels on the longer side above which it shrinks photos; whoever has them smaller may hand them over so."""
        ...

    def detect(self, photos: Sequence[Pixels]) -> list[list[DetectedFace]]:
        """The faces of each photo, largest first. Photos may differ in size; an empty list means no face."""
        ...


class FaceEmbedder(Protocol):
    """Turns faces into embeddings; knows the alignment, normalisation and dimension that its weights ask for."""

    @property
    def model(self) -> str:
        """The model's id in the registry; embeddings are only ever compared within one."""
        ...

    @property
    def dimension(self) -> int: ...

    def crop(self, photo: Pixels, face: DetectedFace) -> Pixels:
        """The face cut from the full-resolution photo, as this model wants it: (side, side, 3) RGB."""
        ...

    def embed(self, crops: Sequence[Pixels]) -> Embeddings:
        """Embeddings of crops made by `crop`, float32 (len(crops), dimension), rows of unit length."""
        ...
