"""Thumbnails and portraits, judged by what the JPEGs show."""

from __future__ import annotations

import io

import numpy as np
import pictures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photoface.errors import UnreadablePhoto
from photoface.geometry import Box
from photoface.imaging.thumbnails import decode_thumbnail, encode_face_crop, encode_thumbnail, portrait_square


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    assert image.format == "JPEG"
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1024, 768), (512, 384)), ((300, 1200), (128, 512)), ((100, 50), (100, 50)), ((6000, 2), (512, 1))],
)
def test_thumbnail_fits_and_is_never_enlarged(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert opened(encode_thumbnail(pictures.scene(*size))).size == expected


def test_thumbnail_shows_the_photo() -> None:
    pixels = np.asarray(opened(encode_thumbnail(pictures.scene(1024, 768))))
    assert pictures.marker_corner(pixels) == ("top", "left")
    assert pixels.shape == (384, 512, 3)


@pytest.mark.parametrize(
    ("least", "expected"), [((0, 0), (512, 384)), ((1, 192), (256, 192)), ((1, 193), (512, 384)), ((60, 1), (64, 48))]
)
def test_a_thumbnail_is_decoded_no_larger_than_it_must(least: tuple[int, int], expected: tuple[int, int]) -> None:
    jpeg = encode_thumbnail(pictures.scene(1024, 768))
    picture = decode_thumbnail(jpeg, least)
    assert picture.size == expected
    assert pictures.marker_corner(np.asarray(picture)) == ("top", "left")


def test_a_damaged_thumbnail_is_told_of() -> None:
    jpeg = encode_thumbnail(pictures.scene(1024, 768))
    for damaged in (jpeg[: len(jpeg) // 2], b"nothing", b""):
        with pytest.raises(UnreadablePhoto):
            decode_thumbnail(damaged)


def test_thumbnail_of_a_read_only_photo() -> None:
    pixels = pictures.scene()
    pixels.setflags(write=False)
    assert encode_thumbnail(pixels)


def test_portrait_has_the_face_in_the_middle_and_room_around_it() -> None:
    pixels = np.full((1000, 1500, 3), 60, np.uint8)
    pixels[400:600, 700:860] = (250, 220, 200)
    crop = np.asarray(opened(encode_face_crop(pixels, Box(700 / 1500, 0.4, 160 / 1500, 0.2))))
    assert crop.shape == (192, 192, 3)
    rows, columns = np.nonzero(crop[..., 0] > 150)
    assert columns.mean() == pytest.approx(95.5, abs=1.5)
    above, below = rows.min(), 191 - rows.max()
    assert above > below > 20
    assert 90 < rows.max() - rows.min() < 130


def test_portrait_at_the_edge_is_moved_inside() -> None:
    left, top, length = portrait_square(Box(0.0, 0.0, 0.1, 0.1), 1000, 1000)
    assert (left, top, length) == (0, 0, 170)
    left, top, length = portrait_square(Box(0.95, 0.95, 0.1, 0.1), 1000, 1000)
    assert (left + length, top + length) == (1000, 1000)


def test_portrait_larger_than_the_photo_is_cut_to_it() -> None:
    left, top, length = portrait_square(Box(0.3, 0.05, 0.4, 0.9), 800, 400)
    assert (top, length) == (0, 400)
    assert left == 200


fractions = st.floats(-0.5, 1.5)


@given(fractions, fractions, st.floats(0, 2), st.floats(0, 2), st.integers(1, 5000), st.integers(1, 5000))
def test_portraits_are_squares_inside_the_photo(
    left: float, top: float, width: float, height: float, photo_width: int, photo_height: int
) -> None:
    x, y, length = portrait_square(Box(left, top, width, height), photo_width, photo_height)
    assert length >= 1
    assert 0 <= x <= photo_width - length
    assert 0 <= y <= photo_height - length


def test_any_box_gives_a_crop() -> None:
    pixels = pictures.scene(7, 3)
    for box in (Box(0, 0, 0, 0), Box(-1, -1, 5, 5), Box(2, 2, 1, 1), Box(0.5, 0.5, 1e-9, 1e-9)):
        assert opened(encode_face_crop(pixels, box)).size == (192, 192)
