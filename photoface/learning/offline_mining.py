"""Offline mining: finds people whom the latest network confuses, so that batches sample them together.

FaceNet section 3.2 names two ways: offline over a subset of the data every n steps with the latest checkpoint, and
online inside a batch. Here the first feeds the second: people with similar faces come into one batch, in which online
mining finds hard negatives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 5

IDENTITIES_AT_ONCE = 1024
"""Rows of the distance matrix between identities that are processed together."""


def look_alikes(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """For each identity the `NEIGHBOURS` others with the nearest mean embeddings, nearest first.

    Args:
        embeddings: (faces, dimension) of unit length.
        labels: (faces,) identities.
    """
    identities, inverse = np.unique(labels, return_inverse=True)
    means = np.zeros((len(identities), embeddings.shape[1]), dtype=np.float32)
    np.add.at(means, inverse, embeddings)
    means /= np.bincount(inverse)[:, None]
    squares = (means**2).sum(axis=1)
    count = min(NEIGHBOURS, len(identities) - 1)
    found: dict[int, NDArray[np.int64]] = {}
    for start in range(0, len(identities) if count > 0 else 0, IDENTITIES_AT_ONCE):
        rows = np.arange(start, min(start + IDENTITIES_AT_ONCE, len(identities)))
        distances = squares[rows, None] + squares[None, :] - 2 * means[rows] @ means.T
        distances[np.arange(len(rows)), rows] = np.inf
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :count]
        found.update({int(identities[row]): identities[places] for row, places in zip(rows, nearest, strict=True)})
    return found
