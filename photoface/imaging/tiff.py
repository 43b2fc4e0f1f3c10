"""Opens TIFF files: chooses the page that is the photo, and refuses kinds of TIFF that Pillow shows wrong.

Tags and their values are those of TIFF 6.0 and, for BigTIFF's wider numbers, of libtiff's specification.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import ExifTags, Image, TiffImagePlugin

from photoface.imaging import unreadable

MOST_DIRECTORIES = 256
MOST_ENTRIES = 4096
MOST_VALUES = 64
"""Limits of what is read: a loop of directories ends, and so does one that claims millions of entries."""

_NEW_SUBFILE_TYPE, _SUBFILE_TYPE, _WIDTH, _HEIGHT, _BITS = 254, 255, 256, 257, 258
_COMPRESSION, _PHOTOMETRIC, _SAMPLES, _SUB_DIRECTORIES, _SAMPLE_FORMAT = 259, 262, 277, 330, 339

_REDUCED, _MASK = 1, 4
"""Bits of the new subfile type: a thumbnail of another page; a mask for one."""

_OLD_REDUCED = 2
_WHITE_IS_ZERO = 0
_UNSIGNED, _FLOATING_POINT = 1, 3

_NUMBER_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""Types of integers: byte, short, long, directory, and BigTIFF's two of eight bytes."""

_COMPRESSIONS = {1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34925, 50000}
"""None, fax, LZW, JPEG old and new, Deflate, PackBits, LZMA, Zstandard: what the libtiff in Pillow's wheels reads."""

