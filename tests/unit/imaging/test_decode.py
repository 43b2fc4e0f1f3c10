"""Every format, turn, mode and kind of damage, through `decode` alone."""

from __future__ import annotations

import contextlib
import io
import struct
import sys
import threading
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import numpy as np
import pictures
import pytest
from numpy.testing import assert_allclose
from PIL import Image, ImageCms, PngImagePlugin

from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.imaging.decode import decode
from photoface.imaging.pillow_policy import apply_pillow_policy

LOSSY_TOLERANCE = 12
"""Levels that a lossy coding may be off, in flat areas."""

CORNERS = {
    Turn.NONE: ("top", "left"),
    Turn.MIRROR: ("top", "right"),
    Turn.HALF_TURN: ("bottom", "right"),
    Turn.FLIP: ("bottom", "left"),
    Turn.TRANSPOSE: ("top", "left"),
    Turn.CLOCKWISE: ("top", "right"),
    Turn.TRANSVERSE: ("bottom", "right"),
    Turn.COUNTERCLOCKWISE: ("bottom", "left"),
}
"""Where the corner that is stored top left shows (EXIF 2.32, section 4.6.4, Orientation)."""


def assert_shows_scene(pixels: np.ndarray) -> None:
    assert pixels.dtype == np.uint8
    assert pixels.flags.writeable
    assert pixels.flags.c_contiguous
    assert_allclose(pixels[4, 4].astype(int), pictures.RED, atol=LOSSY_TOLERANCE)
    assert_allclose(pixels[-4, -4].astype(int), pictures.GREY, atol=LOSSY_TOLERANCE)


def sentence_for(data: bytes, name: str, **options: Any) -> str:
    with pytest.raises(UnreadablePhoto) as raised:
        decode(data, name=name, **options)
    assert raised.value.sentence.startswith(name)
    assert raised.value.sentence.endswith(".")
    return raised.value.sentence


@pytest.mark.parametrize(
    ("pillow_format", "photo_format"),
    [
        ("JPEG", "JPEG"),
        ("PNG", "PNG"),
        ("WEBP", "WebP"),
        ("TIFF", "TIFF"),
        ("GIF", "GIF"),
        ("BMP", "BMP"),
        ("AVIF", "AVIF"),
    ],
)
def test_a_format_opens_whatever_its_name(pillow_format: str, photo_format: str) -> None:
    photo = decode(pictures.encoded(pillow_format), name="misnamed.jpg")
    assert photo.pixels.shape == (pictures.HEIGHT, pictures.WIDTH, 3)
    assert_shows_scene(photo.pixels)
    facts = photo.facts
    assert (facts.width, facts.height, facts.format) == (pictures.WIDTH, pictures.HEIGHT, photo_format)
    assert type(facts.format) is str


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("grey", [False, True])
def test_jpeg_2000(depth: int, grey: bool) -> None:
    data = pictures.jpeg_2000(depth, grey=grey)
    if depth == 16 and not grey:
        # Pillow would show its white as black.
        assert sentence_for(data, "scan.jp2") == (
            "scan.jp2 is not a kind of JPEG 2000 (16 bits a channel) that PhotoFace reads."
        )
        return
    photo = decode(data, name="scan.jp2")
    assert photo.facts.format == "JPEG 2000"
    assert_allclose(photo.pixels[4, 4].astype(int), (76, 76, 76) if grey else pictures.RED, atol=LOSSY_TOLERANCE)
    assert_allclose(photo.pixels[-4, -4].astype(int), pictures.GREY, atol=LOSSY_TOLERANCE)


def test_photoshop_shows_its_layers_as_one() -> None:
    photo = decode(pictures.psd(pictures.scene()), name="card.psd")
    assert_shows_scene(photo.pixels)
    assert photo.facts.format == "Photoshop"


def test_photoshop_of_16_bits_is_not_called_damaged() -> None:
    assert sentence_for(pictures.psd(pictures.scene(), depth=16), "card.psd") == (
        "card.psd is not a kind of Photoshop file (16 bits a channel) that PhotoFace reads."
    )


