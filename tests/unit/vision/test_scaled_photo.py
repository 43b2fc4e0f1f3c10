from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from photoface.vision.mtcnn_pyramid import level_sizes
from photoface.vision.protocols import Pixels
from photoface.vision.scaled_photo import ScaledPhoto


def scaled(photo: Pixels) -> ScaledPhoto:
    return ScaledPhoto(photo, level_sizes(photo.shape[0], photo.shape[1], 20), torch.device("cpu"))


def slopes(height: int, width: int) -> Pixels:
    """From black to white, the first channel across, the second down: a place has the colour that tells where it is."""
    across, down = (np.linspace(0, 255, side) for side in (width, height))
    photo = np.zeros((height, width, 3), dtype=np.uint8)
    photo[..., 0] = across.round()
    photo[..., 1] = down.round()[:, None]
    return photo


@pytest.mark.parametrize(("height", "width"), [(700, 900), (901, 333)])
def test_every_size_shows_the_whole_photo_without_a_shift(height: int, width: int) -> None:
    levels = scaled(slopes(height, width)).levels
    assert len(levels) > 8
    for level in levels:
        for channel, axis in ((0, 0), (1, 1)):
            slope = level[..., channel].astype(float).mean(axis=axis)
            expected = (np.arange(len(slope)) + 0.5) / len(slope) * 255
            # At an edge there is less to average.
            assert slope[1:-1] == pytest.approx(expected[1:-1], abs=2.5)


def test_rectangles_show_their_part_of_the_photo_whatever_their_size() -> None:
    photo = slopes(600, 800)
    corners = np.array(
        [[0, 0, 800, 600], [100, 50, 700, 550], [300, 200, 324, 224], [500, 300, 510, 330], [8, 9, 60, 61]]
    )
    squares = scaled(photo).rectangles(corners, 24)
    assert squares.shape == (5, 3, 24, 24)
    assert squares.dtype == torch.float32
    middles = (np.arange(24) + 0.5) / 24
    for square, (left, top, right, bottom) in zip(squares.numpy(), corners, strict=True):
        across = (left + (right - left) * middles) / 800 * 255
        down = (top + (bottom - top) * middles) / 600 * 255
        assert square[0].mean(axis=0)[1:-1] == pytest.approx(across[1:-1], abs=2)
        assert square[1].mean(axis=1)[1:-1] == pytest.approx(down[1:-1], abs=2)


def test_rectangles_are_smoothed_where_they_get_smaller(astronaut: Pixels) -> None:
    corners = np.array(
        [[left, top, left + side, top + side] for left, top, side in ((0, 0, 512), (180, 60, 100), (9, 8, 300))]
    )
    squares = scaled(astronaut).rectangles(corners, 24).permute(0, 2, 3, 1).numpy()
    for square, corner in zip(squares, corners.tolist(), strict=True):
        shrunk = Image.fromarray(astronaut).crop(tuple(corner)).resize((24, 24), Image.Resampling.BILINEAR)
        assert np.abs(square - np.asarray(shrunk)).mean() < 6
    # Every second row black: anything that took single pixels would show stripes or one colour.
    stripes = np.zeros((400, 400, 3), dtype=np.uint8)
    stripes[::2] = 255
    grey = scaled(stripes).rectangles(np.array([[40, 40, 360, 360]]), 24).numpy()
    assert grey == pytest.approx(127.5, abs=8)


def test_rectangles_are_smoothed_where_only_large_faces_are_looked_for(astronaut: Pixels) -> None:
    coarse = ScaledPhoto(astronaut, level_sizes(512, 512, 200), torch.device("cpu"))
    square = coarse.rectangles(np.array([[150, 40, 300, 190]]), 24)[0].permute(1, 2, 0).numpy()
    shrunk = Image.fromarray(astronaut).crop((150, 40, 300, 190)).resize((24, 24), Image.Resampling.BILINEAR)
    assert np.abs(square - np.asarray(shrunk)).mean() < 6


def test_a_rectangle_is_the_same_among_others_and_alone(astronaut: Pixels) -> None:
    random = np.random.default_rng(1)
    first = random.integers(0, 300, (40, 2))
    corners = np.concatenate([first, first + random.integers(1, 212, (40, 1))], axis=1)
    photo = scaled(astronaut)
    together = photo.rectangles(corners, 48)
    for index in (0, 7, 39):
        assert torch.equal(photo.rectangles(corners[index : index + 1], 48)[0], together[index])
