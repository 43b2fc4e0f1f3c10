"""Mining against its definition, spelled out triplet by triplet."""

from __future__ import annotations

import math
import time
from itertools import permutations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from photoface.learning import mining
from photoface.learning.loss import squared_distances
from photoface.learning.mining import Mined, mine
from photoface.learning.mining_rule import Choice, MiningRule, Negatives

labels_drawn = st.lists(st.integers(0, 4), min_size=2, max_size=24)


def space(count: int, seed: int) -> torch.Tensor:
    points = torch.randn(count, 3, generator=torch.Generator().manual_seed(seed))
    return squared_distances(functional.normalize(points, dim=1))


def by_pair(mined: Mined) -> dict[tuple[int, int], int]:
    triplets = mined.triplets
    found = {
        (int(a), int(p)): int(n) for a, p, n in zip(triplets.anchor, triplets.positive, triplets.negative, strict=True)
    }
    assert len(found) == len(triplets), "a pair came twice"
    return found


def pairs_of(labels: list[int]) -> list[tuple[int, int]]:
    return [(a, p) for a, p in permutations(range(len(labels)), 2) if labels[a] == labels[p]]


def negatives_of(anchor: int, labels: list[int], allowed: torch.Tensor | None) -> list[int]:
    return [
        n for n in range(len(labels)) if labels[n] != labels[anchor] and (allowed is None or bool(allowed[anchor, n]))
    ]


def drawn_allowed(count: int, seed: int | None) -> torch.Tensor | None:
    if seed is None:
        return None
    half = torch.rand(count, count, generator=torch.Generator().manual_seed(seed)) < 0.3
    return half | half.T


seeds = st.integers(0, 100_000)
restrictions = st.none() | seeds


@given(
    labels=labels_drawn,
    seed=seeds,
    restricted=restrictions,
    floor=st.sampled_from([-4.0, -0.3, 0.0, 0.1]),
    choice=st.sampled_from(Choice),
    fall_back=st.booleans(),
)
def test_semi_hard(
    labels: list[int], seed: int, restricted: int | None, floor: float, choice: Choice, fall_back: bool
) -> None:
    distances = space(len(labels), seed)
    allowed = drawn_allowed(len(labels), restricted)
    rule = MiningRule(margin=0.4, floor=floor, choice=choice, fall_back=fall_back)
    mined = mine(distances, torch.tensor(labels), rule, allowed=allowed, generator=torch.Generator().manual_seed(1))
    found = by_pair(mined)
    assert mined.pairs == len(pairs_of(labels))
    for anchor, positive in pairs_of(labels):
        near = distances[anchor, positive]
        negatives = negatives_of(anchor, labels, allowed)
        band = [n for n in negatives if near + floor < distances[anchor, n] < near + 0.4]
        below = [n for n in negatives if distances[anchor, n] <= near + floor]
        negative = found.pop((anchor, positive), None)
        if band and choice is Choice.HARDEST:
            assert negative == min(band, key=lambda n: float(distances[anchor, n]))
        elif band:
            assert negative in band
        elif below and fall_back:
            assert negative == max(below, key=lambda n: float(distances[anchor, n]))
        else:
            assert negative is None
    assert not found


@given(labels=labels_drawn, seed=seeds, restricted=restrictions)
def test_hardest_and_random(labels: list[int], seed: int, restricted: int | None) -> None:
    distances = space(len(labels), seed)
    allowed = drawn_allowed(len(labels), restricted)
    hardest, random = (
        by_pair(
            mine(
                distances,
                torch.tensor(labels),
                MiningRule(negatives=negatives),
                allowed=allowed,
                generator=torch.Generator().manual_seed(seed),
            )
        )
        for negatives in (Negatives.HARDEST, Negatives.RANDOM)
    )
    expected = {pair for pair in pairs_of(labels) if negatives_of(pair[0], labels, allowed)}
    assert set(hardest) == set(random) == expected
    for (anchor, _), negative in hardest.items():
        candidates = negatives_of(anchor, labels, allowed)
        assert negative == min(candidates, key=lambda n: float(distances[anchor, n]))
    assert all(negative in negatives_of(anchor, labels, allowed) for (anchor, _), negative in random.items())


@pytest.mark.parametrize(
    "rule", [MiningRule(negatives=Negatives.RANDOM), MiningRule(margin=4.5, floor=-4.5, choice=Choice.RANDOM)]
)
def test_random_choices_are_even_and_repeat(rule: MiningRule) -> None:
    labels = torch.tensor([0] * 40 + list(range(1, 11)))
    distances = space(50, 4)
    chosen = [mine(distances, labels, rule, generator=torch.Generator().manual_seed(7)).triplets for _ in range(2)]
    assert torch.equal(chosen[0].negative, chosen[1].negative)
    counts = torch.bincount(chosen[0].negative, minlength=50)[40:]
    pairs = 40 * 39
    deviation = math.sqrt(pairs * 0.1 * 0.9)
    assert (counts - pairs / 10).abs().max() < 4 * deviation


@pytest.mark.parametrize("negatives", Negatives)
def test_blocks_change_nothing(negatives: Negatives, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = torch.randint(0, 9, (60,), generator=torch.Generator().manual_seed(2))
    distances = space(60, 9)
    rule = MiningRule(negatives=negatives)
    whole = by_pair(mine(distances, labels, rule, generator=torch.Generator().manual_seed(3)))
    monkeypatch.setattr(mining, "ANCHORS_AT_ONCE", 7)
    in_blocks = by_pair(mine(distances, labels, rule, generator=torch.Generator().manual_seed(3)))
    assert whole == in_blocks


def test_faces_alone_are_negatives_only() -> None:
    labels = torch.tensor([0, 1, 2, 3])
    assert mine(space(4, 0), labels, MiningRule()).pairs == 0
    found = by_pair(mine(space(4, 0), torch.tensor([0, 0, 2, 3]), MiningRule(negatives=Negatives.HARDEST)))
    assert set(found) == {(0, 1), (1, 0)}


def test_verified_negatives() -> None:
    allowed = torch.zeros((5, 5), dtype=torch.bool)
    for first, second in ((0, 3), (4, 1)):
        allowed[first, second] = allowed[second, first] = True
    labels = torch.tensor([0, 0, 1, 2, 3])
    found = by_pair(mine(space(5, 3), labels, MiningRule(negatives=Negatives.HARDEST), allowed=allowed))
    assert found == {(0, 1): 3, (1, 0): 4}


def test_a_floor_at_the_margin_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="below the margin"):
        MiningRule(floor=0.2)


def test_the_papers_batch_is_mined_fast() -> None:
    """1,800 faces of 128 numbers, 40 of each identity: sorting their distances takes twice as long as mining them.

    Both are measured by processor time, in turn: neither the machine nor what else runs on it matters.
    """
    labels = torch.arange(45).repeat_interleave(40)
    generator = torch.Generator().manual_seed(0)
    centres = torch.randn(45, 128, generator=generator)[labels]
    embeddings = functional.normalize(centres + 1.2 * torch.randn(1800, 128, generator=generator), dim=1)
    distances = squared_distances(embeddings)
    mining, sorting = [], []
    for _ in range(5):
        started = time.process_time()
        mined = mine(distances, labels, MiningRule())
        mining.append(time.process_time() - started)
        started = time.process_time()
        distances.sort(dim=1)
        sorting.append(time.process_time() - started)
    assert mined.pairs == 45 * 40 * 39
    assert len(mined.triplets) > 10_000
    assert min(mining) < 3 * min(sorting)
