from __future__ import annotations

import itertools

import numpy as np
import pytest
from exploring import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoface.clustering import assignment
from photoface.clustering.assignment import GroupTarget, attach, group_distances
from photoface.clustering.exemplar_distance import exemplar_distances


def unit_vectors(generator: np.random.Generator, count: int, dimension: int = 4) -> NDArray[np.float32]:
    points = generator.normal(size=(count, dimension))
    units: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return units


def on_circle(*degrees: float) -> NDArray[np.float32]:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def chord(degrees: float) -> float:
    """Euclidean distance of two unit vectors so many degrees apart."""
    return float(2 * np.sin(np.radians(degrees) / 2))


def test_the_distance_to_a_group_is_the_root_mean_square_over_its_members() -> None:
    generator = np.random.default_rng(0)
    faces, members = unit_vectors(generator, 6), unit_vectors(generator, 9)
    expected = np.sqrt(((faces[:, None] - members[None]) ** 2).sum(axis=2).mean(axis=1))
    measured = group_distances(faces, [GroupTarget(members.mean(axis=0))])
    np.testing.assert_allclose(measured[:, 0], expected, atol=1e-5)


def test_a_groups_crowding_counts_twice_in_the_squared_distance() -> None:
    generator = np.random.default_rng(3)
    faces, members = unit_vectors(generator, 6), unit_vectors(generator, 9)
    plain, crowded = GroupTarget(members.mean(axis=0)), GroupTarget(members.mean(axis=0), crowding=0.03)
    measured = group_distances(faces, [plain, crowded])
    np.testing.assert_allclose(measured[:, 1] ** 2, measured[:, 0] ** 2 + 0.06, atol=1e-5)


def test_the_distance_to_a_person_is_the_mean_over_the_three_nearest_exemplars() -> None:
    generator = np.random.default_rng(1)
    faces = unit_vectors(generator, 7)
    persons = [unit_vectors(generator, count) for count in (1, 2, 3, 4, 5, 8, 17)]
    measured = exemplar_distances(faces, persons)
    for column, exemplars in enumerate(persons):
        distances = np.sort(np.linalg.norm(faces[:, None] - exemplars[None], axis=2), axis=1)[:, :3]
        np.testing.assert_allclose(measured[:, column], distances.mean(axis=1), atol=1e-5)


def test_each_face_of_a_photo_goes_to_another_group() -> None:
    groups = [GroupTarget(on_circle(0)[0]), GroupTarget(on_circle(30)[0])]
    # Both faces are nearest to the first group; the sum of distances is least when the farther face takes the second.
    faces = on_circle(5, 12)
    limits = np.full(2, chord(40))
    assert attach(faces, np.array([1, 1]), groups, limits).tolist() == [0, 1]
    assert attach(faces, np.array([1, 2]), groups, limits).tolist() == [0, 0]


def test_a_face_left_without_a_group_stays_alone() -> None:
    assert attach(on_circle(2, 5), np.array([1, 1]), [GroupTarget(on_circle(0)[0])], np.full(2, 0.5)).tolist() == [
        0,
        -1,
    ]


def test_occupied_photos_rejections_and_limits_are_respected() -> None:
    faces, photos = on_circle(1, 2, 3), np.array([1, 2, 3])
    groups = [
        GroupTarget(on_circle(0)[0], photo_ids=frozenset({1}), cannot_link=frozenset({1})),
        GroupTarget(on_circle(6)[0]),
    ]
    assert attach(faces, photos, groups, np.full(3, chord(5.5))).tolist() == [1, 1, 0]
    assert attach(faces, photos, groups, np.array([chord(4), chord(5), chord(2)])).tolist() == [-1, 1, -1]


@settings(max_examples=examples(40), deadline=None)
@given(seed=st.integers(0, 10_000), faces=st.integers(1, 4), count=st.integers(1, 4))
def test_a_photo_is_assigned_as_well_as_any_enumeration(seed: int, faces: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    vectors = unit_vectors(generator, faces)
    groups = [GroupTarget(unit_vectors(generator, 1 + index % 2).mean(axis=0)) for index in range(count)]
    limits = generator.uniform(0.5, 1.5, faces)
    gains = limits[:, None] - group_distances(vectors, groups)

    def value(choice: tuple[int, ...]) -> float:
        return sum(float(gains[face, target]) for face, target in enumerate(choice) if target >= 0)

    options = [
        choice
        for choice in itertools.product(range(-1, count), repeat=faces)
        if len({target for target in choice if target >= 0}) == sum(target >= 0 for target in choice)
        and all(target < 0 or gains[face, target] >= 0 for face, target in enumerate(choice))
    ]
    chosen = tuple(attach(vectors, np.zeros(faces, np.int64), groups, limits).tolist())
    assert chosen in options
    assert value(chosen) == pytest.approx(max(map(value, options)), abs=1e-6)


def test_blocks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(2)
    faces, photos = unit_vectors(generator, 50), np.arange(50) // 3
    groups = [GroupTarget(unit_vectors(generator, 5).mean(axis=0)) for _ in range(20)]
    whole = attach(faces, photos, groups, np.full(50, 1.0))
    monkeypatch.setattr(assignment, "BLOCK_BYTES", 1)
    np.testing.assert_array_equal(whole, attach(faces, photos, groups, np.full(50, 1.0)))
    assert (whole >= 0).any()


def test_nothing_to_do_and_nobody_to_compare_with() -> None:
    faces = on_circle(0, 90)
    assert attach(faces, np.array([1, 2]), [], np.ones(2)).tolist() == [-1, -1]
    assert len(attach(faces[:0], np.empty(0, np.int64), [GroupTarget(faces[0])], np.empty(0))) == 0
    with pytest.raises(ValueError, match="at least one exemplar"):
        exemplar_distances(faces, [faces[:0]])
