"""A library that grows a photo at a time against one grouped at once, as the scan groups it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.lab.evaluation.clustering_scores import bcubed
from photoface.lab.evaluation.faces_in_memory import faces_in_memory, rows_in_memory
from photoface.lab.evaluation.growth import moved_faces, start_and_rest
from photoface.recognition.grouping import GroupingInput, Regrouping, compute
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceView
from photoface.vision.model_registry import DLIB_RESNET

PEOPLE, FACES, STRANGERS, DIMENSION = 12, 12, 60, 64
SPREAD = 0.21
"""Length of what sets a face apart from its person's centre: two of one are .3 from each other, as in the model."""


def library(seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Faces in the order they arrive, and whose they are: some people with many, many people with one."""
    random = np.random.default_rng(seed)
    persons = np.concatenate([np.repeat(np.arange(PEOPLE), FACES), PEOPLE + np.arange(STRANGERS)])
    persons = random.permutation(persons)
    # All faces share a direction, as those of the default model do: strangers are about .6 apart.
    centres = np.eye(DIMENSION)[0] + 0.45 * _unit(random.normal(size=(PEOPLE + STRANGERS, DIMENSION)))
    points = _unit(centres)[persons] + SPREAD * _unit(random.normal(size=(len(persons), DIMENSION)))
    return _unit(points).astype(np.float32), persons


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def grouped(embeddings: NDArray[np.float32], groups: NDArray[np.int64]) -> Regrouping:
    """What the scan would do with these faces, one to a photo; group 0 is none."""
    faces = faces_in_memory(np.zeros(len(embeddings), np.int64), groups=groups)
    limits = DLIB_RESNET.thresholds
    view = FaceView(embeddings, embeddings, Scale(limits.assignment, limits.suggestion, limits.grouping_large))
    given = GroupingInput(rows_in_memory(faces), view, "", "average-linkage", limits)
    return compute(given, dissolve=frozenset())


def written(regrouping: Regrouping, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups afterwards; a face that had one keeps it."""
    after = groups.copy()
    wanted = dict(regrouping.to_group)
    for number, members in enumerate(regrouping.new_groups, int(groups.max(initial=0)) + 1):
        wanted.update(dict.fromkeys(members, number))
    for face, group in wanted.items():
        assert groups[face - 1] == 0, "a grouped face would move"
        after[face - 1] = group
    return after


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("share_before", [0.5, 0.8])
def test_one_at_a_time_is_as_good_as_at_once(seed: int, share_before: float) -> None:
    embeddings, persons = library(seed)
    count = len(persons)
    nothing = np.zeros(count, np.int64)
    at_once = written(grouped(embeddings, nothing), nothing)
    before = int(share_before * count)
    groups = written(grouped(embeddings[:before], nothing[:before]), nothing[:before])
    for face in range(before, count):
        groups = np.append(groups, 0)
        groups = written(grouped(embeddings[: face + 1], groups), groups)
    alone = -1
    whole, grown = (bcubed(persons, np.where(found > 0, found, alone)).f for found in (at_once, groups))
    assert whole > 0.9
    assert abs(whole - grown) <= 0.01


def test_the_start_and_the_rest_are_all_photos_in_another_order() -> None:
    start, rest = start_and_rest(list(range(20)), 0.3, seed=1)
    assert len(start) == 6
    assert sorted(start + rest) == list(range(20))
    assert (start, rest) == start_and_rest(list(range(20)), 0.3, seed=1)
    assert start_and_rest(list(range(20)), 0.3, seed=2)[0] != start
    with pytest.raises(ValueError, match="between"):
        start_and_rest([1], 1.5, seed=0)


def test_faces_that_left_their_group_are_counted() -> None:
    assert moved_faces({1: 10, 2: 10, 3: 11}, {1: 10, 2: 11, 4: 10}) == 2
