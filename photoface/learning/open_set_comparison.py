"""Compares two distance measures on the same faces: which names more of them rightly, while few strangers get a name.

A held-out face is an error unless the nearest person is its own, and nearer than all but a small share of the strangers
are to anybody (the mean over shares of 1 to 10 %): the open-set (watch-list) task of identification (Phillips, Grother
& Micheals, "Evaluation Methods in Face Recognition", Handbook of Face Recognition, 2011, section 21.2.3). Personal
learning decides by how near to an error the faces are (`soft_errors`) whether what it learned is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import exemplar_distances

FALSE_ALARMS: Final = 0.02
"""Share of strangers who may be given a name. The product's own assignment threshold names 1.6 % of LFW's."""

COMPARED_AT: Final = (0.01, 0.02, 0.05, 0.1)
"""Shares over which a comparison takes the mean: with the strangers of one library a single limit is one face's."""

SOFTNESS: Final = 0.1
"""Width of the step of `soft_errors`, as a share of the limit. Chosen on four simulated users (families, half of whose
faces are confirmed): with .1 and .15 all four gains are told from chance, with .05 three, with `errors` one or two."""

DRAWS: Final = 1000
INTERVAL: Final = 0.95
"""Confidence level of intervals; a gain is significant if its whole interval is above 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Distances of held-out faces and strangers to a gallery of named people.

    Attributes:
        persons: (n,) int64 the person of each held-out face.
        own: (n,) float32 its distance to its own person.
        other: (n,) float32 to the nearest other person.
        stranger_persons: (m,) int64 the person of each stranger's face.
        strangers: (m,) float32 its distance to the nearest person of the gallery.
    """

    persons: NDArray[np.int64]
    own: NDArray[np.float32]
    other: NDArray[np.float32]
    stranger_persons: NDArray[np.int64]
    strangers: NDArray[np.float32]

    @property
    def misnamed(self) -> int:
        """Held-out faces that are nearer to another person, at any distance: the closed-set error."""
        return int(np.count_nonzero(self.other <= self.own))


def run_trial(
    vectors: NDArray[np.float32],
    persons: NDArray[np.int64],
    gallery: NDArray[np.integer],
    probes: NDArray[np.integer],
    strangers: NDArray[np.integer],
) -> Trial:
    """Compare held-out faces and strangers with a gallery, by the product's own distance to a person.

    Args:
        vectors: (faces, d) float32 of unit length.
        persons: (faces,).
        gallery: places of the named faces, of two people or more.
        probes: places of held-out faces of these people.
        strangers: places of faces of other people.
    """
    people = np.unique(persons[gallery])
    exemplars = [vectors[gallery[persons[gallery] == person]] for person in people]
    distances = exemplar_distances(vectors[probes], exemplars)
    rows, columns = np.arange(len(probes)), np.searchsorted(people, persons[probes])
    own = distances[rows, columns].copy()
    distances[rows, columns] = np.inf
    to_strangers = exemplar_distances(vectors[strangers], exemplars)
    return Trial(
        persons[probes],
        own,
        distances.min(axis=1, initial=np.inf),
        persons[strangers],
        to_strangers.min(axis=1, initial=np.inf),
    )


def joined(trials: list[Trial]) -> Trial:
    """Several trials as one. Their distances must be comparable."""
    return Trial(
        *(
            np.concatenate([getattr(trial, name) for trial in trials])
            for name in ("persons", "own", "other", "stranger_persons", "strangers")
        )
    )


def errors(trial: Trial, false_alarms: float = FALSE_ALARMS) -> NDArray[np.bool_]:
    """The held-out faces that are not given their name while this share of the strangers are given one."""
    result: NDArray[np.bool_] = trial.own >= _limits(trial, None, [false_alarms])[0]
    return result


