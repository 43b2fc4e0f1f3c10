"""Candidate boxes of faces for MTCNN's networks: shifting, squaring, clipping and non-maximum suppression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

SUPPRESSED_AT_ONCE: Final = 128
"""Candidates that are compared with each other in one step of `suppressed`."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes in pixels of the shrunk photo: (count, 4) corners and (count,) scores."""

    boxes: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    @classmethod
    def none(cls) -> Candidates:
        return cls(np.empty((0, 4), dtype=np.float32), np.empty(0, dtype=np.float32))

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Candidates:
        return Candidates(self.boxes[which], self.scores[which])


def inside(boxes: FloatArray, width: int, height: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Find boxes that show at least one pixel of a photo of this size, (count,) bool, and their visible parts in
    whole pixels, (seen, 4) left, top, right and bottom.
    """
    corners = np.trunc(boxes).astype(np.int64)
    # The boxes count pixels from one, as in the networks' training in Matlab.
    corners[:, :2] = np.maximum(corners[:, :2], 1) - 1
    corners[:, 2] = np.minimum(corners[:, 2], width)
    corners[:, 3] = np.minimum(corners[:, 3], height)
    seen: NDArray[np.bool_] = (corners[:, 2] > corners[:, 0]) & (corners[:, 3] > corners[:, 1])
    return seen, corners[seen]


def shifted(candidates: Candidates, shifts: FloatArray, extra: float) -> Candidates:
    """Each corner moved by a part of the box's side, as given by the networks' regression output.

    Args:
        extra: 1 where a box includes both its first and its last pixel.
    """
    sides = candidates.boxes[:, 2:] - candidates.boxes[:, :2] + np.float32(extra)
    return Candidates(candidates.boxes + shifts * np.tile(sides, 2), candidates.scores)


def squared(candidates: Candidates) -> Candidates:
    """Each box enlarged about its centre to a square, the input shape of the next network."""
    sides = candidates.boxes[:, 2:] - candidates.boxes[:, :2]
    side = sides.max(axis=1, keepdims=True, initial=0.0)
    first = candidates.boxes[:, :2] + (sides - side) / 2
    return Candidates(np.concatenate([first, first + side], axis=1), candidates.scores)


def suppressed(candidates: Candidates, overlap: float) -> NDArray[np.intp]:
    """Non-maximum suppression: the indices of the candidates that are kept, highest score first.

    Equal to `torchvision.ops.nms`, and as fast for some hundreds of candidates; importing torchvision alone would take
    as long as twenty photos, and 170 MB.
    """
    order = np.argsort(-candidates.scores, kind="stable")
    kept = np.empty(0, dtype=np.intp)
    for start in range(0, len(order), SUPPRESSED_AT_ONCE):
        some = order[start : start + SUPPRESSED_AT_ONCE]
        if len(kept):
            some = some[~_overlapping(candidates.boxes[kept], candidates.boxes[some], overlap).any(axis=0)]
        above = np.triu(_overlapping(candidates.boxes[some], candidates.boxes[some], overlap), 1)
        stays: NDArray[np.bool_] = np.ones(len(some), dtype=bool)
        # A candidate is dropped for one that stays itself; every round settles at least one more of them.
        while True:
            settled: NDArray[np.bool_] = np.logical_not(np.any(above[stays], axis=0))
            if np.array_equal(settled, stays):
                break
            stays = settled
        kept = np.concatenate([kept, some[stays]])
    return kept


def suppressed_by_level(candidates: Candidates, levels: NDArray[np.intp], overlap: float) -> NDArray[np.intp]:
    """As `suppressed`, but only candidates of one level are compared with each other.

    Args:
        candidates: with corners in whole pixels.
    """
    # Levels are shifted apart, so that one comparison does for all. Sums of whole numbers are exact.
    extent = candidates.boxes.max(initial=0) - candidates.boxes.min(initial=0) + 1
    apart = (levels * extent).astype(np.float32)[:, None]
    return suppressed(Candidates(candidates.boxes + apart, candidates.scores), overlap)


def _overlapping(boxes: FloatArray, others: FloatArray, overlap: float) -> NDArray[np.bool_]:
    """Whether intersection over union of each box with each other box is above `overlap`."""
    left, top, right, bottom = boxes.T[:, :, None]
    across = np.minimum(right, others[:, 2]) - np.maximum(left, others[:, 0])
    down = np.minimum(bottom, others[:, 3]) - np.maximum(top, others[:, 1])
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    other_areas = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    union = (right - left) * (bottom - top) + other_areas - shared
    is_more: NDArray[np.bool_] = shared > np.float32(overlap) * union
    return is_more


def outermost(candidates: Candidates, overlap: float) -> NDArray[np.intp]:
    """As `suppressed`, by intersection over the smaller box."""
    boxes = candidates.boxes
    areas = (boxes[:, 2] - boxes[:, 0] + 1) * (boxes[:, 3] - boxes[:, 1] + 1)
    kept: list[int] = []
    for index in np.argsort(-candidates.scores, kind="stable"):
        across = np.minimum(boxes[kept, 2], boxes[index, 2]) - np.maximum(boxes[kept, 0], boxes[index, 0]) + 1
        down = np.minimum(boxes[kept, 3], boxes[index, 3]) - np.maximum(boxes[kept, 1], boxes[index, 1]) + 1
        shared = np.maximum(across, 0) * np.maximum(down, 0)
        if not (shared > overlap * np.minimum(areas[kept], areas[index])).any():
            kept.append(int(index))
    return np.array(kept, dtype=np.intp)
