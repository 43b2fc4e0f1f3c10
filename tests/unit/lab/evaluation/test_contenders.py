from __future__ import annotations

import numpy as np
import pytest

from photoface.lab.evaluation.contenders import (
    CONTENDERS,
    Contender,
    FacesToGroup,
    measure_apart,
    run_contender,
    scored,
)
from photoface.vision.model_registry import DLIB_RESNET


def people(count: int, faces: int) -> tuple[FacesToGroup, np.ndarray]:
    """So many people far apart, with so many nearly equal faces each."""
    random = np.random.default_rng(0)
    centres = np.eye(count, 32)
    points = np.repeat(centres, faces, axis=0) + 0.01 * random.normal(size=(count * faces, 32))
    vectors = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    total = len(vectors)
    given = FacesToGroup(vectors, np.arange(total), np.ones(total, np.bool_), DLIB_RESNET.thresholds)
    return given, np.repeat([f"person {number}" for number in range(count)], faces)


@pytest.mark.parametrize("key", sorted(CONTENDERS))
def test_each_that_is_installed_groups_the_obvious(key: str) -> None:
    contender = CONTENDERS[key]
    if not contender.installed:
        pytest.skip(f"{contender.module} is not installed")
    faces, persons = people(6, 5)
    labels, seconds, _ = run_contender(contender, faces)
    result = scored(contender, labels, seconds, None, persons)
    assert (result.groups, result.alone) == (6, 0)
    assert result.bcubed.f == result.pairwise.f == 1
    assert result.seconds > 0


def test_groups_of_one_are_alone() -> None:
    faces, persons = people(2, 2)
    fixed = Contender("fixed", "Fixed", None, lambda given: np.array([4, 9, 4, -1])[: len(given.photos)])
    labels, _, _ = run_contender(fixed, faces)
    assert labels.tolist() == [0, -1, 0, -1]
    result = scored(fixed, labels, 1.0, 5, persons)
    assert (result.groups, result.alone, result.peak_memory) == (1, 2, 5)
    assert result.pairwise.precision == 0


def test_one_in_a_process_of_its_own() -> None:
    faces, persons = people(4, 3)
    result = measure_apart(CONTENDERS["photoface-average-linkage"], faces, persons)
    assert result.groups == 4
    assert result.peak_memory is None or result.peak_memory >= 0


def test_a_missing_package() -> None:
    assert not Contender("none", "None", "no_such_package_at_all", lambda faces: faces.photos).installed
