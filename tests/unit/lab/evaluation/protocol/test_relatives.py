"""Relatives in groups, in pairs of faces, and with judges: on made people of whom two are nearly alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from crowds import crowd, near

from photoface.errors import UserFacingError
from photoface.lab.evaluation.protocol.cross_validation import FoldFaces
from photoface.lab.evaluation.protocol.parameters import Parameters
from photoface.lab.evaluation.protocol.relatives import measure_relatives
from photoface.lab.evaluation.protocol.set_faces import SetFaces

KIN = frozenset({("crowd 0", "crowd 1"), ("crowd 2", "crowd 3")})


def _relatives() -> tuple[SetFaces, list[FoldFaces]]:
    """Ten faces each of eight people; the second is nearly the first, the fourth as far from the third as anybody."""
    random = np.random.default_rng(3)
    _, faces = crowd(8, 10, 0.15)
    vectors = faces.embeddings.copy()
    centre = vectors[:10].mean(axis=0)
    for row in range(10, 20):
        vectors[row] = near(centre / np.linalg.norm(centre), 0.2, random)
    whole = dataclasses.replace(faces, embeddings=vectors, kin=KIN)
    halves = [[f"crowd {number}" for number in part] for part in ((0, 1, 4, 5), (2, 3, 6, 7))]
    return whole, [FoldFaces(number, {"crowd": whole.of(part)}) for number, part in enumerate(halves)]


def test_relatives_who_are_alike_are_counted_by_distance_and_by_pair() -> None:
    whole, folds = _relatives()
    report = measure_relatives(whole, folds, Parameters(), (0.9, 1.0))
    assert [one.factor for one in report.together] == [0.9, 1.0]
    for one in (*report.together, *report.by_fold):
        assert (one.merged, one.pairs) == (1, 2)
        assert one.recall == 1
        assert one.precision < 1
    assert report.verified.tar_at_far_1e2 < 1
    assert report.told_apart.pairs == 2
    assert report.told_apart.faces == 40
    assert 0 < report.told_apart.nearer <= 20


def test_a_set_without_relatives_or_of_few_people_is_said() -> None:
    whole, folds = _relatives()
    with pytest.raises(UserFacingError, match="too few people"):
        measure_relatives(whole, folds[:1], Parameters())
    with pytest.raises(UserFacingError, match="names no relatives"):
        measure_relatives(dataclasses.replace(whole, kin=frozenset()), folds, Parameters())
