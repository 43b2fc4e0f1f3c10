from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.kmeans_clustering import kmeans_groups, simplified_silhouette


def blobs(seed: int, sizes: list[int]) -> NDArray[np.float32]:
    generator = np.random.default_rng(seed)
    centres = np.repeat(generator.normal(size=(len(sizes), 32)), sizes, axis=0)
    points = centres + 0.15 * generator.normal(size=centres.shape)
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


def partition(labels: NDArray[np.integer]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


PEOPLE = [7, 9, 4, 6, 8]


def test_estimates_the_number_of_people() -> None:
    labels = kmeans_groups(blobs(3, PEOPLE), Constraints(range(sum(PEOPLE))))
    assert partition(labels) == partition(np.repeat(np.arange(len(PEOPLE)), PEOPLE))
    assert labels.dtype == np.int32


def test_makes_as_many_clusters_as_asked_for() -> None:
    vectors = blobs(3, PEOPLE)
    assert len(np.unique(kmeans_groups(vectors, Constraints(range(len(vectors))), clusters=2))) == 2
    assert len(np.unique(kmeans_groups(vectors, Constraints(range(len(vectors))), clusters=1000))) == len(vectors)
    with pytest.raises(ValueError, match="at least one"):
        kmeans_groups(vectors, Constraints(range(len(vectors))), clusters=0)


def test_nobody_stands_twice_in_one_photo_and_what_the_user_separated_stays_apart() -> None:
    vectors = blobs(1, [8, 8])
    photos = np.arange(16) // 2
    labels = kmeans_groups(vectors, Constraints(photos, [(0, 2)]), clusters=2)
    assert labels[0] != labels[2]
    assert all(len(np.unique(labels[photos == photo])) == 2 for photo in np.unique(photos))


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("clusters", [None, 1])
def test_few_faces(count: int, clusters: int | None) -> None:
    labels = kmeans_groups(blobs(0, [3])[:count], Constraints(range(count)), clusters=clusters)
    assert labels.tolist() == ([0] * count if clusters else list(range(count)))


def test_the_silhouette_is_the_one_of_its_definition() -> None:
    vectors = blobs(4, [5, 3, 1])
    labels = np.repeat([0, 1, 2], [5, 3, 1])
    means = np.stack([vectors[labels == label].mean(axis=0) for label in range(3)])
    expected = []
    for vector, own in zip(vectors, labels, strict=True):
        distances = np.linalg.norm(means - vector, axis=1)
        within, beside = distances[own], np.delete(distances, own).min()
        expected.append(0.0 if own == 2 else (beside - within) / max(within, beside))
    assert simplified_silhouette(vectors, labels, means) == pytest.approx(np.mean(expected), rel=1e-5)


def test_equal_faces_are_one_cluster() -> None:
    vectors = np.repeat(blobs(5, [1, 1]), 4, axis=0)
    assert kmeans_groups(vectors, Constraints(range(8))).tolist() == [0] * 4 + [1] * 4
    assert len(np.unique(kmeans_groups(vectors, Constraints(range(8)), clusters=6))) == 2
