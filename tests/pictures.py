"""Pictures made on the spot: one scene in every format, and files that are broken in every way."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 64, 48
MARKER = 16
"""Side of the red square in the stored picture's top left corner."""

RED, GREY = (255, 0, 0), (200, 200, 200)

MAKE, MODEL, DATE_TIME, EXIF_DIRECTORY, DATE_TIME_ORIGINAL, ORIENTATION = 0x10F, 0x110, 0x132, 0x8769, 0x9003, 0x112
"""EXIF's tags; `exif_with` finds them by their names."""

# 64 x 48 with the red marker, HEVC, made by Pillow and pillow-heif 1.8.1 with quality 60 from `scene()`; EXIF says
# Acme One, 2019:07:14 15:30:12. Nothing that PhotoFace depends on can write this format.
HEIC_UPRIGHT = base64.b64decode(
    """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERA
AAIAAQAAAAAB4gABAAAAAAAAADgAAgAAAAACGgABAAAAAAAAAHQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQAC
AABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAA
AAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaA
AAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAA
AAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAtG1kYXQAAAA0KAGvCeAhOTQf//I7v//ysHZfvEebwt+0hT3fUvf/+BWm9f/x
tUQHtiZf+Z+iv5zt4AmB8AAAAAZFeGlmAABNTQAqAAAACAAEAQ8AAgAAAAUAAAA+ARAAAgAAAARPbmUAARIAAwAAAAEAAQAAh2kABAAAAAEAAABEAAAA
AEFjbWUAAAABkAMAAgAAABQAAABWAAAAADIwMTk6MDc6MTQgMTU6MzA6MTIA
"""
)

# The same scene, stored turned: the container's irot and the EXIF orientation 6 both say clockwise.
HEIC_CLOCKWISE = base64.b64decode(
    """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERA
AAIAAQAAAAAB7AABAAAAAAAAADgAAgAAAAACJAABAAAAAAAAAHQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQAC
AABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAA
AAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaA
AAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAA
ABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAALRtZGF0AAAANCgBrwngITk0H//yO7//8rB2X7xHm8LftIU9
31L3//gVpvX/8bVEB7YmX/mfor+c7eAJgfAAAAAGRXhpZgAATU0AKgAAAAgABAEPAAIAAAAFAAAAPgEQAAIAAAAET25lAAESAAMAAAABAAYAAIdpAAQA
AAABAAAARAAAAABBY21lAAAAAZADAAIAAAAUAAAAVgAAAAAyMDE5OjA3OjE0IDE1OjMwOjEyAA==
"""
)


