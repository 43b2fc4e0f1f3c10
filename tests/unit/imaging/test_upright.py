from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from photoface.geometry import Turn
from photoface.imaging import upright
from photoface.imaging.upright import upright_pixels


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
