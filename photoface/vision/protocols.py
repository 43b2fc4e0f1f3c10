"""The protocols of face detectors and embedders, and the values that they exchange."""

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
    """One detected face, in fractions of the upright photo.

    Attributes:
        score: the detector's confidence that this is a face, 0 to 1.
    """

    box: Box
    landmarks: Landmarks
    score: float


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """How suitable a face is to seed a group or serve as an exemplar.

    Attributes:
        pixels: shorter side of the face's box in pixels of the full-resolution photo.
        sharpness: variance of the Laplacian of the aligned grey crop.
        frontality: 1 for a frontal face, towards 0 for a profile; from the five landmarks.
        score: all of these and the detector's score in one number from 0 to 1.
        passes_gate: whether the face may seed groups and serve as an exemplar.
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
        """The id of the detector, its version and its settings; stored with every photo that it looked at."""
        ...

    @property
    def long_side(self) -> int:
        """Pixels on the longer side above which it shrinks photos; a caller may pass smaller ones."""
        ...

    def detect(self, photos: Sequence[Pixels]) -> list[list[DetectedFace]]:
        """The faces of each photo, largest first. Photos may differ in size."""
        ...


class FaceEmbedder(Protocol):
    """Turns faces into embeddings, with the alignment, normalisation and dimension of its weights."""

    @property
    def model(self) -> str:
        """The model's id in the registry; only embeddings of the same model are compared."""
        ...

    @property
    def dimension(self) -> int: ...

    def crop(self, photo: Pixels, face: DetectedFace) -> Pixels:
        """The face cut from the full-resolution photo for this model: (side, side, 3) RGB."""
        ...

    def embed(self, crops: Sequence[Pixels]) -> Embeddings:
        """Embeddings of crops made by `crop`, float32 (len(crops), dimension), rows of unit length."""
        ...
