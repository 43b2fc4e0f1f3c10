"""The naming limit: the distance up to which a face is named without asking, where 99 in 100 names should be right.

The share of names that are wrong is estimated as a false discovery rate (Storey, "A direct approach to false discovery
rates", Journal of the Royal Statistical Society B 64, 2002, section 2): of the faces that would be named at a distance,
as many are expected to be strangers as there are faces of nobody named, times the people, times the chance that a
stranger comes that near to a person. So the more strangers and people a library has for each face that can be named,
the nearer a face must be. A family's library of some thousand faces stays at the model's own limit.

That chance is the model's, corrected by the library's known negatives: pairs of a face and a person that surely do not
belong together (somebody else's confirmed face, a face beside the person in one photo, a face that the user rejected).
A library of people who look alike is so treated more strictly than one of people who do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import VOTING_EXEMPLARS
from photoface.clustering.neighbours import euclidean
from photoface.recognition.probability import Scale

WANTED_PRECISION = 0.99

CHANCE_AT_ASSIGNMENT = 1.5e-5
"""How often a stranger is within the model's assignment distance of a person, crowding taken off.

On LFW's development people, 5 to 592 of them named by 1 to 260 faces, among 40 to 6,500 faces of others: 0.5e-5 to
1.7e-5. Without the correction for crowding there is no one such number."""

CHANCE_FALL = 10.0
"""How far its natural logarithm falls over a distance as long as that from assignment to suggestion; same people."""

REFERENCE = 0.25
"""How far beyond assignment, on the way to suggestion, known negatives are counted: where there are some in a library
of common size, and a few wrong confirmations among them do not decide."""

CHANCE_AT_REFERENCE = CHANCE_AT_ASSIGNMENT * math.exp(CHANCE_FALL * REFERENCE)

PRIOR_TRIALS = 50_000
"""Trials that the model's own figure counts for; nine of them are expected to be within the reference distance."""

PROBES = 300
"""Confirmed faces that are tried on all other people: 90,000 trials with as many people."""

LEAST_SHARE = 0.6
"""Of the assignment distance: nearer than this, faces are of one person whatever the library."""

STEPS = 41
"""Distances that are tried."""


@dataclass(frozen=True, slots=True)
class KnownNegatives:
    """Counts of pairs of a face and a person that surely do not belong together.

    Attributes:
        near: how many of them are within `reference_distance`; of all pairs of two people's faces one at most counts,
            since they depend on each other.
        trials: how many there are.
    """

    near: int
    trials: int

    def __add__(self, other: KnownNegatives) -> KnownNegatives:
        return KnownNegatives(self.near + other.near, self.trials + other.trials)

    def chance(self) -> float:
        """How often a face is within the reference distance of somebody it is not, the model's own figure included."""
        return (PRIOR_TRIALS * CHANCE_AT_REFERENCE + self.near) / (PRIOR_TRIALS + self.trials)

    def or_with(self, refused: KnownNegatives) -> KnownNegatives:
        """These, and those that the user said no to where that makes the chance higher.

        Faces are refused because they were near enough to be asked about, and not all that are near were asked about:
        they can tell that strangers come nearer than was thought, and never that they do not.
        """
        both = self + refused
        return both if both.chance() > self.chance() else self


@dataclass(frozen=True, slots=True)
class FaceCounts:
    """Faces of a library: all, those that the user confirmed to be somebody, and those that the machine named."""

    all: int
    confirmed: int
    named: int


@dataclass(frozen=True, slots=True)
class NamingLimit:
    """The distance up to which the machine may name faces.

    Attributes:
        distance: Euclidean, crowding included.
        precision: the share of such names that is expected to be right.
    """

    distance: float
    precision: float