def mean_errors(trial: Trial) -> NDArray[np.float64]:
    """The mean of `errors` over the shares of `COMPARED_AT`, for each held-out face."""
    found: NDArray[np.float64] = np.mean(trial.own >= _limits(trial, None, COMPARED_AT), axis=0)
    return found


def soft_errors(trial: Trial, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """How near each held-out face is to being an error, 0 to 1, as a mean over the shares of `COMPARED_AT`.

    A logistic function of its distance, one half at the limit, in place of the step of `errors`: of some hundred faces
    only a few cross a limit, but all that come nearer to it or farther from it tell which way is better.

    Args:
        weights: (m,) weight of each stranger's face, besides its share of that stranger's faces.
    """
    limits = np.maximum(_limits(trial, weights, COMPARED_AT), np.finfo(np.float32).tiny)
    beyond = (trial.own / limits - 1) / SOFTNESS
    found: NDArray[np.float64] = np.mean(1 / (1 + np.exp(-np.clip(beyond, -50, 50))), axis=0)
    return found


def _limits(trial: Trial, weights: NDArray[np.float64] | None, shares: Sequence[float]) -> NDArray[np.float64]:
    """(shares, n) from what distance on a held-out face is an error: where another person is, or so many strangers."""
    limits = np.full((len(shares), 1), np.inf)
    if len(trial.strangers):
        # Every stranger has the same weight, however often photographed.
        _, of_person, faces = np.unique(trial.stranger_persons, return_inverse=True, return_counts=True)
        counts = 1 / faces[of_person] * (1.0 if weights is None else weights)
        order = np.argsort(trial.strangers, kind="stable")
        reached = np.cumsum(counts[order])
        limits[:, 0] = [trial.strangers[order[int(np.argmax(reached > share * counts.sum()))]] for share in shares]
    nearest: NDArray[np.float64] = np.minimum(limits, trial.other.astype(np.float64))
    return nearest


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change between two ways to compare faces.

    Attributes:
        faces: number of held-out faces.
        people: number of their people.
        before, after: error rates, means over `COMPARED_AT`.
        gain: by how much the mean of the soft errors is lower after.
        lower, upper: ends of the confidence interval of the gain.
    """

    faces: int
    people: int
    before: float
    after: float
    gain: float
    lower: float
    upper: float

    @property
    def better(self) -> bool:
        """Whether the gain is significant, and there are not more errors than before."""
        return self.lower > 0 and self.after <= self.before


def compare(before: Trial, after: Trial, seed: int = 0, interval: float = INTERVAL) -> Comparison:
    """A paired bootstrap over people (Efron & Tibshirani 1993, chapter 13) on the same faces, compared in two ways.

    People are drawn, not faces, since errors of one person's faces are correlated. Each draw computes the strangers'
    limit again, so its variance is part of the interval.

    Args:
        before, after: the same faces in the same order.
        interval: confidence level; higher where several methods compete.
    """
    people, of_person = np.unique(np.concatenate([before.persons, before.stranger_persons]), return_inverse=True)
    probe_of, stranger_of = of_person[: len(before.persons)], of_person[len(before.persons) :]
    random = np.random.default_rng(seed)
    gains = np.empty(DRAWS)
    for draw in range(DRAWS):
        drawn = np.bincount(random.integers(len(people), size=len(people)), minlength=len(people)).astype(float)
        weights, total = drawn[probe_of], max(float(drawn[probe_of].sum()), 1.0)
        difference = soft_errors(before, drawn[stranger_of]) - soft_errors(after, drawn[stranger_of])
        gains[draw] = float(weights @ difference) / total
    first, second = mean_errors(before), mean_errors(after)
    lower, upper = np.quantile(gains, [(1 - interval) / 2, (1 + interval) / 2])
    return Comparison(
        faces=len(first),
        people=len(np.unique(before.persons)),
        before=float(first.mean()),
        after=float(second.mean()),
        gain=float((soft_errors(before) - soft_errors(after)).mean()),
        lower=float(lower),
        upper=float(upper),
    )
