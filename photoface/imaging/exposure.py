"""Reads from EXIF how a photo was exposed: lens, focal length, aperture, exposure time and ISO.

Tags are those of EXIF 2.32 (CIPA DC-008-2019), section 4.6.5. A value that makes no sense is None.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags

from photoface.imaging.photo_dates import plain_text

LONGEST_LENS_NAME = 80
"""Characters kept of a lens's name; longer ones are garbage."""

LARGEST = 1e6
"""No focal length in mm, f-number, time in seconds or ISO number is larger."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a photo was exposed.

    Attributes:
        lens: its name.
        focal_length: in mm.
        aperture: the f-number.
        seconds: the exposure time.
        sensitivity: the ISO number.
    """

    lens: str | None = None
    focal_length: float | None = None
    aperture: float | None = None
    seconds: float | None = None
    sensitivity: int | None = None


def exposure_of(details: Mapping[int, Any]) -> Exposure:
    """The exposure by the tags of the EXIF directory; never raises on garbage."""
    base = ExifTags.Base
    sensitivity = _number(details.get(base.ISOSpeedRatings))
    return Exposure(
        lens=plain_text(details.get(base.LensModel))[:LONGEST_LENS_NAME].strip() or None,
        focal_length=_number(details.get(base.FocalLength)),
        aperture=_number(details.get(base.FNumber)),
        seconds=_number(details.get(base.ExposureTime)),
        sensitivity=None if sensitivity is None else round(sensitivity),
    )


def _number(value: object) -> float | None:
    """A positive number, of which the first counts where there are several."""
    first = value[0] if isinstance(value, tuple) and value else value
    try:
        number = float(first)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 < number < LARGEST else None