_COMPRESSION_NAMES = {34712: "JPEG 2000", 34887: "LERC", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL"}

_SHARED_TAGS = (
    ExifTags.Base.Make,
    ExifTags.Base.Model,
    ExifTags.Base.DateTime,
    ExifTags.IFD.Exif,
    ExifTags.IFD.GPSInfo,
)
"""Tags of the first directory that apply to all pages."""


@dataclass(frozen=True, slots=True)
class TiffPage:
    """One directory of a TIFF: a picture, a thumbnail of one, or a mask."""

    offset: int
    values: dict[int, tuple[int, ...]] = field(repr=False)

    def first(self, tag: int, default: int) -> int:
        return next(iter(self.values.get(tag, ())), default)

    @property
    def pixels(self) -> int:
        return self.first(_WIDTH, 0) * self.first(_HEIGHT, 0)

    @property
    def is_picture(self) -> bool:
        """Whether it is neither a thumbnail of another page nor a mask for one."""
        is_smaller = self.first(_NEW_SUBFILE_TYPE, 0) & (_REDUCED | _MASK)
        return self.pixels > 0 and not is_smaller and self.first(_SUBFILE_TYPE, 0) != _OLD_REDUCED

    @property
    def bits(self) -> int:
        return max(self.values.get(_BITS, (1,)), default=1)

    @property
    def is_inverted(self) -> bool:
        """Whether Pillow leaves a deep grey picture inverted whose zero is white."""
        return self.first(_PHOTOMETRIC, 1) == _WHITE_IS_ZERO and self.bits > 8

    @property
    def full_scale(self) -> int | None:
        """The value that stands for white, where Pillow takes another."""
        return 2**self.bits - 1 if 8 < self.bits < 16 else None

    @property
    def kind(self) -> str:
        """How its pixels are stored, in words."""
        compression = self.first(_COMPRESSION, 1)
        if compression not in _COMPRESSIONS:
            return f"compressed with {_COMPRESSION_NAMES.get(compression, f'method {compression}')}"
        number = "floating point" if self.first(_SAMPLE_FORMAT, _UNSIGNED) == _FLOATING_POINT else f"{self.bits} bits"
        samples = self.first(_SAMPLES, 1)
        return f"{number} in {samples} {'channel' if samples == 1 else 'channels'}"

    @property
    def is_supported(self) -> bool:
        """False where Pillow is known to fail or to show something else; it may also fail at others."""
        is_unsigned = self.first(_SAMPLE_FORMAT, _UNSIGNED) == _UNSIGNED
        return self.first(_COMPRESSION, 1) in _COMPRESSIONS and not (self.bits == 32 and is_unsigned)


def open_tiff(data: bytes, name: str) -> tuple[TiffImagePlugin.TiffImageFile, TiffPage | None]:
    """The largest page that is a picture, the first of several, with its header read and its pixels not.

    Returns:
        The page is None where the directories cannot be followed; Pillow then may read more of the file than this does.

    Raises:
        UnreadablePhoto: its pixels are stored in a way that is not read.
    """
    pages = list(_pages(data))
    pictures = [page for page in pages if page.is_picture] or [page for page in pages if page.pixels]
    if not pictures:
        return TiffImagePlugin.TiffImageFile(io.BytesIO(data)), None
    page = max(pictures, key=lambda page: page.pixels)
    if not page.is_supported:
        raise unreadable.unsupported(name, f"a kind of TIFF ({page.kind})")
    try:
        image = TiffImagePlugin.TiffImageFile(io.BytesIO(_beginning_at(data, page.offset)))
    except (SyntaxError, KeyError) as error:
        if "unknown pixel mode" not in str(error):
            raise
        raise unreadable.unsupported(name, f"a kind of TIFF ({page.kind})") from error
    if page is not pages[0]:
        _share_exif(image, data)
    return image, page


def _share_exif(image: Image.Image, data: bytes) -> None:
    """Let a page's EXIF have what only the first directory says."""
    exif, first = image.getexif(), Image.Exif()
    first.load_from_fp(io.BytesIO(data))
    for tag in _SHARED_TAGS:
        if tag not in exif and tag in first:
            exif[tag] = first[tag]


def _beginning_at(data: bytes, offset: int) -> bytes:
    """The file with another directory for its first."""
    order, is_big = _byte_order(data), _is_big(data)
    place, packed = (8, struct.pack(f"{order}Q", offset)) if is_big else (4, struct.pack(f"{order}I", offset))
    end = place + len(packed)
    return data if data[place:end] == packed else data[:place] + packed + data[end:]


def _pages(data: bytes) -> Iterator[TiffPage]:
    """The directories in their order, each before those that hang below it; as far as they can be followed."""
    order, is_big = _byte_order(data), _is_big(data)
    try:
        waiting = list(struct.unpack_from(f"{order}Q", data, 8) if is_big else struct.unpack_from(f"{order}I", data, 4))
    except struct.error:
        return
    seen: set[int] = set()
    while waiting and len(seen) < MOST_DIRECTORIES:
        offset = waiting.pop(0)
        if offset == 0 or offset in seen:
            continue
        seen.add(offset)
        try:
            values, following = _directory(data, offset, order, is_big=is_big)
        except struct.error:
            continue
        yield TiffPage(offset, values)
        waiting = [*values.get(_SUB_DIRECTORIES, ()), *waiting, following]


def _directory(data: bytes, offset: int, order: str, *, is_big: bool) -> tuple[dict[int, tuple[int, ...]], int]:
    """The whole numbers of a directory, by tag, and the offset of the next directory.

    Raises:
        struct.error: it lies past the end.
    """
    (count,) = struct.unpack_from(f"{order}{'Q' if is_big else 'H'}", data, offset)
    start, length, inline = (offset + 8, 20, 8) if is_big else (offset + 2, 12, 4)
    values: dict[int, tuple[int, ...]] = {}
    for entry in range(start, start + length * min(count, MOST_ENTRIES), length):
        tag, kind, number = struct.unpack_from(f"{order}HH{'Q' if is_big else 'I'}", data, entry)
        if kind not in _NUMBER_FORMATS or number == 0:
            continue
        packed = f"{order}{min(number, MOST_VALUES)}{_NUMBER_FORMATS[kind]}"
        place = entry + length - inline
        if struct.calcsize(f"{order}{_NUMBER_FORMATS[kind]}") * number > inline:
            (place,) = struct.unpack_from(f"{order}{'Q' if is_big else 'I'}", data, place)
        try:
            values[tag] = struct.unpack_from(packed, data, place)
        except struct.error:
            continue
    (following,) = struct.unpack_from(f"{order}{'Q' if is_big else 'I'}", data, start + length * count)
    return values, following


def _byte_order(data: bytes) -> str:
    return "<" if data.startswith(b"II") else ">"


def _is_big(data: bytes) -> bool:
    return data[2:4] in (b"+\0", b"\0+")
