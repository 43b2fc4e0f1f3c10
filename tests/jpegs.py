"""Pictures that were made in two ways and should look the same."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def difference(one: bytes | None, other: bytes | None) -> float:
    """The mean difference of two JPEGs of one size, in levels from 0 to 255.

    Between 0 and 2 of the same picture: the scan has another library resample than the window's process has, which does
    without torch.
    """
    assert one is not None
    assert other is not None
    pixels, others = (np.asarray(Image.open(io.BytesIO(jpeg)), dtype=float) for jpeg in (one, other))
    return float(np.abs(pixels - others).mean())
