"""Simulates a user who confirmed half of the faces, and measures how learning from them names the other half."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.learning.confirmed_faces import ConfirmedFaces
from photoface.learning.open_set_comparison import Comparison, errors, run_trial
from photoface.learning.personal_adoption import FEWEST_PEOPLE, Method, makers, propose_head
from photoface.learning.personal_head import applied

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.learning.personal_training import HeadOptions

FEWEST_FACES: Final = 10
"""Of a person whom the simulated user names; everybody else is a stranger."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Errors on the faces that the user did not confirm.

    Attributes:
        misnamed: the share of faces that are nearest to somebody else.
        missed: the share that is not given its name where one stranger in fifty is given one
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
        after: with each way to learn, adopted or not.
        adopted: the way that was adopted on the user's own held-out faces; None where none was.
        comparisons: what those said.
    """

    seed: int
    people: int
    confirmed: int
    faces: int
    strangers: int
    before: Outcome
    after: Mapping[Method, Outcome]
    adopted: Method | None
    comparisons: Mapping[Method, Comparison]

    @property
    def result(self) -> Outcome:
        """What the user sees: the adopted way, or no change."""
        return self.before if self.adopted is None else self.after[self.adopted]


def simulate(
    vectors: NDArray[np.float32],
    persons: NDArray[np.str_],
    control: JobControl,
    seed: int = 0,
    *,
    shuffled: bool = False,
    options: HeadOptions | None = None,
) -> Simulation:
    """Confirm half of the faces of everybody with `FEWEST_FACES` or more, learn, and name the rest among strangers.

    Args:
        vectors: (n, d) float32 of unit length.
        persons: (n,) whose each face is.
        control: cancels.
        seed: of the choice and of the training.
        shuffled: mix up the names of the confirmed faces: nothing can be learned from them, and nothing may be adopted.
        options: of the training by triplets.

    Raises:
        UserFacingError: too few people have so many faces.
        JobCancelled: by the control.
    """
    random = np.random.default_rng(seed)
    names, numbers, counts = np.unique(persons, return_inverse=True, return_counts=True)
    known = np.flatnonzero(counts >= FEWEST_FACES)
    if len(known) < FEWEST_PEOPLE:
        raise UserFacingError(
            f"Only {len(known):,} people have {FEWEST_FACES} faces or more.",
            f"Name a folder with at least {FEWEST_PEOPLE} such people.",
        )
    confirmed, rest = [], []
    for person in known:
        own = random.permutation(np.flatnonzero(numbers == person))
        half = (len(own) + 1) // 2
        confirmed.append(own[:half])
        rest.append(own[half:])
    gallery, probes = np.concatenate(confirmed), np.concatenate(rest)
    strangers = np.flatnonzero(~np.isin(numbers, known))
    said = np.searchsorted(known, numbers[gallery]).astype(np.int64)
    if shuffled:
        said = random.permutation(said)
    faces = ConfirmedFaces(vectors[gallery], said, np.zeros((0, 2), np.int64))
    proposal = propose_head(faces, control, seed, options)

    def judged(moved: NDArray[np.float32]) -> Outcome:
        trial = run_trial(moved, numbers.astype(np.int64), gallery, probes, strangers)
        return Outcome(trial.misnamed / len(probes), float(errors(trial).mean()))

    return Simulation(
        seed,
        len(known),
        len(gallery),
        len(probes),
        len(strangers),
        judged(vectors),
        {
            method: judged(applied(make(faces), vectors))
            for method, make in makers(seed, control.checkpoint, options).items()
        },
        proposal.method,
        proposal.comparisons,
    )
