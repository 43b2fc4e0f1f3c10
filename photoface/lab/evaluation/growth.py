"""Parts of the comparison of a library whose later photos come one by one with the same photos grouped at once.

It divides the photos, counts faces that moved to another group, and holds the scores of both libraries.
`commands.evaluate_growth` makes the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from photoface.lab.evaluation.albums import AlbumReport

Photo = TypeVar("Photo")


@dataclass(frozen=True, slots=True)
class GrowthReport:
    """What came of it.

    Attributes:
        at_once: all photos scanned together.
        grown: the first part scanned together, the others one by one.
        before: photos of the first part.
        added: photos that came one by one.
        moved: faces that an added photo took out of the group they were in.
    """

    at_once: AlbumReport
    grown: AlbumReport
    before: int
    added: int
    moved: int

    @property
    def difference(self) -> float:
        """B-cubed F of the grown library less that of the one grouped at once."""
        return self.grown.bcubed.f - self.at_once.bcubed.f


def start_and_rest(photos: Sequence[Photo], share: float, seed: int) -> tuple[list[Photo], list[Photo]]:
    """The photos in a random order, cut after a share of them.

    Raises:
        ValueError: a share that is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("the share must be between 0 and 1")
    order = np.random.default_rng(seed).permutation(len(photos)).tolist()
    cut = round(share * len(photos))
    return [photos[index] for index in order[:cut]], [photos[index] for index in order[cut:]]


def moved_faces(before: Mapping[int, int], after: Mapping[int, int]) -> int:
    """How many faces are not in the group that they were in.

    Args:
        before, after: groups by face id; a face that is in none is not there.
    """
    return sum(after.get(face_id) != group_id for face_id, group_id in before.items())
