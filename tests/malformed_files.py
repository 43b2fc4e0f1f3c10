"""Malformed picture files of all formats, by a seed, with good ones among them.

Damage is of the kinds that disks, cables, converters and attackers make: cut off, bits turned, ranges lost or doubled,
lengths and sizes that are not true, directories that contain themselves, a little data that becomes very much, wrong
extensions, and entries of a folder that are no files.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import random
import socket
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent / "unit" / "imaging"))

from pictures import (
    HEIC_CLOCKWISE,
    HEIC_UPRIGHT,
    dng,
    encoded,
    exif_with,
    heic_with_pixels_first,
    jpeg_2000,
    png,
    psd,
    scene,
    tiff,
    webp_header,
)

GOOD_SUFFIXES = (".jpg", ".png", ".webp", ".tif", ".gif", ".bmp", ".avif", ".heic", ".dng")


_PICTURES = 8
"""Different pictures that files are made from, to be damaged."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """What `make` wrote.

    Attributes:
        good: files that must be read.
        bad: files that must be listed with a sentence, or read as far as they are whole.
        no_files: fifos, sockets, links that lead nowhere and the like, which must do no harm.
    """

    good: list[Path]
    bad: list[Path]
    no_files: list[Path]


def make(folder: Path, bad: int, good: int, seed: int, *, large: bool = True) -> Malformed:
    """Write malformed and good files into a folder, mixed in the order of their names.

    Args:
        large: whether files are among them that keep a processor busy for seconds.
    """
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    kinds = ["bad"] * bad + ["good"] * good
    dice.shuffle(kinds)
    made = Malformed([], [], _no_files(folder))
    bombs = list({**_bombs(), **(_large_bombs() if large else {})}.items())
    dice.shuffle(bombs)
    for number, kind in enumerate(kinds):
        if kind == "good":
            suffix = GOOD_SUFFIXES[len(made.good) % len(GOOD_SUFFIXES)]
            path = folder / f"{number:04} good{suffix}"
            path.write_bytes(_good(suffix, number))
            made.good.append(path)
            continue
        if bombs:
            name, build = bombs.pop()
            path = folder / f"{number:04} {name}"
            path.write_bytes(build())
        else:
            name, suffix, data = _damaged(dice, number)
            path = folder / f"{number:04} {name}{suffix}"
            path.write_bytes(data)
        made.bad.append(path)
    return made


def _picture(number: int, width: int = 160, height: int = 120) -> Image.Image:
    """A picture of its own for each number, with detail in it."""
    pixels = np.array(scene(width, height))
    rng = np.random.default_rng(number)
    pixels[height // 2 :] = rng.integers(0, 256, (height - height // 2, width, 3), np.uint8)
    return Image.fromarray(pixels)


def _good(suffix: str, number: int) -> bytes:
    picture = _picture(number)
    match suffix:
        case ".jpg":
            return encoded("JPEG", picture, quality=85, progressive=number % 2 == 0, exif=exif_with(1 + number % 8))
        case ".png":
            return encoded("PNG", picture)
        case ".webp":
            return encoded("WEBP", picture, lossless=number % 2 == 0)
        case ".tif":
            return encoded("TIFF", picture, compression=("raw", "tiff_lzw", "tiff_deflate", "jpeg")[number % 4])
        case ".gif":
            return encoded("GIF", picture)
        case ".bmp":
            return encoded("BMP", picture)
        case ".avif":
            return encoded("AVIF", picture)
        case ".dng":
            return dng(width=256 + 2 * (number % 100))
        case ".heic":
            # Nothing here writes this format; what follows the last box is ignored and makes the content its own.
            return (HEIC_UPRIGHT, HEIC_CLOCKWISE)[number % 2] + struct.pack(">I4sI", 12, b"free", number)
    raise ValueError(suffix)


@functools.cache
def _samples(number: int) -> list[tuple[str, bytes]]:
    """Whole files of every format and coding, to be damaged."""
    picture = _picture(number)
    frames = [_picture(number + step).quantize(32) for step in range(3)]
    exif = exif_with(6, make="Acme", date_time="2019:07:14 15:30:12")
    values = np.array(picture)
    return [
        (".jpg", encoded("JPEG", picture, exif=exif)),
        (".jpg", encoded("JPEG", picture, progressive=True, quality=90)),
        (".jpg", encoded("JPEG", picture.convert("CMYK"))),
        (".jpg", encoded("JPEG", picture, restart_marker_blocks=4, subsampling=2)),
        (".mpo", encoded("MPO", picture, save_all=True, append_images=[_picture(number + 1)])),
        (".png", encoded("PNG", picture, exif=exif)),
        (".png", encoded("PNG", picture.quantize(16), bits=4)),
        (".apng", encoded("PNG", picture, save_all=True, append_images=[_picture(number + 1)])),
        (".webp", encoded("WEBP", picture, exif=exif)),
        (".webp", encoded("WEBP", picture, lossless=True)),
        (".webp", encoded("WEBP", picture, save_all=True, append_images=[_picture(number + 1)])),
        (".tif", encoded("TIFF", picture, exif=exif)),
        (".tif", encoded("TIFF", picture, compression="tiff_lzw")),
        (".tif", encoded("TIFF", picture, compression="tiff_deflate")),
        (".tif", encoded("TIFF", picture, compression="jpeg")),
        (".tif", encoded("TIFF", picture.convert("1"), compression="group4")),
        (".tif", encoded("TIFF", picture, save_all=True, append_images=[_picture(number + 1)])),
        (".tif", tiff(values.astype("<u2") * 257)),
        (".tif", tiff(values, planes_apart=True)),
        (".gif", encoded("GIF", frames[0], save_all=True, append_images=frames[1:])),
        (".bmp", encoded("BMP", picture)),
        (".bmp", encoded("BMP", picture.quantize(16))),
        (".avif", encoded("AVIF", picture, exif=exif)),
        (".heic", HEIC_UPRIGHT),
        (".heic", HEIC_CLOCKWISE),
        (".heic", heic_with_pixels_first(HEIC_UPRIGHT)),
        (".dng", dng()),
        (".dng", dng(preview=encoded("JPEG", picture), preview_size=picture.size)),
        (".dng", dng(channels=1)),
        (".dng", dng(channels=3)),
        (".jp2", jpeg_2000(8, grey=False)),
        (".psd", psd(values)),
    ]


_OTHER_SUFFIXES = (*GOOD_SUFFIXES, ".cr2", ".nef", ".arw", ".raf", ".jp2", ".psd")


def _damaged(dice: random.Random, number: int) -> tuple[str, str, bytes]:
    """A damaged file: what was done to it, its suffix, its bytes."""
    suffix, whole = dice.choice(_samples(number % _PICTURES))
    name, damage = dice.choice(_DAMAGES)
    data = damage(dice, whole)
    if dice.random() < 0.15:
        other = dice.choice(_OTHER_SUFFIXES)
        return f"{name}, was {suffix[1:]}", other, data
    return name, suffix, data


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def _cut_and_filled(dice: random.Random, data: bytes) -> bytes:
    return _cut(dice, data).ljust(len(data), dice.choice((b"\0", b"\xff")))


def _turned_bits(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 10, 100))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _turned_bits_in_front(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 5))):
        changed[dice.randrange(min(len(changed), 400))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _wrong_lengths(dice: random.Random, data: bytes) -> bytes:
    """Numbers near the front that become the largest, the smallest or any others."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 4))):
        size = dice.choice((1, 2, 4, 8))
        start = dice.randrange(max(min(len(changed), 600) - size, 1))
        value = dice.choice((bytes(size), b"\xff" * size, b"\x7f" + b"\xff" * (size - 1), dice.randbytes(size)))
        changed[start : start + size] = value
    return bytes(changed)


