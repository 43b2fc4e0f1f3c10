"""Groups and persons that a face may be assigned to, and its distance to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.neighbours import euclidean

VOTING_EXEMPLARS = 3
"""A person's distance is the mean over this many nearest exemplars, so that one wrong exemplar does not decide
alone."""

POOR_FACE_FACTOR = 0.99
"""Factor of the limit for a poor face to join a group, against that for a single good face.

With the penalty of a single face .95 to 1 are within .0005 B-cubed F of each other on LFW; on an album of six people
.99 and above find .004 more, at the same precision.
"""


BLOCK_BYTES = 16 * 2**20
"""Maximum size of the similarities that are held at once; with more the processor waits for memory."""


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


@dataclass(frozen=True, slots=True, eq=False)
class PersonTarget:
    """A named person that a face may be, at the mean distance to the nearest `VOTING_EXEMPLARS` exemplars.

    Attributes:
        exemplars: (m, d) unit vectors, at least one.
        photo_ids: photos in which the person is already.
        cannot_link: indices of the new faces that the user said are not this person.
        crowding: as of a group.
    """

    exemplars: NDArray[np.float32]
    photo_ids: frozenset[int] = frozenset()
    cannot_link: frozenset[int] = frozenset()
    crowding: float = 0.0


Target = GroupTarget | PersonTarget


def target_distances(embeddings: NDArray[np.float32], targets: Sequence[Target]) -> NDArray[np.float32]:
    """Distances of faces to targets, each by its kind: (n, len(targets)) float32.

    Raises:
        ValueError: a person without exemplars.
    """
    return TargetMatrices(targets).distances(embeddings)


class TargetMatrices:
    """Targets as matrices, for comparison with many faces block by block.

    Raises:
        ValueError: a person without exemplars.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._count = len(targets)
        groups = [(index, target) for index, target in enumerate(targets) if isinstance(target, GroupTarget)]
        self._groups = np.array([index for index, _ in groups], np.int64)
        self._means = np.stack([target.mean for _, target in groups]).astype(np.float32) if groups else None
        # Half of what is added to a squared distance is subtracted from the cosine.
        self._group_crowding = np.array([target.crowding for _, target in groups], np.float32)
        persons = [(index, target) for index, target in enumerate(targets) if isinstance(target, PersonTarget)]
        if any(len(target.exemplars) == 0 for _, target in persons):
            raise ValueError("a person needs at least one exemplar")
        # Persons with similar numbers of exemplars (up to the next power of two) are padded to the same number.
        buckets: dict[int, list[tuple[int, PersonTarget]]] = {}
        for index, target in persons:
            buckets.setdefault(1 << (len(target.exemplars) - 1).bit_length(), []).append((index, target))
        self._buckets = [_Bucket(width, members) for width, members in buckets.items()]
        crowded = [(index, target.crowding) for index, target in persons if target.crowding]
        self._crowded = np.array([index for index, _ in crowded], np.int64)
        self._person_crowding = np.array([crowding for _, crowding in crowded], np.float32)

    @property
    def vectors(self) -> int:
        """Number of vectors that a face is compared with, padding included."""
        return len(self._groups) + sum(bucket.vectors for bucket in self._buckets)

    def distances(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Distances of faces to all targets: (n, targets) float32."""
        result = np.empty((len(embeddings), self._count), np.float32)
        # Each similarity is held twice while the nearest are selected.
        step = max(1, BLOCK_BYTES // (8 * max(self.vectors, 1)))
        for start in range(0, len(embeddings), step):
            self._compare(embeddings[start : start + step], result[start : start + step])
        return result

    def _compare(self, embeddings: NDArray[np.float32], result: NDArray[np.float32]) -> None:
        if self._means is not None:
            result[:, self._groups] = euclidean(embeddings @ self._means.T - self._group_crowding)
        for bucket in self._buckets:
            result[:, bucket.indices] = bucket.distances(embeddings)
        if len(self._crowded):
            result[:, self._crowded] = in_crowd(result[:, self._crowded], self._person_crowding)


class _Bucket:
    """Persons with similar numbers of exemplars."""

    def __init__(self, width: int, members: Sequence[tuple[int, PersonTarget]]) -> None:
        self.indices = np.array([index for index, _ in members], np.int64)
        self._counts = np.array([len(target.exemplars) for _, target in members])
        padded = np.zeros((len(members), width, members[0][1].exemplars.shape[1]), np.float32)
        for number, (_, target) in enumerate(members):
            padded[number, : len(target.exemplars)] = target.exemplars
        self._exemplars = padded.reshape(-1, padded.shape[2])
        # Padding is farther than any exemplar.
        self._padding = np.where(np.arange(width) < self._counts[:, None], 0, -_FARTHER).astype(np.float32)

    @property
    def vectors(self) -> int:
        return len(self._exemplars)

    def distances(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean distance of faces to each person's nearest exemplars: (n, persons) float32."""
        persons, width = self._padding.shape
        cosines = (embeddings @ self._exemplars.T).reshape(len(embeddings), persons, width)
        if (self._counts < width).any():
            cosines += self._padding
        voters = min(VOTING_EXEMPLARS, width)
        nearest = np.partition(cosines, width - voters, axis=2)[:, :, width - voters :]
        distances = np.where(nearest > -_FARTHER / 2, euclidean(nearest), np.float32(0))
        mean: NDArray[np.float32] = distances.sum(axis=2) / np.minimum(self._counts, voters).astype(np.float32)
        return mean


_FARTHER = 8.0
"""Subtracted from the cosine of padding."""


def in_crowd(distances: NDArray[np.float32], crowding: NDArray[np.float32] | float) -> NDArray[np.float32]:
    """Distances corrected for each target's crowding: squared, plus twice the crowding.

    Args:
        distances: (..., m) Euclidean.
        crowding: (m,) of `clustering.crowding`; one number for a single target.
    """
    squared: NDArray[np.float32] = np.maximum(distances**2 + 2 * crowding, 0).astype(np.float32)
    return np.sqrt(squared)
