from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoface.learning.batch_sampling import BatchSampler, BatchShape

RICH = np.repeat(np.arange(60), 50)
"""Sixty identities of fifty faces."""


@given(
    counts=st.lists(st.integers(1, 9), min_size=2, max_size=30),
    per_identity=st.integers(2, 6),
    random_negatives=st.integers(0, 10),
    seed=st.integers(0, 1000),
)
def test_what_a_batch_holds(counts: list[int], per_identity: int, random_negatives: int, seed: int) -> None:
    if sum(count >= 2 for count in counts) < 2:
        counts = [*counts, 2, 2]
    labels = np.repeat(np.arange(len(counts)), counts)
    shape = BatchShape(24, per_identity, random_negatives)
    for step in range(3):
        batch = BatchSampler(labels, shape, seed).batch(step)
        assert len(np.unique(batch)) == len(batch) <= shape.size
        faces = np.bincount(labels[batch], minlength=len(counts))
        # Random negatives may add to an identity, no more than there are of them.
        assert np.maximum(faces - per_identity, 0).sum() <= random_negatives
        assert (faces >= 2).sum() >= 2 or len(batch) < 4


def following(sampler: BatchSampler) -> NDArray[np.int64]:
    """The batch of the sampler's step, after which the next step comes."""
    batch = sampler.batch(sampler.step)
    sampler.step += 1
    return batch


def test_the_papers_batch() -> None:
    batch = BatchSampler(RICH, BatchShape(), 0).batch(0)
    assert len(batch) == 1800
    faces = np.bincount(RICH[batch], minlength=60)
    assert (faces >= 40).sum() == 40
    assert (np.diff(RICH[batch]) == 0).mean() < 0.1, "the order is random"


def test_seed_rank_and_step_decide() -> None:
    shape = BatchShape(40, 4, 8)
    first, again = BatchSampler(RICH, shape, 1), BatchSampler(RICH, shape, 1)
    batches = [following(first) for _ in range(4)]
    assert all(np.array_equal(batch, following(again)) for batch in batches)
    others = [BatchSampler(RICH, shape, 2).batch(0), BatchSampler(RICH, shape, 1, rank=1).batch(0), batches[1]]
    assert not any(np.array_equal(batches[0], other) for other in others)


def test_going_on_from_a_state() -> None:
    shape = BatchShape(40, 4, 8)
    sampler = BatchSampler(RICH, shape, 1)
    for _ in range(3):
        following(sampler)
    sampler.set_look_alikes({5: np.array([6, 7]), 9: np.array([5])})
    later = BatchSampler(RICH, shape, 1)
    later.load_state_dict(sampler.state_dict())
    assert later.step == 3
    assert all(np.array_equal(following(sampler), following(later)) for _ in range(3))


def test_every_identity_gets_its_turn() -> None:
    sampler = BatchSampler(RICH, BatchShape(44, 4, 4), 3)
    seen = np.bincount(RICH[np.concatenate([following(sampler) for _ in range(100)])], minlength=60)
    assert seen.min() > 0.5 * seen.mean()


def test_look_alikes_come_together() -> None:
    labels = np.append(RICH, [60])
    sampler = BatchSampler(labels, BatchShape(40, 10, 0), 0)
    pairs = {identity: np.array([identity ^ 1, 60]) for identity in range(60)}
    sampler.set_look_alikes(pairs)
    for _ in range(10):
        present = set(labels[following(sampler)].tolist())
        assert 60 not in present, "an identity with one face has no positive"
        assert {identity ^ 1 for identity in present} == present


def test_refusals() -> None:
    with pytest.raises(ValueError, match="two identities"):
        BatchSampler(np.array([0, 0, 1, 2]), BatchShape(), 0)
    for wrong in [(10, 1, 0), (10, 2, 7), (10, 2, -1)]:
        with pytest.raises(ValueError, match="batch|positive"):
            BatchShape(*wrong)


def test_a_family_comes_as_a_whole() -> None:
    labels = np.repeat(np.arange(40), 3)
    families = {identity: identity // 4 for identity in range(20)}
    sampler = BatchSampler(labels, BatchShape(36, 3, 0), seed=3, families=families)
    whole = 0
    for step in range(20):
        present = np.unique(labels[sampler.batch(step)])
        counts = np.bincount([families[one] for one in present.tolist() if one in families], minlength=5)
        # Only the last one of a batch may be cut by its size.
        assert np.count_nonzero((counts > 0) & (counts < 4)) <= 1
        # Seven tenths of the 36 faces: eight people with three.
        assert counts.sum() == 8
        whole += int(np.count_nonzero(counts == 4))
    assert whole > 20
