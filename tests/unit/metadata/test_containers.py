"""Packets are found in every format, and little is read for it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, cast

import made_photos
import pytest
from made_photos import jpeg_with_segments, segment

from photoface.errors import UnreadablePhoto
from photoface.metadata.packets import jpeg
from photoface.metadata.packets.blocks import MetadataBlocks
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.packets.jpeg import EXTENDED_XMP_HEADER, PHOTOSHOP_HEADER, XMP_HEADER
from photoface.metadata.reading import read_metadata


def test_the_packet_of_every_container(container: tuple[str, bytes], tmp_path: Path) -> None:
    photo = tmp_path / f"1{container[0]}"
    photo.write_bytes(container[1])
    found = read_metadata(photo)
    assert found.remarks == ()
    assert [region.name for region in found.regions] == ["Zoë"]
    assert found.tags == (("sea",), ("sand",))
    assert found.rating == 3
    assert (found.latitude, found.longitude) == pytest.approx((48 + 12.5 / 60, 16 + 20 / 60))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "GIF", "BMP"])
def test_a_photo_without_metadata_says_nothing(kind: str, tmp_path: Path) -> None:
    photo = tmp_path / f"1.{kind.lower()}"
    photo.write_bytes(made_photos.encoded(kind))
    found = read_metadata(photo)
    assert (found.regions, found.tags, found.rating, found.remarks) == ((), (), None, ())


def _extended(guid: bytes, text: bytes, sizes: int) -> list[bytes]:
    parts = [text[place : place + sizes] for place in range(0, len(text), sizes)]
    return [
        segment(0xE1, EXTENDED_XMP_HEADER + guid + struct.pack(">II", len(text), number * sizes) + part)
        for number, part in enumerate(parts)
    ]


DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF>'


@pytest.mark.parametrize("is_turned", [False, True])
def test_extended_xmp_is_put_together(is_turned: bool, tmp_path: Path) -> None:
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    note = f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid.decode()}"'
    main = RDF.format(f'<rdf:Description {note} {DC} dc:title="Main"/>').encode()
    more = RDF.format(f'<rdf:Description {DC} dc:title="Other" dc:description="{"long " * 30_000}"/>').encode()
    parts = _extended(guid, more, 60_000) + _extended(b"F" * 32, b"<of another packet/>", 5)
    segments = parts[::-1] if is_turned else parts
    photo = tmp_path / "1.jpg"
    photo.write_bytes(jpeg_with_segments(segment(0xE1, XMP_HEADER + main), *segments))
    found = read_metadata(photo)
    assert found.title == "Main", "what stands in both counts as the main packet has it"
    assert (found.caption or "").startswith("long long")
    assert found.remarks == ()


def test_a_missing_part_of_extended_xmp_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    note = f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid.decode()}"'
    main = RDF.format(f'<rdf:Description {note} {DC} dc:title="Main"/>').encode()
    photo = tmp_path / "1.jpg"
    photo.write_bytes(jpeg_with_segments(segment(0xE1, XMP_HEADER + main), *_extended(guid, b"x" * 100, 60)[1:]))
    found = read_metadata(photo)
    assert found.title == "Main"
    assert found.remarks == ("A part of its extended XMP is missing.",)


def _iim(*records: tuple[int, int, bytes]) -> bytes:
    data = b"".join(struct.pack(">BBBH", 0x1C, record, number, len(text)) + text for record, number, text in records)
    return PHOTOSHOP_HEADER + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)


@pytest.mark.parametrize(
    ("records", "text"),
    [
        ([(1, 90, b"\x1b%G"), (2, 25, "Zoë".encode())], "Zoë"),
        ([(2, 25, "Zoë".encode())], "Zoë"),
        ([(2, 25, "Zoë".encode("cp1252"))], "Zoë"),
    ],
)
def test_character_sets_of_iim(records: list[tuple[int, int, bytes]], text: str, tmp_path: Path) -> None:
    photo = tmp_path / "1.jpg"
    caption, date, time = (2, 120, b"At sea"), (2, 55, b"20190501"), (2, 60, b"123000+0200")
    photo.write_bytes(jpeg_with_segments(segment(0xED, _iim(*records, caption, date, time))))
    found = read_metadata(photo)
    assert found.tags == ((text,),)
    assert found.caption == "At sea"
    assert str(found.taken_at) == "2019-05-01 12:30:00"


def test_iim_counts_where_xmp_says_nothing(tmp_path: Path) -> None:
    packet = RDF.format(f'<rdf:Description {DC} dc:description="From XMP"/>').encode()
    iim = _iim((2, 5, b"Object name"), (2, 25, b"sea"), (2, 120, b"From IIM"))
    photo = tmp_path / "1.jpg"
    photo.write_bytes(jpeg_with_segments(segment(0xE1, XMP_HEADER + packet), segment(0xED, iim)))
    found = read_metadata(photo)
    assert (found.title, found.caption, found.tags) == ("Object name", "From XMP", (("sea",),))


def test_only_the_head_of_a_jpeg_is_read(tmp_path: Path) -> None:
    photo = tmp_path / "1.jpg"
    photo.write_bytes(made_photos.jpeg(b"<x/>") + b"\0" * 50_000_000)
    with photo.open("rb") as file:
        counted = _Counting(file)
        jpeg.read(cast(BinaryIO, counted), MetadataBlocks())
    assert counted.bytes_read < 1_000


class _Counting:
    """A file that counts what is read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes_read = 0

    def read(self, count: int) -> bytes:
        self.bytes_read += count
        return self._file.read(count)

    def seek(self, place: int) -> None:
        self._file.seek(place)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto):
        read_embedded(tmp_path / "1.jpg")
