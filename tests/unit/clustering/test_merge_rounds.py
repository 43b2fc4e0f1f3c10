"""Merging in rounds: the groups of merging one by one, the constraints kept, and a dendrogram that can be cut."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.agglomerative import Dendrogram, average_linkage, cut
from photoface.clustering.constraints import Constraints
from photoface.clustering.neighbours import nearest_neighbours
from photoface.lab.evaluation.clustering_scores import bcubed

UPPER = 0.5
PENALTY = 0.03


def people(seed: int, count: int, largest: int, scatter: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Faces of so many people, shuffled, and who each is; strangers are 1.4 apart, give or take."""
    random = np.random.default_rng(seed)
    persons = random.permutation(np.repeat(np.arange(count), random.integers(1, largest + 1, count)))
    centres = random.normal(size=(count, 24))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    faces = centres[persons] + random.normal(scale=scatter / np.sqrt(24), size=(len(persons), 24))
    return (faces / np.linalg.norm(faces, axis=1, keepdims=True)).astype(np.float32), persons


def dendrogram(vectors: NDArray[np.float32], constraints: Constraints, *, one_by_one: bool = False) -> Dendrogram:
    return average_linkage(
        vectors,
        nearest_neighbours(vectors, 20),
        constraints,
        UPPER,
        small_cluster_penalty=PENALTY,
        one_by_one_limit=len(vectors) if one_by_one else 0,
    )


def test_people_far_apart_are_found() -> None:
    # One of them large, so that others are taken up by it many at a time.
    vectors, persons = people(0, 30, 12, 0.2)
    many, _ = people(1, 1, 2, 0.0)
    random = np.random.default_rng(2)
    crowd = many[:1] + random.normal(scale=0.2 / np.sqrt(24), size=(400, 24))
    vectors = np.concatenate([vectors, crowd / np.linalg.norm(crowd, axis=1, keepdims=True)]).astype(np.float32)
    persons = np.concatenate([persons, np.full(400, 30)])
    labels = cut(dendrogram(vectors, Constraints(range(len(vectors)))), UPPER)
    score = bcubed(persons, labels)
    assert (score.precision, score.recall) == (1, 1)


@pytest.mark.parametrize("seed", range(3))
def test_rounds_agree_with_merges_one_by_one(seed: int) -> None:
    vectors, persons = people(seed, 120, 9, 0.33)
    photos = Constraints(np.random.default_rng(seed).integers(0, len(vectors), len(vectors)))
    rounds = cut(dendrogram(vectors, photos), UPPER)
    one_by_one = cut(dendrogram(vectors, photos, one_by_one=True), UPPER)
    agreement = bcubed(one_by_one, rounds)
    assert min(agreement.precision, agreement.recall) > 0.98
    # Not because everything, or nothing, was merged.
    assert bcubed(persons, rounds).recall > 0.8
    assert bcubed(persons, rounds).precision > 0.95


def test_constraints_hold() -> None:
    vectors, persons = people(3, 20, 10, 0.3)
    count = len(vectors)
    photos = np.random.default_rng(3).integers(0, count // 3, count)
    same = np.flatnonzero(persons == np.bincount(persons).argmax())
    constraints = Constraints(photos, cannot_link=[(same[0], same[1])])
    made = dendrogram(vectors, constraints)
    labels = cut(made, UPPER)
    assert labels[same[0]] != labels[same[1]]
    for photo in np.unique(photos):
        assert len(np.unique(labels[photos == photo])) == np.count_nonzero(photos == photo)


def test_merges_are_in_the_order_of_their_heights_and_made_of_what_was_there() -> None:
    vectors, _ = people(4, 60, 9, 0.4)
    made = dendrogram(vectors, Constraints(range(len(vectors))))
    assert len(made.merges) > 60
    assert (np.diff(made.heights) >= 0).all()
    assert made.heights[-1] <= UPPER + 1e-6
    assert (made.merges < len(vectors) + np.arange(len(made.merges))[:, None]).all()
    assert len(np.unique(made.merges)) == made.merges.size
    for threshold in (0.1, 0.3, 0.4):
        assert cut(made, threshold).max() + 1 == made.groups_at(threshold)
