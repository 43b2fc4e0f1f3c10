"""Finds faces with a suspect label: their own identity never wins a vote of their nearest neighbours.

Wrong labels dominate hard mining (FaceNet section 3.2: "mislabelled and poorly imaged faces would dominate the hard
positives and negatives"). The embeddings must come from a network that did not learn these labels: held-out people, or
another model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 10
"""The vote is counted for 1, 2, ... up to this many neighbours."""

FEWEST_FACES = 3
"""Of an identity with two faces, one of them wrong, neither can win, and nothing tells which one is wrong."""

ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class SuspectedError:
    """A face whose label is probably wrong.

    Attributes:
        face: its index.
        label: the given identity.
        looks_like: the identity that won most often.
        own_distance: Euclidean distance to the nearest other face of the label.
        other_distance: Euclidean distance to the nearest face of `looks_like`.
    """

    face: int
    label: int
    looks_like: int
    own_distance: float
    other_distance: float


def suspected_label_errors(
    embeddings: NDArray[np.float32], labels: NDArray[np.int64], neighbours: int = NEIGHBOURS
) -> list[SuspectedError]:
    """The suspects, ordered by how much farther they are from their label than from the other identity.

    A face's k nearest neighbours vote for their identities, for k from 1 to `neighbours`; ties go to the nearest face.
    A face is suspect if its label wins for no k although the label has other faces.

    Args:
        embeddings: (faces, dimension) float32 of unit length.
        labels: (faces,) integers.

    Raises:
        ValueError: the lengths differ.
    """
    if len(embeddings) != len(labels):
        raise ValueError("embeddings and labels must be of the same faces")
    identities, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if len(identities) < 2:
        return []
    reach = min(neighbours, len(labels) - 1)
    suspects = []
    for start in range(0, len(labels), ROWS_AT_ONCE):
        rows = np.arange(start, min(start + ROWS_AT_ONCE, len(labels)))
        distances = np.sqrt(np.maximum(2 - 2 * (embeddings[rows] @ embeddings.T), 0))
        distances[np.arange(len(rows)), rows] = np.inf
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :reach]
        for place, face in enumerate(rows):
            own = inverse[face]
            winners = _winners(inverse[nearest[place]])
            if counts[own] < FEWEST_FACES or own in winners:
                continue
            looks_like = max(winners, key=lambda identity: (winners.count(identity), -winners.index(identity)))
            of_label, of_other = inverse == own, inverse == looks_like
            suspects.append(
                SuspectedError(
                    int(face),
                    int(labels[face]),
                    int(identities[looks_like]),
                    float(distances[place][of_label].min()),
                    float(distances[place][of_other].min()),
                )
            )
    return sorted(suspects, key=lambda suspect: suspect.other_distance - suspect.own_distance)


def _winners(voters: NDArray[np.intp]) -> list[int]:
    """The winner of the vote among the first k voters, for each k."""
    votes: dict[int, int] = {}
    winners: list[int] = []
    for voter in voters.tolist():
        votes[voter] = votes.get(voter, 0) + 1
        # Insertion order is nearness, and max takes the first of equals.
        winners.append(max(votes, key=lambda identity: votes[identity]))
    return winners
