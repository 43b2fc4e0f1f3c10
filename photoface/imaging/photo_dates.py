"""Finds out when a photo or video was taken: from metadata in its file, or from a name that a camera or program gave.

The metadata are EXIF, XMP, IPTC, PNG text and a video's container. Real files contain partial dates and all kinds of
garbage. The known part is kept, with its precision and its source. `plain_text` cleans the text of any tag.
`with_known_time` joins a day that the user gives with the known time of day.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from PIL import ExifTags

from photoface.imaging.date_kinds import DatePrecision, DateSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST_YEAR = 1826
"""The year of the oldest surviving photograph; earlier dates are a camera's unset clock."""

FIRST_VIDEO_YEAR = 1990
"""Containers with a date are younger; earlier dates are clocks that were never set, which count from 1904 or 1970."""

LARGEST_XMP_BYTES = 1 << 20
"""Maximum part of an XMP packet that is searched; dates are near its beginning."""

MOST_IPTC_BYTES = 1 << 20


def with_known_time(moment: datetime, precision: str, known: datetime | None) -> tuple[datetime, str]:
    """A date that is given to a photo: another day alone leaves the photo its time of day, if that is known."""
    if known is None or precision != DatePrecision.DAY:
        return moment, precision
    return datetime.combine(moment, known.time()), DatePrecision.SECOND


@dataclass(frozen=True, slots=True)
class PhotoDate:
    """A moment in the local time of the place where the photo was taken, without a time zone."""

    moment: datetime
    source: DateSource
    precision: DatePrecision = DatePrecision.SECOND


_MOMENT = re.compile(
    r"\s*(\d{4})(?:[:/.\-]([ \d]{1,2})(?:[:/.\-]([ \d]{1,2}))?)?"
    r"(?:[T\s]+([ \d]{1,2}):([ \d]{1,2})(?::([ \d]{1,2}))?(?:\.(\d{1,9}))?)?",
    re.ASCII,
)
"""EXIF writes "2019:07:14 15:30:12"; editors also write dashes, a T, fractions of a second and no time. Unknown
parts are zero or blank."""

_ALONE = re.compile(r"\s*\d{4}\s*(?:Z|[+-]\d\d:?\d\d)?\s*", re.ASCII)

_EXIF_TAGS = (
    (DateSource.EXIF_ORIGINAL, ExifTags.Base.DateTimeOriginal, ExifTags.Base.SubsecTimeOriginal),
    (DateSource.EXIF_DIGITIZED, ExifTags.Base.DateTimeDigitized, ExifTags.Base.SubsecTimeDigitized),
    (DateSource.EXIF_MODIFIED, ExifTags.Base.DateTime, ExifTags.Base.SubsecTime),
)

_XMP_NAMES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "exif:DateTimeDigitized", "xmp:CreateDate")

_PNG_KEYS = ("exif:DateTimeOriginal", "Creation Time", "creation time", "CreationTime", "exif:DateTimeDigitized")
"""Keys of text in a PNG: the specification's own, and those of programs that copy EXIF into it."""

_IPTC_RECORD, _IPTC_DATE, _IPTC_TIME = 2, 55, 60
_PHOTOSHOP_IPTC = 0x0404
_TIFF_IPTC = 33723

_TIME_IN_NAME = r"(?P<hour>[01]\d|2[0-3])(?P<between>[-_.:]?)(?P<minute>[0-5]\d)(?P=between)(?P<second>[0-5]\d)"
_AFTER_TIME = r"(?:\d{3})?(?!\d)(?:\s?(?P<half>[AP]M))?"
_DATE_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>0[1-9]|[12]\d|3[01])"
    rf"(?:(?:[-_.,T ]{{0,3}}|[ _](?:at|um|à|om|kl)[ _.]{{1,2}}){_TIME_IN_NAME}{_AFTER_TIME}|(?!\d))",
    re.IGNORECASE,
)
"""`IMG_20190714_153012`, `IMG-20190714-WA0001`, `Screenshot_2019-07-14-15-30-12`, `signal-2021-07-14-153012`,
`2019-07-14 15.30.12`, `Screen Shot 2019-07-14 at 3.30.12 PM`."""

_MORNING_OR_AFTERNOON = re.compile(r"(?P<date>\d{4}-\d\d-\d\d at )(?P<hour>\d)(?=\.\d\d\.\d\d\s?[AP]M)", re.IGNORECASE)

