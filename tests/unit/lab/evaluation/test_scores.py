from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.lab.evaluation.clustering_scores import Score, bcubed, pairwise

LABELLED = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 4)), min_size=1, max_size=25)


def apart(groups: list[int]) -> list[int]:
    """Every face that is alone gets a group of its own."""
    return [group if group >= 0 else 100 + number for number, group in enumerate(groups)]


@given(faces=LABELLED)
def test_bcubed_equals_its_definition(faces: list[tuple[int, int]]) -> None:
    truth, groups = [person for person, _ in faces], apart([group for _, group in faces])
    precisions, recalls = [], []
    for person, group in zip(truth, groups, strict=True):
        same_group = [other for other in range(len(faces)) if groups[other] == group]
        same_person = [other for other in range(len(faces)) if truth[other] == person]
        right = len(set(same_group) & set(same_person))
        precisions.append(right / len(same_group))
        recalls.append(right / len(same_person))
    score = bcubed(truth, [group for _, group in faces])
    assert score.precision == pytest.approx(np.mean(precisions))
    assert score.recall == pytest.approx(np.mean(recalls))


@given(faces=LABELLED)
def test_pairwise_equals_its_definition(faces: list[tuple[int, int]]) -> None:
    truth, groups = [person for person, _ in faces], apart([group for _, group in faces])
    pairs = list(itertools.combinations(range(len(faces)), 2))
    grouped = {pair for pair in pairs if groups[pair[0]] == groups[pair[1]]}
    same = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    score = pairwise(truth, [group for _, group in faces])
    assert score.precision == pytest.approx(len(grouped & same) / len(grouped) if grouped else 1.0)
    assert score.recall == pytest.approx(len(grouped & same) / len(same) if same else 1.0)


def test_a_worked_example() -> None:
    # Groups aab | b: the first three faces have precisions 2/3, 2/3, 1/3, the last has 1.
    score = bcubed(["a", "a", "b", "b"], [0, 0, 0, 1])
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.recall == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert pairwise(["a", "a", "b", "b"], [0, 0, 0, 1]) == Score(1 / 3, 1 / 2)


def test_the_right_groups_score_one_whatever_their_names() -> None:
    for measure in (bcubed, pairwise):
        assert measure(["x", "y", "x", "z"], [5, 9, 5, -1]) == Score(1.0, 1.0)
        assert measure([], []) == Score(1.0, 1.0)


def test_f_is_the_harmonic_mean() -> None:
    assert Score(0.5, 1.0).f == pytest.approx(2 / 3)
    assert Score(0.0, 0.0).f == 0.0


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="same faces"):
        bcubed([1, 2], [1])
