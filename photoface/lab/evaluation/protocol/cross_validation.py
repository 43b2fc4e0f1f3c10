"""Fits grouping parameters on some folds of people and reports scores on the other folds, in turn (cross-validation).

Each combination of values is tried once on every fold by itself; what a fold is reported with is then chosen by the
other folds' results alone. Parameters are fitted one after the other, from the product's values on, each by the mean
score over the sets, so that a small set counts as much as a large one. It also groups with another program, and finds
the ceiling: the best that one distance, chosen by the labels, could reach.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.lab.evaluation.contenders import Contender, FacesToGroup, run_contender
from photoface.lab.evaluation.protocol.folds import FROZEN, Folds
from photoface.lab.evaluation.protocol.parameters import Parameters, fitted_parameters, grouped
from photoface.lab.evaluation.protocol.set_faces import SetFaces
from photoface.lab.evaluation.protocol.set_scores import SetScores, score_groups
from photoface.vision.model_registry import Thresholds

ROUNDS = 2
"""Each parameter is fitted again after all others have been: two rounds change the last digits only."""

LEAST_PAIRWISE_PRECISION = 0.95
"""What a set falls short of this is taken off its worth: strangers, of whom each split is right, must not outvote
families of whom large groups are merged."""

CEILING_DISTANCES = tuple(round(0.26 + 0.02 * step, 2) for step in range(14))
"""Distances that are tried for the ceiling, .26 to .52, of the default model."""

Grouping = Callable[[SetFaces], NDArray[np.integer]]


@dataclass(frozen=True, slots=True, eq=False)
class FoldFaces:
    """The faces of the sets in one fold, by the set's name."""

    fold: int
    sets: Mapping[str, SetFaces]


@dataclass(frozen=True, slots=True)
class Reported:
    """The scores of one way of grouping.

    Attributes:
        title: what it is.
        scores: by set, one for each fold in which the set is.
    """

    title: str
    scores: Mapping[str, tuple[SetScores, ...]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted for one fold.

    Attributes:
        fold: on which it is reported, and not fitted.
        parameters: chosen on the other folds.
        worth, product_worth: of the chosen ones and of the product's, on the folds that they were chosen on.
    """

    fold: int
    parameters: Parameters
    worth: float
    product_worth: float


def divided(sets: Iterable[SetFaces], folds: Folds, *, frozen: bool) -> list[FoldFaces]:
    """The sets' faces by fold, those of the frozen fold last and only where asked for; empty folds are left out."""
    result = []
    given = list(sets)
    for fold in [*range(folds.count), *([FROZEN] if frozen else [])]:
        parts = {one.name: one.of(folds.people(one.name, fold)) for one in given}
        parts = {name: part for name, part in parts.items() if part.labelled.any()}
        if parts:
            result.append(FoldFaces(fold, parts))
    return result


def report(title: str, folds: Sequence[FoldFaces], grouping: Callable[[FoldFaces], Grouping]) -> Reported:
    """Group and score every set in every fold.

    Args:
        grouping: how to group the sets of one fold.
    """
    scores: dict[str, list[SetScores]] = {}
    for fold in folds:
        way = grouping(fold)
        for name, faces in fold.sets.items():
            scores.setdefault(name, []).append(score_groups(faces, way(faces)))
    return Reported(title, {name: tuple(found) for name, found in sorted(scores.items())})


class Fitting:
    """Tries values on folds, and remembers what each was worth on each."""

    def __init__(self, folds: Sequence[FoldFaces], start: Parameters, control: JobControl) -> None:
        """
        Args:
            folds: in rotation; the frozen one is not among them.
            start: the product's values.
        """
        self._folds = list(folds)
        self._start = start
        self._control = control
        self._worth: dict[tuple[int, Parameters], dict[str, float]] = {}

    def fit(self, names: Sequence[str], reported: int) -> Fitted:
        """Fit these parameters for one fold, on all others.

        Args:
            reported: the fold to leave out.

        Raises:
            UserFacingError: no other fold has anybody.
        """
        if all(fold.fold == reported for fold in self._folds):
            raise UserFacingError(
                "Nobody is left to fit on: all people are in the fold that is reported.",
                "Name several sets, or a larger one.",
            )
        best, worth = self._start, self._mean_worth(self._start, reported)
        product_worth = worth
        tried = {parameter.name: parameter.values for parameter in fitted_parameters()}
        for _ in range(ROUNDS):
            before = best
            for name in names:
                for value in tried[name]:
                    candidate = dataclasses.replace(best, **{name: value})
                    found = self._mean_worth(candidate, reported)
                    # Equal ones leave the product as it is.
                    if found > worth:
                        best, worth = candidate, found
            if best == before:
                break
        return Fitted(reported, best, worth, product_worth)

    def _mean_worth(self, parameters: Parameters, without: int) -> float:
        """The mean worth over the sets, each the mean of its folds, one fold left out."""
        of_sets: dict[str, list[float]] = {}
        for fold in self._folds:
            if fold.fold != without:
                for name, worth in self._worth_of(fold, parameters).items():
                    of_sets.setdefault(name, []).append(worth)
        return float(np.mean([np.mean(found) for found in of_sets.values()]))

    def _worth_of(self, fold: FoldFaces, parameters: Parameters) -> Mapping[str, float]:
        key = (fold.fold, parameters)
        if key not in self._worth:
            self._control.report(Progress("Fitting", len(self._worth), None))
            self._worth[key] = {
                name: _worth(faces, score_groups(faces, grouped(faces, parameters)))
                for name, faces in fold.sets.items()
            }
        return self._worth[key]


def _worth(faces: SetFaces, scores: SetScores) -> float:
    """What is fitted for. Among strangers there are no right pairs, so their pairwise precision says nothing."""
    short = 0.0 if faces.strangers else max(0.0, LEAST_PAIRWISE_PRECISION - scores.pairwise_precision)
    return scores.worth - short


def contender_grouping(contender: Contender, thresholds: Thresholds) -> Grouping:
    """Another program's grouping of the same faces. It knows neither photos nor quality."""

    def grouping(faces: SetFaces) -> NDArray[np.integer]:
        count = len(faces.photos)
        given = FacesToGroup(faces.embeddings, faces.photos, np.ones(count, np.bool_), thresholds)
        return run_contender(contender, given)[0]

    return grouping


def ceiling(folds: Sequence[FoldFaces], start: Parameters, scale: float) -> Reported:
    """The best that one distance for each set and fold could reach, chosen by looking at the labels. It is no result.

    Args:
        scale: of the model's distances against the default model's.
    """
    scores: dict[str, list[SetScores]] = {}
    for fold in folds:
        for name, faces in fold.sets.items():
            tried = [
                score_groups(
                    faces,
                    grouped(faces, dataclasses.replace(start, grouping_large=scale * distance, grouping_rise=0.0)),
                )
                for distance in CEILING_DISTANCES
            ]
            scores.setdefault(name, []).append(max(tried, key=lambda found: found.bcubed_f))
    return Reported("ceiling: distance chosen by the labels", {name: tuple(found) for name, found in scores.items()})
