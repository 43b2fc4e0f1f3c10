"""Reads a photo's EXIF: orientation, date, position, camera and details, as `PhotoFacts` or single values.

Real files contain all kinds of garbage; a field that makes no sense is None and never makes the photo unreadable. Tags
are those of EXIF 2.32 (CIPA DC-008-2019), section 4.6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image

from photoface.geometry import Turn
from photoface.imaging.photo_dates import PhotoDate, best_date, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LARGEST_EXIF_BYTES = 16 << 20
"""Maximum EXIF size of a PNG, or of a JPEG with EXIF in several segments. Real EXIF is below a megabyte; each of its
numbers takes thirty times its bytes once parsed."""

LONGEST_CAMERA_NAME = 80
"""Characters kept of a camera's name; longer ones are garbage."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo's metadata.

    Attributes:
        width, height: of the upright photo at its real size, in pixels, also if it was decoded smaller.
        turn: the rotation that was applied to show the stored picture upright. Always `Turn.NONE` for HEIF, whose
            decoder applies the container's own.
        date: None if only the file's time is known.
        camera: maker and model, None if unknown.
        latitude, longitude: degrees, north and east positive; both None if unknown.
        format: a `PhotoFormat` or `VideoFormat` value.
        flaw: what could not be read of the picture, as a sentence; None if it is complete.
        video_seconds: the length of a video, 0 where it does not say it; None of a photo.
        still_seconds: where in the video the frame is that stands for it.
    """

    width: int
    height: int
    turn: Turn
    date: PhotoDate | None
    camera: str | None
    latitude: float | None
    longitude: float | None
    format: str
    flaw: str | None = None
    video_seconds: float | None = None
    still_seconds: float | None = None

    @property
    def taken_at(self) -> datetime | None:
        """When it was taken, in the local time of where that was, without a zone."""
        return None if self.date is None else self.date.moment

    @property
    def dates_itself(self) -> bool:
        """Whether the date is from the picture itself, not from its file's name or the time of a scan."""
        return self.date is not None and self.date.source.is_of_the_picture


def read_exif(image: Image.Image) -> Image.Exif:
    """The EXIF of an opened picture, empty if it is damaged."""
    block = image.info.get("exif")
    if isinstance(block, bytes) and len(block) > LARGEST_EXIF_BYTES:
        return Image.Exif()
    try:
        return image.getexif()
    except Exception:
        # A parser on untrusted bytes. Seen on real photos: SyntaxError (no TIFF header), struct.error, ValueError,
        # KeyError, IndexError, TypeError, OverflowError, EOFError, AssertionError. Unreadable EXIF is treated as
        # missing: the photo is worth more.
        return Image.Exif()


def photo_facts(
    exif: Image.Exif,
    *,
    width: int,
    height: int,
    turn: Turn,
    format: str,
    info: Mapping[Any, Any] | None = None,
    name: str = "",
) -> PhotoFacts:
    """A photo's metadata from EXIF and its other dates; never raises on garbage.

    Args:
        width, height: of the upright photo, in pixels.
        info: Pillow's `Image.info`.
        name: the file's.
    """
    base, details = _directory(exif, None), _directory(exif, ExifTags.IFD.Exif)
    latitude, longitude = _coordinates(_directory(exif, ExifTags.IFD.GPSInfo)) or (None, None)
    return PhotoFacts(
        width=width,
        height=height,
        turn=turn,
        date=best_date({**base, **details}, info or {}, name),
        camera=_camera(base.get(ExifTags.Base.Make), base.get(ExifTags.Base.Model)),
        latitude=latitude,
        longitude=longitude,
        format=format,
    )


def photo_date(exif: Image.Exif, info: Mapping[Any, Any], name: str) -> PhotoDate | None:
    """The best date of a photo; the arguments as for `photo_facts`."""
    return best_date({**_directory(exif, None), **_directory(exif, ExifTags.IFD.Exif)}, info, name)


def exif_details(exif: Image.Exif) -> Mapping[int, Any]:
    """The directory with what the camera did."""
    return _directory(exif, ExifTags.IFD.Exif)


def exif_turn(exif: Image.Exif) -> Turn:
    """The rotation that EXIF asks for; none if it is missing or invalid."""
    return Turn.from_exif(_directory(exif, None).get(ExifTags.Base.Orientation))


def _directory(exif: Image.Exif, tag: ExifTags.IFD | None) -> Mapping[int, Any]:
    """One directory of the EXIF tree by tag number, without values that cannot be parsed."""
    try:
        if tag is not None:
            return dict(exif.get_ifd(tag))
        tags = list(exif)
    except Exception:  # as in read_exif: a parser on untrusted bytes
        return {}
    values: dict[int, Any] = {}
    for base_tag in tags:
        try:
            values[base_tag] = exif[base_tag]
        except Exception:  # noqa: S112 - likewise; one bad value must not cost the others
            continue
    return values


def _camera(make: object, model: object) -> str | None:
    """ "Make Model", but not "Canon Canon EOS 5D", nor "NIKON CORPORATION NIKON D850"."""
    maker, name = plain_text(make), plain_text(model)
    brand = maker.split(" ", 1)[0].casefold()
    camera = name if brand and name.casefold().startswith(brand) else f"{maker} {name}"
    return camera.strip()[:LONGEST_CAMERA_NAME].rstrip() or None


def _coordinates(tags: Mapping[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None.

    Without the letters of the hemisphere the place is ambiguous. 0 degrees north, 0 degrees east is written by
    receivers without a fix.
    """
    latitude = _degrees(tags.get(ExifTags.GPS.GPSLatitude), plain_text(tags.get(ExifTags.GPS.GPSLatitudeRef)), "N", "S")
    longitude = _degrees(
        tags.get(ExifTags.GPS.GPSLongitude), plain_text(tags.get(ExifTags.GPS.GPSLongitudeRef)), "E", "W"
    )
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return None if latitude == 0 and longitude == 0 else (latitude, longitude)


def _degrees(value: object, reference: str, positive: str, negative: str) -> float | None:
    """Degrees, minutes and seconds (the latter two optional) as one number, None if invalid."""
    parts = value if isinstance(value, tuple) else (value,)
    hemisphere = reference[:1].upper()
    if hemisphere not in (positive, negative) or not 1 <= len(parts) <= 3:
        return None
    total = 0.0
    for part, unit in zip(parts, (1, 60, 3600), strict=False):
        try:
            number = float(part)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return None
        if not math.isfinite(number) or number < 0:
            return None
        total += number / unit
    return total if hemisphere == positive else -total
