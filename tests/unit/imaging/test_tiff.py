"""TIFF files as scanners, editors and instruments write them: shown right, or said not to be read."""

from __future__ import annotations

import struct
from datetime import datetime

import numpy as np
import pictures
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from photoface.errors import UnreadablePhoto
from photoface.imaging.decode import decode

SCENE = pictures.scene()
DEEP = SCENE.astype(np.uint16) * 257
GREY = np.asarray(Image.fromarray(SCENE).convert("L"))
SMALL = np.full((12, 16, 3), 255, np.uint8)
"""A thumbnail that is nothing like the picture."""


def shown(data: bytes) -> np.ndarray:
    return decode(data, name="scan.tif").pixels


def assert_grey(pixels: np.ndarray) -> None:
    assert_allclose(pixels.astype(int), GREY[..., None].repeat(3, axis=2), atol=1)


@pytest.mark.parametrize("values", [SCENE, DEEP])
@pytest.mark.parametrize("planes_apart", [False, True])
def test_planes(values: np.ndarray, planes_apart: bool) -> None:
    assert_allclose(shown(pictures.tiff(values, planes_apart=planes_apart)).astype(int), SCENE, atol=1)


@pytest.mark.parametrize("full", [255, 65535])
@pytest.mark.parametrize("white_is_zero", [False, True])
def test_grey_with_either_end_white(full: int, white_is_zero: bool) -> None:
    values = (GREY.astype(np.uint32) * full // 255).astype(np.uint8 if full == 255 else np.uint16)
    stored = full - values if white_is_zero else values
    photometric = (0x106, "H", (0 if white_is_zero else 1,))
    assert_grey(shown(pictures.tiff(stored.astype(values.dtype), photometric)))


def test_grey_of_12_bits() -> None:
    values = GREY.astype(np.uint32) * 4095 // 255
    first, second = values[:, ::2], values[:, 1::2]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=2).astype(np.uint8)
    file = pictures.TiffFile()
    height, width = values.shape
    start = file.block(packed.tobytes())
    directory = file.page(
        GREY, (0x100, "I", (width,)), (0x102, "H", (12,)), (0x111, "I", (start,)), (0x117, "I", (packed.nbytes,))
    )
    assert height == len(packed)
    assert_grey(shown(file.finished(directory)))


class TestPages:
    def two(self, first: int, second: int, file: pictures.TiffFile) -> bytes:
        file.followed(first, second)
        return file.finished(first)

    @pytest.mark.parametrize("mark", [(0xFE, "I", (1,)), (0xFF, "H", (2,)), (0xFE, "I", (0,))])
    def test_a_thumbnail_comes_first(self, mark: pictures.TiffEntry) -> None:
        file = pictures.TiffFile()
        data = self.two(file.page(SMALL, mark), file.page(SCENE), file)
        assert np.array_equal(shown(data), SCENE)

    def test_a_thumbnail_or_a_mask_is_larger_than_it_should_be(self) -> None:
        for mark in (1, 4):
            file = pictures.TiffFile()
            large = file.page(np.full((480, 640, 3), 255, np.uint8), (0xFE, "I", (mark,)))
            assert np.array_equal(shown(self.two(large, file.page(SCENE), file)), SCENE)

    def test_the_picture_hangs_below_its_thumbnail(self) -> None:
        file = pictures.TiffFile()
        data = file.finished(file.page(SMALL, (0xFE, "I", (1,)), (0x14A, "I", (file.page(SCENE),))))
        assert np.array_equal(shown(data), SCENE)

    def test_of_equal_pages_the_first_is_shown(self) -> None:
        file = pictures.TiffFile()
        assert np.array_equal(shown(self.two(file.page(SCENE), file.page(255 - SCENE), file)), SCENE)

    def test_all_are_said_to_be_thumbnails(self) -> None:
        assert np.array_equal(shown(pictures.tiff(SCENE, (0xFE, "I", (1,)))), SCENE)

    def test_the_first_page_has_the_facts_of_all(self) -> None:
        file = pictures.TiffFile()
        exif = file.directory([(pictures.DATE_TIME_ORIGINAL, "s", b"2019:07:14 15:30:12")])
        first = file.page(SMALL, (pictures.MAKE, "s", b"Acme"), (pictures.EXIF_DIRECTORY, "I", (exif,)))
        facts = decode(self.two(first, file.page(SCENE), file), name="scan.tif").facts
        assert (facts.width, facts.height) == (pictures.WIDTH, pictures.HEIGHT)
        assert facts.camera == "Acme"
        assert facts.taken_at == datetime(2019, 7, 14, 15, 30, 12)

    def test_the_orientation_is_each_pages_own(self) -> None:
        file = pictures.TiffFile()
        first = file.page(SMALL, (pictures.ORIENTATION, "H", (6,)))
        assert np.array_equal(shown(self.two(first, file.page(SCENE), file)), SCENE)

    def test_directories_go_round(self) -> None:
        file = pictures.TiffFile()
        first, second = file.page(SMALL), file.page(SCENE)
        file.followed(first, second)
        assert np.array_equal(shown(self.two(second, first, file)), SCENE)

    def test_a_directory_is_lost(self) -> None:
        file = pictures.TiffFile()
        page = file.page(SCENE)
        file.followed(page, 0x7FFFFFFF)
        assert np.array_equal(shown(file.finished(page)), SCENE)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pictures.tiff(SCENE.astype(np.float32) / 255), "floating point in 3 channels"),
        (pictures.tiff(DEEP.astype(np.uint32) * 65537), "32 bits in 3 channels"),
        (pictures.tiff(GREY.astype(np.uint32)), "32 bits in 1 channel"),
        (pictures.tiff(DEEP[..., :2].copy(), (0x106, "H", (1,))), "16 bits in 2 channels"),
        (pictures.tiff(SCENE, (0x103, "H", (34887,))), "compressed with LERC"),
        (pictures.tiff(SCENE, (0x103, "H", (50001,))), "compressed with WebP"),
        (pictures.tiff(SCENE, (0x103, "H", (50002,))), "compressed with JPEG XL"),
        (pictures.tiff(SCENE, (0x103, "H", (60001,))), "compressed with method 60001"),
    ],
)
def test_kinds_that_are_not_read_are_not_called_damaged(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadablePhoto) as raised:
        decode(data, name="scan.tif")
    assert raised.value.sentence == f"scan.tif is not a kind of TIFF ({kind}) that PhotoFace reads."


def test_damaged_ones_are() -> None:
    for data in (b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\0", pictures.tiff(SCENE)[:5000]):
        with pytest.raises(UnreadablePhoto, match="scan.tif is damaged"):
            decode(data, name="scan.tif")


def test_a_directory_of_millions_of_entries_ends() -> None:
    file = pictures.tiff(SCENE)
    (start,) = struct.unpack_from("<I", file, 4)
    broken = file[:start] + b"\xff\xff" + file[start + 2 :] + bytes(12 * 65535)
    with pytest.raises(UnreadablePhoto):
        decode(broken[: start + 2] + bytes(12 * 65535), name="scan.tif")
