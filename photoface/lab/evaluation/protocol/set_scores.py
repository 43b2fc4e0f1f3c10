"""Scores how well groups agree with the people of one labelled set, and computes mean and spread over folds.

`SetScores.worth` is the score for which `cross_validation` fits the parameters of grouping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.lab.evaluation.clustering_scores import bcubed, pairwise
from photoface.lab.evaluation.protocol.set_faces import SetFaces

PRECISION_WEIGHT = 0.5
"""Beta of the F measure that is fitted for: below 1 precision counts for more. A wrong merge costs a user more than
several splits."""


@dataclass(frozen=True, slots=True)
class SetScores:
    """What one grouping of a set's faces is worth.

    Attributes:
        faces: labelled faces that were found and are scored.
        people: different people among them.
        groups: of two faces and more that hold a labelled face.
        alone: labelled faces in no group.
        kin_merges: pairs of relatives who share a group.
        kin_pairs: pairs of relatives of whom both have a face here.
        mixed_groups: groups of faces of different people; in a set of strangers all groups are.
        mixed_faces: labelled faces in them.
    """

    faces: int
    people: int
    groups: int
    alone: int
    bcubed_f: float
    bcubed_precision: float
    bcubed_recall: float
    pairwise_f: float
    pairwise_precision: float
    pairwise_recall: float
    kin_merges: int
    kin_pairs: int
    mixed_groups: int
    mixed_faces: int

    @property
    def worth(self) -> float:
        """B-cubed F where precision counts for more: what is fitted for."""
        weight = PRECISION_WEIGHT**2
        bottom = weight * self.bcubed_precision + self.bcubed_recall
        return (1 + weight) * self.bcubed_precision * self.bcubed_recall / bottom if bottom else 0.0


def score_groups(faces: SetFaces, labels: NDArray[np.integer]) -> SetScores:
    """Score groups against the labelled faces; a negative label means alone."""
    known = faces.labelled
    truth, groups = faces.persons[known], labels[known]
    # A labelled face among unlabelled ones only still counts as being in a group.
    members: dict[int, list[str]] = defaultdict(list)
    for person, label in zip(truth.tolist(), groups.tolist(), strict=True):
        if label >= 0:
            members[label].append(person)
    mixed = [people for people in members.values() if len(set(people)) > 1]
    together = {(a, b) for people in map(set, mixed) for a in people for b in people if a < b}
    here = set(truth.tolist())
    of_set, of_pairs = bcubed(truth, groups), pairwise(truth, groups)
    return SetScores(
        faces=len(truth),
        people=len(here),
        groups=len(members),
        alone=int((groups < 0).sum()),
        bcubed_f=of_set.f,
        bcubed_precision=of_set.precision,
        bcubed_recall=of_set.recall,
        pairwise_f=of_pairs.f,
        pairwise_precision=of_pairs.precision,
        pairwise_recall=of_pairs.recall,
        kin_merges=len(faces.kin & together),
        kin_pairs=sum(first in here and second in here for first, second in faces.kin),
        mixed_groups=len(mixed),
        mixed_faces=sum(map(len, mixed)),
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure over several folds. `deviation` is the standard deviation of the sample, 0 for one fold."""

    mean: float
    least: float
    most: float
    deviation: float


def spread(values: Sequence[float]) -> Spread:
    """Mean and spread of a measure over folds.

    Raises:
        ValueError: no values.
    """
    if not values:
        raise ValueError("there is no spread of nothing")
    array = np.array(values, np.float64)
    deviation = float(array.std(ddof=1)) if len(array) > 1 else 0.0
    return Spread(float(array.mean()), float(array.min()), float(array.max()), deviation)


def spreads(scores: Sequence[SetScores]) -> Mapping[str, Spread]:
    """The spread of every measure, by its name."""
    names = list(SetScores.__dataclass_fields__)
    return {name: spread([float(getattr(score, name)) for score in scores]) for name in names}