def test_heic_opens() -> None:
    photo = decode(pictures.HEIC_UPRIGHT, name="IMG_1.HEIC")
    assert_shows_scene(photo.pixels)
    assert photo.facts.format == "HEIF"
    assert photo.facts.camera == "Acme One"
    assert photo.facts.taken_at == datetime(2019, 7, 14, 15, 30, 12)


def test_turned_heic_is_turned_once() -> None:
    photo = decode(pictures.HEIC_CLOCKWISE, name="IMG_2.HEIC")
    assert photo.pixels.shape == (pictures.WIDTH, pictures.HEIGHT, 3)
    assert pictures.marker_corner(photo.pixels) == ("top", "right")
    assert (photo.facts.width, photo.facts.height) == (pictures.HEIGHT, pictures.WIDTH)
    assert photo.facts.turn is Turn.NONE


@pytest.mark.parametrize("turn", list(Turn))
def test_heic_that_only_its_exif_turns_is_turned(turn: Turn) -> None:
    orientation = b"\x01\x12\0\x03\0\0\0\x01\0"
    assert pictures.HEIC_UPRIGHT.count(orientation + b"\x01") == 1
    data = pictures.HEIC_UPRIGHT.replace(orientation + b"\x01", orientation + bytes([turn.value]))
    photo = decode(data, name="IMG_1.HEIC")
    assert pictures.marker_corner(photo.pixels) == CORNERS[turn]
    assert photo.pixels.shape[:2] == (photo.facts.height, photo.facts.width)
    assert photo.facts.turn is turn


@pytest.mark.parametrize("turn", list(Turn))
@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_turned_photos_are_upright(turn: Turn, pillow_format: str) -> None:
    data = pictures.encoded(pillow_format, exif=pictures.exif_with(orientation=turn))
    photo = decode(data, name="turned")
    width, height = turn.size(pictures.WIDTH, pictures.HEIGHT)
    assert photo.pixels.shape == (height, width, 3)
    assert pictures.marker_corner(photo.pixels) == CORNERS[turn]
    assert (photo.facts.width, photo.facts.height, photo.facts.turn) == (width, height, turn)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_garbage_orientation_is_no_turn(orientation: int) -> None:
    photo = decode(pictures.encoded("JPEG", exif=pictures.exif_with(orientation=orientation)), name="odd.jpg")
    assert photo.facts.turn is Turn.NONE
    assert pictures.marker_corner(photo.pixels) == ("top", "left")


