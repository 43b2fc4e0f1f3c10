"""Converts distances into the probability that a face is a person, given all other people that it could be.

It also has the odds that two unnamed groups are one person. The odds of "it is this person" fall exponentially with the
distance (logistic regression on one variable), in the scale of a model's own two thresholds. Measured on LFW's
development people with the default model (20 named people with 1 to 20 exemplars each, 120 more faces of theirs among
400 of strangers): of the faces whose nearest person is at the assignment threshold 94 in 100 are that person, half of
them at a quarter of the way from there to the suggestion threshold, and one in a thousand at two thirds of it. Nearer
than the assignment threshold, all taken together, more than 99 in 100 are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOG_ODDS_AT_ASSIGNMENT = 3.0
"""Natural logarithm of the odds at the assignment threshold: 95 in 100."""

LOG_ODDS_FALL = 13.0
"""How far the logarithm falls between the assignment and the suggestion threshold."""

LOG_ODDS_OF_GROUPS = -1.0
"""Of two unnamed groups at the distance where grouping stops: 27 in 100. Grouping has joined what is surely one person,
so most of what it leaves beside each other is two people who look alike.

Both constants were fitted on four folds of LFW and of families and reported on the fifth: of 20 pairs at .2 or more 5
were right. Of groups that were made of each half of the photos by itself, as in a library that grows, 120 pairs of
families were at .5 or more and 119 of them right, and of LFW all of 179. By the odds of a face and a person, 380 pairs
of these families were at .5 or more, of which 143 were right.
"""

FALL_OF_GROUPS = 6.0
"""How far the logarithm falls over a distance as long as that from assignment to suggestion."""

LOG_ODDS_OF_LOOSE, FALL_OF_LOOSE = -2.3, 5.0
"""The same for two faces that grouping left alone: even odds at .84 of the distance where two groups are joined. Read
from an album of families once all its groups had names: of the 10 nearest pairs of the faces that were left 6 were one
person, of 40 pairs 16, of 160 pairs 34."""

NEGLIGIBLE_LOG_ODDS = -5.0
"""A person less likely than this, 1 in 150 with nobody else near, is left out: no probability
would change by a hundredth, and of the faces of a large library every tenth is within the suggestion threshold of any
given person."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The distances of a model that the odds are measured from.

    Attributes:
        assignment, suggestion: of a face to the mean of its votes.
        grouping: up to here average linkage joins two groups by itself; None for the assignment distance.

    Raises:
        ValueError: they are not 0 < assignment < suggestion.
    """

    assignment: float
    suggestion: float
    grouping: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.assignment < self.suggestion:
            raise ValueError("the assignment threshold must lie below the suggestion threshold")

    def times(self, factor: float) -> Scale:
        """The scale where all distances are this many times as long."""
        grouping = None if self.grouping is None else self.grouping * factor
        return Scale(self.assignment * factor, self.suggestion * factor, grouping)

    def distance_at(self, log_odds: float) -> float:
        """Where the logarithm of the odds has fallen to this."""
        return (
            self.assignment + (self.suggestion - self.assignment) * (LOG_ODDS_AT_ASSIGNMENT - log_odds) / LOG_ODDS_FALL
        )

    @property
    def between_groups(self) -> Scale:
        """The scale of the average distance of two groups, which is longer than that to the nearest three exemplars.

        The odds fall as they do for votes, from where the machine stops joining groups by itself.
        """
        start = self.assignment if self.grouping is None else self.grouping
        return Scale(start, start + self.suggestion - self.assignment)


def log_odds(distances: NDArray[np.floating], scale: Scale) -> NDArray[np.float64]:
    """The logarithm of the odds that a face at this distance of a person is that person, if nobody else were near."""
    beyond = (np.asarray(distances, np.float64) - scale.assignment) / (scale.suggestion - scale.assignment)
    result: NDArray[np.float64] = LOG_ODDS_AT_ASSIGNMENT - LOG_ODDS_FALL * beyond
    return result


def group_odds(distances: NDArray[np.floating], scale: Scale) -> NDArray[np.float64]:
    """The odds that two groups at this average distance are one person, if no other group were near."""
    start = scale.between_groups.assignment
    beyond = (np.asarray(distances, np.float64) - start) / (scale.suggestion - scale.assignment)
    result: NDArray[np.float64] = np.exp(LOG_ODDS_OF_GROUPS - FALL_OF_GROUPS * beyond)
    return result


def loose_odds(distances: NDArray[np.floating], scale: Scale) -> NDArray[np.float64]:
    """The odds that two clear faces that grouping left alone are one person."""
    beyond = (np.asarray(distances, np.float64) - scale.between_groups.assignment) / (
        scale.suggestion - scale.assignment
    )
    result: NDArray[np.float64] = np.exp(LOG_ODDS_OF_LOOSE - FALL_OF_LOOSE * beyond)
    return result


def probabilities(
    items: NDArray[np.integer],
    distances: NDArray[np.floating],
    scale: Scale,
    count: int,
    factors: NDArray[np.floating] | None = None,
) -> NDArray[np.float64]:
    """The probability of each pair of an item and a person.

    An item is one of its people or a stranger, exactly one of them: the odds of its people and the stranger's 1 share
    the whole. Two people who look alike so make each other uncertain.

    Args:
        items: (k,) the item of each pair, from 0.
        distances: (k,) of each pair.
        scale: of the model.
        count: how many items there are.
        factors: (k,) on the odds of each pair, for what is known beside the distance.

    Returns:
        (k,) float64.
    """
    odds = np.exp(np.minimum(log_odds(distances, scale), 30.0))
    if factors is not None:
        odds *= factors
    whole = 1.0 + np.bincount(items, weights=odds, minlength=count)
    result: NDArray[np.float64] = odds / whole[items]
    return result
