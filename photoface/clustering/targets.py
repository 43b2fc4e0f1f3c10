"""Whom a face may be put with: groups and named people, and how far it is from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.neighbours import euclidean

VOTING_EXEMPLARS = 3
"""A person's distance is the mean over so many nearest exemplars: one wrong exemplar does not decide alone."""

POOR_FACE_FACTOR = 0.99
"""How much nearer than a single good face a poor one must be to join a group.

With the penalty of a single face .95 to 1 are within .0005 B-cubed F of each other on LFW; on an album of six people
.99 and above find .004 more, at the same precision.
"""


@dataclass(frozen=True, slots=True, eq=False)
class GroupTarget:
    """A group that a face may join, at the average-linkage distance to its members.

    Attributes:
        mean: (d,) the mean of the members' unit vectors, *not* normalised: the mean squared distance of a unit vector
            e to the members is exactly 2 - 2 mean . e.
        photo_ids: photos in which the group already stands.
        cannot_link: indices of the new faces that may not join.
        crowding: what `clustering.crowding` found for the group. A face near to it stands in the same crowd, so it is
            added twice to their squared distance.
    """

    mean: NDArray[np.float32]
    photo_ids: frozenset[int] = frozenset()
    cannot_link: frozenset[int] = frozenset()
    crowding: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PersonTarget:
    """A named person whom a face may be, at the mean distance to the nearest `VOTING_EXEMPLARS` exemplars.

    Attributes:
        exemplars: (m, d) unit vectors, at least one.
        photo_ids: photos in which the person already stands.
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
    result = np.empty((len(embeddings), len(targets)), np.float32)
    indices = [index for index, target in enumerate(targets) if isinstance(target, GroupTarget)]
    groups = [target for target in targets if isinstance(target, GroupTarget)]
    if groups:
        means = np.stack([target.mean for target in groups]).astype(np.float32)
        # Half of what is added to a squared distance is taken off the cosine.
        crowds = np.array([target.crowding for target in groups], np.float32)
        result[:, indices] = euclidean(embeddings @ means.T - crowds)
    # Persons with about as many exemplars (to the next power of two) go together, padded to the same number.
    buckets: dict[int, list[tuple[int, NDArray[np.float32]]]] = {}
    for index, target in enumerate(targets):
        if isinstance(target, PersonTarget):
            if len(target.exemplars) == 0:
                raise ValueError("a person needs at least one exemplar")
            buckets.setdefault(1 << (len(target.exemplars) - 1).bit_length(), []).append((index, target.exemplars))
    for width, persons in buckets.items():
        indices = [index for index, _ in persons]
        result[:, indices] = _exemplar_distances(embeddings, [exemplars for _, exemplars in persons], width)
    persons_at = [index for index, target in enumerate(targets) if isinstance(target, PersonTarget) and target.crowding]
    if persons_at:
        crowds = np.array([targets[index].crowding for index in persons_at], np.float32)
        result[:, persons_at] = in_crowd(result[:, persons_at], crowds)
    return result


def in_crowd(distances: NDArray[np.float32], crowding: NDArray[np.float32] | float) -> NDArray[np.float32]:
    """Distances to targets as they count in the crowd that each target stands in: squared, twice its crowding more.

    Args:
        distances: (..., m) Euclidean.
        crowding: (m,) of `clustering.crowding`; one number for a single target.
    """
    squared: NDArray[np.float32] = np.maximum(distances**2 + 2 * crowding, 0).astype(np.float32)
    return np.sqrt(squared)


def _exemplar_distances(
    embeddings: NDArray[np.float32], persons: list[NDArray[np.float32]], width: int
) -> NDArray[np.float32]:
    padded = np.zeros((len(persons), width, embeddings.shape[1]), np.float32)
    counts = np.array([len(exemplars) for exemplars in persons])
    for number, exemplars in enumerate(persons):
        padded[number, : len(exemplars)] = exemplars
    missing = np.arange(width) >= counts[:, None]
    distances = euclidean(embeddings @ padded.reshape(-1, embeddings.shape[1]).T).reshape(
        len(embeddings), len(persons), width
    )
    distances[:, missing] = np.inf
    voters = min(VOTING_EXEMPLARS, width)
    nearest = np.partition(distances, voters - 1, axis=2)[:, :, :voters]
    nearest[~np.isfinite(nearest)] = 0
    mean: NDArray[np.float32] = nearest.sum(axis=2) / np.minimum(counts, voters).astype(np.float32)
    return mean
