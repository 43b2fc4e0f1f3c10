from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.density_clustering import density_groups, split_by_constraints


def blobs(seed: int, sizes: list[int]) -> NDArray[np.float32]:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(len(sizes), 32))
    points = np.repeat(centres, sizes, axis=0) + 0.15 * generator.normal(size=(sum(sizes), 32))
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


def test_finds_separate_people() -> None:
    labels = density_groups(blobs(0, [6, 9, 4]), Constraints(range(19)))
    for group in (labels[:6], labels[6:15], labels[15:]):
        assert np.bincount(group).max() >= len(group) - 1
    assert len({np.bincount(part).argmax() for part in (labels[:6], labels[6:15], labels[15:])}) == 3
    assert labels.dtype == np.int32


def test_nobody_stands_twice_in_one_photo() -> None:
    vectors = blobs(1, [8, 8])
    photos = np.arange(16) // 2
    labels = density_groups(vectors, Constraints(photos))
    for photo in np.unique(photos):
        assert len(np.unique(labels[photos == photo])) == 2


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_faces_than_the_package_takes(count: int) -> None:
    assert density_groups(blobs(0, [3])[:count], Constraints(range(count))).tolist() == list(range(count))


def test_of_two_faces_in_one_photo_the_one_nearer_to_the_centre_stays() -> None:
    vectors = np.array([[1, 0], [0.98, 0.2], [0.99, 0.1], [0.6, 0.8]], np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.zeros(4, np.int64)
    assert split_by_constraints(labels, vectors, Constraints([1, 2, 3, 3])).tolist() == [0, 0, 0, 1]
    assert split_by_constraints(labels, vectors, Constraints(range(4), [(3, 1)])).tolist() == [0, 0, 0, 1]
