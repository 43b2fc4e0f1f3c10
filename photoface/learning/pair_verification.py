"""Measures face verification: how well distances tell pairs of one person from pairs of two, cross-validated.

By the protocol of Labeled Faces in the Wild: Huang et al., University of Massachusetts TR 07-49, 2007, section IV.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """How well one distance separates same from different pairs.

    Attributes:
        accuracy: mean over the folds of the share judged correctly, each with the best threshold of the other folds.
        accuracy_deviation: standard error of that mean, as in LFW's section IV.
        threshold: mean over the folds of the chosen thresholds, a Euclidean distance.
        area_under_curve: probability that a same pair is nearer than a different one; ties count one half.
        equal_error_rate: where false reject rate and false accept rate are equal.
        tar_at_far_1e2: true accept rate where at most 1 % of the different pairs are accepted.
        tar_at_far_1e3: the same at one in a thousand; coarse with few different pairs.
    """

    pairs: int
    accuracy: float
    accuracy_deviation: float
    threshold: float
    area_under_curve: float
    equal_error_rate: float
    tar_at_far_1e2: float
    tar_at_far_1e3: float


def verify(distances: NDArray[np.floating], same: NDArray[np.bool_], folds: NDArray[np.integer]) -> VerificationReport:
    """Judge pairs by their distances.

    Args:
        distances: (n,) infinite for a pair whose face was not found: it is judged different.
        same: (n,) whether the pair shows one person.
        folds: (n,) the fold of each pair; at least two folds.

    Raises:
        ValueError: lengths differ, a distance is NaN, a kind of pair is missing, or there are fewer than two folds.
    """
    measured = np.asarray(distances, dtype=np.float64)
    same = np.asarray(same, dtype=np.bool_)
    folds = np.asarray(folds)
    if not len(measured) == len(same) == len(folds):
        raise ValueError("distances, same and folds must be of the same pairs")
    if np.isnan(measured).any():
        raise ValueError("a distance is not a number")
    if same.all() or not same.any():
        raise ValueError("both same and different pairs are needed")
    names = np.unique(folds)
    if len(names) < 2:
        raise ValueError("at least two folds are needed")

    thresholds, accuracies = [], []
    for name in names:
        held_out = folds == name
        threshold = best_threshold(measured[~held_out], same[~held_out])
        thresholds.append(threshold)
        accuracies.append(np.mean((measured[held_out] <= threshold) == same[held_out]))
    accepted, false_accepted = receiver_operating_characteristic(measured, same)
    return VerificationReport(
        pairs=len(measured),
        accuracy=float(np.mean(accuracies)),
        accuracy_deviation=float(np.std(accuracies, ddof=1) / np.sqrt(len(names))),
        threshold=float(np.mean(thresholds)),
        area_under_curve=float((np.diff(false_accepted) * (accepted[1:] + accepted[:-1]) / 2).sum()),
        equal_error_rate=_equal_error_rate(accepted, false_accepted),
        tar_at_far_1e2=_accepted_at(accepted, false_accepted, 1e-2),
        tar_at_far_1e3=_accepted_at(accepted, false_accepted, 1e-3),
    )


def best_threshold(distances: NDArray[np.floating], same: NDArray[np.bool_]) -> float:
    """The threshold that judges most pairs correctly; the lowest such, half-way to the next distance.

    Args:
        distances: (n,) at least one.
        same: (n,) whether each pair shows one person.
    """
    order = np.argsort(distances, kind="stable")
    ordered = np.asarray(distances, dtype=np.float64)[order]
    # right[i]: pairs judged correctly when the first i are called the same.
    right = np.concatenate([[0], np.cumsum(np.where(same[order], 1, -1))])
    # No threshold separates equal distances.
    possible = np.concatenate([[True], ordered[1:] > ordered[:-1], [True]])
    best = int(np.flatnonzero(possible)[np.argmax(right[possible])])
    if best == 0:
        return float(np.nextafter(ordered[0], -np.inf))
    below = ordered[best - 1]
    above = ordered[best] if best < len(ordered) else below
    return float((below + above) / 2) if np.isfinite(above) else float(below)


def receiver_operating_characteristic(
    distances: NDArray[np.float64], same: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True and false accept rates as the threshold rises, at each distinct distance, from (0, 0) to (1, 1).

    Args:
        distances: (n,) of each pair.
        same: (n,) whether the pair shows one person; both kinds occur.
    """
    order = np.argsort(distances, kind="stable")
    ordered, hits = distances[order], same[order]
    last_of_equals = np.append(ordered[1:] > ordered[:-1], True)
    accepted = np.cumsum(hits)[last_of_equals] / hits.sum()
    false_accepted = np.cumsum(~hits)[last_of_equals] / (~hits).sum()
    return np.concatenate([[0.0], accepted]), np.concatenate([[0.0], false_accepted])


def _accepted_at(accepted: NDArray[np.float64], false_accepted: NDArray[np.float64], rate: float) -> float:
    return float(accepted[false_accepted <= rate].max())


def _equal_error_rate(accepted: NDArray[np.float64], false_accepted: NDArray[np.float64]) -> float:
    """Where the piecewise linear curve has equal false reject and false accept rates."""
    excess = false_accepted - (1 - accepted)
    after = int(np.argmax(excess >= 0))
    step = excess[after] - excess[after - 1]
    share = -excess[after - 1] / step
    return float(false_accepted[after - 1] + share * (false_accepted[after] - false_accepted[after - 1]))