def scene(width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """Grey with a red square in the top left corner."""
    pixels = np.full((height, width, 3), GREY, np.uint8)
    pixels[:MARKER, :MARKER] = RED
    return pixels


def encoded(format: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """The scene, or another picture, in one of Pillow's formats."""
    buffer = io.BytesIO()
    (Image.fromarray(scene()) if image is None else image).save(buffer, format, **options)
    return buffer.getvalue()


def exif_with(orientation: int | None = None, **tags: Any) -> Image.Exif:
    """EXIF with an orientation and tags given by the names of this module's constants, in lower case."""
    exif = Image.Exif()
    if orientation is not None:
        exif[ORIENTATION] = orientation
    for name, value in tags.items():
        tag = globals()[name.upper()]
        if tag == DATE_TIME_ORIGINAL:
            exif[EXIF_DIRECTORY] = {tag: value}
        else:
            exif[tag] = value
    return exif


def marker_corner(pixels: NDArray[np.uint8]) -> tuple[str, str]:
    """Where the red square is: ("top" or "bottom", "left" or "right")."""
    red = (pixels[..., 0] > 150) & (pixels[..., 1] < 100)
    rows, columns = np.nonzero(red)
    assert len(rows), "no red marker"
    return (
        "top" if rows.mean() < pixels.shape[0] / 2 else "bottom",
        "left" if columns.mean() < pixels.shape[1] / 2 else "right",
    )


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG from its parts; rows already with their filter bytes. Extra chunks go before the data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


def png_of_16_bits(values: NDArray[np.uint16]) -> bytes:
    """16-bit grey (height, width) or RGB (height, width, 3)."""
    height, width = values.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    return png(width, height, 16, 2 if values.ndim == 3 else 0, rows)


_TIFF_TYPES = {"B": (1, 1), "H": (3, 2), "I": (4, 4)}

TiffEntry = tuple[int, str, tuple[int, ...] | bytes]


class TiffFile:
    """Writes little-endian TIFF structures: directories of (tag, type, values) and blocks of data."""

    def __init__(self) -> None:
        self._body = bytearray(b"II*\0\0\0\0\0")

    def block(self, data: bytes) -> int:
        """Append data; its offset."""
        self._body += bytes(len(self._body) % 2)
        start = len(self._body)
        self._body += data
        return start

    def directory(self, entries: list[TiffEntry]) -> int:
        """Append a directory (types B, H, I, s for text, R for unsigned and S for signed rationals); its offset."""
        packed = []
        for tag, kind, values in sorted(entries, key=lambda entry: entry[0]):
            if kind == "s":
                assert isinstance(values, bytes)
                number, data, count = 2, values + b"\0", len(values) + 1
            elif kind in "RS":
                number, data = (5 if kind == "R" else 10), struct.pack(f"<{len(values)}{'iI'[kind == 'R']}", *values)
                count = len(values) // 2
            else:
                number, data, count = _TIFF_TYPES[kind][0], struct.pack(f"<{len(values)}{kind}", *values), len(values)
            inline = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", self.block(data))
            packed.append(struct.pack("<HHI", tag, number, count) + inline)
        return self.block(struct.pack("<H", len(packed)) + b"".join(packed) + bytes(4))

    def finished(self, first_directory: int) -> bytes:
        self._body[4:8] = struct.pack("<I", first_directory)
        return bytes(self._body)

    def followed(self, directory: int, by: int) -> None:
        """Chain two directories."""
        (count,) = struct.unpack_from("<H", self._body, directory)
        struct.pack_into("<I", self._body, directory + 2 + 12 * count, by)

    def page(self, values: NDArray[Any], *entries: TiffEntry, planes_apart: bool = False) -> int:
        """Append an uncompressed picture (height, width) or (height, width, channels); its directory's offset.

        Entries replace those that the values ask for.
        """
        samples = 1 if values.ndim == 2 else values.shape[2]
        planes = [values[..., sample] for sample in range(samples)] if planes_apart else [values]
        packed = [plane.astype(values.dtype.newbyteorder("<")).tobytes() for plane in planes]
        height, width = values.shape[:2]
        described: dict[int, TiffEntry] = {
            entry[0]: entry
            for entry in (
                (0x100, "I", (width,)),
                (0x101, "I", (height,)),
                (0x102, "H", (8 * values.itemsize,) * samples),
                (0x103, "H", (1,)),
                (0x106, "H", (2 if samples > 2 else 1,)),
                (0x111, "I", tuple(self.block(plane) for plane in packed)),
                (0x115, "H", (samples,)),
                (0x116, "I", (height,)),
                (0x117, "I", tuple(len(plane) for plane in packed)),
                (0x11C, "H", (2 if planes_apart else 1,)),
                (0x153, "H", ({"u": 1, "i": 2, "f": 3}[values.dtype.kind],) * samples),
                *entries,
            )
        }
        return self.directory(list(described.values()))


def tiff(values: NDArray[Any], *entries: TiffEntry, planes_apart: bool = False) -> bytes:
    """An uncompressed TIFF of one page."""
    file = TiffFile()
    return file.finished(file.page(values, *entries, planes_apart=planes_apart))


def tiff_of_16_bits(values: NDArray[np.uint16], *entries: tuple[int, str, tuple[int, ...]]) -> bytes:
    """Uncompressed 16-bit RGB, which Pillow reads but does not write, with more entries in its directory."""
    height, width = values.shape[:2]
    file = TiffFile()
    data = file.block(values.astype("<u2").tobytes())
    return file.finished(
        file.directory(
            [
                (0x100, "I", (width,)),
                (0x101, "I", (height,)),
                (0x102, "H", (16, 16, 16)),
                (0x103, "H", (1,)),
                (0x106, "H", (2,)),
                (0x111, "I", (data,)),
                (0x115, "H", (3,)),
                (0x116, "I", (height,)),
                (0x117, "I", (values.nbytes,)),
                *entries,
            ]
        )
    )


def dng(
    width: int = 256,
    height: int = 192,
    orientation: int = 1,
    preview: bytes | None = None,
    preview_size: tuple[int, int] = (WIDTH, HEIGHT),
    channels: int = 0,
) -> bytes:
    """A camera original: an uncompressed 16-bit RGGB mosaic of the scene, with or without a JPEG preview.

    With `channels` it is no mosaic but has so many values a pixel: one as from a camera that sees no colours, three as
    from a converter.

    The layout is that of the DNG specification 1.4: the preview in the first directory, the mosaic in a child of it.
    """
    file = TiffFile()
    mosaic = np.full((height, width), 30000, "<u2")
    mosaic[: height // 3, : width // 3] = 2000
    mosaic[: height // 3 : 2, : width // 3 : 2] = 60000
    if channels:
        mosaic[: height // 3, : width // 3] = 60000
        mosaic = np.repeat(mosaic[..., None], channels, axis=2)
        mosaic[: height // 3, : width // 3, 1:] = 2000
    original: list[Any] = [
        (0xFE, "I", (0,)),
        (0x100, "I", (width,)),
        (0x101, "I", (height,)),
        (0x102, "H", (16,) * (channels or 1)),
        (0x103, "H", (1,)),
        (0x106, "H", (34892 if channels else 32803,)),  # linear values, or a colour filter array
        (0x111, "I", (file.block(mosaic.tobytes()),)),
        (0x115, "H", (channels or 1,)),
        (0x116, "I", (height,)),
        (0x117, "I", (mosaic.nbytes,)),
        (0xC61D, "I", (65535,) * (channels or 1)),
    ]
    if not channels:
        original += [(0x828D, "H", (2, 2)), (0x828E, "B", (0, 1, 1, 2))]
    identity = (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1)
    described: list[Any] = [
        (0x10F, "s", b"Acme"),
        (0x110, "s", b"Field One"),
        (0x112, "H", (orientation,)),
        (0x132, "s", b"2019:07:14 15:30:12"),
        (0xC612, "B", (1, 4, 0, 0)),
        (0xC614, "s", b"Acme Field One"),
    ]
    if channels != 1:
        described += [(0xC621, "S", identity), (0xC628, "R", (1, 1, 1, 1, 1, 1))]
    if preview is None:
        return file.finished(file.directory(original + described))
    data = file.block(preview)
    described += [
        (0xFE, "I", (1,)),
        (0x100, "I", (preview_size[0],)),
        (0x101, "I", (preview_size[1],)),
        (0x102, "H", (8, 8, 8)),
        (0x103, "H", (7,)),
        (0x106, "H", (6,)),
        (0x111, "I", (data,)),
        (0x115, "H", (3,)),
        (0x116, "I", (preview_size[1],)),
        (0x117, "I", (len(preview),)),
        (0x14A, "I", (file.directory(original),)),
    ]
    return file.finished(file.directory(described))


def psd(pixels: NDArray[np.uint8], depth: int = 8) -> bytes:
    """A Photoshop file without layers: the picture that programs show, uncompressed, one plane for each channel."""
    height, width = pixels.shape[:2]
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, depth, 3)
    planes = pixels.transpose(2, 0, 1)
    values = planes if depth == 8 else planes.astype(">u2") * 257
    return header + bytes(12) + bytes(2) + values.tobytes()


def jpeg_2000(depth: int, *, grey: bool) -> bytes:
    """The scene without loss. Pillow writes no 16-bit colours: there the header of 8-bit ones says that they are."""
    image = Image.fromarray(scene())
    if grey and depth == 16:
        return encoded("JPEG2000", Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257))
    data = bytearray(encoded("JPEG2000", image.convert("L") if grey else image))
    if depth == 16:
        start = data.index(b"\xff\x4f\xff\x51") + 42
        data[start : start + 9 : 3] = bytes([15] * 3)
    return bytes(data)


def with_wrong_packing(camera_original: bytes) -> bytes:
    """What `dng` makes, with its values said to be compressed (with Deflate), which they are not."""
    packing, photometric = struct.pack("<HHII", 0x103, 3, 1, 1), struct.pack("<HHI", 0x106, 3, 1)
    start = camera_original.index(packing + photometric)
    return camera_original[: start + 8] + struct.pack("<I", 8) + camera_original[start + 12 :]


def heic_with_pixels_first(data: bytes) -> bytes:
    """A HEIC of this module with its pixels moved before its description, as some cameras and converters write it."""
    meta, mdat = data.index(b"meta") - 4, data.index(b"mdat") - 4
    start, description, pixels = data[:meta], bytearray(data[meta:mdat]), data[mdat:]
    for place in range(description.index(b"iloc"), description.index(b"iinf")):
        # The offsets of the two items are those numbers of the box that point behind the description.
        (offset,) = struct.unpack_from(">I", description, place)
        if mdat < offset < len(data):
            struct.pack_into(">I", description, place, offset - len(description))
    return start + pixels + bytes(description)


def webp_header(kind: bytes, width: int, height: int) -> bytes:
    """The first bytes of a WebP of this size, which is all there is of it."""
    body = {
        b"VP8 ": b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width & 0x3FFF, height & 0x3FFF),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) & 0x3FFF | ((height - 1) & 0x3FFF) << 14),
        b"VP8X": bytes(4) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3],
    }[kind]
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def noise(width: int, height: int) -> Image.Image:
    """A picture that no codec can make small, so that cutting its file cuts its pixels."""
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8))


