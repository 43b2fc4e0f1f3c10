"""Thresholds are carried over to another model by the same pairs of strangers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.learning.threshold_transfer import LEAST_FACES, LEAST_PEOPLE, carried_over, enough
from photoface.vision.model_registry import DLIB_RESNET

PEOPLE, EACH = 30, 10


def faces_of(seed: int, dimension: int, kinship: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Embeddings of people who are the more alike the larger the kinship."""
    random = np.random.default_rng(seed)
    persons = np.repeat(np.arange(PEOPLE), EACH)
    shared, own = random.normal(size=dimension), random.normal(size=(PEOPLE, dimension))
    vectors = kinship * shared + own[persons] + 0.4 * random.normal(size=(len(persons), dimension))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float32), persons


def strangers_within(vectors: NDArray[np.float32], persons: NDArray[np.int64], distance: float) -> float:
    distances = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    return float((distances[persons[:, None] != persons[None]] <= distance).mean())


@pytest.mark.parametrize("kinship", [0.0, 1.0, 3.0])
def test_the_known_model_keeps_its_own(kinship: float) -> None:
    vectors, persons = faces_of(0, 32, kinship)
    found = carried_over(DLIB_RESNET.thresholds, vectors, vectors, persons).thresholds
    for name in ("grouping_large", "grouping_small", "assignment", "suggestion"):
        assert getattr(found, name) == pytest.approx(getattr(DLIB_RESNET.thresholds, name), abs=1e-3)


def test_as_many_strangers_are_near_in_the_other_model() -> None:
    known, persons = faces_of(1, 128, 1.5)
    other, _ = faces_of(2, 512, 0.5)
    distances = np.linalg.norm(known[:, None] - known[None], axis=2)[persons[:, None] != persons[None]]
    thresholds = dataclasses.replace(DLIB_RESNET.thresholds, suggestion=float(np.quantile(distances, 0.02)))
    found = carried_over(thresholds, known, other, persons)
    assert strangers_within(other, persons, found.thresholds.suggestion) == pytest.approx(0.02, abs=0.01)
    assert found.area_under_curve > 0.99
    assert 0 < found.thresholds.assignment < found.thresholds.grouping_large < found.thresholds.grouping_small
    assert found.thresholds.grouping_small < found.thresholds.suggestion < 2**0.5


def test_a_model_that_knows_nobody_is_seen() -> None:
    known, persons = faces_of(3, 32, 0.0)
    noise = np.random.default_rng(4).normal(size=known.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert carried_over(DLIB_RESNET.thresholds, known, noise, persons).area_under_curve < 0.6


def test_people_with_one_face_do_not_count() -> None:
    each = -(-LEAST_FACES // LEAST_PEOPLE)
    assert enough(np.repeat(np.arange(LEAST_PEOPLE), each))
    assert not enough(np.repeat(np.arange(LEAST_PEOPLE - 1), 2 * each))
    assert not enough(np.arange(2 * LEAST_FACES))
    assert not enough(np.repeat(np.arange(LEAST_PEOPLE), 2))