def naming_limit(
    near: NDArray[np.floating],
    counts: FaceCounts,
    people: int,
    negatives: KnownNegatives,
    scale: Scale,
) -> NamingLimit:
    """The largest distance, the model's assignment distance at most, at which `WANTED_PRECISION` is expected.

    How many faces can be named is told by those that are near and by those that are named already. A face that is yet
    to come is somebody named as often as those so far were, so no fewer are expected than the confirmed ones promise.

    Args:
        near: (n,) distances of faces without a name to the nearest person; those beyond assignment may be left out.
        counts: of the library.
        people: whom a face may be named after.
        negatives: of the library.
        scale: of the model.
    """
    distances = np.linspace(LEAST_SHARE * scale.assignment, scale.assignment, STEPS)
    found = counts.named + np.searchsorted(np.sort(near), distances, side="right")
    unconfirmed = max(counts.all - counts.confirmed, 0)
    expected = np.maximum(found, counts.confirmed * unconfirmed / max(counts.all, 1))
    chance = chance_of_strangers(distances, negatives, scale)
    wrong = np.maximum(unconfirmed - found, 0) * people * chance
    precision = 1 - np.minimum(wrong / np.maximum(expected, 1), 1)
    enough = np.flatnonzero(precision >= WANTED_PRECISION)
    chosen = int(enough[-1]) if len(enough) else 0
    return NamingLimit(float(distances[chosen]), float(precision[chosen]))


def chance_of_strangers(
    distances: NDArray[np.floating], negatives: KnownNegatives, scale: Scale
) -> NDArray[np.float64]:
    """The chance that a face comes within each distance of a person who it is not: (m,) for (m,) distances."""
    beyond = (np.asarray(distances, np.float64) - scale.assignment) / (scale.suggestion - scale.assignment)
    chances: NDArray[np.float64] = negatives.chance() * np.exp(CHANCE_FALL * (beyond - REFERENCE))
    return chances


def reference_distance(scale: Scale) -> float:
    """The distance up to which known negatives count as near."""
    return scale.assignment + REFERENCE * (scale.suggestion - scale.assignment)


def near_others(distances: NDArray[np.float32], owners: NDArray[np.integer], reference: float) -> KnownNegatives:
    """What faces of named people tell as faces that the others are not.

    Args:
        distances: (k, people) of each face to everybody, crowding included; changed by this.
        owners: (k,) whose each face is, ascending.
        reference: of `reference_distance`.
    """
    distances[np.arange(len(owners)), owners] = np.inf
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    nearest = np.minimum.reduceat(distances, starts, axis=0)
    return KnownNegatives(int((nearest <= reference).sum()), len(owners) * (distances.shape[1] - 1))


def distances_to(
    embeddings: NDArray[np.float32], which: NDArray[np.integer], people: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """The distance of each face to one person, without years and crowding: (n,) float32.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        which: (n,) the person each is compared with, an index into `people`.
        people: the exemplars of each, (m, d) float32.
    """
    if not len(embeddings):
        return np.zeros(0, np.float32)
    counts = np.array([len(exemplars) for exemplars in people])
    starts, lengths = (np.cumsum(counts) - counts)[which], counts[which]
    # Each face with each exemplar of its person.
    columns = np.arange(lengths.max())
    rows, columns = np.nonzero(columns < lengths[:, None])
    exemplars = np.concatenate(people)[starts[rows] + columns]
    distances = np.full((len(embeddings), lengths.max()), np.inf, np.float32)
    distances[rows, columns] = euclidean(np.einsum("ij,ij->i", embeddings[rows], exemplars))
    voters = min(VOTING_EXEMPLARS, distances.shape[1])
    nearest = np.partition(distances, voters - 1, axis=1)[:, :voters]
    nearest[np.isinf(nearest)] = 0
    means: NDArray[np.float32] = (nearest.sum(axis=1) / np.minimum(lengths, voters)).astype(np.float32)
    return means


def even_sample(count: int) -> NDArray[np.int64]:
    """At most `PROBES` indices, spread evenly over a range."""
    return np.unique(np.linspace(0, count - 1, min(PROBES, count)).astype(np.int64))
