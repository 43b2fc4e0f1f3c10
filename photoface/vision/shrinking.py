"""Photos made smaller for looking at, not for cutting faces from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from photoface.vision.protocols import Pixels


def shrink(photo: Pixels, long_side: int) -> Pixels:
    """The photo with at most this many pixels on its longer side; a smaller one as it is."""
    height, width = photo.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return photo
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    picture = Image.fromarray(np.ascontiguousarray(photo))
    # Lanczos' filter takes more than twice as long, for a sharpness that a detector which averages pixels itself loses
    # again. The gap lets Pillow first average whole blocks of pixels.
    return np.asarray(picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0), dtype=np.uint8)
