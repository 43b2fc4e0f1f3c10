"""What a photo's EXIF says: its size and turn, when, where and with what it was taken.

Real files hold every kind of garbage here, and none of it may cost the photo: a field that makes no sense is None.
Tags are those of EXIF 2.32 (CIPA DC-008-2019), section 4.6.
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
"""What a PNG, or a JPEG that continues its EXIF over several segments, may hold of it. Real EXIF is below a megabyte;
each of its numbers takes thirty times its bytes once it is parsed."""

LONGEST_CAMERA_NAME = 80
"""Characters kept of a camera's name; longer ones are garbage."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What is known of a photo beside its pixels.

    Attributes:
        width: of the upright photo at its real size, in pixels, also where it was decoded smaller.
        height: likewise.
        turn: what was done to the stored picture to show it upright. Always `Turn.NONE` for HEIF, whose container
            says how it shows and whose decoder hands it out so.
        date: when it was taken, None if nothing but the file's time says it.
        camera: maker and model, None if unknown.
        latitude: degrees, north positive; None if unknown, and then `longitude` is too.
        longitude: degrees, east positive.
        format: the kind of picture, a `PhotoFormat` value.
        flaw: what of the picture could not be read, as a sentence; None where it is whole.
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

    @property
    def taken_at(self) -> datetime | None:
        """When it was taken, in the local time of where that was, without a zone."""
        return None if self.date is None else self.date.moment

    @property
    def dates_itself(self) -> bool:
        """Whether the picture says when it was taken; its file's name and a scan's date do not."""
        return self.date is not None and self.date.source.is_of_the_picture


def read_exif(image: Image.Image) -> Image.Exif:
    """The EXIF of an opened picture, empty where it is damaged."""
    block = image.info.get("exif")
    if isinstance(block, bytes) and len(block) > LARGEST_EXIF_BYTES:
        return Image.Exif()
    try:
        return image.getexif()
    except Exception:
        # A parser on untrusted bytes. Seen on real photos: SyntaxError (no TIFF header), struct.error, ValueError,
        # KeyError, IndexError, TypeError, OverflowError, EOFError, AssertionError. The photo is worth more than its
        # EXIF, and what cannot be read is the same as what is not there.
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
    """Facts from EXIF, and what else dates a photo; never raises on garbage.

    Args:
        info: what Pillow keeps of the file beside its pixels.
        name: the file's.
        width: of the upright photo, in pixels.
        height: likewise.
    """
    base, details, position = (
        _directory(exif, None),
        _directory(exif, ExifTags.IFD.Exif),
        _directory(exif, ExifTags.IFD.GPSInfo),
    )
    coordinates = _coordinates(position)
    return PhotoFacts(
        width=width,
        height=height,
        turn=turn,
        date=best_date({**base, **details}, info or {}, name),
        camera=_camera(base.get(ExifTags.Base.Make), base.get(ExifTags.Base.Model)),
        latitude=coordinates[0] if coordinates else None,
        longitude=coordinates[1] if coordinates else None,
        format=format,
    )


def exif_turn(exif: Image.Exif) -> Turn:
    """The turn that EXIF asks for; none where it is missing or garbage."""
    return Turn.from_exif(_directory(exif, None).get(ExifTags.Base.Orientation))


def _directory(exif: Image.Exif, tag: ExifTags.IFD | None) -> Mapping[int, Any]:
    """One directory of the EXIF tree by tag number, without the values that cannot be parsed."""
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

    Without the letters of the hemisphere a place could be any of four, so it is none. Nobody takes photos at
    0 degrees north, 0 degrees east; receivers without a fix write that.
    """
    latitude = _degrees(tags.get(ExifTags.GPS.GPSLatitude), plain_text(tags.get(ExifTags.GPS.GPSLatitudeRef)), "N", "S")
    longitude = _degrees(
        tags.get(ExifTags.GPS.GPSLongitude), plain_text(tags.get(ExifTags.GPS.GPSLongitudeRef)), "E", "W"
    )
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return None if latitude == 0 and longitude == 0 else (latitude, longitude)


def _degrees(value: object, reference: str, positive: str, negative: str) -> float | None:
    """Degrees, minutes and seconds (the latter two may be missing) as one number, None if that makes no sense."""
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
