"""Reads a video's length, date, place and camera from its container, without decoding and without reading all of it.

All of these of MP4 and QuickTime (ISO/IEC 14496-12, sections 4.2 and 8.2; QuickTime File Format, "Metadata"), of
Matroska (RFC 9559) and AVI only the date. What is damaged or not there is None. It also finds where pictures and sound
lie in an MP4 or QuickTime file.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from photoface.imaging.formats import VideoFormat
from photoface.imaging.photo_dates import PhotoDate, plain_text, video_date
from photoface.regular_files import open_regular

MOST_BOXES = 4096
"""Boxes of one level that are looked at; fragmented files have two for each second or so."""

LARGEST_METADATA_BYTES = 1 << 20
"""Larger boxes of metadata are not read."""

HEAD_BYTES = 1 << 16
"""Matroska and AVI have their date in this much."""

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
"""From which `mvhd` counts seconds (ISO/IEC 14496-12, section 8.2.2)."""

_MATROSKA_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_MATROSKA_DATE = b"\x44\x61\x88"
"""DateUTC: nanoseconds in eight bytes (RFC 9559, section 5.1.2.11)."""

_POSITION = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
"""ISO 6709, in degrees: +48.2082+016.3738+171.0/"""

_APPLE = "com.apple.quicktime."


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """What a container says of its video.

    Attributes:
        seconds: the length.
        is_complete: False where the file ends before its table of contents, without which nothing can be decoded.
    """

    seconds: float | None = None
    date: PhotoDate | None = None
    camera: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_complete: bool = True


def read_container(path: Path, kind: VideoFormat) -> ContainerFacts:
    """What a video's container says; never raises on garbage.

    Raises:
        OSError: the file cannot be read.
    """
    with open_regular(path) as file:
        if kind in (VideoFormat.MP4, VideoFormat.QUICKTIME):
            return _of_movie(file, path.stat().st_size)
        head = file.read(HEAD_BYTES)
    return ContainerFacts(date=_matroska_date(head) if kind is VideoFormat.MATROSKA else _avi_date(head))


def media_parts(file: BinaryIO, size: int) -> list[tuple[int, int]]:
    """Where pictures and sound lie in an MP4 or a QuickTime file: starts and ends of its `mdat` boxes."""
    return [(start, end) for kind, start, end in _boxes(file, 0, size) if kind == b"mdat"]


def _of_movie(file: BinaryIO, size: int) -> ContainerFacts:
    movie = next(((start, end) for kind, start, end in _boxes(file, 0, size) if kind == b"moov"), None)
    if movie is None or movie[1] > size:
        return ContainerFacts(is_complete=False)
    found = ContainerFacts()
    said: dict[str, str] = {}
    for kind, start, end in _boxes(file, *movie):
        if kind == b"mvhd":
            seconds, made = _movie_header(_bytes(file, start, min(end, start + 32)))
            found = replace(found, seconds=seconds, date=video_date(made))
        elif kind == b"udta":
            for inner, inner_start, inner_end in _boxes(file, start, end):
                if inner == b"\xa9xyz":
                    # A length and a language come before the text.
                    said.setdefault("location.ISO6709", plain_text(_bytes(file, inner_start + 4, inner_end)))
                elif inner == b"meta":
                    said |= _apple_metadata(file, inner_start, inner_end)
        elif kind == b"meta":
            said |= _apple_metadata(file, start, end)
    with contextlib.suppress(ValueError):
        # With the zone of the place where it was taken: a photo's date has no zone.
        local = datetime.fromisoformat(said.get("creationdate", ""))
        found = replace(found, date=video_date(local, is_local=True) or found.date)
    position = _POSITION.match(said.get("location.ISO6709", ""))
    if position is not None and abs(float(position[1])) <= 90 and abs(float(position[2])) <= 180:
        found = replace(found, latitude=float(position[1]), longitude=float(position[2]))
    make, model = said.get("make", ""), said.get("model", "")
    camera = model if model.casefold().startswith(make.casefold()) else f"{make} {model}"
    return replace(found, camera=camera.strip()[:80] or None)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: kind, and where the content starts and ends."""
    for _ in range(MOST_BOXES):
        head = _bytes(file, start, start + 8)
        if start + 8 > end or len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head)
        content = start + 8
        if size == 1:
            wide = _bytes(file, content, content + 8)
            if len(wide) < 8:
                return
            (size,) = struct.unpack(">Q", wide)
            content += 8
        elif size == 0:
            size = end - start
        if size < content - start:
            return
        yield kind, content, start + size
        start += size


def _bytes(file: BinaryIO, start: int, end: int) -> bytes:
    if not 0 < end - start <= LARGEST_METADATA_BYTES:
        return b""
    file.seek(start)
    return file.read(end - start)


def _movie_header(header: bytes) -> tuple[float | None, datetime | None]:
    """The length in seconds and the time of making, of `mvhd`."""
    layout = ">QQIQ" if header[:1] == b"\x01" else ">IIII"
    if len(header) < 4 + struct.calcsize(layout):
        return None, None
    made, _, scale, length = struct.unpack_from(layout, header, 4)
    unknown = (1 << (64 if layout == ">QQIQ" else 32)) - 1
    seconds = length / scale if scale and 0 < length < unknown else None
    with contextlib.suppress(OverflowError):
        return seconds, _EPOCH + timedelta(seconds=made) if made else None
    return seconds, None


def _apple_metadata(file: BinaryIO, start: int, end: int) -> dict[str, str]:
    """Texts by key, of QuickTime's metadata: a box of keys, and one of values by the number of their key."""
    # As in MP4 a version may come before the boxes.
    inside = {kind: (one, other) for kind, one, other in (*_boxes(file, start, end), *_boxes(file, start + 4, end))}
    if b"keys" not in inside or b"ilst" not in inside:
        return {}
    keys = _bytes(file, *inside[b"keys"])
    names: list[str] = []
    place = 8
    while place + 8 <= len(keys) and len(names) < MOST_BOXES:
        (length,) = struct.unpack_from(">I", keys, place)
        names.append(plain_text(keys[place + 8 : place + max(length, 8)]))
        place += max(length, 8)
    found: dict[str, str] = {}
    for number, one, other in _boxes(file, *inside[b"ilst"]):
        index = int.from_bytes(number, "big") - 1
        for kind, value, value_end in _boxes(file, one, other):
            if kind == b"data" and 0 <= index < len(names) and names[index].startswith(_APPLE):
                found[names[index].removeprefix(_APPLE)] = plain_text(_bytes(file, value + 8, value_end))
    return found


def _matroska_date(head: bytes) -> PhotoDate | None:
    place = head.find(_MATROSKA_DATE)
    if place < 0 or place + 11 > len(head):
        return None
    (nanoseconds,) = struct.unpack_from(">q", head, place + 3)
    try:
        return video_date(_MATROSKA_EPOCH + timedelta(microseconds=nanoseconds // 1000))
    except OverflowError:
        return None


def _avi_date(head: bytes) -> PhotoDate | None:
    """Of the chunk IDIT: "Mon Mar 10 15:04:43 2003", or "2003:03:10 15:04:43"; the camera's local time."""
    place = head.find(b"IDIT")
    if place < 0 or place + 8 > len(head):
        return None
    (length,) = struct.unpack_from("<I", head, place + 4)
    text = plain_text(head[place + 8 : place + 8 + min(length, 64)])
    for layout in ("%a %b %d %H:%M:%S %Y", "%Y:%m:%d %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        with contextlib.suppress(ValueError):
            return video_date(datetime.strptime(text, layout), is_local=True)
    return None
