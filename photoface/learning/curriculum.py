"""Makes the mining rule of each training step, from easy triplets at first to hard ones.

FaceNet section 3.2 asks for triplets that are hard but do not make training collapse, and refers to curriculum learning
(Bengio et al., ICML 2009). The difficulty of a triplet is its gap d_an - d_ap, in squared distance: at or above the
margin nothing is learned, below it smaller is harder, below 0 the order is wrong. The curriculum lowers the smallest
gap that is admitted (the floor):

    floor(step) = first_floor * (1 - min(step / steps, 1))

A pair without a negative between floor and margin takes the easiest one below the floor (`MiningRule.fall_back`), so
that every pair is used from the first step. After `steps` steps the given rule applies.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from photoface.learning.mining_rule import MiningRule, Negatives

FIRST_FLOOR_OF_MARGIN = 0.5
"""The floor at step 0, as a part of the margin. A choice of this project: the paper gives no schedule."""


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The mining rule of each step.

    Attributes:
        rule: the rule that the schedule ends with.
        steps: the length of the schedule; 0 uses the rule from the start, without a curriculum.
    """

    rule: MiningRule
    steps: int = 0

    def __post_init__(self) -> None:
        if self.steps < 0:
            raise ValueError("a curriculum cannot have fewer than no steps")

    def floor(self, step: int) -> float:
        """The least gap d_an - d_ap at a step, from 0."""
        first = FIRST_FLOOR_OF_MARGIN * self.rule.margin
        return first - first * (min(step / self.steps, 1.0) if self.steps else 1.0)

    def rule_at(self, step: int) -> MiningRule:
        """The mining rule of a step, from 0."""
        if step >= self.steps:
            return self.rule
        return dataclasses.replace(self.rule, negatives=Negatives.SEMI_HARD, floor=self.floor(step), fall_back=True)
