"""Decides by cross-validation whether a personal head (a matrix learned from the user's faces) is used at all.

People are split into folds, and so are the faces of each. In each round the people of one fold are the strangers; of
all others one fold of faces is to be recognised, and the rest is learned from. So neither a head that memorises its
faces nor one that names strangers more readily passes.

Two heads compete, one trained by triplets and one in closed form; the significance level is corrected for that. It also
measures by which factor a head changes distances, so that thresholds can follow.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.jobs import Progress
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces, thinned
from photoface.learning.open_set_comparison import INTERVAL, Comparison, Trial, compare, joined, run_trial
from photoface.learning.personal_head import PersonalHead, applied
from photoface.learning.whitening import whitening_head

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.learning.personal_training import HeadOptions

FOLDS: Final = 5

FEWEST_FACES: Final = 4
"""Of a person that takes part; with fewer, a held-out face has next to nothing to be compared with."""

FEWEST_PEOPLE: Final = 10
"""With fewer, the strangers of a fold are one person, whose similarity to the others is chance."""

MOST_FACES: Final = 40
"""Of one person; more faces of the same person change little and take time."""

NEAREST: Final = (0.005, 0.1)
"""Range of quantiles of the strangers' distances that set a head's scale: where thresholds are."""


class Method(enum.StrEnum):
    """How a head is made."""

    TRIPLETS = "triplets"
    WHITENING = "whitening"


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The result of learning.

    Attributes:
        head: the head to adopt, trained on all faces; None where none is significantly better.
        method: of that head.
        comparisons: by method, the head compared with no head on the same held-out faces.
    """

    head: PersonalHead | None
    method: Method | None
    comparisons: Mapping[Method, Comparison]

    @property
    def best(self) -> Comparison:
        """Of the adopted head, else of the one with the highest gain."""
        if self.method is not None:
            return self.comparisons[self.method]
        return max(self.comparisons.values(), key=lambda comparison: comparison.gain)


def propose_head(
    faces: ConfirmedFaces, control: JobControl, seed: int = 0, options: HeadOptions | None = None
) -> Proposal:
    """Make heads, and decide whether one is adopted.

    Args:
        options: of the training by triplets.

    Raises:
        UserFacingError: too few people have enough confirmed faces.
        JobCancelled: by the control.
    """
    random = np.random.default_rng(seed)
    faces = faces.of(thinned(faces.persons, MOST_FACES, random))
    rounds = _rounds(faces.persons, random)
    made_by = makers(seed, control.checkpoint, options)
    before: list[Trial] = []
    after: dict[Method, list[Trial]] = {method: [] for method in made_by}
    for number, (learned, probes, strangers) in enumerate(rounds):
        control.report(Progress("Learning from what you confirmed", number, FOLDS + 1))
        gallery = learned[faces.persons[learned] != UNKNOWN]
        before.append(run_trial(faces.vectors, faces.persons, gallery, probes, strangers))
        for method, make in made_by.items():
            moved = applied(make(faces.of(learned)), faces.vectors)
            after[method].append(run_trial(moved, faces.persons, gallery, probes, strangers))
    control.report(Progress("Learning from what you confirmed", FOLDS, FOLDS + 1))
    first = joined(before)
    # Bonferroni correction for the number of methods.
    interval = 1 - (1 - INTERVAL) / len(made_by)
    comparisons = {method: compare(first, joined(trials), seed, interval) for method, trials in after.items()}
    better = [method for method, comparison in comparisons.items() if comparison.better]
    if not better:
        return Proposal(None, None, comparisons)
    method = max(better, key=lambda one: comparisons[one].gain)
    head = PersonalHead(made_by[method](faces), scale_between(first, joined(after[method])))
    return Proposal(head, method, comparisons)


def scale_between(before: Trial, after: Trial) -> float:
    """The factor from distances before to distances after, so that thresholds accept as many strangers as they did."""
    shares = np.linspace(*NEAREST, 20)
    return float(np.median(np.quantile(after.strangers, shares) / np.quantile(before.strangers, shares)))


def makers(
    seed: int, checkpoint: Callable[[], None] = lambda: None, options: HeadOptions | None = None
) -> dict[Method, Callable[[ConfirmedFaces], NDArray[np.float32]]]:
    """The methods to compute a head's matrix from confirmed faces.

    Args:
        checkpoint: called now and then; what it raises ends the work.
        options: of the training by triplets.
    """
    from photoface.learning.personal_training import train_head

    return {
        Method.TRIPLETS: lambda faces: train_head(faces, seed=seed, options=options, checkpoint=checkpoint),
        Method.WHITENING: whitening_head,
    }


def _rounds(
    persons: NDArray[np.int64], random: np.random.Generator
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """For each round the places of the faces to learn from, of those to recognise, and of the strangers'.

    People with few faces, and unknown faces, are only learned from.

    Raises:
        UserFacingError: too few people have enough faces.
    """
    people, counts = np.unique(persons[persons != UNKNOWN], return_counts=True)
    people = random.permutation(people[counts >= FEWEST_FACES])
    if len(people) < FEWEST_PEOPLE:
        raise UserFacingError(
            "There is too little to learn from yet.",
            f"Confirm {FEWEST_FACES} faces or more of at least {FEWEST_PEOPLE} people, then try again.",
        )
    people_fold = np.full(len(persons), -1)
    face_fold = np.full(len(persons), -1)
    for number, person in enumerate(people):
        own = random.permutation(np.flatnonzero(persons == person))
        people_fold[own] = number % FOLDS
        # Starts at another fold for each person, so that people with few faces are not missing from the last folds.
        face_fold[own] = (np.arange(len(own)) + number) % FOLDS
    found = []
    for fold in range(FOLDS):
        strangers = people_fold == fold
        probes = ~strangers & (face_fold == fold)
        learned = ~strangers & ~probes
        found.append((np.flatnonzero(learned), np.flatnonzero(probes), np.flatnonzero(strangers)))
    return found
