"""Measures how much verification accuracy is lost if embeddings are stored as float16 or as bytes.

FaceNet (Schroff et al., CVPR 2015, section 5.4) stores a face in 128 bytes, one for each of its numbers, "without loss
of accuracy".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from photoface.lab.evaluation.embedded_faces import EmbeddedFace
from photoface.lab.evaluation.lfw import pair_distances
from photoface.lab.evaluation.lfw_pairs import Image, Pair
from photoface.learning.pair_verification import VerificationReport, verify

StoreFormat = Literal["float32", "float16", "int8"]
FORMATS: tuple[StoreFormat, ...] = get_args(StoreFormat)


@dataclass(frozen=True, slots=True)
class FormatReport:
    """Verification with embeddings stored in a format.

    Attributes:
        bytes_per_face: of the vector alone.
        largest_change: by how much the distance of a pair changed at most, against float32.
    """

    store_format: StoreFormat
    bytes_per_face: int
    largest_change: float
    verification: VerificationReport


def restored(embedding: NDArray[np.float32], store_format: StoreFormat) -> NDArray[np.float32]:
    """An embedding as it comes back from the store, of unit length again.

    As int8 every number is a 127th of the vector's largest, which needs no byte of its own: lengths are restored to 1.

    Args:
        embedding: (d,) float32, of unit length.
    """
    if store_format == "float32":
        return embedding
    if store_format == "float16":
        vector = embedding.astype(np.float16).astype(np.float32)
    else:
        steps = embedding * (127 / np.abs(embedding).max())
        vector = np.rint(steps).astype(np.int8).astype(np.float32)
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit


def compare_formats(pairs: Sequence[Pair], faces: Mapping[Image, EmbeddedFace | None]) -> list[FormatReport]:
    """Verification in each of the formats.

    Args:
        faces: of every picture in the pairs; None where none was found.
    """
    same = np.array([pair.same for pair in pairs])
    folds = np.array([pair.fold for pair in pairs])
    found = {image: None if face is None else face.embedding for image, face in faces.items()}
    exact = pair_distances(pairs, found)
    dimension = max((len(embedding) for embedding in found.values() if embedding is not None), default=0)
    reports = []
    for store_format in FORMATS:
        stored = {image: None if vector is None else restored(vector, store_format) for image, vector in found.items()}
        distances = pair_distances(pairs, stored)
        finite = np.isfinite(exact)
        reports.append(
            FormatReport(
                store_format,
                dimension * np.dtype(store_format).itemsize,
                float(np.abs(distances[finite] - exact[finite]).max(initial=0)),
                verify(distances, same, folds),
            )
        )
    return reports
