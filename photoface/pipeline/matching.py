"""A photo looked at again: which of its new faces are its old ones, so that nothing said about them is lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from photoface.geometry import Box

SAME_FACE_OVERLAP = 0.5
"""Intersection over union from which two boxes are the same face; what Immich uses for the same purpose."""


def same_faces(old: Sequence[Box], new: Sequence[Box]) -> dict[int, int]:
    """For each new box that is an old one, the old one's index: the one-to-one match with the most overlap in all."""
    if not old or not new:
        return {}
    overlap = np.array([[a.intersection_over_union(b) for b in old] for a in new])
    rows, columns = linear_sum_assignment(-overlap)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if overlap[row, column] >= SAME_FACE_OVERLAP
    }
