"""Matches face regions of a file or another program's catalog with the known faces of the photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from photoface.geometry import SAME_FACE_OVERLAP, Box


def match_regions(regions: Sequence[Box], faces: Sequence[Box]) -> dict[int, int]:
    """Which face each region is about, by positions in the two lists; each at most once.

    First those that overlap as much as two detectors' boxes of one face, then those that overlap as a box drawn by
    hand and a detector's: other programs, and their users, draw around the whole head. Of several ways to pair them
    the one with the largest sum of overlaps counts.

    Args:
        regions, faces: in fractions of the upright photo.
    """
    matched = _assign(regions, faces, range(len(regions)), range(len(faces)), by_hand=False)
    taken = set(matched.values())
    left = [index for index in range(len(regions)) if index not in matched]
    free = [index for index in range(len(faces)) if index not in taken]
    return matched | _assign(regions, faces, left, free, by_hand=True)


def _assign(
    regions: Sequence[Box], faces: Sequence[Box], left: Sequence[int], free: Sequence[int], *, by_hand: bool
) -> dict[int, int]:
    found: dict[tuple[int, int], float] = {}
    for row, region in enumerate(left):
        for column, face in enumerate(free):
            overlap = regions[region].intersection_over_union(faces[face])
            if overlap > SAME_FACE_OVERLAP or (by_hand and regions[region].is_same_face(faces[face], by_hand=True)):
                found[row, column] = overlap
    pairs = list(found)
    if len({row for row, _ in pairs}) < len(pairs) or len({column for _, column in pairs}) < len(pairs):
        pairs = [pair for pair in _best_pairs(found, (len(left), len(free))) if pair in found]
    return {left[row]: free[column] for row, column in pairs}


def _best_pairs(overlaps: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> list[tuple[int, int]]:
    """The pairs of rows and columns with the largest sum of overlaps."""
    # Few photos need it, and it takes 0.1 s to load.
    from scipy.optimize import linear_sum_assignment

    table = np.zeros(shape)
    for pair, overlap in overlaps.items():
        table[pair] = overlap
    rows, columns = linear_sum_assignment(table, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))
