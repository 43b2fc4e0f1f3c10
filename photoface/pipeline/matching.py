"""A photo looked at again: which of its new faces are its old ones, so that nothing said about them is lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from photoface.geometry import Box


def same_faces(old: Sequence[Box], new: Sequence[Box], by_hand: Collection[int] = ()) -> dict[int, int]:
    """For each new box that is an old one, the old one's index: the one-to-one match with the most overlap in all.

    Args:
        by_hand: indices of the old boxes that the user drew or moved.
    """
    if not old or not new:
        return {}
    overlap = np.array(
        [
            [
                box.intersection_over_union(known) if known.is_same_face(box, by_hand=index in by_hand) else 0.0
                for index, known in enumerate(old)
            ]
            for box in new
        ]
    )
    # Importing it takes longer than a scan that finds nothing new.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-overlap)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0}
