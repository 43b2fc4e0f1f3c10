"""Checks the probabilities of suggestions: fits their two constants on some people, and measures the loss on others.

Half of the people of a fold are named by half of their faces; all other faces are items that the product suggests a
name for, or none. The loss of an item is the negative logarithm of the probability that was given to the truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from photoface.lab.evaluation.identification import gallery_state, split
from photoface.lab.evaluation.protocol.cross_validation import FoldFaces
from photoface.lab.evaluation.protocol.parameters import Parameters, good_faces
from photoface.lab.evaluation.protocol.set_faces import SetFaces
from photoface.vision.model_registry import Thresholds

LEAST_PROBABILITY = 1e-4
"""What an item is held to have been given at least: one that was thought impossible must not outweigh all others."""

MOST_LOG_ODDS = 30.0
"""As in `recognition.probability.probabilities`."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of an item and a named person who is near enough to be suggested.

    Attributes:
        items: (k,) from 0 without a gap.
        beyond: (k,) the distance of each pair, 0 at the assignment threshold and 1 at the suggestion threshold.
        right: (k,) whether the item is that person.
    """

    items: NDArray[np.int64]
    beyond: NDArray[np.float64]
    right: NDArray[np.bool_]

    def loss(self, log_odds_at_assignment: float, log_odds_fall: float) -> float:
        """The mean loss of the items with these two constants; an item that is none of its people is a stranger."""
        odds = np.exp(np.minimum(log_odds_at_assignment - log_odds_fall * self.beyond, MOST_LOG_ODDS))
        whole = 1.0 + np.bincount(self.items, weights=odds)
        of_right = np.bincount(self.items, weights=np.where(self.right, odds, 0.0))
        is_known = np.bincount(self.items, weights=self.right) > 0
        given = np.where(is_known, of_right, 1.0) / whole
        return float(-np.log(np.maximum(given, LEAST_PROBABILITY)).mean())


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The constants fitted for one fold, and the loss on it by set.

    Attributes:
        fold: on which the losses are, and nothing was fitted.
        product_loss, fitted_loss: with the product's constants and the fitted ones.
    """

    fold: int
    log_odds_at_assignment: float
    log_odds_fall: float
    product_loss: Mapping[str, float]
    fitted_loss: Mapping[str, float]


def candidates(faces: SetFaces, thresholds: Thresholds, seed: int) -> Candidates | None:
    """The items of one set in one fold with the people they could be; None where nobody has several faces.

    Args:
        seed: of who is named, by which faces.
    """
    known = np.flatnonzero(faces.labelled)
    persons = faces.persons[known]
    try:
        gallery = split(persons, seed)
    except ValueError:
        return None
    names = np.unique(persons[gallery.exemplars])
    good = good_faces(faces, Parameters())[known]
    state = gallery_state(faces.embeddings[known], persons, gallery, thresholds, faces.photos[known], good)
    pairs = state.pairs
    if not len(pairs.items):
        return None
    # A group of several people counts as the one that most of its faces are.
    truth = {
        item: Counter(persons[state.item_rows(item)].tolist()).most_common(1)[0][0]
        for item in np.unique(pairs.items).tolist()
    }
    beyond = (pairs.distances - thresholds.assignment) / (thresholds.suggestion - thresholds.assignment)
    right = np.array([truth[item] for item in pairs.items.tolist()]) == names[pairs.people]
    return Candidates(np.unique(pairs.items, return_inverse=True)[1], beyond.astype(np.float64), right)


def calibrate(
    fitting: Sequence[FoldFaces], shown: Sequence[FoldFaces], thresholds: Thresholds, seed: int
) -> list[Calibrated]:
    """Fit the two constants for each fold that is shown, on all others of those for fitting."""
    start = Parameters()
    found = {
        (fold.fold, name): pairs
        for fold in {fold.fold: fold for fold in (*fitting, *shown)}.values()
        for name, faces in fold.sets.items()
        if (pairs := candidates(faces, thresholds, seed)) is not None
    }
    result = []
    for fold in shown:
        of_sets: dict[str, list[Candidates]] = {}
        for (place, name), pairs in found.items():
            if place != fold.fold and any(place == other.fold for other in fitting):
                of_sets.setdefault(name, []).append(pairs)
        if not of_sets:
            continue
        fitted = minimize(
            lambda values, of_sets=of_sets: np.mean(
                [np.mean([pairs.loss(*values) for pairs in parts]) for parts in of_sets.values()]
            ),
            np.array([start.log_odds_at_assignment, start.log_odds_fall]),
            method="Nelder-Mead",
        )
        own = {name: pairs for (place, name), pairs in found.items() if place == fold.fold}
        result.append(
            Calibrated(
                fold.fold,
                float(fitted.x[0]),
                float(fitted.x[1]),
                {name: pairs.loss(start.log_odds_at_assignment, start.log_odds_fall) for name, pairs in own.items()},
                {name: pairs.loss(*fitted.x.tolist()) for name, pairs in own.items()},
            )
        )
    return result
