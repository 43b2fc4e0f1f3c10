"""Computes the distance at which grouping stops merging: the larger the library, the lower the threshold.

Every further group is another chance that a stranger's face comes too near: with g groups a face meets g - 1 others.
Where the distances of different persons fall off about exponentially towards 0, a constant expected number of wrong
neighbours per group lowers the threshold linearly in log g. So a family of ten is grouped more generously than a
library of thousands, without a setting.

The constants were chosen on faces that MTCNN found, of LFW's development people and of families, `PAIR_CERTAINTY` on
those that YuNet found of them. docs/accuracy.md has what all of them give on YuNet's faces, by folds of people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from photoface.clustering.agglomerative import Dendrogram
from photoface.clustering.assignment import POOR_FACE_FACTOR

SMALL_LIBRARY_GROUPS = 16
"""Number of groups of the library for which `GroupingThresholds.small` is calibrated."""

LARGE_LIBRARY_GROUPS = 3500
"""Number of groups from which `GroupingThresholds.large` applies.

Single faces are groups too, so a few families reach 350, where the distance stopped falling before. With 3,500 instead
of 1,500 half of the families (370 groups) has a B-cubed F higher by .005, half of LFW's people (1,900 groups) by .005.
Beyond there is nothing labelled to measure on.
"""

SMALL_CLUSTER_PENALTY = 0.33
"""`average_linkage`'s penalty as a share of the squared threshold of a large library.

Two single faces must then be within 0.82 of the threshold. Nearly all wrong groups of strangers are two single faces.
Against .30, .33 has half as many of them and .003 less B-cubed F on LFW's people.
"""

CROWDING_STRENGTH = 1.0
"""Strength of `clustering.crowding` in grouping.

With .75 one library of 375 people of families has pairwise precision .86 instead of .96. 1.25 does a little better on
families and strangers, but in synthetic libraries of 30,000 faces B-cubed recall is .79 with it, .83 with 1 and .88
with .75. It is not `crowding.STRENGTH`, with which people are recognised: other constants depend on that one.
"""

SEPARATION_SHARE = 0.44
"""The largest separation of two groups (`group_variety.are_separated`), as a share of the squared threshold.

Of 150 right merges of two groups of three faces or more, 98 % are within .4, and of nine wrong ones six are beyond .47.
Without it one library of 375 people of families has pairwise precision .90, with it .96.
"""

VARIETY_ALLOWANCE = 0.5
"""`merge_varied_groups`' allowance. .75 wins .003 more on families and in large libraries chains strangers together."""

PAIR_CERTAINTY = 0.8
"""The least probability of one person at which two single faces become a group (`clustering.single_pairs`).

Of .6 to .95, folds of all sets choose .7 to .9 for the others, with figures that differ by less than .001. Of 358
strangers as one library three pairs are wrong at .6, two at .7 and one from .8 on; LFW's B-cubed F falls from .963 to
.960 between .6 and .9.
"""


@dataclass(frozen=True, slots=True)
class GroupingThresholds:
    """A model's two calibrated distances, Euclidean between unit vectors, and the corrections they are calibrated with.

    Attributes:
        small: where grouping stops in a library of `SMALL_LIBRARY_GROUPS` groups.
        large: where it stops in one of `large_groups` groups or more; not above `small`.
        penalty_share: of `SMALL_CLUSTER_PENALTY`.
        crowding_strength: of `clustering.crowding`.
        poor_face_factor: of the limit for a face below the quality gate.
        large_groups: of `LARGE_LIBRARY_GROUPS`.
        separation_share: of `SEPARATION_SHARE`.
        variety_allowance: of `group_variety.merge_varied_groups`.
        pair_certainty: of `PAIR_CERTAINTY`.

    Raises:
        ValueError: the two are not 0 < large <= small <= 2.
    """

    small: float
    large: float
    penalty_share: float = SMALL_CLUSTER_PENALTY
    crowding_strength: float = CROWDING_STRENGTH
    poor_face_factor: float = POOR_FACE_FACTOR
    large_groups: int = LARGE_LIBRARY_GROUPS
    separation_share: float = SEPARATION_SHARE
    variety_allowance: float = VARIETY_ALLOWANCE
    pair_certainty: float = PAIR_CERTAINTY

    def __post_init__(self) -> None:
        if not 0 < self.large <= self.small <= 2:
            raise ValueError("thresholds must be 0 < large <= small <= 2")

    @property
    def small_cluster_penalty(self) -> float:
        """What `average_linkage` adds to the squared distance of two single faces."""
        return self.penalty_share * self.large**2

    def for_groups(self, groups: int) -> float:
        """The threshold of a library of this many groups: linear in log(groups) between the two, constant outside."""
        span = math.log(self.large_groups / SMALL_LIBRARY_GROUPS)
        share = math.log(max(groups, 1) / SMALL_LIBRARY_GROUPS) / span
        return self.small - (self.small - self.large) * min(max(share, 0.0), 1.0)


def library_threshold(dendrogram: Dendrogram, thresholds: GroupingThresholds, others: int = 0) -> float:
    """The threshold that fits the number of groups which it leaves: the lowest t with t = f(groups at t).

    Both sides rise with t. Starting with every face as a group and going up reaches the lowest solution, which joins
    least, in a few steps: each step that changes anything makes at least one merge.

    Args:
        dendrogram: up to a distance at which it leaves so few groups that no higher one is asked for.
        others: number of groups and people of the library besides those in the dendrogram.
    """
    groups = dendrogram.leaves + others
    while True:
        threshold = thresholds.for_groups(groups)
        left = dendrogram.groups_at(threshold) + others
        if left == groups:
            return threshold
        groups = left
