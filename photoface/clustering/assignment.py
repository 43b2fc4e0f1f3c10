"""Assigns new or poor faces to groups that there are, photo by photo, each group at most once in a photo.

Each photo is one linear assignment problem (Kuhn 1955): faces against groups, within each face's maximum distance.
Nothing that is already in a group moves.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.inverted_file import in_threads
from photoface.clustering.neighbours import euclidean

POOR_FACE_FACTOR = 0.99
"""Factor of the limit for a poor face to join a group, against that for a single good face.

With the penalty of a single face .95 to 1 are within .0005 B-cubed F of each other on LFW; on an album of six people
.99 and above find .004 more, at the same precision.
"""

BLOCK_BYTES = 64 * 2**20
"""Maximum size of the similarities that are held at once."""

_FORBIDDEN = 1e6
"""Cost of a forbidden pair; finite, as the solver requires, and far above any sum of distances in a photo."""

_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Faces, groups, and their distances: (k,) each, ordered by face and group."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupTarget:
    """A group that a face may join, at the average-linkage distance to its members.

    Attributes:
        mean: (d,) the mean of the members' unit vectors, *not* normalised: the mean squared distance of a unit vector
            e to the members is exactly 2 - 2 mean . e.
        photo_ids: photos in which the group is already.
        cannot_link: indices of the new faces that may not join.
        crowding: the group's, of `clustering.crowding`. A face near it is in the same dense region, so it is added
            twice to their squared distance.
    """

    mean: NDArray[np.float32]
    photo_ids: frozenset[int] = frozenset()
    cannot_link: frozenset[int] = frozenset()
    crowding: float = 0.0


def attach(
    embeddings: NDArray[np.float32],
    photo_ids: NDArray[np.integer],
    groups: Sequence[GroupTarget],
    limits: NDArray[np.floating],
) -> NDArray[np.int32]:
    """The group that each new face joins.

    Each photo is one assignment problem (Kuhn 1955; `scipy.optimize.linear_sum_assignment`): the faces of the photo
    against the groups, every group at most once, maximising the sum of (limit - distance).

    Args:
        embeddings: (n, d) float32, rows of unit length.
        photo_ids: (n,) the photo of each face.
        limits: (n,) maximum Euclidean distance of each face to its group; stricter for a poor face.

    Returns:
        (n,) int32 indices into `groups`; -1 where none is near enough.
    """
    result = np.full(len(embeddings), -1, np.int32)
    if not len(embeddings) or not groups:
        return result
    rows, columns, distances = _pairs_within(embeddings, groups, np.asarray(limits, dtype=np.float32))
    photos = np.asarray(photo_ids, dtype=np.int64)
    allowed = _allowed(rows, columns, photos, groups)
    rows, columns, distances = rows[allowed], columns[allowed], distances[allowed]
    gains = np.asarray(limits, dtype=np.float64)[rows] - distances

    order = np.argsort(photos[rows], kind="stable")
    rows, columns, gains = rows[order], columns[order], gains[order]
    ends = np.flatnonzero(np.diff(photos[rows], append=np.iinfo(np.int64).max)) + 1
    for start, stop in zip([0, *ends[:-1]], ends, strict=False):
        faces, chosen = _assign(rows[start:stop], columns[start:stop], gains[start:stop])
        result[faces] = chosen
    return result


def group_distances(embeddings: NDArray[np.float32], groups: Sequence[GroupTarget]) -> NDArray[np.float32]:
    """Distances of faces to groups, their crowding included: (n, groups) float32."""
    means = np.stack([group.mean for group in groups]).astype(np.float32)
    # Half of what is added to a squared distance is subtracted from the cosine.
    return euclidean(embeddings @ means.T - np.array([group.crowding for group in groups], np.float32))


def _pairs_within(
    embeddings: NDArray[np.float32], groups: Sequence[GroupTarget], limits: NDArray[np.float32]
) -> _Pairs:
    """The pairs of faces and groups whose Euclidean distance is within the face's limit."""
    threads = os.cpu_count() or 1
    step = max(1, BLOCK_BYTES // (8 * len(groups) * threads))
    found: dict[int, _Pairs] = {}

    def compare(start: int) -> None:
        block = group_distances(embeddings[start : start + step], groups)
        row, column = np.nonzero(block <= limits[start : start + step, None])
        found[start] = row + start, column, block[row, column].astype(np.float64)

    in_threads(compare, range(0, len(embeddings), step), threads)
    faces, columns, distances = (
        np.concatenate(part) for part in zip(*(found[start] for start in sorted(found)), strict=True)
    )
    return faces, columns, distances


def _allowed(
    rows: NDArray[np.int64], columns: NDArray[np.int64], photos: NDArray[np.int64], groups: Sequence[GroupTarget]
) -> NDArray[np.bool_]:
    pairs = zip(rows.tolist(), columns.tolist(), photos[rows].tolist(), strict=True)
    return np.array(
        [
            photo not in groups[column].photo_ids and row not in groups[column].cannot_link
            for row, column, photo in pairs
        ],
        dtype=np.bool_,
    )


def _assign(
    rows: NDArray[np.int64], columns: NDArray[np.int64], gains: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best one-to-one assignment among one photo's candidate pairs: (faces, groups)."""
    faces, face = np.unique(rows, return_inverse=True)
    if len(faces) == 1:
        best = int(gains.argmax())
        return rows[best : best + 1], columns[best : best + 1]
    best_pairs = _best_of_each(rows, gains)
    if len(np.unique(columns[best_pairs])) == len(faces):
        # The best groups of all faces differ, so no other sum is larger.
        return rows[best_pairs], columns[best_pairs]
    # The import takes as long as a dozen photos, and most scans of a few photos do not need it.
    from scipy.optimize import linear_sum_assignment

    candidates, candidate = np.unique(columns, return_inverse=True)
    # Besides the groups, every face has a column of its own at cost 0: to stay alone.
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
