"""Computes a personal head in closed form: directions in which one person's faces vary get less weight.

Within-class covariance normalisation (Hatch, Kajarekar & Stolcke, "Within-class covariance normalization for SVM-based
speaker recognition", Interspeech 2006), with the covariance shrunk towards isotropic noise. `personal_training` makes
the other kind of head, by triplets.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces

SHRINKAGE: Final = 0.6
"""Part of the covariance that is replaced: 1 gives the identity. On LFW, .5 to .7 made no difference."""


def whitening_head(faces: ConfirmedFaces) -> NDArray[np.float32]:
    """The matrix for these faces: (d, d) float32, symmetric, with trace d.

    Args:
        faces: those of people with two faces or more are used; without any the result is the identity.
    """
    dimension = faces.vectors.shape[1]
    people, inverse, counts = np.unique(faces.persons, return_inverse=True, return_counts=True)
    several = (counts[inverse] > 1) & (faces.persons != UNKNOWN)
    sums = np.zeros((len(people), dimension))
    np.add.at(sums, inverse, faces.vectors)
    apart = (faces.vectors - sums[inverse] / counts[inverse][:, None])[several]
    free = len(apart) - len(np.unique(inverse[several]))
    total = float((apart**2).sum()) / free if free > 0 else 0.0
    if total <= 0:
        return np.eye(dimension, dtype=np.float32)
    covariance = (1 - SHRINKAGE) * (apart.T @ apart / free) + SHRINKAGE * total / dimension * np.eye(dimension)
    spread, directions = np.linalg.eigh(covariance)
    matrix = (directions * spread**-0.5) @ directions.T
    result: NDArray[np.float32] = (matrix * dimension / np.trace(matrix)).astype(np.float32)
    return result
