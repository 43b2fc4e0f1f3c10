"""Errors with strangers about, and the bootstrap that compares them."""

from __future__ import annotations

import numpy as np
import pytest

from photoface.learning.open_set_comparison import Comparison, Trial, compare, errors, joined, run_trial, soft_errors


def _trial(own: list[float], other: list[float], strangers: list[float], persons: list[int] | None = None) -> Trial:
    return Trial(
        np.array(persons or range(len(own))),
        np.array(own, np.float32),
        np.array(other, np.float32),
        100 + np.arange(len(strangers)),
        np.array(strangers, np.float32),
    )


def test_an_error_is_somebody_else_or_farther_than_strangers() -> None:
    strangers = [0.5, 0.6, *[0.9] * 98]
    trial = _trial([0.3, 0.4, 0.55, 0.65, 0.2], [0.9, 0.35, 0.9, 0.9, 0.9], strangers)
    # Two in a hundred strangers may be named, so the third nearest sets the limit.
    assert errors(trial).tolist() == [False, True, False, False, False]
    assert trial.misnamed == 1
    assert errors(_trial([0.3, 0.95], [1, 1], strangers)).tolist() == [False, True]
    assert errors(_trial([0.3], [1.0], [])).tolist() == [False]


def test_a_stranger_with_many_photos_counts_once() -> None:
    near, far = [0.2] * 50, [0.8] * 99
    trial = Trial(
        np.array([0]),
        np.array([0.5], np.float32),
        np.array([0.9], np.float32),
        np.array([7] * 50 + list(range(100, 199))),
        np.array(near + far, np.float32),
    )
    assert not errors(trial).any()


def test_distances_are_to_the_own_and_the_nearest_other_person() -> None:
    angles = np.array([0.0, 0.1, 1.0, 1.1, 0.2, 2.0])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    persons = np.array([3, 3, 5, 5, 3, 9])
    trial = run_trial(vectors, persons, np.array([0, 1, 2, 3]), np.array([4]), np.array([5]))

    def chord(angle: float) -> float:
        return float(2 * np.sin(angle / 2))

    assert trial.own[0] == pytest.approx((chord(0.2) + chord(0.1)) / 2, abs=1e-3)
    assert trial.other[0] == pytest.approx((chord(0.8) + chord(0.9)) / 2, abs=1e-3)
    assert trial.strangers[0] == pytest.approx((chord(1.0) + chord(0.9)) / 2, abs=1e-3)
    assert len(joined([trial, trial]).own) == 2


def test_a_steady_gain_is_better_than_chance_and_a_lucky_one_is_not() -> None:
    strangers = list(np.linspace(0.6, 1.0, 100))
    others = [2.0] * 60
    bad, good = [0.9] * 20 + [0.3] * 40, [0.3] * 60
    found = compare(_trial(bad, others, strangers), _trial(good, others, strangers))
    assert found.better
    assert (found.before, found.after) == pytest.approx((1 / 3, 0.0))
    assert (found.faces, found.people) == (60, 60)
    lucky = compare(_trial([0.9, *[0.3] * 59], others, strangers), _trial(good, others, strangers))
    assert lucky.gain > 0
    assert not lucky.better
    # The same twenty faces, all of one person, are one lucky person.
    one = [0] * 20 + list(range(1, 41))
    clustered = compare(_trial(bad, others, strangers, one), _trial(good, others, strangers, one))
    assert clustered.gain == found.gain
    assert not clustered.better


def test_faces_that_come_nearer_count_before_they_cross_the_limit() -> None:
    others, strangers = [2.0] * 40, list(np.linspace(0.6, 1.0, 100))
    far = _trial([0.58] * 40, others, strangers)
    near = _trial([0.5] * 40, others, strangers)
    found = compare(far, near)
    assert (found.before, found.after) == (0, 0)
    assert found.better
    assert not compare(near, far).better
    assert not compare(near, near).better


def test_a_soft_error_is_one_half_at_the_limit_and_sees_other_people_as_strangers() -> None:
    strangers = [0.8] * 100
    soft = soft_errors(_trial([0.8, 0.4, 0.4, 1.6], [2, 2, 0.4, 2], strangers))
    assert soft == pytest.approx([0.5, 0, 0.5, 1], abs=0.01)
    # Of copies of one picture all distances are 0: nobody is told from anybody by them.
    assert np.isfinite(soft_errors(_trial([0.0], [0.0], [0.0]))).all()


def test_more_errors_than_before_are_never_better() -> None:
    assert not Comparison(faces=9, people=9, before=0.1, after=0.2, gain=0.1, lower=0.1, upper=0.1).better
