"""The options of a training run of word vectors, declared once; checkpoints store them as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from photoface.errors import UserFacingError
from photoface.learning.batch_sampling import BatchShape
from photoface.learning.curriculum import Curriculum
from photoface.learning.mining_rule import MiningRule
from photoface.learning.training_options import option

WORD_MARGIN: Final = 0.6
"""In squared distance. At the paper's .2 for faces, words that have nothing in common stay about where they started,
since a negative that is farther than the positive by more than the margin teaches nothing."""

RANDOM_PART: Final = 8
"""One word in so many of a batch is drawn at random, as a negative."""

CHANGEABLE: Final = frozenset({"steps", "checkpoint_every"})
"""Options that a continuation may change."""


@dataclass(frozen=True, slots=True)
class WordOptions:
    """One training run.

    Attributes:
        words_per_set: as `BatchShape.faces_per_identity`, with sets of words for identities.
        curriculum_steps: steps in which the least gap falls (`learning.curriculum`); 0 for none.
        kept_features: the part of each word's features that one step uses.
        checkpoint_every: in steps.
    """

    steps: int = option(1500, "Stop after so many batches.", least=1)
    dimension: int = option(96, "Numbers in a vector.")
    batch_size: int = option(768, "Words in a batch.", flag="batch")
    margin: float = option(WORD_MARGIN, "Of the triplet loss, in squared distance.")
    learning_rate: float = option(0.05, "Of AdaGrad.")
    held_out: float = option(
        0.0, "Part of the synonym sets of which a word is hidden, to be tested on; writes no table."
    )
    seed: int = option(0, "Decides everything that is random.", least=0)
    words_per_set: int = 8
    curriculum_steps: int = 300
    kept_features: float = 0.8
    checkpoint_every: int = 200

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
        return BatchShape(self.batch_size, self.words_per_set, self.batch_size // RANDOM_PART)

    def plain(self) -> dict[str, Any]:
        """For checkpoints."""
        return dataclasses.asdict(self)

    def unlike(self, other: Mapping[str, Any]) -> list[str]:
        """Names of the options that must not change between a run and its continuation, and did."""
        return [
            name for name, value in self.plain().items() if name not in CHANGEABLE and other.get(name, value) != value
        ]
