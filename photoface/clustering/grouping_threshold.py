"""Computes the distance at which grouping stops merging: the larger the library, the lower the threshold.

Every further group is another chance that a stranger's face comes too near: with g groups a face meets g - 1 others.
Where the distances of different persons fall off about exponentially towards 0, a constant expected number of wrong
neighbours per group lowers the threshold linearly in log g. So a family of ten is grouped more generously than a
library of thousands, without a setting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from photoface.clustering.agglomerative import Dendrogram
from photoface.clustering.assignment import POOR_FACE_FACTOR
from photoface.clustering.crowding import STRENGTH

SMALL_LIBRARY_GROUPS = 16
"""Number of groups of the library for which `GroupingThresholds.small` is calibrated."""

LARGE_LIBRARY_GROUPS = 350
"""Number of groups from which `GroupingThresholds.large` applies.

On albums of 110 to 4,000 people drawn from LFW's development split, the threshold at which 99 % of the grouped pairs
are right falls up to about here and hardly beyond: each further stranger is one face, which `SMALL_CLUSTER_PENALTY`
keeps apart already.
"""

SMALL_CLUSTER_PENALTY = 0.23
"""`average_linkage`'s penalty as a share of the squared threshold of a large library.

Two single faces must then be within 0.88 of the threshold. Of 0 to 0.35 this share did best on the same albums and on
all of LFW's development split, where it raises B-cubed F from .947 to .956 at a pairwise precision of .99.
"""


@dataclass(frozen=True, slots=True)
class GroupingThresholds:
    """A model's two calibrated distances, Euclidean between unit vectors, and the corrections they are calibrated with.

    Attributes:
        small: where grouping stops in a library of `SMALL_LIBRARY_GROUPS` groups.
        large: where it stops in one of `LARGE_LIBRARY_GROUPS` groups or more; not above `small`.
        penalty_share: of `SMALL_CLUSTER_PENALTY`.
        crowding_strength: of `clustering.crowding`.
        poor_face_factor: of the limit for a face below the quality gate.

    Raises:
        ValueError: the two are not 0 < large <= small <= 2.
    """

    small: float
    large: float
    penalty_share: float = SMALL_CLUSTER_PENALTY
    crowding_strength: float = STRENGTH
    poor_face_factor: float = POOR_FACE_FACTOR

    def __post_init__(self) -> None:
        if not 0 < self.large <= self.small <= 2:
            raise ValueError("thresholds must be 0 < large <= small <= 2")

    @property
    def small_cluster_penalty(self) -> float:
        """What `average_linkage` adds to the squared distance of two single faces."""
        return self.penalty_share * self.large**2

    @property
    def levels(self) -> tuple[float, ...]:
        """Distances up to which to build a dendrogram, in turn, until `enough_merges`: the first is cheaper."""
        return (self.large, self.small) if self.large < self.small else (self.small,)

    def for_groups(self, groups: int) -> float:
        """The threshold of a library of this many groups: linear in log(groups) between the two, constant outside."""
        span = math.log(LARGE_LIBRARY_GROUPS / SMALL_LIBRARY_GROUPS)
        share = math.log(max(groups, 1) / SMALL_LIBRARY_GROUPS) / span
        return self.small - (self.small - self.large) * min(max(share, 0.0), 1.0)


def enough_merges(dendrogram: Dendrogram, upper: float, thresholds: GroupingThresholds, others: int = 0) -> bool:
    """Whether a dendrogram built up to `upper` reaches the library's threshold.

    If at the large library's threshold as many groups are left as a large library has, no higher one is needed.
    """
    return upper >= thresholds.small or (
        upper >= thresholds.large and dendrogram.groups_at(thresholds.large) + others >= LARGE_LIBRARY_GROUPS
    )


def library_threshold(dendrogram: Dendrogram, thresholds: GroupingThresholds, others: int = 0) -> float:
    """The threshold that fits the number of groups which it leaves: the lowest t with t = f(groups at t).

    Both sides rise with t. Starting with every face as a group and going up reaches the lowest solution, which joins
    least, in a few steps: each step that changes anything makes at least one merge.

    Args:
        dendrogram: with `enough_merges`.
        others: number of groups and people of the library besides those in the dendrogram.
    """
    groups = dendrogram.leaves + others
    while True:
        threshold = thresholds.for_groups(groups)
        left = dendrogram.groups_at(threshold) + others
        if left == groups:
            return threshold
        groups = left
