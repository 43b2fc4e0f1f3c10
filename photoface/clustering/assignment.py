"""New faces join the groups and persons there are, a whole photo at a time, and nobody stands twice in one photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from photoface.clustering.targets import GroupTarget, Target, target_distances

BLOCK_BYTES = 64 * 2**20
"""Largest block of similarities held at once."""

_FORBIDDEN = 1e6
"""Cost of a pair that may not be; finite, as the solver asks for, and far above any sum of distances in a photo."""


def attach(
    embeddings: NDArray[np.float32],
    photo_ids: NDArray[np.integer],
    targets: Sequence[Target],
    limits: NDArray[np.floating],
) -> NDArray[np.int32]:
    """Which target each new face joins.

    Each photo is one assignment problem (Kuhn 1955; `scipy.optimize.linear_sum_assignment`): the faces of the photo
    against the targets, every target at most once, the sum of (limit - distance) as large as can be.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        photo_ids: (n,) the photo of each face; a face with a negative id is alone, and may join any target.
        targets: groups and persons, in any mix.
        limits: (n,) the largest Euclidean distance at which each face may join; stricter for a poor face.

    Returns:
        (n,) int32 indices into `targets`; -1 where none is near enough.

    Raises:
        ValueError: the numbers of faces differ, or a person without exemplars.
    """
    count = len(embeddings)
    if len(photo_ids) != count or len(limits) != count:
        raise ValueError("embeddings, photo ids and limits must be of the same faces")
    result = np.full(count, -1, np.int32)
    if count == 0 or not targets:
        return result
    photos = np.asarray(photo_ids, dtype=np.int64)
    rows, columns, distances = _within_limits(embeddings, targets, np.asarray(limits, dtype=np.float32))
    allowed = _allowed(rows, columns, photos, targets)
    rows, columns, distances = rows[allowed], columns[allowed], distances[allowed]
    gains = np.asarray(limits, dtype=np.float64)[rows] - distances

    # A face without a photo is a photo of its own.
    own = np.where(photos >= 0, photos, -1 - np.arange(count))
    order = np.argsort(own[rows], kind="stable")
    rows, columns, gains = rows[order], columns[order], gains[order]
    ends = np.flatnonzero(np.diff(own[rows], append=np.iinfo(np.int64).max)) + 1
    for start, stop in zip([0, *ends[:-1]], ends, strict=False):
        chosen = _assign(rows[start:stop], columns[start:stop], gains[start:stop])
        result[chosen[0]] = chosen[1]
    return result


def _within_limits(
    embeddings: NDArray[np.float32], targets: Sequence[Target], limits: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    # Padding at most doubles a person's exemplars.
    vectors = sum(1 if isinstance(target, GroupTarget) else 2 * len(target.exemplars) + 1 for target in targets)
    step = max(1, BLOCK_BYTES // (4 * vectors))
    rows, columns, distances = [], [], []
    for start in range(0, len(embeddings), step):
        block = target_distances(embeddings[start : start + step], targets)
        row, column = np.nonzero(block <= limits[start : start + step, None])
        rows.append(row + start)
        columns.append(column)
        distances.append(block[row, column].astype(np.float64))
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(distances)


def _allowed(
    rows: NDArray[np.int64], columns: NDArray[np.int64], photos: NDArray[np.int64], targets: Sequence[Target]
) -> NDArray[np.bool_]:
    pairs = zip(rows.tolist(), columns.tolist(), photos[rows].tolist(), strict=True)
    return np.array(
        [
            (photo < 0 or photo not in targets[column].photo_ids) and row not in targets[column].cannot_link
            for row, column, photo in pairs
        ],
        dtype=np.bool_,
    )


def _assign(
    rows: NDArray[np.int64], columns: NDArray[np.int64], gains: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best one-to-one choice among one photo's candidate pairs: (faces, targets)."""
    faces, face = np.unique(rows, return_inverse=True)
    if len(faces) == 1:
        best = int(gains.argmax())
        return rows[best : best + 1], columns[best : best + 1]
    candidates, candidate = np.unique(columns, return_inverse=True)
    # Beside the targets, every face has a column of its own at cost 0: to stay alone.
    cost = np.full((len(faces), len(candidates) + len(faces)), _FORBIDDEN)
    cost[face, candidate] = -gains
    cost[np.arange(len(faces)), len(candidates) + np.arange(len(faces))] = 0
    row, column = linear_sum_assignment(cost)
    taken = column < len(candidates)
    return faces[row[taken]], candidates[column[taken]]