def _lost_range(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:]


def _doubled_range(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:]


def _overwritten_range(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    size = min(dice.choice((16, 512, 4096)), len(data) - start)
    return data[:start] + dice.choice((bytes(size), dice.randbytes(size))) + data[start + size :]


def _inserted(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + dice.randbytes(dice.choice((1, 7, 512))) + data[start:]


def _two_files(dice: random.Random, data: bytes) -> bytes:
    _, other = dice.choice(_samples(0))
    return data[: len(data) // 2] + other


def _only_noise(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.choice((0, 4, 12, 32))] + dice.randbytes(dice.choice((0, 1, 100, 5000)))


def _text(dice: random.Random, data: bytes) -> bytes:
    return dice.choice((b"", b"<!DOCTYPE html><html>", b"404 not found\n", b"{}", b"\xef\xbb\xbfnotes", b"\0" * 3000))


_DAMAGES: tuple[tuple[str, Callable[[random.Random, bytes], bytes]], ...] = (
    ("cut", _cut),
    ("cut and filled", _cut_and_filled),
    ("turned bits", _turned_bits),
    ("turned bits in front", _turned_bits_in_front),
    ("wrong lengths", _wrong_lengths),
    ("lost range", _lost_range),
    ("doubled range", _doubled_range),
    ("overwritten range", _overwritten_range),
    ("inserted", _inserted),
    ("two files", _two_files),
    ("noise", _only_noise),
    ("text", _text),
)


def _bombs() -> dict[str, Callable[[], bytes]]:
    """Files that ask for far more than they are, by name."""
    return {
        "png of 40 gigapixels.png": lambda: png(200_000, 200_000, 8, 2, b""),
        "jpeg of 4 gigapixels.jpg": lambda: _jpeg_of(65_500, 65_500),
        "jpeg of one column.jpg": lambda: _jpeg_of(1, 65_500),
        "jpeg of no columns.jpg": lambda: _jpeg_of(0, 0),
        "jpeg with 64 KB segments.jpg": _jpeg_with_many_segments,
        "gif of 4 gigapixels.gif": lambda: b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0) + _gif_frame(),
        "gif of 3000 frames.gif": lambda: (
            b"GIF89a" + struct.pack("<HHBBB", 9, 9, 0x80, 0, 0) + bytes(6) + _gif_frame() * 3000
        ),
        "bmp of 2 gigapixels.bmp": lambda: _bmp_of(46_000, 46_000),
        "bmp of negative height.bmp": lambda: _bmp_of(100, -2_147_483_648),
        "webp of 268 megapixels.webp": lambda: webp_header(b"VP8 ", 16_383, 16_383),
        "webp without loss of 268 megapixels.webp": lambda: webp_header(b"VP8L", 16_384, 16_384),
        "webp canvas of 280 terapixels.webp": lambda: webp_header(b"VP8X", 16_777_216, 16_777_216),
        "avif of 4 gigapixels.avif": lambda: _patched_sizes(encoded("AVIF", _picture(0)), 65_000),
        "heic of 4 gigapixels.heic": lambda: _patched_sizes(HEIC_UPRIGHT, 65_000),
        "psd of 900 megapixels.psd": lambda: (
            b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 30_000, 30_000, 8, 3) + bytes(400)
        ),
        "jp2 of 4 gigapixels.jp2": lambda: _jp2_of(65_000),
        "tiff of 4 gigapixels.tif": lambda: _tiff([(0x100, 4, 65_000), (0x101, 4, 65_000)]),
        "tiff of a huge strip.tif": lambda: _tiff([(0x111, 4, 8), (0x116, 4, 2**32 - 1), (0x117, 4, 2**32 - 1)]),
        "tiff that contains itself.tif": lambda: _tiff([(0x14A, 4, 8)], following=8),
        "tiff whose exif contains itself.tif": lambda: _tiff([(0x8769, 4, 8), (0xA005, 4, 8)]),
        "tiff of 65535 entries.tif": lambda: (
            b"II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHII", 0x100, 4, 1, 16) * 65_535
        ),
        "dng that contains itself.dng": lambda: _tiff([(0xC612, 1, 0x0401), (0x14A, 4, 8)], following=8),
        "dng of 4 gigapixels.dng": lambda: dng().replace(
            struct.pack("<HHII", 0x100, 4, 1, 256), struct.pack("<HHII", 0x100, 4, 1, 65_000)
        ),
        "raw that is none.nef": lambda: b"II*\0" + bytes(100_000),
        "one byte.jpg": lambda: b"\xff",
        "nothing.heic": lambda: b"",
        "a jpeg's first bytes.jpg": lambda: b"\xff\xd8\xff",
        "a name that goes on and on " + "x" * 180 + ".jpg": lambda: b"\xff\xd8\xff\xe0",
        "a name with a line\nfeed, a \x1b[31mcolour and a \ttab.png": lambda: b"\x89PNG\r\n\x1a\n",
        os.fsdecode(b"M\xfcnchen.jpg") if os.name == "posix" else "Muenchen.jpg": lambda: b"not a picture",
    }


