"""Reads a photo's metadata (regions, people, tags, rating, label, texts, date, place, turn) from an XMP packet."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from photoface.metadata.rdf import Properties
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.regions import Size, read_regions
from photoface.metadata.tags import read_tags
from photoface.metadata.values import clean, coordinate, date_time, names, number

_MOST_STARS = 5
_MICROSOFT_STARS = (1, 13, 38, 63, 87)
"""From which of Microsoft's percent on there is a star more; it writes 1, 25, 50, 75 and 99."""

_REJECTED_BY_DIGIKAM = 1
"""`digiKam:PickLabel`: 0 none, 1 rejected, 2 pending, 3 accepted."""

_TITLES = (("dc", "title"), ("acdsee", "caption"))
_CAPTIONS = (("dc", "description"), ("exif", "ImageDescription"), ("tiff", "ImageDescription"), ("acdsee", "notes"))
_DATES = (
    ("exif", "DateTimeOriginal"),
    ("photoshop", "DateCreated"),
    ("exif", "DateTimeDigitized"),
    ("xmp", "CreateDate"),
)


def read_xmp(*roots: etree._Element, keywords: Iterable[str] = (), stored_size: Size | None = None) -> PhotoMetadata:
    """What a packet says.

    Args:
        roots: of the packet, and of its extended part.
        keywords: those that other metadata of the same file has; they count where the packet has none.
        stored_size: width and height of the stored picture, for regions in pixels.
    """
    properties = Properties(*roots)
    regions, applied_to, remarks = read_regions(properties, stored_size)
    in_regions = [region.name for region in regions if region.name]
    people = _people(properties)
    rating, rejected = _rating(properties)
    latitude = coordinate(properties.get("exif", "GPSLatitude").text, 90)
    longitude = coordinate(properties.get("exif", "GPSLongitude").text, 180)
    is_placed = latitude is not None and longitude is not None
    turn = number(properties.get("tiff", "Orientation").text)
    return PhotoMetadata(
        regions=tuple(regions),
        applied_to=applied_to,
        people=tuple(name for name in people if name not in in_regions),
        tags=read_tags(properties, keywords, [*in_regions, *people]),
        rating=rating,
        rejected=rejected,
        label=clean(properties.get("xmp", "Label").text) or None,
        title=_first(properties, _TITLES),
        caption=_first(properties, _CAPTIONS, keep_lines=True),
        taken_at=next((date for key in _DATES if (date := date_time(properties.get(*key).text))), None),
        latitude=latitude if is_placed else None,
        longitude=longitude if is_placed else None,
        turn=int(turn) if turn is not None and turn in range(1, 9) else None,
        remarks=tuple(remarks),
    )


def _people(properties: Properties) -> tuple[str, ...]:
    detailed = properties.get("Iptc4xmpExt", "PersonInImageWDetails").elements
    return names(
        [
            *properties.get("Iptc4xmpExt", "PersonInImage").texts,
            *(person.member("PersonName").plain for person in detailed),
            *properties.get("mediapro", "People").texts,
            *properties.get("expressionmedia", "People").texts,
        ]
    )


def _rating(properties: Properties) -> tuple[int | None, bool]:
    """Stars, and whether the photo is rejected: Adobe's rating of -1, and the flags of digiKam and Lightroom."""
    stars = number(properties.get("xmp", "Rating").text)
    is_rejected = (
        (stars is not None and stars < 0)
        or number(properties.get("digiKam", "PickLabel").text) == _REJECTED_BY_DIGIKAM
        or number(properties.get("xmpDM", "pick").text) == -1
    )
    if stars is not None and stars >= 0:
        return min(round(stars), _MOST_STARS), is_rejected
    percent = number(properties.get("MicrosoftPhoto", "Rating").text)
    if stars is None and percent is not None and percent >= 0:
        return sum(percent >= limit for limit in _MICROSOFT_STARS), is_rejected
    stars_of_acdsee = number(properties.get("acdsee", "rating").text)
    if stars is None and stars_of_acdsee is not None and stars_of_acdsee >= 0:
        return min(round(stars_of_acdsee), _MOST_STARS), is_rejected
    return None, is_rejected


def _first(properties: Properties, keys: Iterable[tuple[str, str]], *, keep_lines: bool = False) -> str | None:
    texts = (clean(properties.get(*key).plain, keep_lines=keep_lines) for key in keys)
    return next((text for text in texts if text), None)
