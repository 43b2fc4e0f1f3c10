"""Computes distances of faces to people: the mean over the person's nearest known faces, corrected for crowding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.neighbours import euclidean

VOTING_EXEMPLARS = 3
"""A person's distance is the mean over this many nearest exemplars, so that one wrong exemplar does not decide
alone."""

BLOCK_BYTES = 16 * 2**20
"""Maximum size of the similarities that are held at once; with more the processor waits for memory."""

_FARTHER = 8.0
"""Subtracted from the cosine of padding."""


def exemplar_distances(embeddings: NDArray[np.float32], people: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Distances of faces to people: (n, people) float32.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        people: the exemplars of each, (m, d) float32, rows of unit length.

    Raises:
        ValueError: a person without exemplars.
    """
    if not all(map(len, people)):
        raise ValueError("a person needs at least one exemplar")
    # People with similar numbers of exemplars (up to the next power of two) are padded to the same number.
    by_width: dict[int, list[int]] = defaultdict(list)
    for index, exemplars in enumerate(people):
        by_width[1 << (len(exemplars) - 1).bit_length()].append(index)
    # Each similarity is held twice while the nearest are selected.
    step = max(1, BLOCK_BYTES // (8 * max(sum(width * len(own) for width, own in by_width.items()), 1)))
    result = np.empty((len(embeddings), len(people)), np.float32)
    for width, indices in by_width.items():
        padded = np.zeros((len(indices), width, embeddings.shape[1]), np.float32)
        for place, index in enumerate(indices):
            padded[place, : len(people[index])] = people[index]
        counts = np.array([len(people[index]) for index in indices])
        for start in range(0, len(embeddings), step):
            result[start : start + step, indices] = _mean_of_nearest(embeddings[start : start + step], padded, counts)
    return result


def _mean_of_nearest(
    embeddings: NDArray[np.float32], padded: NDArray[np.float32], counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The mean distance of faces to each person's nearest exemplars: (n, people) float32.

    Args:
        padded: (people, width, d), the exemplars of each and zeros.
        counts: (people,) how many of them are exemplars.
    """
    people, width, _ = padded.shape
    cosines = (embeddings @ padded.reshape(people * width, -1).T).reshape(len(embeddings), people, width)
    if (counts < width).any():
        cosines -= np.where(np.arange(width) < counts[:, None], 0, _FARTHER).astype(np.float32)
    voters = min(VOTING_EXEMPLARS, width)
    nearest = np.partition(cosines, width - voters, axis=2)[:, :, width - voters :]
    distances = np.where(nearest > -_FARTHER / 2, euclidean(nearest), np.float32(0))
    mean: NDArray[np.float32] = distances.sum(axis=2) / np.minimum(counts, voters).astype(np.float32)
    return mean


def in_crowd(distances: NDArray[np.float32], crowding: NDArray[np.float32] | float) -> NDArray[np.float32]:
    """Distances corrected for each target's crowding: squared, plus twice the crowding.

    Args:
        distances: (..., m) Euclidean.
        crowding: (m,) of `clustering.crowding`; one number for a single target.
    """
    squared: NDArray[np.float32] = np.maximum(distances**2 + 2 * crowding, 0).astype(np.float32)
    return np.sqrt(squared)
