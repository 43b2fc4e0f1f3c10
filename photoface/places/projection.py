"""Web Mercator (EPSG 3857): converts latitude and longitude to positions on a square map of side 1, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FARTHEST_NORTH: Final = 85.0511287798066
"""At this latitude the map is a square; what lies beyond is drawn on its edge."""


def on_map(latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.float64]:
    """Positions in degrees as (n, 2) points of the map: x from 0 in the west to 1, y from 0 in the north to 1."""
    north = np.radians(np.clip(np.atleast_1d(np.asarray(latitudes, dtype=np.float64)), -FARTHEST_NORTH, FARTHEST_NORTH))
    east = np.atleast_1d(np.asarray(longitudes, dtype=np.float64))
    return np.column_stack((east / 360 + 0.5, 0.5 - np.arcsinh(np.tan(north)) / (2 * np.pi)))


def in_degrees(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of (n, 2) points of the map."""
    return np.degrees(np.arctan(np.sinh((0.5 - points[:, 1]) * 2 * np.pi))), (points[:, 0] - 0.5) * 360
