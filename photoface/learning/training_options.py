"""What a training run was asked to do; kept in its checkpoints as plain values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from photoface.errors import UserFacingError
from photoface.learning.architectures import Architecture, architecture_called
from photoface.learning.batch_sampling import BatchShape
from photoface.learning.curriculum import Curriculum
from photoface.learning.loss import MARGIN
from photoface.learning.mining import Choice, MiningRule, Negatives

LEARNING_RATES: Final = {"adagrad": 0.05, "adamw": 1e-3}
"""Each optimizer's rate unless told otherwise: AdaGrad's is the paper's (section 3), AdamW's is PyTorch's default."""

DEFAULT_SHAPE: Final = BatchShape()

CHANGEABLE: Final = frozenset({"steps", "minutes", "evaluate_every", "checkpoint_every", "device"})
"""Options that may differ when a run goes on: they change when it stops and where it runs, not what it learns."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """One training run. Every value is a plain one, so that it can be kept in checkpoints and logs.

    Attributes:
        network: a name of `architectures.ARCHITECTURES`.
        image_side: of the pictures, None for what the network is made for.
        dimension: of the embeddings, None for the network's own.
        batch_normalisation: for the paper's networks, which have none; the others have it in any case.
        margin: in squared distance.
        negatives, choice: values of `Negatives` and `Choice`.
        curriculum_steps: over which the least gap falls (`curriculum.py`); 0 for none.
        optimizer: "adagrad" or "adamw".
        learning_rate: None for the optimizer's of `LEARNING_RATES`.
        batch_size, faces_per_identity, random_negatives: see `BatchShape`.
        faces_at_once: faces run through the network together. A batch of more is run in parts, twice, with the same
            gradients in much less memory; batch normalisation then looks at a part at a time.
        steps, minutes: when to stop, whichever comes first; at least one of them.
        evaluate_every, checkpoint_every: in steps.
        offline_mining_every: in steps; 0 for never.
        held_out: part of the people with several faces who are not learnt from, but evaluated on.
        augment: whether faces are changed at random.
        mixed_precision: compute in bfloat16 where the device has instructions for it.
        device: as in the settings: auto, cuda, mps or cpu.
        seed: decides everything that is random.
    """

    network: str = "small"
    image_side: int | None = None
    dimension: int | None = None
    batch_normalisation: bool = False
    margin: float = MARGIN
    negatives: str = Negatives.SEMI_HARD.value
    choice: str = Choice.HARDEST.value
    curriculum_steps: int = 0
    optimizer: str = "adagrad"
    learning_rate: float | None = None
    batch_size: int = DEFAULT_SHAPE.size
    faces_per_identity: int = DEFAULT_SHAPE.faces_per_identity
    random_negatives: int = DEFAULT_SHAPE.random_negatives
    faces_at_once: int = 256
    steps: int | None = None
    minutes: float | None = None
    evaluate_every: int = 50
    checkpoint_every: int = 50
    offline_mining_every: int = 0
    held_out: float = 0.2
    augment: bool = True
    mixed_precision: bool = True
    device: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.steps is None and self.minutes is None:
            raise UserFacingError("The training would never end.", "Give a number of steps or of minutes.")
        if self.optimizer not in LEARNING_RATES:
            raise UserFacingError(
                f"There is no optimizer called {self.optimizer}.", f"There are {' and '.join(LEARNING_RATES)}."
            )
        made = self.architecture
        if self.image_side is not None and not made.any_size and self.image_side != made.height:
            raise UserFacingError(
                f"{made.name} takes pictures of {made.height} x {made.width} pixels only.",
                "Leave the image side out, or choose another network.",
            )
        if min(self.evaluate_every, self.checkpoint_every, self.faces_at_once) < 1 or self.offline_mining_every < 0:
            raise UserFacingError("Steps between two evaluations or checkpoints, and faces at once, start at 1.")
        if not 0 < self.held_out < 1:
            raise UserFacingError("The part of people held out lies between 0 and 1.")
        if self.dimension is not None and self.dimension < 2:
            raise UserFacingError("Embeddings need two dimensions or more.")
        if self.image_side is not None and self.image_side < 16:
            raise UserFacingError("Pictures need 16 pixels or more on a side.")
        if self.learning_rate is not None and not (self.learning_rate > 0 and math.isfinite(self.learning_rate)):
            raise UserFacingError("The learning rate must be above 0.")
        try:
            # Both check their parts when they are made.
            _ = self.curriculum, self.shape
        except ValueError as error:
            raise UserFacingError(f"These options do not fit together: {error}.") from error

    @property
    def architecture(self) -> Architecture:
        return architecture_called(self.network)

    @property
    def height(self) -> int:
        return self.image_side or self.architecture.height

    @property
    def width(self) -> int:
        # A network of any size was made for squares; the others keep their own width.
        return self.image_side if self.image_side and self.architecture.any_size else self.architecture.width

    @property
    def crop_side(self) -> int:
        """Of the square that crops are cached for."""
        return max(self.height, self.width)

    @property
    def embedding_dimension(self) -> int:
        return self.dimension or self.architecture.dimension

    @property
    def rule(self) -> MiningRule:
        return MiningRule(Negatives(self.negatives), self.margin, choice=Choice(self.choice))

    @property
    def curriculum(self) -> Curriculum:
        return Curriculum(self.rule, self.curriculum_steps)

    @property
    def shape(self) -> BatchShape:
        return BatchShape(self.batch_size, self.faces_per_identity, self.random_negatives)

    @property
    def rate(self) -> float:
        return self.learning_rate or LEARNING_RATES[self.optimizer]

    def plain(self) -> dict[str, Any]:
        """For checkpoints."""
        return dataclasses.asdict(self)

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> TrainingOptions:
        """From a checkpoint.

        Raises:
            UserFacingError: it holds options that this version does not know.
        """
        try:
            return cls(**values)
        except TypeError as error:
            raise UserFacingError(
                "The checkpoint was made by another version of PhotoFace.", "Train anew, or use that version."
            ) from error

    def unlike(self, other: TrainingOptions) -> list[str]:
        """Names of the options that must not change between a run and its continuation, and did."""
        mine, theirs = self.plain(), other.plain()
        return [name for name in mine if name not in CHANGEABLE and mine[name] != theirs[name]]