_UTC_NAME = re.compile(r"PXL_", re.IGNORECASE)
"""Pixel phones name their photos by universal time."""

_MILLISECONDS = re.compile(r"(?:FB_IMG_|IMG_|IMG-|mmexport|wx_camera_)?(\d{13})(?!\d)", re.IGNORECASE)
"""Facebook's, WeChat's and others' names: milliseconds since 1970."""
_FIRST_MILLISECONDS, _LAST_MILLISECONDS = 946_684_800_000, 4_102_444_800_000
"""The years 2000 to 2100."""


def best_date(exif: Mapping[int, Any], info: Mapping[Any, Any], name: str) -> PhotoDate | None:
    """The best date of a photo, None if only the file's time is left; never raises on garbage.

    Args:
        exif: tags of the base and the EXIF directory.
        info: Pillow's `Image.info`.
        name: the file's.
    """
    by_source: dict[DateSource, PhotoDate] = {}
    for date in _all_dates(exif, info, name):
        by_source.setdefault(date.source, date)
    return next((by_source[source] for source in DateSource if source in by_source), None)


def _all_dates(exif: Mapping[int, Any], info: Mapping[Any, Any], name: str) -> Iterator[PhotoDate]:
    for source, tag, fraction_tag in _EXIF_TAGS:
        yield from _one(exif.get(tag), source, plain_text(exif.get(fraction_tag)))
    xmp = _xmp(info)
    for wanted in _XMP_NAMES:
        found = re.search(rf"{wanted}\s*(?:=\s*[\"']([^\"'<]*)[\"']|>([^<]*)<)", xmp)
        if found is not None:
            yield from _one(found[1] or found[2], DateSource.XMP)
    yield from _iptc_date(_iptc(exif, info))
    for key in _PNG_KEYS:
        yield from _one(info.get(key), DateSource.PNG_TEXT)
        yield from _mail_date(info.get(key))
    in_name = date_in_name(name)
    if in_name is not None:
        yield in_name


def plain_text(value: object) -> str:
    """A tag's text up to a NUL, without control characters and repeated blanks; empty if it is not text."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if not isinstance(value, str):
        return ""
    printable = "".join(sign if sign.isprintable() else " " for sign in value.split("\0", 1)[0])
    return " ".join(printable.replace("\N{REPLACEMENT CHARACTER}", " ").split())


def _one(value: object, source: DateSource, fraction: str = "") -> Iterator[PhotoDate]:
    # Blanks stand for unknown digits, so they are not collapsed as in other texts.
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value
    date = _read(text.split("\0", 1)[0], source, fraction) if isinstance(text, str) else None
    if date is not None:
        yield date


def _read(text: str, source: DateSource, fraction: str = "") -> PhotoDate | None:
    """The date in a text, with the precision that is certain."""
    match = _MOMENT.match(text)
    if match is None or (match[2] is None and _ALONE.fullmatch(text) is None):
        return None
    year, month, day = (_number(part) for part in match.groups()[:3])
    if year is None or year < FIRST_YEAR or (month or 0) > 12 or (day or 0) > 31:
        return None
    if not month:
        return PhotoDate(datetime(year, 1, 1), source, DatePrecision.YEAR)
    month_alone = PhotoDate(datetime(year, month, 1), source, DatePrecision.MONTH)
    if not day:
        return month_alone
    try:
        whole_day = datetime(year, month, day)
    except ValueError:  # the thirtieth of February
        return month_alone
    hour, minute, second = (_number(part) for part in match.groups()[3:6])
    if hour is None or minute is None:
        return PhotoDate(whole_day, source, DatePrecision.DAY)
    digits = match[7] or (fraction if fraction.isascii() and fraction.isdigit() else "")
    try:
        microsecond = int(digits[:6].ljust(6, "0") or "0")
        return PhotoDate(datetime(year, month, day, hour, minute, second or 0, microsecond), source)
    except ValueError:  # hour 24
        return PhotoDate(whole_day, source, DatePrecision.DAY)


def _number(part: str | None) -> int | None:
    """The digits of a part of a date; None if it is blank."""
    digits = "" if part is None else part.replace(" ", "")
    return int(digits) if digits else None


def _mail_date(value: object) -> Iterator[PhotoDate]:
    """A date as mail and PNG write it: "Sun, 14 Jul 2019 15:30:12 +0200" (RFC 2822)."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError, TypeError, OverflowError, IndexError):
            moment = parsedate_to_datetime(value).replace(tzinfo=None)
            if moment.year >= FIRST_YEAR:
                yield PhotoDate(moment, DateSource.PNG_TEXT)


