"""JPEG files that are odd as files: an end that is missing, something behind it, thousands of scans."""

from __future__ import annotations

import re
import struct

import numpy as np
import pictures
import pytest
from PIL import Image

from photoface.errors import UnreadablePhoto
from photoface.imaging.decode import decode
from photoface.imaging.jpeg_structure import jpeg_structure

TRAILER = b"\xff\xda\x12\x34 what a camera adds " + bytes(4096)
"""Bytes behind a picture that look like the start of a scan, and then unwritten room."""


def noise_jpeg(*, progressive: bool = False, mode: str = "RGB", **options: object) -> bytes:
    return pictures.encoded("JPEG", pictures.noise(320, 240).convert(mode), progressive=progressive, **options)


def same(data: bytes, other: bytes, rows: float = 1.0) -> bool:
    """Whether two JPEGs show the same in this share of their rows, from the top."""
    one, two = (decode(jpeg, name="IMG_1.jpg").pixels for jpeg in (data, other))
    height = int(len(one) * rows)
    return bool(np.array_equal(one[:height], two[:height]))


def flaw_of(data: bytes) -> str | None:
    return decode(data, name="IMG_1.jpg").facts.flaw


@pytest.mark.parametrize("progressive", [False, True])
class TestWholePictures:
    def test_with_a_trailer(self, progressive: bool) -> None:
        data = noise_jpeg(progressive=progressive)
        assert same(data + TRAILER, data)
        assert flaw_of(data + TRAILER) is None

    @pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
    def test_with_a_second_picture_that_is_cut(self, progressive: bool, kept: float) -> None:
        data = noise_jpeg(progressive=progressive)
        second = noise_jpeg(progressive=progressive)
        both = data + second[: int(kept * len(second))] + bytes(1024)
        assert same(both, data)
        assert flaw_of(both) is None

    def test_with_a_thumbnail_in_a_segment(self, progressive: bool) -> None:
        data = noise_jpeg(progressive=progressive)
        thumbnail = pictures.encoded("JPEG", pictures.noise(96, 64), progressive=True)
        segment = b"\xff\xe3" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
        assert len(jpeg_structure(data[:2] + segment + data[2:]).scan_starts) == len(jpeg_structure(data).scan_starts)
        assert same(data[:2] + segment + data[2:], data)


class TestMissingEnd:
    @pytest.mark.parametrize("progressive", [False, True])
    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    def test_mark_alone(self, progressive: bool, mode: str) -> None:
        data = noise_jpeg(progressive=progressive, mode=mode)
        assert same(data[:-2], data)
        assert flaw_of(data[:-2]) == "Its end is missing."

    def test_of_forty_bytes(self) -> None:
        data = noise_jpeg()
        assert same(data[:-40], data, rows=0.9)
        assert flaw_of(data[:-40]) == "Its end is missing."

    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    @pytest.mark.parametrize("tail", [b"", bytes(5000)])
    def test_of_the_second_half(self, mode: str, tail: bytes) -> None:
        data = noise_jpeg(mode=mode)
        cut = data[: len(data) // 2] + tail
        assert same(cut, data, rows=0.4)
        flaw = flaw_of(cut)
        assert flaw is not None
        assert re.fullmatch(r"Its end is missing\. (4\d|50) % of the picture are not in the file\.", flaw)

    def test_of_a_progressive_one_leaves_it_coarse(self) -> None:
        data = noise_jpeg(progressive=True)
        assert flaw_of(data[: len(data) // 2]) == "Its end is missing."

    def test_with_another_picture_behind(self) -> None:
        data = noise_jpeg()
        cut = data[: len(data) // 2] + pictures.encoded("JPEG")
        assert same(cut, data, rows=0.4)
        assert "Its end is missing." in (flaw_of(cut) or "")

    def test_and_nearly_all_else(self) -> None:
        data = noise_jpeg()
        with pytest.raises(UnreadablePhoto, match=r"IMG_1.jpg is damaged: it ends too early\."):
            decode(data[: jpeg_structure(data).scan_starts[0] + 14], name="IMG_1.jpg")

    def test_in_the_header(self) -> None:
        data = noise_jpeg()
        for kept in (3, 30, 200):
            with pytest.raises(UnreadablePhoto, match=r"IMG_1.jpg is damaged"):
                decode(data[:kept], name="IMG_1.jpg")

    def test_of_one_that_is_turned(self) -> None:
        data = noise_jpeg(exif=pictures.exif_with(6))
        photo = decode(data[: len(data) // 2], name="IMG_1.jpg")
        assert photo.pixels.shape == (320, 240, 3)
        assert photo.facts.flaw is not None


class TestManyScans:
    def many(self, scans: int) -> bytes:
        data = noise_jpeg(progressive=True)
        last = data[jpeg_structure(data).scan_starts[-1] : -2]
        return data[:-2] + last * scans + data[-2:]

    def test_an_ordinary_number_is_read(self) -> None:
        assert flaw_of(self.many(3)) is None

    def test_beyond_the_limit_are_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("photoface.imaging.jpeg.MOST_SCANS", 40)
        photo = decode(self.many(3_000), name="IMG_1.jpg")
        assert photo.facts.flaw == "Only the first 40 of its 3,010 scans were read, so fine detail may be missing."
        assert photo.pixels.shape == (240, 320, 3)

    def test_of_a_large_picture_are_fewer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("photoface.imaging.jpeg.MOST_SCAN_MEGAPIXELS", 320 * 240 * 12e-6)
        assert "the first 12 of" in (flaw_of(self.many(20)) or "")


def test_the_structure_of_garbage_is_that_it_has_none() -> None:
    random = np.random.default_rng(3)
    for length in (0, 1, 2, 3, 4, 5, 100, 4000):
        for _ in range(20):
            data = b"\xff\xd8" + bytes(random.choice([0, 0xFF, 0xD8, 0xD9, 0xDA, 7], length).astype(np.uint8))
            structure = jpeg_structure(data)
            assert 0 <= structure.stop <= len(data)


def test_restart_marks_end_no_scan() -> None:
    data = pictures.encoded("JPEG", Image.effect_noise((320, 240), 60), restart_marker_blocks=1)
    assert data.count(b"\xff\xd3") > 3
    structure = jpeg_structure(data)
    assert (len(structure.scan_starts), structure.stop, structure.is_whole) == (1, len(data), True)
