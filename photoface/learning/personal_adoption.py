"""Whether a personal head is worth adopting: judged on confirmed faces that it did not learn from.

The people are dealt into folds, and so are the faces of each. In every round the people of one fold play the
strangers; of all others most faces are named and learned from, and those of one fold are to be recognised. So a head
that learns its faces by heart is found out, and so is one that names strangers more readily.

Two heads compete, the one trained by triplets and the one in closed form, and each must be better by more than the
chance that the better one of two has.
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
"""Of a person that takes part; with fewer, a held-out face has next to nothing to be recognised by."""

FEWEST_PEOPLE: Final = 10
"""With fewer, a fold's strangers are one person, whose likeness to anybody is chance."""

MOST_FACES: Final = 40
"""Of one person: more of the same change little and take their time."""

NEAREST: Final = (0.005, 0.1)
"""Which of the strangers' distances, as shares of all, set a head's scale: those where thresholds lie."""


class Method(enum.StrEnum):
    """How a head is made."""

    TRIPLETS = "triplets"
    WHITENING = "whitening"


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What was learned, and what it is worth.

    Attributes:
        head: the one that is worth adopting, made of all faces; None where none is better by more than chance.
        method: of that head.
        comparisons: of each way to make a head with no head, on the same held-out faces.
    """

    head: PersonalHead | None
    method: Method | None
    comparisons: Mapping[Method, Comparison]

    @property
    def best(self) -> Comparison:
        """Of the adopted head, else of the one that came nearest to it."""
        if self.method is not None:
            return self.comparisons[self.method]
        return max(self.comparisons.values(), key=lambda comparison: comparison.gain)


def propose_head(
    faces: ConfirmedFaces, control: JobControl, seed: int = 0, options: HeadOptions | None = None
) -> Proposal:
    """Make heads, and find out whether one helps.

    Args:
        faces: what the user confirmed and rejected.
        control: cancels.
        seed: decides all that is random.
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
    # Bonferroni's share of the chance for each of those that compete.
    interval = 1 - (1 - INTERVAL) / len(made_by)
    comparisons = {method: compare(first, joined(trials), seed, interval) for method, trials in after.items()}
    better = [method for method, comparison in comparisons.items() if comparison.better]
    if not better:
        return Proposal(None, None, comparisons)
    method = max(better, key=lambda one: comparisons[one].gain)
    head = PersonalHead(made_by[method](faces), scale_between(first, joined(after[method])))
    return Proposal(head, method, comparisons)


def scale_between(before: Trial, after: Trial) -> float:
    """What a distance before becomes after, so that thresholds let in as many strangers as they did."""
    shares = np.linspace(*NEAREST, 20)
    return float(np.median(np.quantile(after.strangers, shares) / np.quantile(before.strangers, shares)))


def makers(
    seed: int, checkpoint: Callable[[], None] = lambda: None, options: HeadOptions | None = None
) -> dict[Method, Callable[[ConfirmedFaces], NDArray[np.float32]]]:
    """The ways to make a head's matrix from confirmed faces.

    Args:
        seed: of what is random in them.
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
    """For each round the places of the faces to learn from, those to recognise, and the strangers'.

    People with few faces, and faces of nobody, are only ever learned from.

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
        # Begun at another fold for each person: else people with few faces are never in the last ones.
        face_fold[own] = (np.arange(len(own)) + number) % FOLDS
    found = []
    for fold in range(FOLDS):
        strangers = people_fold == fold
        probes = ~strangers & (face_fold == fold)
        learned = ~strangers & ~probes
        found.append((np.flatnonzero(learned), np.flatnonzero(probes), np.flatnonzero(strangers)))
    return found
