"""Makes JPEG copies of photos to give away: smaller, upright, and with no more metadata than the user wants.

Each copy is encoded from the pixels of the photo, so nothing of the original file comes along by itself: no position,
no names, no maker notes, no embedded thumbnail. What is wanted is written from what the catalog knows.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.errors import UserFacingError
from photoface.geometry import Turn
from photoface.imaging.date_kinds import DatePrecision
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.library.photo_copies import CopyReport, NotCopied, make_folder, write_new
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.text_folding import SEPARATOR

LONGEST_JPEG_SIDE = 65_500
"""Pixels; what libjpeg encodes at most (JPEG_MAX_DIMENSION of jmorecfg.h)."""

PROGRESS_WORDS = "Making copies"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SharedCopyChoices:
    """What copies are like.

    Attributes:
        longest_side: pixels of the longer side at most; None for all there are.
        quality: of the JPEG, 1 to 95.
        date: with the day and time when the photo was taken, where the day is known.
        place: with its position.
        names: with the people who are in it, and the boxes of their faces.
        captions: with its title, caption and tags.
        file_names: named as the originals are. A name such as `Anna in Rome` tells what the choices above leave out;
            else the copies are called `Photo 1` and so on.
    """

    longest_side: int | None = 2560
    quality: int = 88
    date: bool = True
    place: bool = False
    names: bool = False
    captions: bool = False
    file_names: bool = True


@dataclass(frozen=True, slots=True)
class SharedPhoto:
    """What is known of a photo that is shared; `people` are those who are in it without a face."""

    detail: PhotoDetail
    people: tuple[str, ...] = ()


def share_photos(
    photo_ids: Sequence[int],
    folder: Path,
    choices: SharedCopyChoices,
    read: Callable[[int], SharedPhoto],
    pixels_of: Callable[[int, int], Pixels],
    control: JobControl,
) -> CopyReport:
    """Make a copy of each photo in a folder, in this order. Nothing is written over.

    Args:
        read: what the catalog knows of a photo; raises UserFacingError where it is gone.
        pixels_of: a photo's pixels, upright, in sRGB, with its longer side at most so long: (height, width, 3).

    Raises:
        JobCancelled: by the control; the copies made so far stay.
        UserFacingError: the folder cannot be written to, or its disk is full.
    """
    folder = make_folder(folder)
    longest = min(choices.longest_side or LONGEST_JPEG_SIDE, LONGEST_JPEG_SIDE)
    digits = len(str(len(photo_ids)))
    made: list[Path] = []
    not_made: list[NotCopied] = []
    meter = RateMeter(control.working_time)
    for done, photo_id in enumerate(photo_ids):
        control.report(meter.progress(PROGRESS_WORDS, done, len(photo_ids)))
        path: Path | None = None
        try:
            photo = read(photo_id)
            path = photo.detail.path or next(iter(photo.detail.file_paths), None)
            copy = shared_copy(photo, pixels_of(photo_id, longest), choices)
        except UserFacingError as error:
            not_made.append(NotCopied(photo_id, path, error.sentence))
            continue
        named = choices.file_names and path is not None
        stem = path.stem if named and path is not None else f"Photo {done + 1:0{digits}}"
        made.append(write_new(folder, f"{stem}.jpg", lambda target, copy=copy: target.write(copy)))  # type: ignore[misc]
    control.report(Progress(PROGRESS_WORDS, len(photo_ids), len(photo_ids)))
    return CopyReport(folder, tuple(made), tuple(not_made))


def shared_copy(photo: SharedPhoto, pixels: Pixels, choices: SharedCopyChoices) -> bytes:
    """The bytes of a copy.

    Args:
        pixels: (height, width, 3), sRGB, upright, of the size that the copy has.
    """
    detail = photo.detail
    exif = Image.Exif()
    is_day_known = detail.date_precision in (DatePrecision.SECOND, DatePrecision.DAY)
    if choices.date and is_day_known:
        moment = detail.taken_at.strftime("%Y:%m:%d %H:%M:%S")
        exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: moment}
    if choices.place and detail.latitude is not None and detail.longitude is not None:
        exif[ExifTags.IFD.GPSInfo] = _position(detail.latitude, detail.longitude)
    content = io.BytesIO()
    Image.fromarray(pixels).save(
        content, "JPEG", quality=choices.quality, optimize=True, progressive=True, exif=exif.tobytes() if exif else b""
    )
    said = said_of(photo, choices)
    if said == PhotoMetadata():
        return content.getvalue()
    # The terminal loads lxml for nothing else.
    from photoface.metadata.jpeg_writing import with_packet
    from photoface.metadata.region_writing import Photo
    from photoface.metadata.xmp_writing import merge

    height, width = pixels.shape[:2]
    merged = merge(None, said, None, Photo((width, height), Turn.NONE), in_wrapper=True)
    return with_packet(content.getvalue(), merged.packet)


def said_of(photo: SharedPhoto, choices: SharedCopyChoices) -> PhotoMetadata:
    """What the XMP of a copy says."""
    detail = photo.detail
    named = [
        face
        for face in detail.faces_in_picture
        if choices.names and face.confirmed and face.person_name and face.status is FaceStatus.ACTIVE
    ]
    regions = tuple(
        FaceRegion(face.box, Frame.UPRIGHT, face.person_name, RegionState.CONFIRMED, RegionSchema.MWG) for face in named
    )
    return PhotoMetadata(
        regions=regions,
        people=photo.people if choices.names else (),
        tags=tuple(tuple(tag.path.split(SEPARATOR)) for tag in detail.tags) if choices.captions else (),
        title=detail.title if choices.captions else None,
        caption=detail.caption if choices.captions else None,
    )


def _position(latitude: float, longitude: float) -> dict[int, str | tuple[float, float, float]]:
    """The GPS fields of a position in degrees."""
    gps = ExifTags.GPS
    return {
        gps.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        gps.GPSLatitude: _sexagesimal(abs(latitude)),
        gps.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        gps.GPSLongitude: _sexagesimal(abs(longitude)),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds, the seconds to a hundredth: 30 cm."""
    hundredths = round(degrees * 360_000)
    return float(hundredths // 360_000), float(hundredths // 6_000 % 60), (hundredths % 6_000) / 100
