"""Likeness of pictures by their thumbnails: turns are found, edits stay alike, other pictures do not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from photoface.geometry import Box, Turn
from photoface.imaging.picture_similarity import patch_similarity, turn_between
from photoface.imaging.thumbnails import encode_thumbnail
from photoface.imaging.upright import turned


def _scene(seed: int) -> np.ndarray:
    """Soft coloured shapes, 300 x 200 pixels."""
    noise = np.random.default_rng(seed).integers(0, 255, (20, 30, 3), np.uint8)
    return np.asarray(Image.fromarray(noise).resize((300, 200), Image.Resampling.BICUBIC))


@pytest.mark.parametrize("turn", list(Turn))
def test_a_turn_is_found(turn: Turn) -> None:
    found, correlation = turn_between(encode_thumbnail(_scene(1)), encode_thumbnail(turned(_scene(1), turn)))
    assert found is turn
    assert correlation > 0.95


def test_edits_stay_alike_and_other_pictures_are_not() -> None:
    before = encode_thumbnail(_scene(1))
    soft = np.asarray(Image.fromarray(_scene(1)).filter(ImageFilter.GaussianBlur(2)))
    for edited in (_scene(1) // 2, soft, _scene(1)[::2, ::2]):
        turn, correlation = turn_between(before, encode_thumbnail(edited))
        assert turn is Turn.NONE
        assert correlation > 0.9
    assert turn_between(before, encode_thumbnail(_scene(2)))[1] < 0.5


def test_a_patch_is_compared_where_it_lies() -> None:
    box, picture = Box(0.1, 0.2, 0.3, 0.4), _scene(3)
    before, after = encode_thumbnail(picture), encode_thumbnail(turned(picture, Turn.CLOCKWISE))
    assert patch_similarity(before, box, after, Turn.CLOCKWISE.box(box), Turn.CLOCKWISE) > 0.9
    assert patch_similarity(before, box, after, Box(0.6, 0.6, 0.3, 0.3), Turn.CLOCKWISE) < 0.5
    without = picture.copy()
    without[40:120, 30:120] = 128
    assert patch_similarity(before, box, encode_thumbnail(without), box, Turn.NONE) < 0.6


def test_plain_walls_are_alike() -> None:
    wall, dark = np.full((200, 300, 3), 200, np.uint8), np.full((200, 300, 3), 90, np.uint8)
    box = Box(0.2, 0.2, 0.2, 0.2)
    assert patch_similarity(encode_thumbnail(wall), box, encode_thumbnail(dark), box, Turn.NONE) == 1.0
    assert patch_similarity(encode_thumbnail(wall), box, encode_thumbnail(_scene(4)), box, Turn.NONE) == 0.0
