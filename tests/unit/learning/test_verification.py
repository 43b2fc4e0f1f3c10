from __future__ import annotations

import itertools

import numpy as np
import pytest
from exploring import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from photoface.errors import UserFacingError
from photoface.lab.evaluation.lfw_pairs import parse_pairs
from photoface.learning.pair_verification import best_threshold, verify

VIEW_1 = """2
Ann	1	4
Ben	3	2
Ann	1	Ben	1
Cem	2	Dee	7
"""

VIEW_2 = """2	1
Ann	1	4
Ann	1	Ben	1

Ben	3	2
Cem	2	Dee	7
"""


def test_view_1_pairs_are_spread_over_the_folds() -> None:
    pairs = parse_pairs(VIEW_1.splitlines())
    assert [(pair.first, pair.second, pair.same, pair.fold) for pair in pairs] == [
        (("Ann", 1), ("Ann", 4), True, 0),
        (("Ben", 3), ("Ben", 2), True, 1),
        (("Ann", 1), ("Ben", 1), False, 0),
        (("Cem", 2), ("Dee", 7), False, 1),
    ]


def test_view_2_pairs_keep_their_folds() -> None:
    pairs = parse_pairs(VIEW_2.splitlines(keepends=True))
    assert [(pair.same, pair.fold) for pair in pairs] == [(True, 0), (False, 0), (True, 1), (False, 1)]
    assert pairs[3].second == ("Dee", 7)


def test_view_1_folds_are_balanced() -> None:
    lines = ["30", *["Ann\t1\t2"] * 30, *["Ann\t1\tBen\t2"] * 30]
    folds = np.array([(pair.fold, pair.same) for pair in parse_pairs(lines)])
    assert np.bincount(folds[folds[:, 1] == 1, 0]).tolist() == [3] * 10
    assert np.bincount(folds[folds[:, 1] == 0, 0]).tolist() == [3] * 10


@pytest.mark.parametrize(
    "text",
    ["", "Ann\t1\t2", "0", "2\nAnn\t1\t4", "1\nAnn\t1\tBen\t2\nAnn\t1\t4", "1\nAnn\t1\tx\nAnn\t1\tBen\t2", "1\t1\t1"],
)
def test_other_texts_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserFacingError, match="not an LFW pair file"):
        parse_pairs(text.splitlines())


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9, np.inf]), st.booleans()), min_size=1, max_size=20))
def test_no_threshold_judges_better_than_the_best(pairs: list[tuple[float, bool]]) -> None:
    distances, same = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])

    def right(threshold: float) -> int:
        return int(((distances <= threshold) == same).sum())

    best = best_threshold(distances, same)
    assert right(best) == max(right(threshold) for threshold in [0.0, *distances])


@settings(max_examples=examples(50))
@given(seed=st.integers(0, 1_000), count=st.integers(8, 40), levels=st.sampled_from([3, 10, 1_000]))
def test_rates_equal_their_definitions(seed: int, count: int, levels: int) -> None:
    generator = np.random.default_rng(seed)
    same = np.arange(count) % 2 == 0
    distances = generator.integers(0, levels, count) / levels + 0.4 * ~same
    report = verify(distances, same, np.arange(count) // 2 % 2)
    wins = [1.0 if s < d else 0.5 if s == d else 0.0 for s, d in itertools.product(distances[same], distances[~same])]
    assert report.area_under_curve == pytest.approx(np.mean(wins))
    for rate, measured in ((1e-2, report.tar_at_far_1e2), (1e-3, report.tar_at_far_1e3)):
        accepted = [
            (distances[same] <= threshold).mean()
            for threshold in [-1.0, *distances]
            if (distances[~same] <= threshold).mean() <= rate
        ]
        assert measured == pytest.approx(max(accepted))
    assert 0 <= report.equal_error_rate <= 1


def test_the_threshold_comes_from_the_other_folds() -> None:
    # Each fold alone is separable, but at thresholds that misjudge the other.
    distances = np.array([0.1, 0.3, 0.5, 0.7])
    same = np.array([True, False, True, False])
    report = verify(distances, same, np.array([0, 0, 1, 1]))
    assert report.accuracy == pytest.approx(0.5)
    assert report.threshold == pytest.approx((0.6 + 0.2) / 2)
    assert report.pairs == 4
    assert report.accuracy_deviation == pytest.approx(0.0)


def test_separable_pairs_are_all_judged_rightly_also_where_a_face_is_missing() -> None:
    distances = np.tile([0.2, 0.3, 1.0, np.inf], 10)
    same = np.tile([True, True, False, False], 10)
    report = verify(distances, same, np.repeat(np.arange(10), 4))
    assert report.accuracy == report.area_under_curve == report.tar_at_far_1e2 == report.tar_at_far_1e3 == 1.0
    assert report.equal_error_rate == 0.0
    assert report.threshold == pytest.approx(0.65)


def test_the_equal_error_rate_of_two_crossed_pairs() -> None:
    distances, same = np.array([0.1, 0.4, 0.3, 0.6]), np.array([True, True, False, False])
    assert verify(distances, same, np.array([0, 1, 0, 1])).equal_error_rate == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("distances", "same", "folds", "message"),
    [
        ([0.1], [True, False], [0, 1], "same pairs"),
        ([0.1, np.nan], [True, False], [0, 1], "not a number"),
        ([0.1, 0.2], [True, True], [0, 1], "both same and different"),
        ([0.1, 0.2], [True, False], [0, 0], "two folds"),
    ],
)
def test_arguments_are_checked(distances: list[float], same: list[bool], folds: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        verify(np.array(distances), np.array(same), np.array(folds))
