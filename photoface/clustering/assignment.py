"""Assigns new faces to existing groups and persons, photo by photo, each target at most once in a photo."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.inverted_file import in_threads
from photoface.clustering.targets import Target, TargetMatrices

BLOCK_BYTES = 64 * 2**20
"""Maximum size of the similarities that are held at once."""

_FORBIDDEN = 1e6
"""Cost of a forbidden pair; finite, as the solver requires, and far above any sum of distances in a photo."""


def attach(
    embeddings: NDArray[np.float32],
    photo_ids: NDArray[np.integer],
    targets: Sequence[Target],
    limits: NDArray[np.floating],
) -> NDArray[np.int32]:
    """The target that each new face joins.

    Each photo is one assignment problem (Kuhn 1955; `scipy.optimize.linear_sum_assignment`): the faces of the photo
    against the targets, every target at most once, maximising the sum of (limit - distance).

    Args:
        embeddings: (n, d) float32, rows of unit length.
        photo_ids: (n,) the photo of each face; a face with a negative id is unconstrained.
        targets: groups and persons, in any mix.
        limits: (n,) maximum Euclidean distance of each face to its target; stricter for a poor face.

    Returns:
        (n,) int32 indices into `targets`; -1 where none is near enough.

    Raises:
        ValueError: the numbers of faces differ, or a person has no exemplars.
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
    """Pairs of a face and a target that is near enough: (k,) each, ordered by face and target."""

    faces: NDArray[np.int64]
    targets: NDArray[np.int64]
    distances: NDArray[np.float64]


def assign(
    near: NearPairs, photo_ids: NDArray[np.integer], targets: Sequence[Target], limits: NDArray[np.floating]
) -> NDArray[np.int32]:
    """`attach` with known distances.

    Args:
        near: at least all pairs within the limits.
    """
    count = len(photo_ids)
    result = np.full(count, -1, np.int32)
    photos = np.asarray(photo_ids, dtype=np.int64)
    within = near.distances <= np.asarray(limits, dtype=np.float32)[near.faces]
    rows, columns, distances = near.faces[within], near.targets[within], near.distances[within]
    allowed = _allowed(rows, columns, photos, targets)
    rows, columns, distances = rows[allowed], columns[allowed], distances[allowed]
    gains = np.asarray(limits, dtype=np.float64)[rows] - distances

    # A face without a photo is treated as the only one of its photo.
    own = np.where(photos >= 0, photos, -1 - np.arange(count))
    order = np.argsort(own[rows], kind="stable")
    rows, columns, gains = rows[order], columns[order], gains[order]
    ends = np.flatnonzero(np.diff(own[rows], append=np.iinfo(np.int64).max)) + 1
    for start, stop in zip([0, *ends[:-1]], ends, strict=False):
        chosen = _assign(rows[start:stop], columns[start:stop], gains[start:stop])
        result[chosen[0]] = chosen[1]
    return result


def pairs_within(embeddings: NDArray[np.float32], targets: TargetMatrices, limits: NDArray[np.float32]) -> NearPairs:
    """The pairs of faces and targets whose Euclidean distance is within the face's limit."""
    threads = os.cpu_count() or 1
    # Each similarity is held twice while the nearest are selected.
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
    """The best one-to-one assignment among one photo's candidate pairs: (faces, targets)."""
    faces, face = np.unique(rows, return_inverse=True)
    if len(faces) == 1:
        best = int(gains.argmax())
        return rows[best : best + 1], columns[best : best + 1]
    best_pairs = _best_of_each(rows, gains)
    if len(np.unique(columns[best_pairs])) == len(faces):
        # The best targets of all faces differ, so no other sum is larger.
        return rows[best_pairs], columns[best_pairs]
    # The import takes as long as a dozen photos, and most scans of a few photos do not need it.
    from scipy.optimize import linear_sum_assignment

    candidates, candidate = np.unique(columns, return_inverse=True)
    # Besides the targets, every face has a column of its own at cost 0: to stay alone.
    cost = np.full((len(faces), len(candidates) + len(faces)), _FORBIDDEN)
    cost[face, candidate] = -gains
    cost[np.arange(len(faces)), len(candidates) + np.arange(len(faces))] = 0
    row, column = linear_sum_assignment(cost)
    taken = column < len(candidates)
    return faces[row[taken]], candidates[column[taken]]


def _best_of_each(rows: NDArray[np.int64], gains: NDArray[np.float64]) -> NDArray[np.intp]:
    """The index of each face's pair with the largest gain, the first of equals."""
    order = np.lexsort((-gains, rows))
    return order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
