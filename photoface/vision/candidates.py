"""Boxes that may be faces, and what the stages of a detector's cascade do with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torchvision.ops import nms  # type: ignore[import-untyped]

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes in pixels of the photo that was shrunk for detection: (count, 4) corners and (count,) certainties."""

    boxes: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    @classmethod
    def none(cls) -> Candidates:
        return cls(np.empty((0, 4), dtype=np.float32), np.empty(0, dtype=np.float32))

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Candidates:
        return Candidates(self.boxes[which], self.scores[which])


def inside(candidates: Candidates, width: int, height: int) -> tuple[Candidates, NDArray[np.int64]]:
    """The candidates that show at least a pixel of a photo of this size, and their part of it in whole pixels.

    Returns:
        The candidates, and (count, 4) left, top, right and bottom.
    """
    corners = np.trunc(candidates.boxes).astype(np.int64)
    # The boxes count pixels from one, as the network's training in Matlab did.
    corners[:, :2] = np.maximum(corners[:, :2], 1) - 1
    corners[:, 2] = np.minimum(corners[:, 2], width)
    corners[:, 3] = np.minimum(corners[:, 3], height)
    seen = (corners[:, 2] > corners[:, 0]) & (corners[:, 3] > corners[:, 1])
    return candidates.taken(seen), corners[seen]


def shifted(candidates: Candidates, shifts: FloatArray, extra: float) -> Candidates:
    """Each corner moved by a part of the box's side, as the networks' second output says.

    Args:
        extra: 1 where a box includes both its first and its last pixel.
    """
    sides = candidates.boxes[:, 2:] - candidates.boxes[:, :2] + np.float32(extra)
    return Candidates(candidates.boxes + shifts * np.tile(sides, 2), candidates.scores)


def squared(candidates: Candidates) -> Candidates:
    """Each box grown about its centre to a square, the shape that the next network looks at."""
    sides = candidates.boxes[:, 2:] - candidates.boxes[:, :2]
    side = sides.max(axis=1, keepdims=True, initial=0.0)
    first = candidates.boxes[:, :2] + (sides - side) / 2
    return Candidates(np.concatenate([first, first + side], axis=1), candidates.scores)


def suppressed(candidates: Candidates, overlap: float) -> NDArray[np.intp]:
    """Which candidates stay when less certain ones that overlap a more certain one go, most certain first."""
    kept = nms(torch.from_numpy(candidates.boxes), torch.from_numpy(candidates.scores), overlap)
    order: NDArray[np.intp] = kept.numpy().astype(np.intp)
    return order


def outermost(candidates: Candidates, overlap: float) -> NDArray[np.intp]:
    """The same by the part of the smaller box that is shared."""
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
