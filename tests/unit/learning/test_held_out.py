from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.errors import UserFacingError
from photoface.learning.validation import MOST_PAIRS_OF_ONE, split_people, verification_pairs

counts_drawn = st.lists(st.integers(1, 8), min_size=4, max_size=30).map(lambda counts: [*counts, 2, 2, 2, 2])


@given(counts=counts_drawn, part=st.floats(0.05, 0.95), seed=st.integers(0, 99))
def test_people_are_on_one_side_only(counts: list[int], part: float, seed: int) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    train, held_out = split_people(labels, part, seed)
    assert sorted([*train, *held_out]) == list(range(len(labels)))
    on_both = set(labels[train]) & set(labels[held_out])
    assert not on_both
    several = sum(count >= 2 for count in counts)
    held = len(set(labels[held_out]))
    assert held == min(max(round(part * several), 2), several - 2)
    assert all(counts[person] >= 2 for person in labels[held_out])


@given(counts=counts_drawn, seed=st.integers(0, 99))
def test_pairs(counts: list[int], seed: int) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    first, second, same = verification_pairs(labels, seed)
    assert same.sum() * 2 == len(same) > 0
    assert np.array_equal(labels[first] == labels[second], same)
    assert same[: len(same) // 2].all()
    assert (first != second).all()
    pairs = {frozenset(pair) for pair in zip(first.tolist(), second.tolist(), strict=True)}
    assert len(pairs) == len(first)


def test_nobody_is_the_whole_measure() -> None:
    labels = np.repeat([0, 1, 2], [500, 3, 3])
    first, _, same = verification_pairs(labels)
    assert (labels[first[same]] == 0).sum() == MOST_PAIRS_OF_ONE


def test_too_few_people() -> None:
    with pytest.raises(UserFacingError, match="Only 3 people"):
        split_people(np.array([0, 0, 1, 1, 2, 2, 3]), 0.2, 0)