class TestCameraOriginals:
    @pytest.mark.parametrize("turn", [Turn.NONE, Turn.HALF_TURN, Turn.CLOCKWISE, Turn.COUNTERCLOCKWISE])
    def test_are_developed_at_half_size_without_a_preview(self, turn: Turn) -> None:
        photo = decode(pictures.dng(orientation=turn), name="IMG_1.DNG")
        width, height = turn.size(256, 192)
        assert (photo.facts.width, photo.facts.height, photo.facts.turn) == (width, height, turn)
        assert photo.pixels.shape == (height // 2, width // 2, 3)
        assert pictures.marker_corner(photo.pixels) == CORNERS[turn]
        assert photo.pixels.flags.writeable

    @pytest.mark.parametrize("turn", [Turn.NONE, Turn.HALF_TURN, Turn.CLOCKWISE, Turn.COUNTERCLOCKWISE])
    def test_show_a_preview_that_is_large_enough(self, turn: Turn) -> None:
        preview = pictures.encoded("JPEG", Image.fromarray(pictures.scene(128, 96)))
        data = pictures.dng(orientation=turn, preview=preview, preview_size=(128, 96))
        photo = decode(data, name="IMG_1.DNG")
        width, height = turn.size(256, 192)
        assert (photo.facts.width, photo.facts.height, photo.facts.turn) == (width, height, turn)
        assert photo.pixels.shape == (height // 2, width // 2, 3)
        assert_allclose(photo.pixels[height // 4, width // 4].astype(int), pictures.GREY, atol=LOSSY_TOLERANCE)
        assert pictures.marker_corner(photo.pixels) == CORNERS[turn]

    def test_pass_over_a_small_preview(self) -> None:
        preview = pictures.encoded("JPEG")
        photo = decode(pictures.dng(preview=preview), name="IMG_1.DNG")
        assert photo.pixels.shape == (96, 128, 3)

    def test_pass_over_a_damaged_preview(self) -> None:
        photo = decode(pictures.dng(preview=b"no JPEG at all" * 99, preview_size=(256, 192)), name="IMG_1.DNG")
        assert pictures.marker_corner(photo.pixels) == ("top", "left")

    def test_leave_a_preview_that_stands_already(self) -> None:
        upright = np.ascontiguousarray(np.rot90(pictures.scene(128, 96), -1))
        preview = pictures.encoded("JPEG", Image.fromarray(upright))
        photo = decode(pictures.dng(orientation=6, preview=preview, preview_size=(96, 128)), name="IMG_1.DNG")
        assert photo.pixels.shape == (128, 96, 3)
        assert pictures.marker_corner(photo.pixels) == ("top", "right")

    def test_without_colours_are_grey(self) -> None:
        photo = decode(pictures.dng(channels=1), name="L1000001.DNG")
        assert photo.pixels.shape == (192, 256, 3)
        assert np.ptp(photo.pixels, axis=2).max() == 0
        assert photo.pixels[4, 4, 0] > photo.pixels[-4, -4, 0] > 100

    def test_with_all_colours_at_each_place_open(self) -> None:
        assert pictures.marker_corner(decode(pictures.dng(channels=3), name="linear.DNG").pixels) == ("top", "left")

    def test_that_cannot_be_developed_show_their_small_preview(self) -> None:
        data = pictures.dng(1024, 768, preview=pictures.encoded("JPEG"))
        photo = decode(pictures.with_wrong_packing(data), name="IMG_1.DNG")
        assert photo.pixels.shape == (pictures.HEIGHT, pictures.WIDTH, 3)
        assert photo.facts.flaw == "Only the small preview in it could be read."

    def test_that_cannot_be_developed_and_have_no_preview_get_a_sentence(self) -> None:
        sentence = sentence_for(pictures.with_wrong_packing(pictures.dng()), "IMG_1.DNG")
        assert sentence == "IMG_1.DNG is damaged, or from a camera whose originals PhotoFace cannot open."

    def test_tell_their_facts(self) -> None:
        facts = decode(pictures.dng(), name="IMG_1.DNG").facts
        assert facts.format == "RAW"
        assert facts.camera == "Acme Field One"
        assert facts.taken_at == datetime(2019, 7, 14, 15, 30, 12)

    def test_are_known_by_content(self) -> None:
        assert decode(pictures.dng(), name="renamed.tif").facts.format == "RAW"

    def test_of_an_unknown_kind_get_a_sentence(self) -> None:
        assert "camera" in sentence_for(b"II*\0" + b"nothing that LibRaw knows" * 40, "IMG_1.NEF")

    def test_respect_the_limit(self) -> None:
        data = pictures.dng(width=1500, height=800)
        assert "1 megapixels" in sentence_for(data, "IMG_1.DNG", maximum_megapixels=1)


class TestModes:
    def test_sixteen_bit_grey_png_is_scaled(self) -> None:
        values = np.linspace(0, 65535, 256).round().astype(np.uint16).reshape(16, 16)
        pixels = decode(pictures.png_of_16_bits(values), name="deep.png").pixels
        assert_allclose(pixels[..., 0].astype(int).ravel(), np.arange(256), atol=1)

    def test_sixteen_bit_colour_png_is_scaled(self) -> None:
        values = np.full((4, 4, 3), (65535, 32768, 256), np.uint16)
        pixels = decode(pictures.png_of_16_bits(values), name="deep.png").pixels
        assert_allclose(pixels[0, 0].astype(int), (255, 128, 1), atol=1)

    def test_sixteen_bit_grey_tiff_is_scaled(self) -> None:
        image = Image.fromarray(np.full((4, 4), 32768, np.uint16))
        assert_allclose(decode(pictures.encoded("TIFF", image), name="deep.tif").pixels[0, 0].astype(int), 128, atol=1)

    def test_sixteen_bit_colour_tiff_is_scaled(self) -> None:
        values = np.full((4, 4, 3), (65535, 32768, 256), np.uint16)
        pixels = decode(pictures.tiff_of_16_bits(values), name="deep.tif").pixels
        assert_allclose(pixels[0, 0].astype(int), (255, 128, 1), atol=1)

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            (np.array([[0, 0.5], [1, 0.25]], np.float32), [[0, 128], [255, 64]]),
            (np.array([[0, 128], [255, 64]], np.float32), [[0, 128], [255, 64]]),
            (np.array([[np.nan, 0.5], [1, -3]], np.float32), [[0, 128], [255, 0]]),
            (np.array([[0, 32768], [65535, 16384]], np.int32), [[0, 128], [255, 64]]),
            (np.array([[0, 2**30], [2**31 - 1, -7]], np.int32), [[0, 128], [255, 0]]),
        ],
    )
    def test_deep_grey_tiff_is_scaled_by_what_it_holds(self, values: np.ndarray, expected: list[list[int]]) -> None:
        pixels = decode(pictures.encoded("TIFF", Image.fromarray(values)), name="deep.tif").pixels
        assert_allclose(pixels[..., 1].astype(int), expected, atol=1)

    def test_one_bit(self) -> None:
        image = Image.new("1", (16, 8), 0)
        image.paste(1, (0, 0, 8, 8))
        pixels = decode(pictures.encoded("PNG", image), name="fax.png").pixels
        assert pixels[0, 0].tolist() == [255, 255, 255]
        assert pixels[0, 15].tolist() == [0, 0, 0]

    @pytest.mark.parametrize("mode", ["RGBA", "LA"])
    def test_transparency_shows_white(self, mode: str) -> None:
        image = Image.new(mode, (16, 8), 0)
        opaque = (200, 200, 200, 255) if mode == "RGBA" else (200, 255)
        image.paste(opaque, (0, 0, 8, 8))
        pixels = decode(pictures.encoded("PNG", image), name="cut-out.png").pixels
        assert pixels[0, 0].tolist() == [200, 200, 200]
        assert pixels[0, 15].tolist() == [255, 255, 255]

    @pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
    def test_palette_with_transparency(self, transparency: int | bytes) -> None:
        image = Image.new("P", (16, 8), 0)
        image.putpalette([10, 20, 30, 200, 100, 50])
        image.paste(1, (0, 0, 8, 8))
        pixels = decode(pictures.encoded("PNG", image, transparency=transparency), name="icon.png").pixels
        assert pixels[0, 0].tolist() == [200, 100, 50]
        assert pixels[0, 15].tolist() == [255, 255, 255]

    def test_grey_and_colour_with_a_transparent_colour(self) -> None:
        for mode, colour in (("L", 7), ("RGB", (7, 8, 9))):
            image = Image.new(mode, (8, 8), colour)
            pixels = decode(pictures.encoded("PNG", image, transparency=colour), name="keyed.png").pixels
            assert pixels[0, 0].tolist() == [255, 255, 255]

    @pytest.mark.parametrize("pillow_format", ["GIF", "WEBP", "PNG", "AVIF"])
    def test_animations_show_their_first_picture(self, pillow_format: str) -> None:
        later = Image.new("RGB", (pictures.WIDTH, pictures.HEIGHT), (0, 0, 255))
        data = pictures.encoded(pillow_format, save_all=True, append_images=[later, later], duration=100)
        assert_shows_scene(decode(data, name="moving").pixels)

    def test_several_pages_show_the_first(self) -> None:
        later = Image.new("RGB", (32, 32), (0, 0, 255))
        data = pictures.encoded("TIFF", save_all=True, append_images=[later])
        assert_shows_scene(decode(data, name="pages.tif").pixels)

    def test_second_picture_in_a_jpeg_is_left_alone(self) -> None:
        later = Image.new("RGB", (32, 32), (0, 0, 255))
        photo = decode(pictures.encoded("MPO", save_all=True, append_images=[later]), name="stereo.jpg")
        assert photo.facts.format == "JPEG"
        assert_shows_scene(photo.pixels)


class TestColour:
    def test_cmyk_jpeg(self) -> None:
        # Pillow writes CMYK as Adobe does, inverted and with Adobe's marker.
        image = Image.fromarray(pictures.scene()).convert("CMYK")
        photo = decode(pictures.encoded("JPEG", image), name="print.jpg")
        assert_shows_scene(photo.pixels)

    def test_cmyk_tiff(self) -> None:
        image = Image.fromarray(pictures.scene()).convert("CMYK")
        assert_shows_scene(decode(pictures.encoded("TIFF", image), name="print.tif").pixels)

    @pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
    @pytest.mark.parametrize("profile", [b"not a profile", bytes(200)])
    def test_broken_profiles_do_no_harm(self, mode: str, profile: bytes) -> None:
        image = Image.fromarray(pictures.scene()).convert(mode)
        pixels = decode(pictures.encoded("JPEG", image, icc_profile=profile), name="odd.jpg").pixels
        assert_allclose(pixels[-4, -4].astype(int), pictures.GREY, atol=LOSSY_TOLERANCE)

    def test_profile_for_another_mode_does_no_harm(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        assert_shows_scene(decode(pictures.encoded("PNG", icc_profile=profile), name="odd.png").pixels)

    def test_srgb_profile_changes_nothing(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        pixels = decode(pictures.encoded("PNG", icc_profile=profile), name="srgb.png").pixels
        assert np.array_equal(pixels, pictures.scene())

    def test_wide_gamut_becomes_srgb(self) -> None:
        colour = (200, 120, 100)
        image = Image.new("RGB", (8, 8), colour)
        data = pictures.encoded("PNG", image, icc_profile=pictures.display_p3_profile())
        pixels = decode(data, name="phone.png").pixels
        # Display P3 (200, 120, 100) in sRGB, by the matrices of CSS Color 4, section 10.
        assert_allclose(pixels[0, 0].astype(int), pictures.srgb_of_display_p3(colour), atol=2)
        assert pixels[0, 0, 0] > colour[0]

    def test_colours_that_are_left_come_out_the_same_later(self) -> None:
        data = pictures.encoded("PNG", icc_profile=pictures.display_p3_profile())
        now = decode(data, name="phone.png")
        later = decode(data, name="phone.png", leave_colours=True)
        assert now.to_srgb is None
        assert np.array_equal(later.pixels, pictures.scene())
        assert np.array_equal(later.in_srgb(later.pixels), now.pixels)
        assert np.array_equal(later.in_srgb(later.pixels[5:20, 3:30]), now.pixels[5:20, 3:30])

    @pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
    def test_only_plain_colour_pictures_are_left(self, mode: str) -> None:
        image = Image.fromarray(pictures.scene()).convert(mode)
        data = pictures.encoded("PNG", image, icc_profile=pictures.display_p3_profile())
        left = decode(data, name="odd.png", leave_colours=True)
        assert left.to_srgb is None
        assert np.array_equal(left.pixels, decode(data, name="odd.png").pixels)


class TestDamage:
    def test_zero_bytes(self) -> None:
        assert sentence_for(b"", "IMG_1.jpg") == "IMG_1.jpg is empty."

    @pytest.mark.parametrize(
        "data", [b"Dear diary, " * 50, b"\0" * 1000, b"\xff", b"<html>", b"\0\0\0\x18ftypisom" * 9]
    )
    def test_no_picture(self, data: bytes) -> None:
        assert sentence_for(data, "notes.jpg") == "notes.jpg is not a picture of any kind that PhotoFace opens."

    @pytest.mark.parametrize("pillow_format", ["PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
    def test_other_truncated_files(self, pillow_format: str) -> None:
        data = pictures.encoded(pillow_format, pictures.noise(320, 240))
        for kept in (0.02, 0.5, 0.95):
            assert "is damaged: " in sentence_for(data[: int(len(data) * kept)], "IMG_1")

    @pytest.mark.parametrize("kept", [60, 300, 500, 640])
    def test_truncated_heic(self, kept: int) -> None:
        assert "is damaged: " in sentence_for(pictures.HEIC_UPRIGHT[:kept], "IMG_1.HEIC")

    @pytest.mark.parametrize("place", range(4))
    def test_heic_that_would_end_the_process(self, place: int) -> None:
        # pi-heif 1.4 dies of an item type that is no text.
        start = pictures.HEIC_UPRIGHT.index(b"Exif") + place
        broken = pictures.HEIC_UPRIGHT[:start] + b"\xe5" + pictures.HEIC_UPRIGHT[start + 1 :]
        assert "is damaged: " in sentence_for(broken, "IMG_1.HEIC")

    def test_heic_whose_pixels_come_first_and_would_end_the_process(self) -> None:
        data = pictures.heic_with_pixels_first(pictures.HEIC_UPRIGHT)
        item = data.rindex(b"Exif")
        broken = data[:item] + b"Ex\xe5f" + data[item + 4 :]
        assert "is damaged: " in sentence_for(broken, "IMG_1.HEIC")

    def test_heic_whose_pixels_come_first(self) -> None:
        data = pictures.heic_with_pixels_first(pictures.HEIC_CLOCKWISE)
        assert data.index(b"mdat") < data.index(b"infe")
        whole = decode(pictures.HEIC_CLOCKWISE, name="IMG_1.heic")
        photo = decode(data, name="IMG_1.heic")
        assert np.array_equal(photo.pixels, whole.pixels)
        assert photo.facts == whole.facts

    def test_flipped_bytes_never_raise_anything_else(self) -> None:
        random = np.random.default_rng(7)
        originals = [pictures.encoded(kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF")]
        for data in [*originals, pictures.HEIC_CLOCKWISE, pictures.dng(64, 48)]:
            for _ in range(12):
                broken = np.frombuffer(data, np.uint8).copy()
                places = random.integers(0, min(len(broken), 700), 6)
                broken[places] = random.integers(0, 256, 6)
                with contextlib.suppress(UnreadablePhoto):
                    decode(broken.tobytes(), name="broken", maximum_megapixels=1)

    def test_decompression_bomb(self) -> None:
        data = pictures.png(50_000, 50_000, 8, 2, bytes(10_000_000))
        assert len(data) < 20_000
        assert sentence_for(data, "bomb.png") == (
            "bomb.png is too large: 50,000 x 50,000 pixels are 2,500 megapixels, more than the limit of 250."
        )

    @pytest.mark.parametrize(
        ("data", "megapixels"),
        [
            # Headers alone, with what a decoder would need to go on: the size is asked before the pixels.
            pytest.param(pictures.png(200_000, 200_000, 8, 2, b""), "40,000", id="PNG"),
            pytest.param(pictures.webp_header(b"VP8X", 200_000, 21_000), "4,200", id="WebP, extended"),
            pytest.param(pictures.webp_header(b"VP8 ", 16_000, 16_000), "256", id="WebP"),
            pytest.param(pictures.webp_header(b"VP8L", 16_000, 16_000), "256", id="WebP without loss"),
            pytest.param(
                pictures.encoded("BMP")[:18] + struct.pack("<ii", 65_000, 65_000) + pictures.encoded("BMP")[26:],
                "4,225",
                id="BMP",
            ),
            pytest.param(
                b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + pictures.encoded("GIF")[10:], "4,225", id="GIF"
            ),
        ],
    )
    def test_size_is_asked_before_pixels(self, data: bytes, megapixels: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def loaded(*_: object) -> None:
            raise AssertionError("pixels were decoded")

        monkeypatch.setattr(Image.Image, "load", loaded)
        monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", loaded)
        assert f" {megapixels} megapixels" in sentence_for(data, "bomb")

    def test_exif_behind_the_pixels_of_a_png(self) -> None:
        plain = pictures.encoded("PNG", exif=pictures.exif_with(Turn.CLOCKWISE, make="Acme"))
        start = plain.index(b"eXIf") - 4
        length = 12 + struct.unpack_from(">I", plain, start)[0]
        end = plain.index(b"IEND") - 4
        data = plain[:start] + plain[start + length : end] + plain[start : start + length] + plain[end:]
        photo = decode(data, name="late.png")
        assert (photo.facts.camera, photo.facts.turn) == ("Acme", Turn.CLOCKWISE)

    def test_bomb_in_a_text_chunk(self) -> None:
        bomb = (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000)))
        data = pictures.png(4, 4, 8, 0, b"\0\1\2\3\4" * 4, bomb)
        assert "is damaged" in sentence_for(data, "bomb.png")

    def test_the_limit_is_inclusive(self) -> None:
        data = pictures.encoded("PNG", Image.new("L", (1000, 1000)))
        assert decode(data, name="fits.png", maximum_megapixels=1).pixels.shape == (1000, 1000, 3)
        larger = pictures.encoded("PNG", Image.new("L", (1001, 1000)))
        assert "1,001 x 1,000 pixels" in sentence_for(larger, "larger.png", maximum_megapixels=1)

    def test_too_little_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def exhausted(*_: object) -> None:
            raise MemoryError

        data = pictures.encoded("BMP")
        monkeypatch.setattr(Image.Image, "load", exhausted)
        assert sentence_for(data, "IMG_1.bmp") == "IMG_1.bmp needs more memory than this computer has free."

    @pytest.mark.parametrize(
        ("module", "name", "data"),
        [("pi_heif", "IMG_1.heic", pictures.HEIC_UPRIGHT), ("rawpy", "IMG_1.dng", pictures.dng())],
    )
    def test_missing_decoder(self, module: str, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, module, None)
        assert "cannot decode those" in sentence_for(data, name)

    def test_missing_avif(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("photoface.imaging.decode.features.check", lambda _: False)
        assert "AVIF picture" in sentence_for(pictures.encoded("AVIF"), "IMG_1.avif")


class TestDamagedExif:
    BLOCKS = (
        pytest.param(b"Exif\0\0no TIFF header here", id="no header"),  # SyntaxError
        pytest.param(b"Exif\0\0II*\0", id="only a header"),  # struct.error
        pytest.param(b"Exif\0\0II*\0\xff\xff\xff\x7f", id="directory far outside"),
        pytest.param(b"Exif\0\0II*\0\x08\0\0\0" + b"\xff" * 300, id="directory of garbage"),
        pytest.param(b"Exif\0\0MM\0*\0\0\0\x08" + bytes(range(256)), id="directory of other garbage"),
        pytest.param(
            b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 0xFFFFFFF0) + bytes(4),
            id="lost child",
        ),
        pytest.param(
            b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x8825, 2, 4, 0x41414141) + bytes(4),
            id="text child",
        ),
        pytest.param(
            b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x112, 3, 0, 0) + bytes(4), id="empty orientation"
        ),
    )

    @pytest.mark.parametrize("block", BLOCKS)
    @pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_costs_the_facts_but_not_the_pixels(self, pillow_format: str, block: bytes) -> None:
        plain = pictures.exif_with(make="Acme", date_time_original="2019:07:14 15:30:12").tobytes()
        assert decode(pictures.encoded(pillow_format, exif=plain), name="fine").facts.camera == "Acme"
        if pillow_format == "AVIF":
            # Pillow refuses to write such a block, so it is put in the place of a good one.
            data = pictures.encoded("AVIF", exif=plain)
            tiff = plain.removeprefix(b"Exif\0\0")
            assert data.count(tiff) == 1
            data = data.replace(tiff, block.removeprefix(b"Exif\0\0").ljust(len(tiff), b"\xff")[: len(tiff)])
        else:
            # With a resolution of its own, or Pillow looks for one in the EXIF while it opens a JPEG.
            data = pictures.encoded(pillow_format, exif=block, dpi=(72, 72))
        photo = decode(data, name="odd")
        assert_shows_scene(photo.pixels)
        facts = photo.facts
        assert (facts.taken_at, facts.camera, facts.latitude, facts.longitude) == (None, None, None, None)
        assert facts.turn is Turn.NONE

    def test_pillow_itself_raises_on_the_first(self) -> None:
        data = pictures.encoded("JPEG", exif=b"Exif\0\0no TIFF header here", dpi=(72, 72))
        with Image.open(io.BytesIO(data)) as image, pytest.raises(SyntaxError):
            image.getexif()

    def test_in_a_tiff(self) -> None:
        values = pictures.scene().astype(np.uint16) * 257
        data = pictures.tiff_of_16_bits(values, (pictures.EXIF_DIRECTORY, "I", (0xFFFFFFF0,)))
        photo = decode(data, name="odd.tif")
        assert_shows_scene(photo.pixels)
        assert photo.facts.taken_at is None


class TestLargeJpegs:
    def test_panorama_of_60000_pixels_opens_at_full_size(self) -> None:
        data = pictures.encoded("JPEG", Image.new("L", (60_000, 400), 128))
        photo = decode(data, name="panorama.jpg")
        assert photo.pixels.shape == (400, 60_000, 3)

    def test_panorama_beyond_full_size_is_decoded_smaller(self) -> None:
        data = pictures.encoded(
            "JPEG", Image.new("L", (60_000, 1200), 128), exif=pictures.exif_with(orientation=Turn.CLOCKWISE)
        )
        photo = decode(data, name="panorama.jpg")
        assert photo.pixels.shape == (30_000, 600, 3)
        assert (photo.facts.width, photo.facts.height) == (1200, 60_000)

    @pytest.mark.parametrize(("limit", "reduction"), [(24, 1), (7, 2), (2, 4), (1, 8)])
    def test_is_reduced_no_more_than_the_limit_asks(self, limit: int, reduction: int) -> None:
        data = pictures.encoded("JPEG", Image.new("L", (6000, 4000), 128))
        photo = decode(data, name="large.jpg", maximum_megapixels=limit)
        assert photo.pixels.shape == (4000 // reduction, 6000 // reduction, 3)
        assert (photo.facts.width, photo.facts.height) == (6000, 4000)

    def test_beyond_an_eighth_is_refused(self) -> None:
        data = pictures.encoded("JPEG", Image.new("L", (65_000, 1100), 128))
        assert "65,000 x 1,100 pixels" in sentence_for(data, "panorama.jpg", maximum_megapixels=1)

    def test_progressive_needs_its_memory_at_any_size(self) -> None:
        data = pictures.encoded("JPEG", Image.new("L", (2000, 1000), 128), progressive=True)
        assert "too large" in sentence_for(data, "progressive.jpg", maximum_megapixels=1)


class TestLargePictures:
    """Beyond the size at which JPEGs are decoded smaller, which is made small here."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "photoface.imaging.decode.FULL_SIZE_MEGAPIXELS", 1e-6 * pictures.WIDTH * pictures.HEIGHT / 4
        )
        monkeypatch.setattr("photoface.imaging.upright.WHOLE_PIXELS", 100)
        monkeypatch.setattr("photoface.imaging.upright.BAND_PIXELS", pictures.WIDTH * 3)

    @pytest.mark.parametrize("pillow_format", ["PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
    def test_are_shown_smaller(self, pillow_format: str) -> None:
        photo = decode(pictures.encoded(pillow_format), name="large")
        assert_shows_scene(photo.pixels.repeat(2, axis=0).repeat(2, axis=1))
        assert (photo.facts.width, photo.facts.height) == (pictures.WIDTH, pictures.HEIGHT)

    def test_deep_grey_has_one_scale_in_all_of_its_bands(self) -> None:
        values = np.linspace(0, 1, 48 * 64, dtype=np.float32).reshape(48, 64)
        pixels = decode(pictures.encoded("TIFF", Image.fromarray(values)), name="deep.tif").pixels
        assert pixels[0, 0, 0] < 5
        assert abs(int(pixels[12, 16, 0]) - 128) < 6
        assert pixels[-1, -1, 0] > 250


class TestThreads:
    def test_decode_side_by_side(self) -> None:
        kinds = [pictures.encoded(kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")]
        wide = pictures.encoded("PNG", icc_profile=pictures.display_p3_profile())
        kinds += [pictures.HEIC_UPRIGHT, pictures.dng(), wide]
        expected = [decode(data, name="photo").pixels for data in kinds]
        together = threading.Barrier(4, timeout=60)

        def work() -> list[np.ndarray]:
            together.wait()
            return [decode(data, name="photo").pixels for data in kinds]

        with ThreadPoolExecutor(4) as pool:
            for result in [pool.submit(work) for _ in range(4)]:
                for found, wanted in zip(result.result(timeout=60), expected, strict=True):
                    assert np.array_equal(found, wanted)

    def test_odd_files_warn_nobody(self) -> None:
        # A text that says it reaches past the end.
        block = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x10F, 2, 4000, 26) + bytes(4)
        data = pictures.encoded("JPEG", exif=block)
        with pytest.warns(UserWarning, match="Tag data larger than file"):
            Image.open(io.BytesIO(data)).close()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert_shows_scene(decode(data, name="odd.jpg").pixels)
        assert caught == []

    def test_the_policy_is_applied_once(self) -> None:
        apply_pillow_policy()
        before = list(warnings.filters)
        apply_pillow_policy()
        assert warnings.filters == before
