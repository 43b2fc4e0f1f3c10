"""Splits off validation people for training, and measures on them how well a network verifies faces.

It also measures the distances from which `threshold_calibration` makes the thresholds of a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.learning.pair_verification import verify
from photoface.learning.threshold_calibration import stranger_distances

FOLDS: Final = 10
"""As in LFW's protocol: the threshold for a tenth of the pairs is chosen on the other pairs."""

MOST_PAIRS: Final = 3_000
"""Maximum number of same pairs, and of different pairs: LFW's View 2 has 3,000 of each."""

MOST_PAIRS_OF_ONE: Final = 20
"""Maximum number of same pairs of one person: a person with 500 photos would dominate the measure."""


def split_people(
    labels: NDArray[np.int64], held_out_share: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the faces to train on, and of the faces of other people to validate on.

    People with one face always go to training, where they serve as negatives: validation needs pairs.

    Args:
        labels: (faces,).
        held_out_share: of the people with two faces or more; at least two of them are held out.

    Raises:
        UserFacingError: too few people have two faces.
    """
    people, counts = np.unique(labels, return_counts=True)
    several = people[counts >= 2]
    if len(several) < 4:
        raise UserFacingError(
            f"Only {len(several)} people have two faces or more.",
            "At least four are needed: two to learn from, and two to see what was learnt.",
        )
    held = min(max(round(held_out_share * len(several)), 2), len(several) - 2)
    chosen = np.random.default_rng(seed).choice(several, held, replace=False)
    away = np.isin(labels, chosen)
    return np.flatnonzero(~away), np.flatnonzero(away)


def verification_pairs(
    labels: NDArray[np.int64], seed: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Pairs of faces to verify, each pair once: half of one person, half of two people.

    For different pairs two people are drawn with equal probability whatever the number of their faces, as in LFW.

    Args:
        labels: (faces,), of two people or more with two faces or more.

    Returns:
        First and second faces, (pairs,) places each, and whether they are of one person, same pairs first.
    """
    random = np.random.default_rng(seed)
    people, inverse = np.unique(labels, return_inverse=True)
    of_person = [np.flatnonzero(inverse == person) for person in range(len(people))]
    same: list[NDArray[np.int64]] = []
    for faces in of_person:
        first, second = np.triu_indices(len(faces), 1)
        kept = random.choice(len(first), min(MOST_PAIRS_OF_ONE, len(first)), replace=False)
        same.append(np.stack([faces[first[kept]], faces[second[kept]]], axis=1))
    alike = random.permutation(np.concatenate(same))[:MOST_PAIRS]
    unlike: dict[tuple[int, int], None] = {}
    possible = len(labels) * (len(labels) - 1) // 2 - sum(len(faces) * (len(faces) - 1) // 2 for faces in of_person)
    wanted = min(len(alike), possible)
    while len(unlike) < wanted:
        one, other = random.choice(len(people), 2, replace=False)
        first_face, second_face = int(random.choice(of_person[one])), int(random.choice(of_person[other]))
        unlike[min(first_face, second_face), max(first_face, second_face)] = None
    pairs = np.concatenate([alike[:wanted], np.array(list(unlike), dtype=np.int64).reshape(-1, 2)])
    return pairs[:, 0], pairs[:, 1], np.arange(len(pairs)) < wanted


def judge(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> Mapping[str, float]:
    """Verification measures on validation people; the pairs are the same in every run on the same faces.

    Args:
        embeddings: (faces, dimension) of unit length.
        labels: (faces,).
    """
    first, second, same = verification_pairs(labels)
    distances = np.linalg.norm(embeddings[first] - embeddings[second], axis=1)
    # Same pairs come first, then as many different ones: every fold gets the same share of both.
    folds = np.arange(len(first)) % (len(first) // 2) % FOLDS
    report = verify(distances, same, folds)
    return {
        "accuracy": report.accuracy,
        "accuracy_deviation": report.accuracy_deviation,
        "threshold": report.threshold,
        "area_under_curve": report.area_under_curve,
        "equal_error_rate": report.equal_error_rate,
        "tar_at_far_1e2": report.tar_at_far_1e2,
        **stranger_distances(embeddings, labels),
    }
