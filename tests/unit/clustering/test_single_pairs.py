from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints, Pair
from photoface.clustering.neighbours import NeighbourGraph
from photoface.clustering.single_pairs import candidate_pairs, pair_limit, settle_pairs

CERTAINTY = 0.8
LARGE, LONGEST = 0.36, 0.40

SAME, BETWEEN, STRANGERS = 0.4, 0.75, 1.1
"""Shares of the squared threshold: surely one person, in doubt, and usual for strangers among some 200 faces."""


def around(mean: float, count: int) -> NDArray[np.float64]:
    return np.random.default_rng(0).normal(mean, 0.1, count)


def pairs_at(*shares: float) -> NeighbourGraph:
    """Two faces for each distance, each other's only neighbours."""
    count = 2 * len(shares)
    indices = np.arange(count, dtype=np.int32) ^ 1
    distances = np.repeat(np.sqrt(np.array(shares) * LARGE**2), 2).astype(np.float32)
    return NeighbourGraph(indices[:, None], distances[:, None])


def settled(
    graph: NeighbourGraph,
    labels: NDArray[np.int32] | None = None,
    photos: NDArray[np.int64] | None = None,
    cannot_link: tuple[Pair, ...] = (),
) -> list[list[int]]:
    """The groups of two and more."""
    count = len(graph.indices)
    labels = np.arange(count, dtype=np.int32) if labels is None else labels
    constraints = Constraints(np.arange(count) if photos is None else photos, cannot_link)
    found, _ = settle_pairs(
        labels, graph, constraints, np.zeros(count, np.float32), LARGE, LONGEST, certainty=CERTAINTY
    )
    groups = [np.flatnonzero(found == label).tolist() for label in np.unique(found)]
    return sorted(group for group in groups if len(group) > 1)


def test_a_distance_that_is_right_in_a_family_is_wrong_among_strangers() -> None:
    family = pair_limit(np.concatenate([around(SAME, 80), around(STRANGERS, 20)]), 200, CERTAINTY)
    strangers = pair_limit(around(STRANGERS, 100), 200, CERTAINTY)
    assert strangers < BETWEEN < family


def test_the_more_certainty_is_asked_the_nearer_a_pair_must_be() -> None:
    shares = np.concatenate([around(SAME, 50), around(STRANGERS, 50)])
    limits = [pair_limit(shares, 200, certainty) for certainty in (0.5, 0.8, 0.99)]
    assert limits == sorted(limits, reverse=True)
    assert len(set(limits)) == 3


def test_few_faces_are_judged_by_what_is_usual() -> None:
    nothing = np.zeros(0)
    assert math.isfinite(pair_limit(nothing, 0, CERTAINTY))
    # The more faces, the nearer are the nearest strangers.
    assert pair_limit(nothing, 2000, CERTAINTY) < pair_limit(nothing, 20, CERTAINTY)


def test_pairs_that_are_likely_one_person_become_groups() -> None:
    assert settled(pairs_at(SAME, SAME, STRANGERS)) == [[0, 1], [2, 3]]


def test_pairs_that_are_likely_strangers_are_parted() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2], np.int32)
    assert settled(pairs_at(SAME, SAME, STRANGERS), labels) == [[0, 1], [2, 3]]


def test_larger_groups_stay_as_they_are() -> None:
    labels = np.array([0, 0, 0, 1, 2, 2], np.int32)
    graph = pairs_at(STRANGERS, SAME, SAME)
    # The fourth face is alone, and its nearest one is in the group of three.
    assert settled(graph, labels) == [[0, 1, 2], [4, 5]]


@pytest.mark.parametrize(
    ("photos", "cannot_link"),
    [(np.array([7, 7, 8, 9]), ()), (np.arange(4), ((1, 0),))],
    ids=["one photo", "the user said no"],
)
def test_faces_that_must_stay_apart_do(photos: NDArray[np.int64], cannot_link: tuple[Pair, ...]) -> None:
    assert settled(pairs_at(SAME, SAME), photos=photos, cannot_link=cannot_link) == [[2, 3]]


def test_only_faces_that_are_each_others_nearest_are_a_pair() -> None:
    # The second face is nearest to the third, which is nearer to the first one.
    indices = np.array([[2, 1], [2, 0], [0, 1]], np.int32)
    distances = np.array([[0.2, 0.3], [0.25, 0.3], [0.2, 0.25]], np.float32)
    alone = np.arange(3, dtype=np.int32)
    pairs = candidate_pairs(alone, NeighbourGraph(indices, distances), Constraints(alone), np.zeros(3, np.float32))
    assert (pairs.low.tolist(), pairs.high.tolist(), pairs.faces) == ([0], [2], 3)


def test_crowding_counts() -> None:
    alone = np.arange(2, dtype=np.int32)
    crowding = np.array([0.01, 0.02], np.float32)
    pairs = candidate_pairs(alone, pairs_at(SAME), Constraints(alone), crowding)
    assert pairs.squared.tolist() == pytest.approx([SAME * LARGE**2 + 0.03])
