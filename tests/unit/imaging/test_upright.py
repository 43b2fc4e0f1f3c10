from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from photoface.geometry import Turn
from photoface.imaging import upright
from photoface.imaging.upright import turned, upright_pixels


@pytest.mark.parametrize("turn", [Turn.NONE, Turn.CLOCKWISE])
def test_large_pictures_are_copied_in_bands_as_they_are(monkeypatch: pytest.MonkeyPatch, turn: Turn) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (53, 70, 3), dtype=np.uint8)
    whole = upright_pixels(Image.fromarray(pixels), turn)
    monkeypatch.setattr(upright, "WHOLE_PIXELS", 100)
    monkeypatch.setattr(upright, "BAND_PIXELS", 500)
    in_bands = upright_pixels(Image.fromarray(pixels), turn)
    assert np.array_equal(in_bands, whole)
    assert in_bands.flags.writeable
    assert in_bands.flags.c_contiguous


_PILLOWS = {
    Turn.MIRROR: Image.Transpose.FLIP_LEFT_RIGHT,
    Turn.HALF_TURN: Image.Transpose.ROTATE_180,
    Turn.FLIP: Image.Transpose.FLIP_TOP_BOTTOM,
    Turn.TRANSPOSE: Image.Transpose.TRANSPOSE,
    Turn.CLOCKWISE: Image.Transpose.ROTATE_270,  # Pillow's angles go counterclockwise
    Turn.TRANSVERSE: Image.Transpose.TRANSVERSE,
    Turn.COUNTERCLOCKWISE: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("turn", list(Turn))
def test_each_turn_is_pillows(turn: Turn) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    expected = np.asarray(image.transpose(_PILLOWS[turn]) if turn in _PILLOWS else image)
    # Of a part of a larger picture too, whose rows do not follow each other in memory.
    wide = np.zeros((5, 9, 3), np.uint8)
    wide[:, 1:8] = pixels
    for source in (pixels, wide[:, 1:8]):
        found = turned(source, turn)
        np.testing.assert_array_equal(found, expected)
        assert found.flags.writeable
