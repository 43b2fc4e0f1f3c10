"""The personal head: what it learns, what it must not learn from, and when it is adopted."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from families import MISLEADING, NO_PAIRS, TELLING, confirmed, family
from numpy.typing import NDArray

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.lab.evaluation.personal import simulate
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces, thinned
from photoface.learning.personal_adoption import Method, propose_head
from photoface.learning.personal_head import PersonalHead
from photoface.learning.personal_training import HeadOptions, train_head
from photoface.learning.whitening import whitening_head

QUICK = HeadOptions(steps=15, people=20, learning_rate=0.01)


def test_the_identity_changes_nothing_and_other_dimensions_are_refused() -> None:
    vectors = family(4, 3).vectors
    np.testing.assert_allclose(PersonalHead(np.eye(20, dtype=np.float32), 1.0).apply(vectors), vectors, atol=1e-6)
    with pytest.raises(ValueError, match="20 numbers"):
        PersonalHead(np.eye(20, dtype=np.float32), 1.0).apply(vectors[:, :5])


@pytest.mark.parametrize("make", [lambda faces: train_head(faces, options=QUICK), whitening_head])
def test_heads_look_away_from_what_spreads_the_faces_of_each_person(make) -> None:  # type: ignore[no-untyped-def]
    matrix = make(family())
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    kept = np.diag(matrix)
    assert kept[:TELLING].min() > kept[TELLING:].max()
    assert len(kept) == TELLING + MISLEADING


def test_training_repeats_and_stays_the_identity_without_a_triplet() -> None:
    faces = family(6, 4)
    np.testing.assert_array_equal(train_head(faces, options=QUICK), train_head(faces, options=QUICK))
    alone = ConfirmedFaces(faces.vectors[:8], np.arange(8), NO_PAIRS)
    np.testing.assert_array_equal(train_head(alone, options=QUICK), np.eye(20, dtype=np.float32))
    np.testing.assert_array_equal(whitening_head(alone), np.eye(20, dtype=np.float32))


def test_faces_of_nobody_teach_only_by_what_is_verified() -> None:
    """One person, and unnamed faces within the margin: without a verified pair there is no negative at all."""
    random = np.random.default_rng(1)
    values = np.ones((12, 6)) + random.normal(0, 0.2, (12, 6))
    faces = confirmed(values, np.array([0] * 6 + [UNKNOWN] * 6))
    np.testing.assert_array_equal(train_head(faces, options=QUICK), np.eye(6, dtype=np.float32))
    rejected = dataclasses.replace(faces, apart=np.array([[0, 8], [1, 8]]))
    assert np.abs(train_head(rejected, options=QUICK) - np.eye(6)).max() > 0.01


def test_a_head_that_helps_is_adopted_and_says_by_how_much() -> None:
    faces = family(40, 8)
    proposal = propose_head(faces, JobControl(), options=QUICK)
    assert proposal.head is not None
    assert proposal.method is not None
    assert proposal.best == proposal.comparisons[proposal.method]
    assert proposal.best.better
    assert 0 < proposal.best.lower <= proposal.best.gain <= proposal.best.upper
    assert proposal.best.gain == pytest.approx(proposal.best.before - proposal.best.after)
    assert proposal.best.people == 40
    assert set(proposal.comparisons) == set(Method)
    # Its scale lets in as many faces of other people as before.
    owners = np.repeat(np.arange(80), 8)
    apart = owners[:, None] != owners[None, :]
    vectors = np.concatenate([faces.vectors, family(40, 8, seed=9).vectors])

    def share(of: NDArray[np.float32], limit: float) -> float:
        distances = np.sqrt(np.maximum(2 - 2 * of @ of.T, 0))
        return float((distances[apart] <= limit).mean())

    after = share(proposal.head.apply(vectors), 0.8 * proposal.head.scale)
    assert after == pytest.approx(share(vectors, 0.8), rel=0.6)


def test_with_names_mixed_up_nothing_is_adopted() -> None:
    faces = family(30, 6)
    mixed = dataclasses.replace(faces, persons=np.random.default_rng(0).permutation(faces.persons))
    proposal = propose_head(mixed, JobControl(), options=QUICK)
    assert proposal.head is None
    assert proposal.method is None
    assert not proposal.best.better


def test_where_the_embedding_is_as_good_as_can_be_nothing_is_adopted() -> None:
    assert propose_head(family(30, 6, noise=0.0), JobControl(), options=QUICK).head is None


def test_too_little_to_learn_from_and_cancelling() -> None:
    with pytest.raises(UserFacingError, match="too little"):
        propose_head(family(9, 8), JobControl(), options=QUICK)
    with pytest.raises(UserFacingError, match="too little"):
        propose_head(family(30, 3), JobControl(), options=QUICK)
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        propose_head(family(), control, options=QUICK)


def test_thinning_keeps_nobodys_faces_and_some_of_each_person() -> None:
    persons = np.array([0] * 9 + [1] * 2 + [UNKNOWN] * 3)
    kept = thinned(persons, 4, np.random.default_rng(0))
    assert np.bincount(persons[kept] + 1).tolist() == [3, 4, 2]
    assert (np.diff(kept) > 0).all()


def test_pairs_go_with_their_faces() -> None:
    faces = dataclasses.replace(family(2, 3), apart=np.array([[0, 4], [1, 5]]))
    assert faces.of(np.array([4, 0, 1])).apart.tolist() == [[1, 0]]


def test_a_simulated_user_sees_what_was_adopted() -> None:
    faces = family(24, 12)
    names = np.array([f"P{person}" if person < 20 else f"S{row}" for row, person in enumerate(faces.persons)])
    user = simulate(faces.vectors, names, JobControl(), options=QUICK)
    assert (user.people, user.confirmed, user.faces, user.strangers) == (20, 120, 120, 48)
    assert user.adopted is not None
    assert user.result == user.after[user.adopted]
    assert user.result.missed < user.before.missed
    mixed = simulate(faces.vectors, names, JobControl(), shuffled=True, options=QUICK)
    assert mixed.adopted is None
    assert mixed.result == mixed.before
    with pytest.raises(UserFacingError, match="Only 0 people"):
        simulate(faces.vectors, np.arange(len(names)).astype(str), JobControl(), options=QUICK)
