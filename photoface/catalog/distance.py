"""Distances on the globe for searches near a place: great-circle kilometres, and the bounds of a circle in degrees.

`connections` registers `kilometres` as a function in SQLite.
"""

from __future__ import annotations

import math

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG, Moritz 2000, "Geodetic Reference System 1980")."""


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance between two places in degrees, by the haversine formula (Sinnott 1984)."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def around(latitude: float, longitude: float, distance: float) -> tuple[float, float, float | None]:
    """A frame around a circle: the lowest and the highest latitude, and how far it reaches east and west in degrees.

    The last is None where the circle holds a pole: it then meets every longitude.
    """
    angle = distance / EARTH_RADIUS_KM
    low, high = latitude - math.degrees(angle), latitude + math.degrees(angle)
    if low <= -90 or high >= 90:
        return low, high, None
    # Where a meridian touches the circle (Bronshtein, spherical right triangle).
    return low, high, math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude)))))