def _large_bombs() -> dict[str, Callable[[], bytes]]:
    """Those of them that take long to make or to read."""
    return {
        "png of 400 megapixels in zeros.png": lambda: png(20_000, 20_000, 8, 2, bytes(2_000_000)),
        "png of 240 megapixels in zeros.png": lambda: _large_png(15_500, 15_500),
        "png with 100 MB of text.png": lambda: png(
            8, 8, 8, 2, bytes(25 * 8), (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000)))
        ),
        "png with 100 MB of profile.png": lambda: png(
            8, 8, 8, 2, bytes(25 * 8), (b"iCCP", b"sRGB\0\0" + zlib.compress(bytes(100_000_000)))
        ),
        "jpeg of 3000 scans.jpg": lambda: _jpeg_of_scans(2_000, 3_000),
        "jpeg of 40 scans.jpg": lambda: _jpeg_of_scans(6_000, 40),
        "tiff in zeros.tif": _large_tiff,
        "png of too many bytes.png": lambda: png(8, 8, 8, 2, bytes(50_000_000)),
    }


def _large_png(width: int, height: int) -> bytes:
    """A true picture of one colour, compressed row by row, so that making it takes little memory."""
    packer = zlib.compressobj(1)
    row = bytes(1 + 3 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    data = png(width, height, 8, 2, b"")
    start, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    return (
        data[:start]
        + struct.pack(">I", len(packed))
        + b"IDAT"
        + packed
        + struct.pack(">I", zlib.crc32(b"IDAT" + packed))
        + data[end:]
    )


def _jpeg_of(width: int, height: int) -> bytes:
    """A JPEG that says to be of this size."""
    data = bytearray(encoded("JPEG", _picture(0)))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _jpeg_of_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = encoded("JPEG", Image.new("RGB", (side, side), (120, 90, 60)), progressive=True, quality=20)
    start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[start:end] * scans + data[end:]


def _jpeg_with_many_segments() -> bytes:
    data = encoded("JPEG", _picture(0))
    segment = b"\xff\xe1" + struct.pack(">H", 65_000) + b"Exif\0\0MM\0*" + bytes(64_988)
    return data[:2] + segment * 60 + data[2:]


def _gif_frame() -> bytes:
    return b"\x2c" + struct.pack("<HHHHB", 0, 0, 9, 9, 0) + b"\x02\x03\x44\x01\x05\x00"


def _bmp_of(width: int, height: int) -> bytes:
    data = bytearray(encoded("BMP", _picture(0)))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def _patched_sizes(data: bytes, side: int) -> bytes:
    """A HEIF or AVIF whose `ispe` boxes say that the picture is larger (ISO/IEC 23008-12, section 6.5.3)."""
    changed = bytearray(data)
    place = changed.find(b"ispe")
    while place >= 0:
        changed[place + 8 : place + 16] = struct.pack(">II", side, side)
        place = changed.find(b"ispe", place + 1)
    return bytes(changed)


def _jp2_of(side: int) -> bytes:
    data = bytearray(jpeg_2000(8, grey=False))
    start = data.index(b"\xff\x4f\xff\x51") + 8
    data[start : start + 8] = struct.pack(">II", side, side)
    return bytes(data)


def _tiff(entries: list[tuple[int, int, int]], following: int = 0) -> bytes:
    """A small grey TIFF with these entries (tag, type, value) in place of or beside its own, and a next directory."""
    own = {0x100: (4, 16), 0x101: (4, 16), 0x102: (3, 8), 0x103: (3, 1), 0x106: (3, 1), 0x111: (4, 8), 0x117: (4, 256)}
    own.update({tag: (kind, value) for tag, kind, value in entries})
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, (kind, value) in sorted(own.items()))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(own)) + body + struct.pack("<I", following) + bytes(256)


def _large_tiff() -> bytes:
    """240 megapixels of one colour in a few hundred kilobytes."""
    stream = io.BytesIO()
    Image.new("L", (15_500, 15_500)).save(stream, "TIFF", compression="tiff_deflate")
    return stream.getvalue()


def _no_files(folder: Path) -> list[Path]:
    """Entries of a folder that have the names of photos and are none."""
    made = []
    a_folder = folder / "a folder.jpg"
    a_folder.mkdir()
    made.append(a_folder)
    for name, target in (("to nowhere.jpg", "nothing"), ("to itself.jpg", "to itself.jpg"), ("to all.jpg", ".")):
        with contextlib.suppress(OSError):
            (folder / name).symlink_to(target)
            made.append(folder / name)
    if os.name == "posix":
        os.mkfifo(folder / "a pipe.jpg")
        (folder / "a device.jpg").symlink_to("/dev/zero")
        listener = socket.socket(socket.AF_UNIX)
        # The path of a socket may be a hundred bytes long.
        with contextlib.suppress(OSError):
            listener.bind(str(folder / "a socket.jpg"))
        listener.close()
        made += [folder / name for name in ("a pipe.jpg", "a device.jpg", "a socket.jpg")]
    return made
