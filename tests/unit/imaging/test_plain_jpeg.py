"""JPEGs straight between bytes and arrays are what Pillow makes of them; what is odd is left to Pillow."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoface.imaging.decode import decode
from photoface.imaging.fast_jpeg import encoded, pixels_of

WIDTH, HEIGHT = 83, 46


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """A smooth picture with edges, of odd sides."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    pixels = np.stack([rows * 5, columns * 3, (rows // 9 + columns // 11) % 2 * 200], axis=2)
    return pixels.astype(np.uint8)


def _jpeg(picture: NDArray[np.uint8], mode: str = "RGB", **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).convert(mode).save(stream, "JPEG", **options)
    return stream.getvalue()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": "4:4:4"}, {"subsampling": "4:2:2"}])
def test_pixels_are_pillows(picture: NDArray[np.uint8], options: dict[str, Any]) -> None:
    data = _jpeg(picture, quality=90, **options)
    found = pixels_of(data, WIDTH, HEIGHT)
    np.testing.assert_array_equal(found, np.asarray(Image.open(io.BytesIO(data))))
    assert found is not None
    assert found.flags.writeable


def test_what_ends_too_early_or_has_another_size_is_left_to_pillow(picture: NDArray[np.uint8]) -> None:
    data = _jpeg(picture)
    assert pixels_of(data[: len(data) // 2], WIDTH, HEIGHT) is None
    assert pixels_of(data, WIDTH + 1, HEIGHT) is None
    assert pixels_of(b"no picture", WIDTH, HEIGHT) is None


def test_what_pillow_forgives_is_still_decoded(picture: NDArray[np.uint8]) -> None:
    whole = _jpeg(picture)
    # Bytes that belong to nothing, before a marker: libjpeg warns and goes on.
    scan = whole.index(b"\xff\xda")
    odd = whole[:scan] + b"\x00" * 7 + whole[scan:]
    assert pixels_of(odd, WIDTH, HEIGHT) is None
    np.testing.assert_array_equal(decode(odd, name="odd").pixels, decode(whole, name="whole").pixels)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_others_than_three_colours_go_by_way_of_pillow(
    picture: NDArray[np.uint8], mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("its colours have to be converted")

    monkeypatch.setattr("photoface.imaging.decode.fast_jpeg.pixels_of", never)
    assert decode(_jpeg(picture, mode), name="grey").pixels.shape == (HEIGHT, WIDTH, 3)


def test_what_is_encoded_is_as_good_and_as_small_as_pillows(picture: NDArray[np.uint8]) -> None:
    ours, pillows = encoded(picture, 85), _jpeg(picture, quality=85)
    errors = [
        np.square(np.asarray(Image.open(io.BytesIO(data))).astype(float) - picture).mean() for data in (ours, pillows)
    ]
    assert errors[0] == pytest.approx(errors[1], rel=0.05)
    assert len(ours) == pytest.approx(len(pillows), rel=0.05)
