"""Cuts rectangles of one output size out of a photo quickly, by keeping the photo in several smaller sizes.

MTCNN's first network searches all sizes, its other two get hundreds of candidate rectangles, resized to one side. A
rectangle is sampled from the smallest size in which it is at least that large, so that the cost depends on the wanted
size only (Williams 1983, "Pyramidal parametrics", SIGGRAPH).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional

from photoface.vision.device import sent
from photoface.vision.resampling import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from photoface.vision.protocols import Pixels

LEVELS_TO_HALF: Final = 2
"""Number of levels to half the side."""


class ScaledPhoto:
    """A photo and its smaller sizes.

    Attributes:
        pixels: the photo, (height, width, 3) uint8.
        levels: it in each of the smaller sizes, (height, width, 3) uint8 each, largest first.
    """

    def __init__(self, photo: Pixels, sizes: Sequence[tuple[int, int]], device: torch.device) -> None:
        """
        Each size is made from the one of twice its side, which takes half as long as from the photo, and no face is
        missed by it.

        Args:
            photo: (height, width, 3) uint8.
            sizes: heights and widths, each half the area of the one before.
            device: of the rectangles.
        """
        self.height, self.width = photo.shape[:2]
        self.levels: list[Pixels] = []
        for index, (height, width) in enumerate(sizes):
            source = self.levels[index - LEVELS_TO_HALF] if index >= LEVELS_TO_HALF else photo
            self.levels.append(resized(source, (width, height), "bilinear"))
        self._device = device
        # On Apple's MPS sampling raises or is wrong, depending on torch's version (pytorch issues 125098 and 174339).
        self._cutter = torch.device("cpu") if device.type == "mps" else device
        self.pixels = photo
        self._sizes = [(self.height, self.width), *self._between(sizes), *sizes]
        self._scales = np.array([height / self.height for height, _ in self._sizes])
        self._pictures: dict[int, Tensor] = {}

    def rectangles(self, corners: NDArray[np.integer], side: int) -> Tensor:
        """Rectangles of the photo, resampled to squares, (rectangles, 3, side, side) float32, from 0 to 255.

        The longer side of a rectangle chooses the size that it is cut from.

        Args:
            corners: (rectangles, 4), at least one; left, top, right and bottom in whole pixels, not empty and inside
                the photo.
        """
        sides = (corners[:, 2:] - corners[:, :2]).max(axis=1)
        large_enough = sides[:, None] * self._scales >= side
        chosen = np.maximum(large_enough.sum(axis=1) - 1, 0)
        order = np.argsort(chosen, kind="stable")
        grid = self._grid(corners[order], side)
        found, starts = np.unique(chosen[order], return_index=True)
        cut = [
            functional.grid_sample(
                self._picture(index), part.reshape(1, -1, side, 2), padding_mode="border", align_corners=False
            )
            for index, part in zip(found.tolist(), torch.tensor_split(grid, starts[1:].tolist()), strict=True)
        ]
        squares = torch.cat(cut, dim=2)[0].view(3, len(corners), side, side)
        in_order = torch.from_numpy(np.argsort(order)).to(self._cutter)
        return squares.transpose(0, 1).index_select(0, in_order).to(self._device)

    def _between(self, sizes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Sizes between the photo's and the largest level, if that is much smaller: only to cut from."""
        between = []
        smallest = sizes[0][0] / self.height * math.sqrt(2) if sizes else 1
        scale = math.sqrt(0.5)
        while scale > smallest:
            between.append((max(round(self.height * scale), 1), max(round(self.width * scale), 1)))
            scale *= math.sqrt(0.5)
        return between

    def _picture(self, index: int) -> Tensor:
        """A size to cut from, (1, 3, height, width) float32."""
        if index not in self._pictures:
            height, width = self._sizes[index]
            level = index - len(self._sizes) + len(self.levels)
            pixels = self.levels[level] if level >= 0 else resized(self.pixels, (width, height), "bilinear")
            self._pictures[index] = sent(pixels, self._cutter)[None].permute(0, 3, 1, 2).float()
        return self._pictures[index]

    def _grid(self, corners: NDArray[np.integer], side: int) -> Tensor:
        """Centres of the squares' pixels, (rectangles, side, side, 2), from -1 to 1 over the photo."""
        frame = np.array([self.width, self.height], dtype=np.float32)
        first = (corners[:, :2] * (2 / frame) - 1).astype(np.float32)
        extent = ((corners[:, 2:] - corners[:, :2]) * (2 / frame)).astype(np.float32)
        middles = (np.arange(side, dtype=np.float32) + 0.5) / side
        across = first[:, 0, None] + extent[:, 0, None] * middles
        down = first[:, 1, None] + extent[:, 1, None] * middles
        grid = np.empty((len(corners), side, side, 2), dtype=np.float32)
        grid[..., 0] = across[:, None, :]
        grid[..., 1] = down[:, :, None]
        return torch.from_numpy(grid).to(self._cutter)
