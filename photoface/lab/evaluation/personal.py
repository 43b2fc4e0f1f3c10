"""Simulates a user who confirmed half of the faces of some people, and measures how learning from them names the rest.

The people are those with enough faces; everybody else is a stranger, who must not be given a name. Half of the
strangers stand in the user's photos, and what was learned is judged on the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.open_set_comparison import Comparison, errors, run_trial
from photoface.learning.personal_tuning import FEWEST_PEOPLE, PersonalOptions, embedded, propose, tune
from photoface.learning.tuned_resnet import TuningStart

if TYPE_CHECKING:
    from photoface.jobs import JobControl

FEWEST_FACES: Final = 10
"""Of a person whom the simulated user names; everybody else is a stranger."""

FALSE_ALARMS: Final = 0.01
"""Share of strangers who are given a name where `missed` is read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Errors on the faces that the user did not confirm.

    Attributes:
        misnamed: the share of faces that are nearest to somebody else.
        missed: the share that is not given its name where one stranger in a hundred is given one
            (`open_set_comparison.errors`).
    """

    misnamed: float
    missed: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """One simulated user.

    Attributes:
        faces, strangers: how many were judged.
        before: without learning.
        after: with it, adopted or not.
        adopted: whether it was adopted on the user's own held-out faces.
        comparison: what those said.
    """

    seed: int
    people: int
    confirmed: int
    faces: int
    strangers: int
    before: Outcome
    after: Outcome
    adopted: bool
    comparison: Comparison

    @property
    def result(self) -> Outcome:
        """What the user sees: learned, or no change."""
        return self.after if self.adopted else self.before


def simulate(
    start: TuningStart,
    persons: NDArray[np.str_],
    control: JobControl,
    seed: int = 0,
    *,
    shuffled: bool = False,
    options: PersonalOptions | None = None,
    fewest: int = FEWEST_FACES,
    families: Mapping[int, int] | None = None,
) -> Simulation:
    """Confirm half of the faces of everybody with enough of them, learn, and name the rest among strangers.

    Args:
        start: the model's network, with features and embeddings of all faces.
        persons: (n,) whose each face is.
        control: cancels.
        seed: of the choice and of the training.
        shuffled: mix up the names of the confirmed faces: nothing can be learned from them, and nothing may be adopted.
        options: of the training.
        fewest: faces of a person whom the user names.
        families: the family of a person, by the place among those whom the user names.

    Raises:
        UserFacingError: too few people have so many faces.
        JobCancelled: by the control.
    """
    random = np.random.default_rng(seed)
    _, numbers, counts = np.unique(persons, return_inverse=True, return_counts=True)
    known = np.flatnonzero(counts >= fewest)
    if len(known) < FEWEST_PEOPLE:
        raise UserFacingError(
            f"Only {len(known):,} people have {fewest} faces or more.",
            f"Name a folder with at least {FEWEST_PEOPLE} such people.",
        )
    confirmed, rest = [], []
    for person in known:
        own = random.permutation(np.flatnonzero(numbers == person))
        half = (len(own) + 1) // 2
        confirmed.append(own[:half])
        rest.append(own[half:])
    gallery, probes = np.concatenate(confirmed), np.concatenate(rest)
    unknown = random.permutation(np.setdiff1d(np.arange(len(counts)), known))
    beside = np.flatnonzero(np.isin(numbers, unknown[: len(unknown) // 2]))
    strangers = np.flatnonzero(np.isin(numbers, unknown[len(unknown) // 2 :]))
    said = np.searchsorted(known, numbers[gallery]).astype(np.int64)
    if shuffled:
        said = random.permutation(said)
    own = np.concatenate([gallery, beside])
    said = np.concatenate([said, np.full(len(beside), UNKNOWN)])
    faces = ConfirmedFaces(start.embeddings[own], said, np.zeros((0, 2), np.int64), strangers=said == UNKNOWN)
    own_start = replace(start, features=start.features[own], embeddings=start.embeddings[own])
    proposal = propose(own_start, faces, control, seed, families, options)
    network = proposal.network
    if network is None:
        places = np.arange(len(own))
        network = tune(own_start, faces, places, seed=seed, families=families, options=options)

    def judged(moved: NDArray[np.float32]) -> Outcome:
        trial = run_trial(moved, numbers.astype(np.int64), gallery, probes, strangers)
        return Outcome(trial.misnamed / len(probes), float(errors(trial, false_alarms=FALSE_ALARMS).mean()))

    return Simulation(
        seed,
        len(known),
        len(gallery),
        len(probes),
        len(strangers),
        judged(start.embeddings),
        judged(embedded(network, start, np.arange(len(persons)))),
        proposal.network is not None,
        proposal.comparison,
    )
