"""Measures for each named person how crowded the embedding space is there, from neighbour lists kept between states.

Where many people look alike, distances to a person must count for more (`clustering.crowding`). Crowding is the mean
nearness of a person's nearest neighbours, among all people, groups and single faces, compared with that of a sample of
all. A decision moves few of these. So the list of nearest neighbours of each person and of each member of the sample is
kept: members that are gone are removed, new ones are inserted, and only a list that became too short is computed again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.crowding import CENTRE_SAMPLE, LEAST_GROUPS, NEAREST_GROUPS, share_of_crowding

KEPT = 32
"""Length of a list: more than crowding looks at, so that some can be removed before it must be computed again."""

BLOCK_BYTES = 8 * 2**20
"""Largest block of similarities held at once."""

NOBODY = -1
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's multiplicative hashing (The Art of Computer Programming 3, section 6.4), 2^64 over the golden ratio."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """All that count as neighbours of each other: people first, then unnamed groups and single faces.

    Attributes:
        keys: (n,) int64, the same for the same one in any state, at least 0; no two are equal.
        of_people, of_others: (people, d) and (n - people, d) float32, the mean of each one's unit vectors, not
            normalised. Two arrays, since those of the others are many and are kept elsewhere too.
        same_before: (n,) bool, who had the same key and the same mean in the earlier state.
    """

    keys: NDArray[np.int64]
    of_people: NDArray[np.float32]
    of_others: NDArray[np.float32]
    same_before: NDArray[np.bool_]

    @property
    def people(self) -> int:
        """How many are people."""
        return len(self.of_people)

    def means(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Of some of them: (k, d)."""
        means = np.empty((len(places), self.of_people.shape[1]), np.float32)
        people = places < self.people
        means[people] = self.of_people[places[people]]
        means[~people] = self.of_others[places[~people] - self.people]
        return means

    def cosines(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The mean cosines of some of them to all: (k, n)."""
        means = self.means(places)
        cosines = np.empty((len(places), len(self.keys)), np.float32)
        np.matmul(means, self.of_people.T, out=cosines[:, : self.people])
        np.matmul(means, self.of_others.T, out=cosines[:, self.people :])
        return cosines


@dataclass(frozen=True, slots=True, eq=False)
class CrowdingLists:
    """The crowding of people in one state, and the lists of neighbours behind it.

    Attributes:
        of_people: (people,) float32, what to add twice to squared distances from each: 0 and more. Somebody outside a
            crowd is given no more room than the model allows, since a wrong name costs more than a question.
        probes: (k,) keys of those who are measured: the people and the sample.
        keys, cosines: (k, KEPT) the nearest others of each and their mean cosines, nearest first; NOBODY and -inf
            where the list is shorter.
        floors: (k,) nobody who is not on the list is nearer than this.
    """

    of_people: NDArray[np.float32]
    probes: NDArray[np.int64]
    keys: NDArray[np.int64]
    cosines: NDArray[np.float32]
    floors: NDArray[np.float32]


def crowding_lists(population: Population, before: CrowdingLists | None = None) -> CrowdingLists:
    """Measure the crowding of all people.

    Args:
        before: the earlier state that `population.same_before` speaks of.
    """
    count = len(population.keys)
    if count < LEAST_GROUPS or not population.people:
        none = np.zeros(0, np.int64)
        empty = np.zeros((0, KEPT))
        nothing = np.zeros(population.people, np.float32)
        return CrowdingLists(nothing, none, empty.astype(np.int64), empty.astype(np.float32), np.zeros(0, np.float32))
    sample = scattered_sample(population.keys, CENTRE_SAMPLE)
    places = np.unique(np.concatenate([np.arange(population.people), sample]))
    lists = _lists(population, places, before)
    needed = min(NEAREST_GROUPS, count - 1)
    nearness = lists.cosines[:, :needed].mean(axis=1, dtype=np.float64)
    centre = nearness[np.searchsorted(places, sample)].mean()
    people = share_of_crowding(count) * (nearness[: population.people] - centre)
    return replace(lists, of_people=np.maximum(people, 0).astype(np.float32))


def scattered_sample(keys: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """A sample that hardly changes when members are added or removed: those with the lowest hashed keys.

    Args:
        keys: (n,) at least 0, none twice.
        count: size of the sample; all if there are fewer.

    Returns:
        Indices into `keys`, ascending.
    """
    if len(keys) <= count:
        return np.arange(len(keys))
    scattered = keys.astype(np.uint64) * _SCATTER
    return np.sort(np.argpartition(scattered, count)[:count])


def _lists(population: Population, places: NDArray[np.int64], before: CrowdingLists | None) -> CrowdingLists:
    probes = population.keys[places]
    lists = CrowdingLists(
        np.zeros(0, np.float32),
        probes,
        np.full((len(places), KEPT), NOBODY),
        np.full((len(places), KEPT), -np.inf, np.float32),
        np.full(len(places), -np.inf, np.float32),
    )
    stale = np.ones(len(places), np.bool_)
    if before is not None and len(before.probes):
        _, old, kept = np.intersect1d(before.probes, probes, assume_unique=True, return_indices=True)
        same = population.same_before[places[kept]]
        old, kept = old[same], kept[same]
        lists.keys[kept], lists.cosines[kept] = before.keys[old], before.cosines[old]
        lists.floors[kept] = before.floors[old]
        _remove_gone(lists, population)
        _insert_new(lists, population, places, kept)
        needed = min(NEAREST_GROUPS, len(population.keys) - 1)
        stale[kept] = (lists.keys[kept] != NOBODY).sum(axis=1) < needed
    _compute(lists, population, places, np.flatnonzero(stale))
    return lists


def _remove_gone(lists: CrowdingLists, population: Population) -> None:
    gone = ~np.isin(lists.keys, population.keys[population.same_before])
    lists.keys[gone], lists.cosines[gone] = NOBODY, -np.inf
    _sort(lists, np.flatnonzero(gone.any(axis=1)))


def _insert_new(
    lists: CrowdingLists, population: Population, places: NDArray[np.int64], kept: NDArray[np.int64]
) -> None:
    """Insert new neighbours that are nearer than the floor of a list."""
    came = np.flatnonzero(~population.same_before)
    probes = population.means(places[kept])
    step = max(1, BLOCK_BYTES // (4 * max(len(kept), 1)))
    for start in range(0, len(came), step):
        block = came[start : start + step]
        cosines = probes @ population.means(block).T
        cosines[cosines <= lists.floors[kept, None]] = -np.inf
        some = np.flatnonzero((cosines > -np.inf).any(axis=1))
        rows = kept[some]
        all_cosines = np.concatenate([lists.cosines[rows], cosines[some]], axis=1)
        all_keys = np.concatenate(
            [lists.keys[rows], np.broadcast_to(population.keys[block], cosines[some].shape)], axis=1
        )
        _take_nearest(lists, rows, all_cosines, all_keys)


def _compute(lists: CrowdingLists, population: Population, places: NDArray[np.int64], which: NDArray[np.int64]) -> None:
    step = max(1, BLOCK_BYTES // (4 * len(population.keys)))
    for start in range(0, len(which), step):
        rows = which[start : start + step]
        lists.keys[rows], lists.cosines[rows], lists.floors[rows] = NOBODY, -np.inf, -np.inf
        cosines = population.cosines(places[rows])
        cosines[np.arange(len(rows)), places[rows]] = -np.inf
        count = min(KEPT, cosines.shape[1])
        nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        _take_nearest(lists, rows, np.take_along_axis(cosines, nearest, axis=1), population.keys[nearest])
        if len(population.keys) > KEPT:
            lists.floors[rows] = lists.cosines[rows, -1]


def _take_nearest(
    lists: CrowdingLists, rows: NDArray[np.int64], cosines: NDArray[np.float32], keys: NDArray[np.int64]
) -> None:
    """Fill these lists with the nearest of the candidates; the nearest that does not fit raises the floor."""
    order = np.argsort(-cosines, axis=1, kind="stable")
    kept = order[:, :KEPT]
    width = kept.shape[1]
    if order.shape[1] > KEPT:
        lost = np.take_along_axis(cosines, order[:, KEPT : KEPT + 1], axis=1)[:, 0]
        lists.floors[rows] = np.maximum(lists.floors[rows], lost)
    lists.cosines[rows, :width] = np.take_along_axis(cosines, kept, axis=1)
    lists.keys[np.ix_(rows, np.arange(width))] = np.take_along_axis(keys, kept, axis=1)
    lists.keys[rows] = np.where(lists.cosines[rows] == -np.inf, NOBODY, lists.keys[rows])


def _sort(lists: CrowdingLists, rows: NDArray[np.int64]) -> None:
    _take_nearest(lists, rows, lists.cosines[rows], lists.keys[rows])
