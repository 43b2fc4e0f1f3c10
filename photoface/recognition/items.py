"""Items: the unnamed groups and the unnamed faces in no group, as arrays; each is treated as one possible person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The unnamed groups, then the loose faces, each sorted by id.

    Attributes:
        groups: (items,) the group's id, 0 for a loose face.
        keys: (items,) what names an item in any state: twice the group's id, or twice the face's id and one more.
        rows: rows of the faces, those of item i at starts[i]:starts[i + 1], best first.
        of_row: (faces,) the item of each row, -1 for a named face.
    """

    groups: NDArray[np.int64]
    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    of_row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """(items,) how many faces each has."""
        return np.diff(self.starts)

    def rows_of(self, items: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of some items one after the other, and where each begins, with the end of the last: (k + 1,)."""
        sizes = self.starts[items + 1] - self.starts[items]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        offsets = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        return self.rows[np.repeat(self.starts[items], sizes) + offsets], starts


def items_of(faces: FaceTable) -> Items:
    """The unnamed of a state."""
    count = len(faces.ids)
    of_row = np.full(count, -1, np.int64)
    unnamed = faces.persons == 0
    grouped = np.flatnonzero(unnamed & (faces.groups > 0))
    loose = np.flatnonzero(unnamed & (faces.groups == 0))
    group_ids, of_group = np.unique(faces.groups[grouped], return_inverse=True)
    of_row[grouped] = of_group
    of_row[loose] = len(group_ids) + np.arange(len(loose))
    # Only groups have an order to look for. Of numbers that are not negative the bits are in their order, so that group
    # and quality are one key, which takes a third of the time of two.
    bits = faces.quality[grouped].view(np.int32).astype(np.int64)
    members = grouped[np.argsort((of_group.astype(np.int64) << 32) - bits, kind="stable")]
    sizes = np.concatenate([np.bincount(of_group, minlength=len(group_ids)), np.ones(len(loose), np.int64)])
    return Items(
        groups=np.concatenate([group_ids, np.zeros(len(loose), np.int64)]),
        keys=np.concatenate([2 * group_ids, 2 * faces.ids[loose] + 1]),
        rows=np.concatenate([members, loose]),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        of_row=of_row,
    )