# Linear Display P3 to linear sRGB, both with white D65 (CSS Color Module Level 4, section 18, sample code).
_SRGB_OF_P3 = np.array(
    [
        [1.2249401762805598, -0.22494017628055996, 0.0],
        [-0.0420569547096881, 1.042056954709688, 0.0],
        [-0.019637554590334432, -0.0786360455506319, 1.0982736001409663],
    ]
)


def srgb_of_display_p3(colour: tuple[int, int, int]) -> NDArray[np.float64]:
    """An 8-bit Display P3 colour in 8-bit sRGB; the two share one curve."""
    encoded_values = np.array(colour) / 255
    linear = np.where(encoded_values <= 0.04045, encoded_values / 12.92, ((encoded_values + 0.055) / 1.055) ** 2.4)
    srgb = np.clip(_SRGB_OF_P3 @ linear, 0, 1)
    bytes_of_it: NDArray[np.float64] = 255 * np.where(
        srgb <= 0.0031308, srgb * 12.92, 1.055 * srgb ** (1 / 2.4) - 0.055
    )
    return bytes_of_it


def display_p3_profile() -> bytes:
    """A matrix profile like the one in iPhone photos (ICC.1:2010, sections 7 to 10): colorants adapted to D50."""

    def fixed(*values: float) -> bytes:
        return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))

    name = b"Test P3"
    # sRGB's curve: g, a, b, c, d of "parametricCurveType" 3.
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name + b"\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249),
        b"rXYZ": b"XYZ " + bytes(4) + fixed(0.51512, 0.2412, -0.00105),
        b"gXYZ": b"XYZ " + bytes(4) + fixed(0.29198, 0.69225, 0.04189),
        b"bXYZ": b"XYZ " + bytes(4) + fixed(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2019, 7, 14, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
