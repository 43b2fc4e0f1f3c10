from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.group_faces import Method, group
from photoface.clustering.grouping_threshold import GroupingThresholds

THRESHOLDS = GroupingThresholds(small=0.5, large=0.4)


def on_circle(*degrees: float) -> NDArray[np.float32]:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def all_good(count: int) -> NDArray[np.bool_]:
    return np.ones(count, np.bool_)


def test_near_faces_are_one_group_and_a_single_face_is_alone() -> None:
    grouping = group(on_circle(0, 3, 6, 90, 93, 180), range(6), good=all_good(6), thresholds=THRESHOLDS)
    assert grouping.labels.tolist() == [0, 0, 0, 1, 1, -1]
    assert grouping.labels.dtype == np.int32
    assert grouping.threshold == pytest.approx(0.5)


def test_nobody_stands_twice_in_one_photo() -> None:
    faces, photos = on_circle(0, 0, 1), [1, 1, 2]
    assert group(faces, photos, good=all_good(3), thresholds=THRESHOLDS).labels.tolist() == [0, -1, 0]


def test_a_cannot_link_holds() -> None:
    faces = on_circle(0, 1, 2)
    labels = group(faces, range(3), good=all_good(3), thresholds=THRESHOLDS, cannot_link=[(0, 1)]).labels
    assert labels[0] != labels[1]


def test_poor_faces_join_within_a_stricter_threshold_and_never_make_a_group() -> None:
    # The chord of 22 degrees is .382, within .95 times .5; that of 28 is .484, beyond; two poor faces make no group.
    faces = on_circle(0, 22, 90, 118, 200, 201)
    good = np.array([True, False, True, False, False, False])
    assert group(faces, range(6), good=good, thresholds=THRESHOLDS).labels.tolist() == [0, 0, -1, -1, -1, -1]


def test_poor_faces_respect_photos_and_the_user() -> None:
    faces = on_circle(0, 1, 2, 3)
    good = np.array([True, True, False, False])
    photos = [1, 2, 1, 3]
    labels = group(faces, photos, good=good, thresholds=THRESHOLDS, cannot_link=[(3, 0)]).labels
    assert labels.tolist() == [0, 0, -1, -1]


@pytest.mark.parametrize("method", get_args(Method))
def test_the_same_faces_give_the_same_groups(method: Method) -> None:
    generator = np.random.default_rng(0)
    points = np.repeat(generator.normal(size=(12, 16)), 8, axis=0) + 0.2 * generator.normal(size=(96, 16))
    faces = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    good = generator.random(96) < 0.8
    photos = generator.permutation(96) // 2
    first, second = (group(faces, photos, good=good, thresholds=THRESHOLDS, method=method) for _ in range(2))
    np.testing.assert_array_equal(first.labels, second.labels)
    for label in range(first.labels.max() + 1):
        members = photos[first.labels == label]
        assert len(members) >= 2
        assert len(np.unique(members)) == len(members)


@pytest.mark.parametrize("method", get_args(Method))
@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_faces(method: Method, count: int) -> None:
    for good in (all_good(count), ~all_good(count)):
        labels = group(on_circle(0, 90)[:count], range(count), good=good, thresholds=THRESHOLDS, method=method).labels
        assert labels.tolist() == [-1] * count


def test_arguments_are_checked() -> None:
    with pytest.raises(ValueError, match="same faces"):
        group(on_circle(0, 1), [1], good=all_good(2), thresholds=THRESHOLDS)
    with pytest.raises(ValueError, match="no grouping method"):
        group(on_circle(0, 1), [1, 2], good=all_good(2), thresholds=THRESHOLDS, method="spectral")  # type: ignore[arg-type]


def test_boxes_that_may_show_no_face_start_no_group_and_join_only_two_others() -> None:
    # Two such boxes; one beside a single face; one beside two faces, which join without it.
    faces = on_circle(0, 1, 90, 91, 180, 181, 182)
    unsure = np.array([True, True, False, True, False, False, True])
    labels = group(faces, range(7), good=all_good(7), thresholds=THRESHOLDS, unsure=unsure).labels
    assert labels.tolist() == [-1, -1, -1, -1, 0, 0, 0]
