"""Decides which two single faces make a group, by how often such pairs are one person in this very library.

Two single faces that are each other's nearest are one person, or two strangers who look alike. How far apart pairs of
one person are is much the same in all libraries. How far apart strangers are depends on their number and their kind. So
the pairs of a library are taken for a mixture of both, and its parts are estimated from the library itself, by
expectation maximisation (Dempster, Laird & Rubin, "Maximum Likelihood from Incomplete Data via the EM Algorithm",
1977). Among strangers of whom nobody is there twice, hardly any pair becomes a group at a distance that is right for a
family.

All means and deviations here are of squared distances with crowding, as shares of the squared threshold of a large
library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.neighbours import EDGE_ROWS, NeighbourGraph

SAME_MEAN, SAME_DEVIATION = 0.60, 0.25
"""Of pairs of one person: in libraries of 10 to 1,700 people of LFW the means are .57 to .66, in families of 10 to 375
people .67 to .74, and the deviations .22 to .29. All of this module was measured on faces that YuNet found."""

STRANGERS_MEAN, STRANGERS_FALL = 1.30, 0.102
"""Mean of pairs of strangers among `STRANGERS_FACES` faces, and how much less it is for each factor of e: more faces
hold nearer ones. Among some 15, 100, 500 and 2,000 single faces of LFW it is 1.54, 1.27, 1.13 and 1.02; among 10, 100
and 360 Indian actors 1.34, 1.06 and .97."""

STRANGERS_FACES = 30

STRANGERS_SPREAD = 0.12
"""Standard deviation of that mean among libraries: people of one family or origin are nearer to each other."""

STRANGERS_DEVIATION, STRANGERS_FEW = 0.09, 0.5
"""Standard deviation of pairs of strangers in a large library, and what is added over the root of the faces."""

ASSUMED_PAIRS = 4.0
"""As many pairs, half of them of one person, are assumed besides those of the library."""

STEPS = 60
"""Of expectation maximisation; the limit then changes by less than a thousandth."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidatePairs:
    """Pairs of faces, each in no larger group, that are each other's nearest.

    Attributes:
        low, high: (p,) int64, lower and higher face.
        squared: (p,) float64, their squared distances with crowding.
        faces: how many faces are in no larger group.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    squared: NDArray[np.float64]
    faces: int


def settle_pairs(
    labels: NDArray[np.int32],
    graph: NeighbourGraph,
    constraints: Constraints,
    crowding: NDArray[np.float32],
    large: float,
    longest: float,
    *,
    certainty: float,
    alone: int = 0,
) -> tuple[NDArray[np.int32], float]:
    """Make and part groups of two.

    Args:
        labels: (n,) groups, single faces have their own.
        graph: neighbours of the same faces.
        constraints: of the same faces.
        crowding: (n,) of the same faces.
        large: the threshold of a large library, as the unit of distances.
        longest: no pair farther apart than this becomes a group.
        certainty: the least probability of one person at which two single faces become a group.
        alone: number of other single faces in the library.

    Returns:
        (n,) int32 labels in which groups of two are the pairs that are likely one person; and the squared distance with
        crowding up to which they are.
    """
    pairs = candidate_pairs(labels, graph, constraints, crowding)
    limit = min(pair_limit(pairs.squared / large**2, pairs.faces + alone, certainty) * large**2, longest**2)
    near = pairs.squared <= limit
    sizes = np.bincount(labels)
    small = sizes[labels] <= 2
    settled = labels.copy()
    settled[small] = len(sizes) + np.arange(int(small.sum()), dtype=np.int32)
    settled[pairs.high[near]] = settled[pairs.low[near]]
    return settled, limit


def candidate_pairs(
    labels: NDArray[np.int32], graph: NeighbourGraph, constraints: Constraints, crowding: NDArray[np.float32]
) -> CandidatePairs:
    """The pairs of faces in groups of one or two that are each other's nearest among these."""
    count = len(labels)
    small = np.bincount(labels)[labels] <= 2
    rows = np.flatnonzero(small)
    apart = np.array([(one * count + other, other * count + one) for one, other in constraints.cannot_link], np.int64)
    nearest, shortest = np.full(count, -1, np.int64), np.full(count, np.inf)
    for start in range(0, len(rows), EDGE_ROWS):
        own = rows[start : start + EDGE_ROWS]
        others = graph.indices[own].astype(np.int64)
        squared = graph.distances[own].astype(np.float64) ** 2 + crowding[own, None] + crowding[others]
        photos = constraints.photo_ids
        allowed = (others >= 0) & small[others] & (photos[others] != photos[own, None])
        allowed &= ~np.isin(own[:, None] * count + others, apart)
        squared[~allowed] = np.inf
        if squared.shape[1]:
            best = squared.argmin(axis=1)[:, None]
            nearest[own] = np.take_along_axis(others, best, axis=1)[:, 0]
            shortest[own] = np.take_along_axis(squared, best, axis=1)[:, 0]
    low = np.flatnonzero(np.isfinite(shortest) & (nearest > np.arange(count)))
    low = low[nearest[nearest[low]] == low]
    return CandidatePairs(low, nearest[low], shortest[low], len(rows))


def pair_limit(shares: NDArray[np.float64], faces: int, certainty: float) -> float:
    """Up to which distance a pair is one person with a given probability.

    Args:
        shares: (p,) the distances of all pairs.
        faces: among which they were found.
        certainty: that probability.
    """
    expected = STRANGERS_MEAN - STRANGERS_FALL * math.log(max(faces, 2) / STRANGERS_FACES)
    deviation = STRANGERS_DEVIATION + STRANGERS_FEW / math.sqrt(max(faces, 2))
    # The assumed mean weighs as much as this many pairs.
    weight = (deviation / STRANGERS_SPREAD) ** 2
    share, strangers = 0.5, expected
    for _ in range(STEPS):
        same = _same(shares, share, strangers, deviation)
        share = float((same.sum() + ASSUMED_PAIRS / 2) / (len(shares) + ASSUMED_PAIRS))
        strangers = float(((1 - same) @ shares + weight * expected) / ((1 - same).sum() + weight))
    tried = np.linspace(0.0, max(strangers, 0.0), 2000)
    unsure = np.flatnonzero(_same(tried, share, strangers, deviation) < certainty)
    return float(tried[max(unsure[0] - 1, 0)] if len(unsure) else tried[-1])


def _same(shares: NDArray[np.float64], share: float, strangers: float, deviation: float) -> NDArray[np.float64]:
    """The probability of each distance that it is of one person."""
    same = share / SAME_DEVIATION * np.exp(-(((shares - SAME_MEAN) / SAME_DEVIATION) ** 2) / 2)
    other = (1 - share) / deviation * np.exp(-(((shares - strangers) / deviation) ** 2) / 2)
    result: NDArray[np.float64] = same / np.maximum(same + other, np.finfo(np.float64).tiny)
    return result
