"""The picture's hash: the same whatever metadata lies around the picture, another one for any other picture."""

from __future__ import annotations

import hashlib
import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from photoface.imaging.picture_hash import picture_hash

PIXELS = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
OTHER_PIXELS = PIXELS[:, ::-1].copy()


def _saved(kind: str, pixels: np.ndarray = PIXELS, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _png_text(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{text}</x>")
    return info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_leaves_the_picture_the_same(kind: str) -> None:
    plain = _saved(kind)
    turned, once_more = _saved(kind, exif=_exif(6)), _saved(kind, exif=_exif(3))
    assert len({plain, turned, once_more}) == 3
    assert picture_hash(plain) == picture_hash(turned) == picture_hash(once_more)
    assert picture_hash(plain) != picture_hash(_saved(kind, OTHER_PIXELS))


def test_comments_and_texts_leave_the_picture_the_same() -> None:
    assert picture_hash(_saved("JPEG", comment=b"holiday")) == picture_hash(_saved("JPEG"))
    assert picture_hash(_saved("PNG", pnginfo=_png_text("holiday"))) == picture_hash(_saved("PNG"))
    assert picture_hash(_saved("WEBP", xmp=b"<x/>")) == picture_hash(_saved("WEBP"))
    assert picture_hash(_saved("JPEG", dpi=(300, 300))) == picture_hash(_saved("JPEG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_another_colour_profile_is_another_picture(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert picture_hash(_saved(kind, icc_profile=profile)) != picture_hash(_saved(kind))


def test_the_adobe_segment_belongs_to_the_picture() -> None:
    jpeg = _saved("JPEG")
    adobe = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe\x00\x64\x00\x00\x00\x00\x01"
    assert picture_hash(jpeg[:2] + adobe + jpeg[2:]) != picture_hash(jpeg)


def test_other_formats_are_hashed_as_a_whole() -> None:
    for data in (_saved("BMP"), _saved("TIFF"), b"", b"II*\x00", b"hello"):
        assert picture_hash(data) == hashlib.sha256(data).hexdigest()[:40]
        assert picture_hash(data + b"x") != picture_hash(data)


@given(
    st.sampled_from([b"\xff\xd8", b"\xff\xd8\xff\xe1\x00\x00", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b""]),
    st.binary(max_size=400),
)
def test_any_bytes_have_a_hash(start: bytes, rest: bytes) -> None:
    assert len(picture_hash(start + rest)) == 40


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_change_of_what_is_kept_is_seen(kind: str, data: st.DataObject) -> None:
    whole = _saved(kind)
    position = data.draw(st.integers(len(whole) // 2, len(whole) - 20))
    changed = bytearray(whole)
    changed[position] ^= 0x55
    assert picture_hash(bytes(changed)) != picture_hash(whole)


def test_a_long_hostile_file_takes_linear_time() -> None:
    # A file of the smallest segments, and one of fill bytes: each is passed through once.
    assert picture_hash(b"\xff\xd8" + b"\xff\xe1\x00\x02" * 200_000)
    assert picture_hash(b"\xff\xd8" + b"\xff" * 1_000_000)
    assert picture_hash(b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00tEXt\x00\x00\x00\x00" * 100_000)
