from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.crowding import (
    FEW_GROUPS,
    NEAREST_GROUPS,
    STRENGTH,
    crowding,
    crowding_of,
    group_means,
)


def unit_vectors(seed: int, count: int, dimension: int = 6) -> NDArray[np.float32]:
    points = np.random.default_rng(seed).normal(size=(count, dimension)) + 1
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


def by_definition(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean cosine to the faces of each of the nearest other groups, less its mean over the groups."""
    groups = int(labels.max()) + 1
    cosines = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    nearness = []
    for own in range(groups):
        to_others = [cosines[np.ix_(labels == own, labels == other)].mean() for other in range(groups) if other != own]
        nearness.append(np.mean(sorted(to_others, reverse=True)[:NEAREST_GROUPS]))
    deviation = np.array(nearness) - np.mean(nearness)
    by_group: NDArray[np.float64] = STRENGTH * groups / (groups + FEW_GROUPS) * deviation
    return by_group[labels]


@pytest.mark.parametrize("groups", [3, 8, 40])
def test_it_is_the_definition(groups: int) -> None:
    vectors = unit_vectors(groups, 3 * groups)
    labels = np.arange(3 * groups) % groups
    labels[-groups // 2 :] = 0
    np.testing.assert_allclose(crowding(vectors, labels), by_definition(vectors, labels), atol=1e-5)


def test_a_crowd_is_positive_and_a_place_far_from_others_negative() -> None:
    random = np.random.default_rng(0)
    centre = np.eye(16)[0]
    crowd = centre + 0.1 * random.normal(size=(30, 16))
    spread = random.normal(size=(30, 16))
    vectors = np.concatenate([crowd, spread])
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    measured = crowding(vectors, np.arange(60))
    assert measured.dtype == np.float32
    assert (measured[:30] > 0).all()
    assert np.median(measured[30:]) < 0
    assert measured[:30].min() > measured[30:].max()
    assert measured.mean() == pytest.approx(0, abs=1e-6)


def test_a_persons_own_photos_are_no_crowd() -> None:
    vectors = unit_vectors(2, 30)
    labels = np.arange(30)
    repeated = np.concatenate([vectors, np.repeat(vectors[:1], 50, axis=0)])
    of_one = np.concatenate([labels, np.zeros(50, np.int64)])
    np.testing.assert_allclose(crowding(repeated, of_one)[:30], crowding(vectors, labels), atol=1e-5)


@pytest.mark.parametrize("labels", [[], [0], [0, 1, 1]])
def test_two_groups_are_no_crowd(labels: list[int]) -> None:
    assert crowding(unit_vectors(0, len(labels)), np.array(labels, np.int64)).tolist() == [0.0] * len(labels)


def test_means_leave_out_faces_without_a_group() -> None:
    vectors = unit_vectors(1, 6)
    means = group_means(vectors, np.array([0, 1, -1, 1, 0, 0]))
    np.testing.assert_allclose(means, [vectors[[0, 4, 5]].mean(axis=0), vectors[[1, 3]].mean(axis=0)], atol=1e-6)


@pytest.mark.parametrize("groups", [2, 3, 60])
def test_some_groups_have_the_crowding_they_have_among_all(groups: int) -> None:
    means = unit_vectors(7, groups)
    which = np.array([groups - 1, 0])
    np.testing.assert_allclose(crowding_of(means, which), crowding(means, np.arange(groups))[which], atol=1e-5)


@pytest.mark.parametrize("labels", [[1, -1, 0, 1, 1], [0], [-1, -1], []])
def test_both_ways_of_adding_give_the_same_means(labels: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    embeddings = np.random.default_rng(1).normal(size=(len(labels), 8)).astype(np.float32)
    groups = np.array(labels, np.int64)
    few = group_means(embeddings, groups)
    monkeypatch.setattr("photoface.clustering.crowding.SCIPY_FROM", 0)
    np.testing.assert_array_equal(group_means(embeddings, groups), few)
    expected = [embeddings[groups == group].mean(axis=0) for group in range(groups.max(initial=-1) + 1)]
    np.testing.assert_allclose(few, np.reshape(expected, (-1, 8)), rtol=1e-5)
