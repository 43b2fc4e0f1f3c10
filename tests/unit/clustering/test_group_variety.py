from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.agglomerative import average_linkage, cut
from photoface.clustering.constraints import Constraints, Pair
from photoface.clustering.group_variety import are_separated, merge_varied_groups
from photoface.clustering.neighbours import nearest_neighbours

NO_CROWD = np.zeros(100, np.float32)


def around(axis: int, distance: float, count: int) -> NDArray[np.float32]:
    """Unit vectors beside an axis, each turned by `distance` towards an axis of its own, none of them the first two."""
    faces = np.zeros((count, 40), np.float32)
    faces[:, axis] = np.cos(distance)
    faces[np.arange(count), 4 + 10 * axis + np.arange(count)] = np.sin(distance)
    return faces


def turned(faces: NDArray[np.float32], angle: float) -> NDArray[np.float32]:
    """The same faces turned in the plane of the first two axes: their distances among themselves stay."""
    result = faces.copy()
    result[:, 0] = np.cos(angle) * faces[:, 0] - np.sin(angle) * faces[:, 1]
    result[:, 1] = np.sin(angle) * faces[:, 0] + np.cos(angle) * faces[:, 1]
    return result


TIGHT, WIDE = 0.05, 0.25
APART = 0.4
"""Two tight groups turned by so much are .4 apart; linkage would join them at .45."""


def two_groups(distance: float) -> NDArray[np.float32]:
    other = around(0, distance, 5)
    other[:, 20:25] = other[:, 4:9]
    other[:, 4:9] = 0
    return np.concatenate([around(0, distance, 5), turned(other, APART)])


def test_separation_is_the_squared_distance_between_less_that_within() -> None:
    faces = two_groups(TIGHT)
    sums, sizes = faces.reshape(2, 5, 40).sum(axis=1), np.array([5.0, 5.0])
    squared = np.square(faces[:, None] - faces[None]).sum(axis=2)
    between = squared[:5, 5:].mean()
    within = squared[:5, :5].sum() / 20
    assert are_separated(sums, sizes, 0, 1, between - within - 1e-4)
    assert not are_separated(sums, sizes, 0, 1, between - within + 1e-4)


def test_few_faces_are_never_separated() -> None:
    faces = two_groups(TIGHT)
    assert not are_separated(np.stack([faces[:2].sum(axis=0), faces[5:].sum(axis=0)]), np.array([2.0, 5.0]), 0, 1, 0.0)


@pytest.mark.parametrize("one_by_one_limit", [0, 100])
def test_linkage_keeps_separated_clusters_apart(one_by_one_limit: int) -> None:
    faces = two_groups(TIGHT)
    graph, constraints = nearest_neighbours(faces, 9), Constraints(range(10))

    def groups(separation: float) -> int:
        tree = average_linkage(
            faces, graph, constraints, 0.45, separation=separation, one_by_one_limit=one_by_one_limit
        )
        return len(set(cut(tree, 0.45).tolist()))

    assert groups(0.2) == 1
    assert groups(0.1) == 2


def merged(
    faces: NDArray[np.float32],
    *,
    photos: list[int] | None = None,
    cannot_link: tuple[Pair, ...] = (),
    separation: float = 1.0,
    labels: tuple[int, ...] = (0,) * 5 + (1,) * 5,
) -> int:
    """How many groups are left of faces that are two groups at a threshold of .35."""
    found = merge_varied_groups(
        faces,
        np.array(labels, np.int32),
        nearest_neighbours(faces, 9),
        Constraints(range(len(faces)) if photos is None else photos, cannot_link),
        0.35,
        allowance=1.5,
        separation=separation,
        small_cluster_penalty=0.0,
        crowding=NO_CROWD[: len(faces)],
    )
    return len(set(found.tolist()))


def test_a_group_that_varies_takes_in_what_is_a_little_farther() -> None:
    # The groups are .53 (wide) and .41 (tight) apart: both beyond the threshold.
    assert merged(two_groups(WIDE)) == 2
    near = np.concatenate([two_groups(WIDE)[:5], turned(two_groups(WIDE)[5:], -0.3)])
    assert merged(near) == 1
    assert merged(two_groups(TIGHT)) == 2


def test_what_the_user_and_the_photos_say_holds() -> None:
    near = np.concatenate([two_groups(WIDE)[:5], turned(two_groups(WIDE)[5:], -0.3)])
    assert merged(near, photos=[1, 2, 3, 4, 5, 1, 7, 8, 9, 10]) == 2
    assert merged(near, cannot_link=((3, 7),)) == 2
    assert merged(near, separation=0.0) == 2


def test_a_word_about_a_group_holds_after_it_took_in_another() -> None:
    near = np.concatenate([two_groups(WIDE)[:5], turned(two_groups(WIDE)[5:], -0.3)])
    # Three groups that would all join; the last two are told apart.
    labels = (0,) * 5 + (1,) * 3 + (2,) * 2
    assert merged(near, labels=labels) == 1
    assert merged(near, labels=labels, cannot_link=((5, 8),)) == 2


def test_no_faces() -> None:
    empty = np.zeros((0, 4), np.float32)
    assert merged(empty, labels=()) == 0
