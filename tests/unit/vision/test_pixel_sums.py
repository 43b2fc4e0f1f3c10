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


@pytest.mark.parametrize("size", [(1, 1), (13, 40), (37, 53), (36, 7)])
def test_shrinks_as_resizing_by_area(size: tuple[int, int]) -> None:
    photo = noise(37, 53)
    assert PixelSums(photo).shrunk(size)[0] == pytest.approx(pooled(photo, size), abs=1e-3)


def test_rows_of_a_shrunk_photo_are_those_of_the_whole() -> None:
    sums = PixelSums(noise(64, 80))
    whole = sums.shrunk((41, 50))
    assert np.array_equal(sums.shrunk((41, 50), slice(7, 23)), whole[:, 7:23])


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
