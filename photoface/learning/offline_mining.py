"""Offline mining: every so many steps, find with the latest network whom it confuses, and sample those together.

FaceNet section 3.2 names two ways: offline over a subset of the data every n steps with the latest checkpoint, and
online inside a batch. Here the first feeds the second: people whose faces lie close come into one batch, and mining
inside the batch finds its hard negatives among them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IDENTITIES_AT_ONCE = 1024
"""Rows of the matrix of distances between identities that are worked on together."""


def look_alikes(
    embeddings: NDArray[np.float32], labels: NDArray[np.int64], neighbours: int = 5
) -> dict[int, NDArray[np.int64]]:
    """For each identity the others whose mean embeddings lie nearest, nearest first.

    Args:
        embeddings: (faces, dimension) of unit length.
        labels: (faces,) identities.
        neighbours: how many others; fewer where there are not as many.
    """
    identities, inverse = np.unique(labels, return_inverse=True)
    means = np.zeros((len(identities), embeddings.shape[1]), dtype=np.float32)
    np.add.at(means, inverse, embeddings)
    means /= np.bincount(inverse)[:, None]
    squares = (means**2).sum(axis=1)
    count = min(neighbours, len(identities) - 1)
    found: dict[int, NDArray[np.int64]] = {}
    for start in range(0, len(identities) if count > 0 else 0, IDENTITIES_AT_ONCE):
        rows = np.arange(start, min(start + IDENTITIES_AT_ONCE, len(identities)))
        distances = squares[rows, None] + squares[None, :] - 2 * means[rows] @ means.T
        distances[np.arange(len(rows)), rows] = np.inf
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :count]
        found.update({int(identities[row]): identities[places] for row, places in zip(rows, nearest, strict=True)})
    return found
