"""`EmbeddedFace`: a detected face with box, quality and embedding, as measurements without a catalog use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedFace:
    """A face that the product found.

    Attributes:
        box: in fractions of the upright photo.
        embedding: (d,) float32 of unit length.
        good: whether it passes the product's quality gate.
        frontality: 1 for a face seen from the front, towards 0 for a profile.
    """

    box: Box
    embedding: NDArray[np.float32]
    good: bool = True
    frontality: float = 1.0


Look = Callable[[Sequence[DecodedPhoto]], Sequence[Sequence[EmbeddedFace]]]
"""The product's own way from photos to embedded faces, passed in by a room that may import the scan."""
