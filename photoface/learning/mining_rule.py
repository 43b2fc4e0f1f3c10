"""Options of triplet mining: which negative each anchor-positive pair gets (FaceNet section 3.2). Loads no torch."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

MARGIN: Final = 0.2
"""The paper's margin between squared distances (section 3.2)."""


class Negatives(enum.Enum):
    """Which negative an anchor-positive pair gets.

    SEMI_HARD: one farther than the positive by more than the rule's floor and by less than the margin.
    HARDEST: the one nearest to the anchor.
    RANDOM: any, each with the same chance.
    """

    SEMI_HARD = "semi-hard"
    HARDEST = "hardest"
    RANDOM = "random"


class Choice(enum.Enum):
    """Which of several semi-hard negatives is taken: the one nearest to the anchor, or any with the same chance."""

    HARDEST = "hardest"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class MiningRule:
    """How negatives are chosen.

    Attributes:
        negatives: which kind.
        margin: of the loss, in squared distance.
        floor: for semi-hard ones: the gap d_an - d_ap must be above it. The paper's is 0; a higher one leaves only
            easier negatives, a lower one admits hard ones too. Below the margin.
        choice: which of the semi-hard ones.
        fall_back: a pair for which no negative lies between floor and margin takes the easiest of those below the
            floor, if any, instead of being left out. Early on, when a network puts all faces into one spot, no gap
            reaches a floor above zero, and without this there would be nothing to learn from.
    """

    negatives: Negatives = Negatives.SEMI_HARD
    margin: float = MARGIN
    floor: float = 0.0
    choice: Choice = Choice.HARDEST
    fall_back: bool = False

    def __post_init__(self) -> None:
        if self.floor >= self.margin:
            raise ValueError("the floor must lie below the margin")
