from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from photoface.vision.pixel_sums import PixelSums
from photoface.vision.protocols import Pixels


def noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)


def pooled(photo: Pixels, size: tuple[int, int]) -> np.ndarray:
    """What torch's resizing by area gives."""
    picture = torch.from_numpy(photo.copy()).permute(2, 0, 1)[None].float()
    return functional.adaptive_avg_pool2d(picture, size)[0].permute(1, 2, 0).numpy()


@pytest.mark.parametrize("side", [1, 13, 37, 60])
def test_a_whole_photo_is_averaged_as_resizing_by_area(side: int) -> None:
    photo = noise(37, 53)
    found = PixelSums(photo).rectangles(np.array([[0, 0, 53, 37]]), side)[0]
    assert found == pytest.approx(pooled(photo, (side, side)), abs=1e-3)


def test_rectangles_are_averaged_to_squares() -> None:
    photo = noise(60, 90)
    corners = np.array([[0, 0, 90, 60], [3, 7, 4, 8], [80, 50, 90, 60], [10, 0, 30, 60]])
    found = PixelSums(photo).rectangles(corners, 12)
    for square, (left, top, right, bottom) in zip(found, corners, strict=True):
        assert square == pytest.approx(pooled(photo[top:bottom, left:right], (12, 12)), abs=1e-3)


def test_sums_beyond_32_bits_are_still_exact() -> None:
    white = np.full((5000, 4000, 3), 255, dtype=np.uint8)
    corners = np.array([[3900, 4900, 4000, 5000], [0, 0, 3000, 5000]])
    assert PixelSums(white).rectangles(corners, 2) == pytest.approx(255, abs=1e-3)
