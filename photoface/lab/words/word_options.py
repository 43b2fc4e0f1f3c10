"""What a training of word vectors was asked to do; kept in its checkpoints as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from photoface.errors import UserFacingError
from photoface.learning.batch_sampling import BatchShape
from photoface.learning.curriculum import Curriculum
from photoface.learning.mining import MiningRule

WORD_MARGIN: Final = 0.6
"""Of words, in squared distance. At the paper's .2 for faces, words that have nothing in common stay about as near as
chance had put them, since a negative that is farther than the positive by more than the margin teaches nothing."""

CHANGEABLE: Final = frozenset({"steps", "checkpoint_every"})
"""Options that may differ when a run goes on."""


@dataclass(frozen=True, slots=True)
class WordOptions:
    """One training run.

    Attributes:
        dimension: of the vectors.
        margin: in squared distance.
        curriculum_steps: over which the least gap falls (`curriculum.py`); 0 for none.
        learning_rate: of AdaGrad.
        batch_size, words_per_set, random_negatives: see `BatchShape`, with sets of words for identities.
        kept_features: part of each word's features that a step sees.
        steps: when to stop.
        checkpoint_every: in steps.
        held_out: part of the synonym sets of which a word is hidden, to be tested on; 0 for a table to ship.
        seed: decides everything that is random.
    """

    dimension: int = 96
    margin: float = WORD_MARGIN
    curriculum_steps: int = 300
    learning_rate: float = 0.05
    batch_size: int = 768
    words_per_set: int = 8
    random_negatives: int = 96
    kept_features: float = 0.8
    steps: int = 1500
    checkpoint_every: int = 200
    held_out: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.dimension - 1, self.steps, self.checkpoint_every) < 1:
            raise UserFacingError("Steps start at 1, and vectors need two dimensions or more.")
        if not 0 <= self.held_out < 1:
            raise UserFacingError("The part of synonym sets held out lies between 0 and 1.")
        if not 0 < self.kept_features <= 1 or not self.learning_rate > 0:
            raise UserFacingError("The part of features kept and the learning rate lie above 0.")
        try:
            _ = self.curriculum, self.shape
        except ValueError as error:
            raise UserFacingError(f"These options do not fit together: {error}.") from error

    @property
    def curriculum(self) -> Curriculum:
        return Curriculum(MiningRule(margin=self.margin), self.curriculum_steps)

    @property
    def shape(self) -> BatchShape:
        return BatchShape(self.batch_size, self.words_per_set, self.random_negatives)

    def plain(self) -> dict[str, Any]:
        """For checkpoints."""
        return dataclasses.asdict(self)

    def unlike(self, other: Mapping[str, Any]) -> list[str]:
        """Names of the options that must not change between a run and its continuation, and did."""
        return [
            name for name, value in self.plain().items() if name not in CHANGEABLE and other.get(name, value) != value
        ]
