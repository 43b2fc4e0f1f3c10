"""Small photos with metadata, made in every format that can be."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from photoface.metadata.packets.jpeg import XMP_HEADER

SIZE = (64, 48)


def picture(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture in which each pixel tells its place."""
    image = Image.new("RGB", size)
    image.putdata([(x * 255 // size[0], y * 255 // size[1], 128) for y in range(size[1]) for x in range(size[0])])
    return image


def encoded(kind: str, **options: object) -> bytes:
    """The picture in a format of Pillow."""
    written = io.BytesIO()
    picture().save(written, kind, **options)
    return written.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    """A JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg_with_segments(*segments: bytes, trailer: bytes = b"") -> bytes:
    """A JPEG with these segments after its JFIF segment, and bytes after its end."""
    plain = encoded("JPEG")
    (length,) = struct.unpack_from(">H", plain, 4)
    place = 4 + length
    return plain[:place] + b"".join(segments) + plain[place:] + trailer


def jpeg(packet: bytes) -> bytes:
    """A JPEG with a packet."""
    return jpeg_with_segments(segment(0xE1, XMP_HEADER + packet))


def png(packet: bytes, *, is_compressed: bool = False) -> bytes:
    """A PNG whose packet follows the pixels."""
    plain = encoded("PNG")
    end = plain.rindex(b"IEND") - 4
    return plain[:end] + png_chunk(packet, is_compressed=is_compressed) + plain[end:]


def png_chunk(packet: bytes, *, is_compressed: bool = False) -> bytes:
    """The chunk of a PNG that holds a packet."""
    text = zlib.compress(packet) if is_compressed else packet
    content = b"iTXtXML:com.adobe.xmp\0" + bytes([is_compressed, 0]) + b"\0\0" + text
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))


def webp(packet: bytes) -> bytes:
    return encoded("WEBP", xmp=packet)


def avif(packet: bytes) -> bytes:
    return encoded("AVIF", xmp=packet)


def tiff(packet: bytes, *, is_dng: bool = False, is_big: bool = False) -> bytes:
    """A TIFF; as a DNG it has the tag that says so."""
    tags: dict[int, bytes] = {700: packet}
    if is_dng:
        tags[0xC612] = b"\1\4\0\0"
    return encoded("TIFF", tiffinfo=tags, big_tiff=is_big)


def heic(packet: bytes) -> bytes:
    """The boxes of a HEIC file without pixels: a packet in `idat`."""

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + kind + content

    entry = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 7, 0) + b"mime" + b"\0application/rdf+xml\0")
    picture_entry = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"hvc1\0")
    items = box(b"iinf", b"\0\0\0\0" + struct.pack(">H", 2) + picture_entry + entry)
    extent = struct.pack(">HHHHII", 7, 1, 0, 1, 0, len(packet))
    locations = box(b"iloc", b"\1\0\0\0\x44\0" + struct.pack(">H", 1) + extent)
    meta = box(b"meta", b"\0\0\0\0" + items + locations + box(b"idat", packet))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta


def psd(packet: bytes) -> bytes:
    """The head of a Photoshop file."""
    resource = b"8BIM\x04\x24\0\0" + struct.pack(">I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    return b"8BPS\0\1" + b"\0" * 20 + struct.pack(">II", 0, len(resource)) + resource


def jpeg_2000(packet: bytes) -> bytes:
    """The boxes of a JPEG 2000 file without pixels."""
    content = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + packet
    return b"\0\0\0\x0cjP  \r\n\x87\n" + struct.pack(">I", len(content) + 8) + b"uuid" + content


CONTAINERS = {
    "JPEG": (".jpg", jpeg),
    "PNG": (".png", png),
    "compressed PNG": (".png", lambda packet: png(packet, is_compressed=True)),
    "WebP": (".webp", webp),
    "TIFF": (".tif", tiff),
    "BigTIFF": (".tif", lambda packet: tiff(packet, is_big=True)),
    "DNG": (".dng", lambda packet: tiff(packet, is_dng=True)),
    "AVIF": (".avif", avif),
    "HEIC": (".heic", heic),
    "Photoshop": (".psd", psd),
    "JPEG 2000": (".jp2", jpeg_2000),
}
"""Suffix, and a function that makes a file from its packet."""
