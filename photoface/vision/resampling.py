"""Resizes photos with anti-aliasing, by torch, for the detector, the embedders and thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from photoface.vision.protocols import Pixels


def shrink(photo: Pixels, long_side: int) -> Pixels:
    """The photo with at most this many pixels on its longer side; a smaller one unchanged."""
    height, width = photo.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return photo
    return resized(photo, (max(round(width * scale), 1), max(round(height * scale), 1)))


def for_torch(pixels: Pixels) -> Pixels:
    """Pixels as `torch.from_numpy` takes them: contiguous, writable, and without a negative stride.

    NumPy leaves such a stride, and calls the array contiguous, where a turned picture is one pixel wide or high.
    """
    pixels = np.require(pixels, requirements=("C", "W"))
    return pixels if min(pixels.strides) >= 0 else pixels.copy()


def resized(photo: Pixels, size: tuple[int, int], kernel: Literal["bicubic", "bilinear"] = "bicubic") -> Pixels:
    """The photo resampled to a width and a height, with the kernel widened where it is reduced.

    torch takes a tenth of the time of Pillow, which copies the pixels into its own images and back; the results look
    the same.
    """
    # Imported here, since the window's process may import this module and must not load torch.
    import torch
    from torch.nn import functional

    width, height = size
    # The batch axis is added before the permutation: torch then detects the channels-last format and does not convert.
    pixels = torch.from_numpy(for_torch(photo))[None].permute(0, 3, 1, 2)
    with torch.inference_mode():
        smaller = functional.interpolate(pixels, size=(height, width), mode=kernel, antialias=True)
    result: Pixels = np.ascontiguousarray(smaller[0].permute(1, 2, 0).numpy())
    return result
