"""The distance of a face to a person: the mean over the nearest exemplars, with a cost for years.

A face changes over the years (a child of 2 is not the child of 12), so distance counts for more the more years lie
between: every year makes it longer by `YEAR_COST`, up to `MOST_YEARS`. Nothing is added where a date is unknown. A face
of poor quality counts as farther. It also measures how far a person's own exemplars are from each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.assignment import POOR_FACE_FACTOR
from photoface.clustering.exemplar_distance import VOTING_EXEMPLARS

VOTERS = VOTING_EXEMPLARS
"""So many nearest exemplars vote; the thresholds are of their mean."""

DAYS_PER_YEAR = 365.25

YEAR_COST = 0.01
"""Share by which each year between two photos lengthens the distance of their faces.

A tie-breaker: ten years weigh as much as the step from one model's verification threshold to a tenth more. The rise of
errors with the years is of this order for adults (Best-Rowden and Jain, "Longitudinal Study of Automatic Face
Recognition", PAMI 40, 2018: genuine scores fall about linearly with the years between).
"""

MOST_YEARS = 10.0
"""From here on more years change nothing: an old exemplar alone must still be able to find a face."""

NO_VOTER = -1

BLOCK_BYTES = 4 * 2**20
"""Largest block of similarities held at once."""

PEOPLE_AT_ONCE = 32
"""So many people's similarities are reduced by one call."""


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The votes of one person's exemplars on k faces.

    Attributes:
        distances: float32 (k,), the mean over the voters, years included.
        voters: int64 (k, 3), indices of exemplars, nearest first; `NO_VOTER` where a person has fewer.
    """

    distances: NDArray[np.float32]
    voters: NDArray[np.int64]


def for_quality(distances: NDArray[np.float32], good: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Distances as they are compared with thresholds: a face below the quality gate must be nearer, as in grouping."""
    return np.where(good, distances, distances / np.float32(POOR_FACE_FACTOR)).astype(np.float32)


def nearest_of_each(vectors: NDArray[np.float32], exemplars: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The distance of each face to the nearest exemplar of each person, without years: (people, n) float32.

    No vote may be shorter: `candidates` leaves out pairs by it.

    Args:
        vectors: (n, d) rows of unit length.
        exemplars: of each person (m, d), at least one.
    """
    counts = np.array([len(own) for own in exemplars])
    order = np.argsort(counts, kind="stable").tolist()
    blocks = [order[first : first + PEOPLE_AT_ONCE] for first in range(0, len(order), PEOPLE_AT_ONCE)]
    # Of those in a block all have as many, so that one reduction is of them all: some exemplars are there twice.
    widths = [int(counts[people[-1]]) for people in blocks]
    everything = np.concatenate(
        [
            np.resize(exemplars[one], (width, vectors.shape[1]))
            for people, width in zip(blocks, widths, strict=True)
            for one in people
        ]
    )
    nearest = np.empty((len(exemplars), len(vectors)), np.float32)
    step = max(1, BLOCK_BYTES // (4 * len(everything)))
    for start in range(0, len(vectors), step):
        cosines = everything @ vectors[start : start + step].T
        first = 0
        for people, width in zip(blocks, widths, strict=True):
            last = first + len(people) * width
            nearest[people, start : start + step] = cosines[first:last].reshape(len(people), width, -1).max(axis=1)
            first = last
    return _from_cosines(nearest)


def vote_distances(
    vectors: NDArray[np.float32],
    days: NDArray[np.float64],
    exemplars: NDArray[np.float32],
    exemplar_days: NDArray[np.float64],
) -> NDArray[np.float32]:
    """The distances alone of `vote`, in half of its time."""
    distances = _distances(vectors, days, exemplars, exemplar_days)
    count = min(VOTERS, distances.shape[1])
    means: NDArray[np.float32] = np.partition(distances, count - 1, axis=1)[:, :count].mean(axis=1)
    return means


def _distances(
    vectors: NDArray[np.float32],
    days: NDArray[np.float64],
    exemplars: NDArray[np.float32],
    exemplar_days: NDArray[np.float64],
) -> NDArray[np.float32]:
    """(k, m) float32, years included."""
    distances = _from_cosines(vectors @ exemplars.T)
    apart = np.empty(distances.shape, np.float32)
    np.subtract(days[:, None], exemplar_days[None, :], out=apart, casting="same_kind")
    distances *= factor_of_days(np.abs(apart, out=apart))
    return distances


def _from_cosines(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The distances of unit vectors, in the place of their cosines: a new array for each step takes twice the time."""
    cosines *= -2
    cosines += 2
    np.maximum(cosines, 0, out=cosines)
    return np.sqrt(cosines, out=cosines)


def factor_of_days(days: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float32]:
    """How many times as long a distance counts when so many days lie between: float32, 1 for NaN."""
    years = days.astype(np.float32)
    years /= np.float32(DAYS_PER_YEAR)
    # Of NaN and 0 `fmax` takes the 0.
    np.fmax(years, np.float32(0), out=years)
    np.minimum(years, np.float32(MOST_YEARS), out=years)
    years *= np.float32(YEAR_COST)
    years += 1
    return years


def vote(
    vectors: NDArray[np.float32],
    days: NDArray[np.float64],
    exemplars: NDArray[np.float32],
    exemplar_days: NDArray[np.float64],
    *,
    own: NDArray[np.int64] | None = None,
) -> Votes:
    """One person's votes on k faces.

    Args:
        vectors: (k, d) float32, rows of unit length.
        days: (k,) float64, NaN where unknown.
        exemplars: (m, d) float32, rows of unit length, at least one.
        exemplar_days: (m,).
        own: (k,) for each face the exemplar that it is itself, or -1: nobody votes on themselves. A face whose only
            exemplar is itself has an infinite distance.
    """
    distances = _distances(vectors, days, exemplars, exemplar_days)
    if own is not None:
        rows = np.flatnonzero(own >= 0)
        distances[rows, own[rows]] = np.inf
    count = min(VOTERS, distances.shape[1])
    chosen = np.argpartition(distances, count - 1, axis=1)[:, :count]
    nearest = np.take_along_axis(distances, chosen, axis=1)
    order = np.argsort(nearest, axis=1, kind="stable")
    chosen, nearest = np.take_along_axis(chosen, order, axis=1), np.take_along_axis(nearest, order, axis=1)
    valid = np.isfinite(nearest)
    counts = valid.sum(axis=1)
    sums = np.where(valid, nearest, 0).sum(axis=1)
    means = np.divide(sums, counts, out=np.full(len(sums), np.inf, np.float32), where=counts > 0)
    voters = np.full((len(vectors), VOTERS), NO_VOTER, np.int64)
    voters[:, :count] = np.where(valid, chosen, NO_VOTER)
    return Votes(means.astype(np.float32), voters)


def spread(exemplars: NDArray[np.float32], exemplar_days: NDArray[np.float64]) -> NDArray[np.float32]:
    """A person's own spread: how far each exemplar is from the others, by the same votes (leave one out).

    Returns:
        (m,) float32 distances, sorted; empty for a person with fewer than two exemplars.
    """
    if len(exemplars) < 2:
        return np.zeros(0, np.float32)
    own = np.arange(len(exemplars))
    return np.sort(vote(exemplars, exemplar_days, exemplars, exemplar_days, own=own).distances)
