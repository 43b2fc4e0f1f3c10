"""Tells an edited copy, which has other tones or colours, from one that is only smaller or compressed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.imaging.thumbnails import decode_thumbnail

SIDE: Final = 48
"""Tones are compared in pictures so small: the mean of what compression does to them is nothing."""

BRIGHTER: Final = 6.0
COLOURED: Final = 5.0
"""Levels by which the mean brightness, or the mean of a colour difference, of a mere copy may differ."""

CONTRAST: Final = 1.12
"""Ratio of the spreads of brightness that a mere copy may have."""

SATURATION: Final = 1.3
"""Ratio of the spreads of colour that a mere copy may have; black and white has none."""


def has_other_tones(first: bytes, second: bytes) -> bool:
    """Whether two copies of one picture have other tones or colours.

    Args:
        first, second: thumbnails, JPEG.

    Raises:
        UnreadablePhoto: the bytes are damaged.
    """
    one, other = _tones(first), _tones(second)
    means, spreads = np.abs(one[0] - other[0]), np.stack((one[1], other[1])) + 1
    ratios = spreads.max(axis=0) / spreads.min(axis=0)
    is_other = (
        means[0] > BRIGHTER or means[1:].max() > COLOURED or ratios[0] > CONTRAST or ratios[1:].max() > SATURATION
    )
    return bool(is_other)


def _tones(thumbnail: bytes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and spread of brightness and of both colour differences, (3,) each."""
    picture = decode_thumbnail(thumbnail, (SIDE, SIDE)).resize((SIDE, SIDE)).convert("YCbCr")
    pixels = np.asarray(picture, dtype=np.float32).reshape(-1, 3)
    return pixels.mean(axis=0), pixels.std(axis=0)