def _xmp(info: Mapping[Any, Any]) -> str:
    packet = info.get("xmp") or info.get("XML:com.adobe.xmp") or ""
    if isinstance(packet, bytes):
        packet = packet[:LARGEST_XMP_BYTES].decode("utf-8", errors="replace")
    return packet[:LARGEST_XMP_BYTES] if isinstance(packet, str) else ""


def _iptc(exif: Mapping[int, Any], info: Mapping[Any, Any]) -> bytes:
    """The IPTC records, where Photoshop puts them in JPEG, or others in TIFF."""
    resources = info.get("photoshop")
    found = resources.get(_PHOTOSHOP_IPTC) if isinstance(resources, dict) else exif.get(_TIFF_IPTC)
    return found[:MOST_IPTC_BYTES] if isinstance(found, bytes) else b""


def _iptc_date(records: bytes) -> Iterator[PhotoDate]:
    """Date created, CCYYMMDD with zeros for unknown parts, and time created (IPTC IIM 4.2, 2:55 and 2:60)."""
    found: dict[int, str] = {}
    place = 0
    while place + 5 <= len(records) and records[place] == 0x1C:
        record, number = records[place + 1], records[place + 2]
        length = int.from_bytes(records[place + 3 : place + 5], "big")
        if length & 0x8000:
            break  # an extended data set, which is never a date
        if record == _IPTC_RECORD:
            found.setdefault(number, records[place + 5 : place + 5 + length].decode("ascii", errors="replace"))
        place += 5 + length
    date, time = found.get(_IPTC_DATE, ""), found.get(_IPTC_TIME, "")
    if re.fullmatch(r"\d{8}", date, re.ASCII):
        text = f"{date[:4]}-{date[4:6]}-{date[6:]}"
        if re.match(r"\d{6}", time, re.ASCII):
            text += f" {time[:2]}:{time[2:4]}:{time[4:6]}"
        yield from _one(text, DateSource.IPTC)


def date_in_name(name: str) -> PhotoDate | None:
    """The date that a phone, a camera or a program put into a file's name."""
    stem = _MORNING_OR_AFTERNOON.sub(r"\g<date>0\g<hour>", name.rsplit(".", 1)[0])
    match = _DATE_IN_NAME.search(stem)
    if match is not None:
        return _from_name(match, is_utc=_UTC_NAME.match(stem) is not None)
    milliseconds = _MILLISECONDS.match(stem)
    if milliseconds is not None and _FIRST_MILLISECONDS <= int(milliseconds[1]) < _LAST_MILLISECONDS:
        moment = datetime.fromtimestamp(int(milliseconds[1]) / 1000, UTC)
        return PhotoDate(_local(moment), DateSource.FILE_NAME)
    return None


def _from_name(match: re.Match[str], *, is_utc: bool) -> PhotoDate | None:
    parts = [int(match[part]) for part in ("year", "month", "day")]
    try:
        day = datetime(*parts)  # type: ignore[arg-type]  # three parts
    except ValueError:
        return None
    if match["hour"] is None:
        return PhotoDate(day, DateSource.FILE_NAME, DatePrecision.DAY)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].upper() == "PM")
    moment = day.replace(hour=hour, minute=int(match["minute"]), second=int(match["second"]))
    return PhotoDate(_local(moment.replace(tzinfo=UTC)) if is_utc else moment, DateSource.FILE_NAME)


def _local(moment: datetime) -> datetime:
    """In this computer's time zone, the best available guess of the photo's."""
    return moment.astimezone().replace(tzinfo=None)


def video_date(moment: datetime | None, *, is_local: bool = False) -> PhotoDate | None:
    """The date that a video's container has; None for one that no camera can have set.

    Args:
        moment: in universal time, as containers have it.
        is_local: it is the time of the place where the video was taken, and a zone in it does not count.
    """
    if moment is None:
        return None
    try:
        local = moment.replace(tzinfo=None) if is_local else _local(moment)
    except (OverflowError, OSError, ValueError):
        return None
    return PhotoDate(local, DateSource.VIDEO) if FIRST_VIDEO_YEAR <= local.year < 2100 else None
