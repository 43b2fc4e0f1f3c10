"""Reads from the library what the viewer's information panel shows of a photo, and formats it as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from photoface.catalog.summaries.collections import AlbumSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.kit import text
from photoface.imaging.date_kinds import DatePrecision, DateSource
from photoface.library.library import Library

if TYPE_CHECKING:
    from photoface.imaging.exposure import Exposure

_tr = partial(QCoreApplication.translate, "InfoPanel")

SHORTEST_IN_SECONDS = 0.3
"""Exposure times from here on are said in seconds, shorter ones as a fraction, as cameras do."""


@dataclass(frozen=True, slots=True)
class PhotoInformation:
    """All that the viewer tells of a photo.

    Attributes:
        bytes: of its file; None where that is not there.
        place: the name of the place; None where it is not known.
    """

    detail: PhotoDetail
    people: tuple[PersonSummary, ...]
    bytes: int | None
    albums: tuple[AlbumSummary, ...] = ()
    place: str | None = None


def read_story(library: Library, photo_id: int) -> PhotoInformation:
    """Read all of it, on another thread.

    Raises:
        UserFacingError: the photo is gone.
    """
    detail = library.photos.detail(photo_id)
    size = None
    if detail.path is not None:
        try:
            size = detail.path.stat().st_size
        except OSError:
            # Away since the last scan; the panel leaves the size out, and the picture says what is the matter.
            size = None
    place = None if detail.latitude is None else library.places.of_photo(photo_id)
    return PhotoInformation(
        detail,
        tuple(library.people.in_photo(photo_id)),
        size,
        tuple(library.albums.of_photo(photo_id)),
        None if place is None else place.label,
    )


def day_words(detail: PhotoDetail) -> str:
    """The day, as far as it is known."""
    if detail.undated:
        return _tr("No date")
    day = text.known_date(detail.taken_at, detail.date_precision)
    is_rough = detail.dated_by == DateSource.USER and detail.date_precision == DatePrecision.YEAR
    return _tr("about {}").format(day) if is_rough else day


def time_words(detail: PhotoDetail) -> str:
    """The time of day, where it is known, and what says so, where that is not simply the camera."""
    time = text.time(detail.taken_at) if detail.date_precision == DatePrecision.SECOND else ""
    said: dict[str, str] = {
        DateSource.USER: _tr("by you"),
        DateSource.XMP: _tr("by its XMP"),
        DateSource.IPTC: _tr("by its IPTC"),
        DateSource.PNG_TEXT: _tr("by a text in the file"),
        DateSource.VIDEO: "",
        DateSource.FILE_NAME: _tr("by the name of the file"),
        DateSource.EXIF_MODIFIED: _tr("when it was scanned or edited"),
        DateSource.FILE_TIME: _tr("the file is of {}").format(text.date(detail.taken_at)),
    }
    return ", ".join(part for part in (time, said.get(detail.dated_by, "")) if part)


def picture_words(detail: PhotoDetail, size: int | None) -> str:
    """The sides, the format and the size of the file."""
    parts = [f"{text.number(detail.width)} × {text.number(detail.height)}", detail.format]
    if detail.video_seconds:
        parts.insert(0, text.length_of_time(detail.video_seconds))
    if size is not None:
        parts.append(text.locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat))
    return ", ".join(parts)


def place_words(story: PhotoInformation) -> str:
    """The name of the place, and the position below it; empty where there is none."""
    detail = story.detail
    if detail.latitude is None or detail.longitude is None:
        return ""
    position = text.coordinates(detail.latitude, detail.longitude)
    return position if story.place is None else f"{story.place}\n{position}"


def exposure_words(exposure: Exposure) -> str:
    """The lens, then focal length, aperture, time and ISO; a line each."""
    settings = []
    if exposure.focal_length is not None:
        settings.append(_tr("{} mm").format(_decimal(exposure.focal_length, 1)))
    if exposure.aperture is not None:
        settings.append(f"f/{_decimal(exposure.aperture, 1)}")
    if exposure.seconds is not None:
        is_fraction = exposure.seconds < SHORTEST_IN_SECONDS
        time = f"1/{text.number(round(1 / exposure.seconds))}" if is_fraction else _decimal(exposure.seconds, 1)
        settings.append(_tr("{} s").format(time))
    if exposure.sensitivity is not None:
        settings.append(f"ISO {text.number(exposure.sensitivity)}")
    return "\n".join(line for line in (exposure.lens or "", ", ".join(settings)) if line)


def _decimal(value: float, digits: int) -> str:
    """A number without zeros at its end."""
    rounded = round(float(value), digits)
    return text.locale().toString(rounded, "f", 0 if rounded == round(rounded) else digits)
