"""Orientation, date and place in EXIF: changed or added, and nothing else moves."""

from __future__ import annotations

import datetime as dt
import io
import struct

import pytest
from PIL import ExifTags, Image

from photoface.geometry import Turn
from photoface.metadata.exif_editing import (
    NO_DATE,
    NO_POSITION,
    DamagedExif,
    ExifChange,
    ExifValues,
    changed,
    date_texts,
    values_of,
)
from photoface.metadata.jpeg_writing import SidecarNeeded, exif_block, with_exif, without_packet

MAKER_NOTE = b"Maker\0\0\0" + struct.pack("<HHHII", 1, 1, 4, 1, 7)


def _block(order: str, *, orientation: int | None = 1) -> bytes:
    exif = Image.Exif()
    exif.endian = order
    exif[ExifTags.Base.Make] = "A maker of cameras"
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2015:06:01 12:30:00"
    details[ExifTags.Base.MakerNote] = MAKER_NOTE
    return exif.tobytes().removeprefix(b"Exif\0\0")


def _tags(block: bytes) -> tuple[dict[int, object], dict[int, object]]:
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + block)
    first = {tag: value for tag, value in exif.items() if tag not in (0x0112, 0x8769, 0x8825)}
    details = {tag: value for tag, value in exif.get_ifd(ExifTags.IFD.Exif).items() if tag != 0x9003}
    return first, details


@pytest.mark.parametrize("order", ["<", ">"])
def test_an_orientation_that_is_there_is_changed_in_its_place(order: str) -> None:
    before = _block(order)
    after = changed(before, ExifChange(Turn.CLOCKWISE))
    assert len(after) == len(before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert values_of(after).turn is Turn.CLOCKWISE


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [None, 1])
def test_what_is_new_is_added_behind_and_nothing_else_moves(order: str, orientation: int | None) -> None:
    before = _block(order, orientation=orientation)
    change = ExifChange(Turn.CLOCKWISE, date_texts(dt.datetime(1985, 7, 14, 12)), (-48.25, 16.5))
    after = changed(before, change)
    values = values_of(after)
    assert (values.turn, values.date) == (Turn.CLOCKWISE, ("1985:07:14 12:00:00", None, None))
    assert values.position == pytest.approx((-48.25, 16.5), abs=1e-7)
    assert _tags(after) == _tags(before)
    assert after.index(MAKER_NOTE) == before.index(MAKER_NOTE)
    assert changed(after, change) == after, "the second time there is nothing to change"
    gone = changed(after, ExifChange(Turn.NONE, NO_DATE, NO_POSITION))
    assert values_of(gone) == ExifValues(Turn.NONE)
    assert _tags(gone) == _tags(before)


def test_a_photo_without_exif_gets_some() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "JPEG")
    before = stream.getvalue()
    assert exif_block(before) is None
    after = with_exif(before, changed(None, ExifChange(Turn.HALF_TURN)))
    with Image.open(io.BytesIO(after)) as image:
        assert dict(image.getexif()) == {0x0112: 3}
    assert without_packet(after, without_exif=True) == before


@pytest.mark.parametrize(
    "block",
    [b"", b"II*\0", b"XX*\0\x08\0\0\0", b"II*\0\x08\0\0\0\xff\xff", b"II*\0\xff\xff\xff\x7f", b"MM\0*\0\0\0\x08\0\x01"],
)
def test_a_damaged_block_is_left_alone(block: bytes) -> None:
    with pytest.raises(DamagedExif):
        changed(block, ExifChange(Turn.CLOCKWISE))


def test_exif_that_does_not_fit_into_a_segment_is_refused() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "JPEG")
    with pytest.raises(SidecarNeeded, match="too long"):
        with_exif(stream.getvalue(), bytes(65_534))
