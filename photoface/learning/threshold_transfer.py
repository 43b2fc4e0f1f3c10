"""Carries the default model's thresholds over to another model, by faces whose people are known.

Both models embed the same faces. In either model the distances of pairs of two people are spread around a median; a
threshold keeps its place between the median and the nearest hundredth of them. So the share of strangers that are taken
for one person stays as it is, also in a family whose people look alike, and for the default model itself the thresholds
come out as they are. The threshold for verification is not carried over: it is the one that separates these pairs best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.learning.threshold_calibration import LEAST_STEP
from photoface.learning.validation import judge
from photoface.vision.model_registry import Thresholds

LEAST_PEOPLE: Final = 8
LEAST_FACES: Final = 60
"""Confirmed faces, of people with two or more, from which on the measure is worth more than published figures: with
fewer the nearest hundredth of the pairs is a dozen."""

NEAREST: Final = 0.01
"""The share of the pairs of strangers that sets the scale: those that a threshold is about."""

LEAST_AREA: Final = 0.9
"""Area under the curve below which a network does not tell these people apart; the default model has .99."""

FARTHEST: Final = 1.4
"""No threshold is larger: at the square root of 2 nothing is known of two faces."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Thresholds with what was measured on the way.

    Attributes:
        area_under_curve: how well the model tells these people apart, .5 by chance and 1 always.
        accuracy, known_accuracy: share of pairs that it, and the known model, judge right: half are of one person.
    """

    thresholds: Thresholds
    area_under_curve: float
    accuracy: float
    known_accuracy: float


def enough(persons: NDArray[np.int64]) -> bool:
    """Whether thresholds can be measured on faces of these people."""
    _, counts = np.unique(persons, return_counts=True)
    several = counts[counts > 1]
    return len(several) >= LEAST_PEOPLE and int(several.sum()) >= LEAST_FACES


def carried_over(
    thresholds: Thresholds, known: NDArray[np.float32], other: NDArray[np.float32], persons: NDArray[np.int64]
) -> Carried:
    """The thresholds of another model.

    Args:
        thresholds: of the model that is known.
        known: (faces, d) its embeddings, of unit length.
        other: (faces, e) the other model's of the same faces.
        persons: (faces,) `enough` of them.
    """
    first, second = np.triu_indices(len(persons), 1)
    strangers = persons[first] != persons[second]
    pairs = first[strangers], second[strangers]
    nearest, middle = _quantiles(known, *pairs)
    new_nearest, new_middle = _quantiles(other, *pairs)
    scale = (new_middle - new_nearest) / max(middle - nearest, LEAST_STEP)

    def carried(threshold: float, least: float) -> float:
        return min(max(new_middle + (threshold - middle) * scale, least), FARTHEST)

    measured = judge(other, persons)
    assignment = carried(thresholds.assignment, LEAST_STEP)
    large = carried(thresholds.grouping_large, assignment + LEAST_STEP)
    small = carried(thresholds.grouping_small, large + LEAST_STEP)
    suggestion = carried(thresholds.suggestion, small + LEAST_STEP)
    return Carried(
        Thresholds(measured["threshold"], large, small, assignment, suggestion),
        measured["area_under_curve"],
        measured["accuracy"],
        judge(known, persons)["accuracy"],
    )


def _quantiles(
    embeddings: NDArray[np.float32], first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[float, float]:
    """The distance below which the nearest hundredth of pairs lies, and the median."""
    cosines = np.einsum("ij,ij->i", embeddings[first], embeddings[second])
    distances = np.sqrt(np.maximum(2 - 2 * cosines, 0))
    nearest, middle = np.quantile(distances, [NEAREST, 0.5])
    return float(nearest), float(middle)
