"""New faces join the groups and persons there are, a whole photo at a time, and nobody stands twice in one photo."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.inverted_file import in_threads
from photoface.clustering.targets import Target, TargetMatrices

BLOCK_BYTES = 64 * 2**20
"""Most similarities held at once."""

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
    near = pairs_within(embeddings, TargetMatrices(targets), np.asarray(limits, dtype=np.float32))
    return assign(near, photo_ids, targets, limits)


@dataclass(frozen=True, slots=True, eq=False)
class NearPairs:
    """Faces and the targets that are near enough: (k,) each, ordered by face and target."""

    faces: NDArray[np.int64]
    targets: NDArray[np.int64]
    distances: NDArray[np.float64]


def assign(
    near: NearPairs, photo_ids: NDArray[np.integer], targets: Sequence[Target], limits: NDArray[np.floating]
) -> NDArray[np.int32]:
    """`attach`, where the distances are known.

    Args:
        near: at least all pairs within the limits.
        photo_ids, targets, limits: as for `attach`.
    """
    count = len(photo_ids)
    result = np.full(count, -1, np.int32)
    photos = np.asarray(photo_ids, dtype=np.int64)
    within = near.distances <= np.asarray(limits, dtype=np.float32)[near.faces]
    rows, columns, distances = near.faces[within], near.targets[within], near.distances[within]
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


def pairs_within(embeddings: NDArray[np.float32], targets: TargetMatrices, limits: NDArray[np.float32]) -> NearPairs:
    """The pairs of faces and targets that are no farther apart than the face's limit.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        targets: to compare them with.
        limits: (n,) Euclidean distances.
    """
    threads = os.cpu_count() or 1
    # What is held of each similarity: itself, and once more while the nearest are picked out.
    step = max(1, BLOCK_BYTES // (8 * max(targets.vectors, 1) * threads))
    found: dict[int, tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = {}

    def compare(start: int) -> None:
        block = targets.distances(embeddings[start : start + step])
        row, column = np.nonzero(block <= limits[start : start + step, None])
        found[start] = row + start, column, block[row, column].astype(np.float64)

    in_threads(compare, range(0, max(len(embeddings), 1), step), threads)
    parts = [found[start] for start in sorted(found)]
    return NearPairs(*(np.concatenate([part[index] for part in parts]) for index in range(3)))


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
    best_pairs = _best_of_each(rows, gains)
    if len(np.unique(columns[best_pairs])) == len(faces):
        # No sum is larger than that of everybody's best, and here nobody's best is another's.
        return rows[best_pairs], columns[best_pairs]
    # Importing it takes as long as looking at a dozen photos, and most scans of a few do not come here.
    from scipy.optimize import linear_sum_assignment

    candidates, candidate = np.unique(columns, return_inverse=True)
    # Beside the targets, every face has a column of its own at cost 0: to stay alone.
    cost = np.full((len(faces), len(candidates) + len(faces)), _FORBIDDEN)
    cost[face, candidate] = -gains
    cost[np.arange(len(faces)), len(candidates) + np.arange(len(faces))] = 0
    row, column = linear_sum_assignment(cost)
    taken = column < len(candidates)
    return faces[row[taken]], candidates[column[taken]]


def _best_of_each(rows: NDArray[np.int64], gains: NDArray[np.float64]) -> NDArray[np.intp]:
    """Where each face's pair of the largest gain is, the first one where several are as large."""
    order = np.lexsort((-gains, rows))
    return order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
