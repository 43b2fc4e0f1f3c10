"""The options of a face network's training run, each declared once with type, default and help; checkpoints store them.

`lab.commands.declared_options` makes the options of the command from the declarations. Importing this loads no torch.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from photoface.errors import UserFacingError
from photoface.learning.batch_sampling import BatchShape
from photoface.learning.curriculum import Curriculum
from photoface.learning.mining_rule import MARGIN, Choice, MiningRule, Negatives
from photoface.vision.model_registry import DLIB_RESNET

if TYPE_CHECKING:
    from photoface.learning.architectures import Architecture

LEARNING_RATES: Final = {"adagrad": 0.05, "adamw": 1e-3}
"""Each optimizer's default rate: AdaGrad's is the paper's (section 3), AdamW's is PyTorch's default."""

DEFAULT_SHAPE: Final = BatchShape()

USUAL_NETWORK: Final = "small"

CHANGEABLE: Final = frozenset({"steps", "minutes", "evaluate_every", "checkpoint_every", "device"})
"""Options that a continuation may change: they decide when a run stops and where it runs, not what it learns."""


TUNING: Final[Mapping[str, Any]] = {
    "network": DLIB_RESNET.id,
    "batch_size": 275,
    "faces_per_identity": 4,
    "random_negatives": 0,
    "margin": 0.08,
    "optimizer": "adamw",
    "learning_rate": 1e-4,
    "augment": False,
    "curriculum_steps": 0,
}
"""Values of options that have their usual default, where a training starts from weights that are good already. With a
higher rate or a larger margin the embedding leaves what it knew about other people."""


def option(
    default: Any, help: str, *, flag: str | None = None, least: float | None = None, choices: tuple[str, ...] = ()
) -> Any:
    """A dataclass field that is also an option of the command.

    Args:
        flag: the option's name without dashes; the field's name by default.
        least: the smallest number that is accepted.
        choices: the only values that are accepted.
    """
    return dataclasses.field(default=default, metadata={"help": help, "flag": flag, "least": least, "choices": choices})


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """One training run. Every value is plain, so that it can be kept in checkpoints and logs.

    A batch of more than `faces_at_once` faces is run in parts, twice, with the same gradients in much less memory;
    batch normalisation then sees one part at a time. At least one of `steps` and `minutes` must be given.

    Attributes:
        checkpoint_every: in steps.
        augment: whether faces are changed at random.
    """

    network: str = option(USUAL_NETWORK, "small, nn1, nn2, nn3, nn4, nns1, nns2 or inception-resnet-v1.", flag="net")
    image_side: int | None = option(None, "Pixels of the network's pictures; else what it is made for.", flag="side")
    dimension: int | None = option(None, "Numbers in an embedding; else the network's own.")
    batch_normalisation: bool = option(False, "For the paper's networks, which have none.")
    steps: int | None = option(None, "Stop after so many batches.", least=1)
    minutes: float | None = option(None, "Stop after so long.", least=0)
    batch_size: int = option(DEFAULT_SHAPE.size, "Faces in a batch.", flag="batch")
    faces_per_identity: int = option(
        DEFAULT_SHAPE.faces_per_identity, "Faces of one person in a batch, at most.", flag="per-identity"
    )
    random_negatives: int = option(DEFAULT_SHAPE.random_negatives, "Faces of a batch that are drawn from everybody.")
    faces_at_once: int = option(256, "Faces run together; less needs less memory.", least=1)
    negatives: str = option(
        Negatives.SEMI_HARD.value,
        "Which negatives to learn from.",
        flag="mining",
        choices=tuple(one.value for one in Negatives),
    )
    choice: str = option(
        Choice.HARDEST.value, "Which of several semi-hard negatives.", choices=tuple(one.value for one in Choice)
    )
    margin: float = option(MARGIN, "Of the triplet loss, in squared distance.")
    curriculum_steps: int = option(200, "Steps from easy to hard.", least=1)
    offline_mining_every: int = option(0, "Steps between two looks for people who are confused; 0 for none.", least=0)
    optimizer: str = option("adagrad", "adagrad is the paper's.", choices=tuple(LEARNING_RATES))
    learning_rate: float | None = option(None, "Else .05 for adagrad and .001 for adamw.")
    held_out: float = option(0.2, "Part of the people to evaluate on.")
    evaluate_every: int = option(50, "Steps between two evaluations and checkpoints.", least=1)
    seed: int = option(0, "Decides everything that is random.", least=0)
    device: str = option("auto", "auto, cuda, mps or cpu.")
    mixed_precision: bool = option(True, "bfloat16 where the device computes in it.")
    checkpoint_every: int = 50
    augment: bool = True
    start: str = option("random", "Weights that the network starts from.", choices=("random", DLIB_RESNET.id))
    tune: str = option("last", "Which blocks of such a network learn.", choices=("last", "half", "all"))
    pull: float = option(0.3, "How strongly embeddings of such a network stay near the old ones.", least=0)
    blend: float = option(0.6, "How far the weights of such a network go to the learned ones: 1 is the whole way.")

    def __post_init__(self) -> None:
        if self.steps is None and self.minutes is None:
            raise UserFacingError("The training would never end.", "Give a number of steps or of minutes.")
        if self.optimizer not in LEARNING_RATES:
            raise UserFacingError(
                f"There is no optimizer called {self.optimizer}.", f"There are {' and '.join(LEARNING_RATES)}."
            )
        if self.is_tuning:
            usual = {field.name: field.default for field in dataclasses.fields(self)}
            for name, value in TUNING.items():
                if getattr(self, name) == usual[name]:
                    object.__setattr__(self, name, value)
        if (self.network == DLIB_RESNET.id) != self.is_tuning and self.network != USUAL_NETWORK:
            raise UserFacingError(
                "The dlib ResNet learns from its own weights only, and no other network does.",
                f"Use --start {DLIB_RESNET.id} without --net, or --net without --start.",
            )
        if self.is_tuning and self.dimension is not None:
            raise UserFacingError("Weights that are tuned keep their number of dimensions.", "Leave --dimension out.")
        made = self.architecture
        if self.image_side is not None and not made.any_size and self.image_side != made.height:
            raise UserFacingError(
                f"{made.name} takes pictures of {made.height} x {made.width} pixels only.",
                "Leave the image side out, or choose another network.",
            )
        if min(self.evaluate_every, self.checkpoint_every, self.faces_at_once) < 1 or self.offline_mining_every < 0:
            raise UserFacingError("Steps between two evaluations or checkpoints, and faces at once, start at 1.")
        if not 0 <= self.blend <= 1:
            raise UserFacingError("Weights go from nothing, 0, to the whole way, 1, to the learned ones.")
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
    def is_tuning(self) -> bool:
        """Whether the training starts from the weights of a model."""
        return self.start != "random"

    @property
    def architecture(self) -> Architecture:
        from photoface.learning.architectures import architecture_called

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
                "The checkpoint was made by another version of PhotoFace.", "Train again, or use that version."
            ) from error

    def unlike(self, other: TrainingOptions) -> list[str]:
        """Names of the options that must not change between a run and its continuation, and did."""
        mine, theirs = self.plain(), other.plain()
        return [name for name in mine if name not in CHANGEABLE and mine[name] != theirs[name]]
