"""Encodes and decodes columns of whole numbers, or their differences, as rows of bytes that compress to half the size.

The tables of places and outlines in `resources` are stored like this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def as_planes(values: Sequence[int] | NDArray[np.int64]) -> NDArray[np.uint8]:
    """Numbers of 32 bits as (4, n) bytes, the lowest first."""
    plain = np.ascontiguousarray(values, dtype="<i4")
    return np.ascontiguousarray(plain.view(np.uint8).reshape(-1, 4).T)


def from_planes(planes: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The numbers again, (n,)."""
    return np.ascontiguousarray(planes.T).view("<i4").reshape(-1).astype(np.int32, copy=False)


def folded_differences(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number less the one before, folded so that small differences of both signs are small numbers."""
    differences = np.diff(values, prepend=0)
    result: NDArray[np.int64] = (differences << 1) ^ (differences >> 63)
    return result


def from_folded_differences(folded: NDArray[np.int32]) -> NDArray[np.int64]:
    """The numbers again."""
    wide = folded.astype(np.int64)
    return np.cumsum((wide >> 1) ^ -(wide & 1))
