"""What facts come out of EXIF, good and bad."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import pictures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from photoface.geometry import Turn
from photoface.imaging.decode import decode
from photoface.imaging.exif import LARGEST_EXIF_BYTES, PhotoFacts, photo_facts, read_exif

NORTH_SOUTH, LATITUDE, EAST_WEST, LONGITUDE = (
    ExifTags.GPS.GPSLatitudeRef,
    ExifTags.GPS.GPSLatitude,
    ExifTags.GPS.GPSLongitudeRef,
    ExifTags.GPS.GPSLongitude,
)

SIGNS = "09:- NSEWaé\0\n²\N{REPLACEMENT CHARACTER}"
"""What generated texts are made of."""


def facts_of(
    base: dict[int, Any] | None = None, details: dict[int, Any] | None = None, position: dict[int, Any] | None = None
) -> PhotoFacts:
    """Facts of EXIF with these values, as Pillow hands them over."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif).update(details or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(position or {})
    for tag, value in (base or {}).items():
        exif[tag] = value
    return photo_facts(exif, width=4, height=3, turn=Turn.NONE, format="JPEG")


class TestTakenAt:
    def test_prefers_when_the_shutter_opened(self) -> None:
        base: dict[int, Any] = {ExifTags.Base.DateTime: "2021:01:01 00:00:00"}
        digitized: dict[int, Any] = {ExifTags.Base.DateTimeDigitized: "2020:01:01 00:00:00"}
        original: dict[int, Any] = {ExifTags.Base.DateTimeOriginal: "2019:01:01 00:00:00"}
        assert facts_of(base, digitized | original).taken_at == datetime(2019, 1, 1)
        assert facts_of(base, digitized).taken_at == datetime(2020, 1, 1)
        assert facts_of(base).taken_at == datetime(2021, 1, 1)
        assert facts_of().taken_at is None

    def test_falls_back_over_garbage(self) -> None:
        base: dict[int, Any] = {ExifTags.Base.DateTime: "2021:01:01 00:00:00"}
        details: dict[int, Any] = {
            ExifTags.Base.DateTimeOriginal: "0000:00:00 00:00:00",
            ExifTags.Base.DateTimeDigitized: "soon",
        }
        assert facts_of(base, details).taken_at == datetime(2021, 1, 1)

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2019:07:14 15:30:12", datetime(2019, 7, 14, 15, 30, 12)),
            ("2019:07:14 15:30:12\0", datetime(2019, 7, 14, 15, 30, 12)),
            (b"2019:07:14 15:30:12\0", datetime(2019, 7, 14, 15, 30, 12)),
            ("2019-07-14T15:30:12+02:00", datetime(2019, 7, 14, 15, 30, 12)),
            ("2019/07/14 15:30", datetime(2019, 7, 14, 15, 30)),
            ("2019:07:14", datetime(2019, 7, 14)),
            ("2019: 7: 4 15:30:12", datetime(2019, 7, 4, 15, 30, 12)),
            ("2019:07:14 15:30:12.25", datetime(2019, 7, 14, 15, 30, 12, 250_000)),
            ("1826:06:01 12:00:00", datetime(1826, 6, 1, 12)),
        ],
    )
    def test_reads_what_programs_write(self, text: str | bytes, moment: datetime) -> None:
        assert facts_of(details={ExifTags.Base.DateTimeOriginal: text}).taken_at == moment

    @pytest.mark.parametrize(
        "text",
        [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2019:13:01 00:00:00",
            "0001:01:01 00:00:00",
            "",
            "yesterday",
            b"\xff\xfe\x00",
            2019,
            (2019, 7, 14),
            None,
        ],
    )
    def test_garbage_is_unknown(self, text: object) -> None:
        assert facts_of(details={ExifTags.Base.DateTimeOriginal: text}).taken_at is None

    @pytest.mark.parametrize(
        ("fraction", "microsecond"), [("5", 500_000), ("047", 47_000), ("1234567", 123_456), ("x", 0), ("²", 0), (7, 0)]
    )
    def test_fractions_of_a_second_order_a_burst(self, fraction: object, microsecond: int) -> None:
        details: dict[int, Any] = {
            ExifTags.Base.DateTimeOriginal: "2019:07:14 15:30:12",
            ExifTags.Base.SubsecTimeOriginal: fraction,
        }
        assert facts_of(details=details).taken_at == datetime(2019, 7, 14, 15, 30, 12, microsecond)


class TestCamera:
    @pytest.mark.parametrize(
        ("make", "model", "camera"),
        [
            ("Apple", "iPhone 12", "Apple iPhone 12"),
            ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
            ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
            ("Canon\0\0\0", " EOS\x07 5D \0junk", "Canon EOS 5D"),
            (b"Acme", "One", "Acme One"),
            ("Acme", None, "Acme"),
            (None, "One", "One"),
            (None, None, None),
            ("", "   ", None),
            ("\x01\x02", "\n", None),
            (7, (1, 2), None),
        ],
    )
    def test_names_the_maker_once(self, make: object, model: object, camera: str | None) -> None:
        assert facts_of({ExifTags.Base.Make: make, ExifTags.Base.Model: model}).camera == camera

    def test_of_any_length_is_kept_short(self) -> None:
        camera = facts_of({ExifTags.Base.Make: "A" * 5000}).camera
        assert camera is not None
        assert len(camera) == 80


class TestPlace:
    @staticmethod
    def place(north_south: object, latitude: object, east_west: object, longitude: object) -> object:
        position = {NORTH_SOUTH: north_south, LATITUDE: latitude, EAST_WEST: east_west, LONGITUDE: longitude}
        facts = facts_of(position={tag: value for tag, value in position.items() if value is not None})
        return None if facts.latitude is None and facts.longitude is None else (facts.latitude, facts.longitude)

    @pytest.mark.parametrize(
        ("north_south", "east_west", "signs"),
        [("N", "E", (1, 1)), ("S", "W", (-1, -1)), ("s\0", b"W\0", (-1, -1)), ("North", "West", (1, -1))],
    )
    def test_has_a_hemisphere(self, north_south: object, east_west: object, signs: tuple[int, int]) -> None:
        latitude, longitude = (IFDRational(48), IFDRational(51), IFDRational(2952, 100)), (2.0, 17.0, 40.2)
        expected = (signs[0] * 48.8582, signs[1] * 2.2945)
        assert self.place(north_south, latitude, east_west, longitude) == pytest.approx(expected)

    def test_may_have_fewer_parts(self) -> None:
        assert self.place("N", (48.5,), "E", 2.25) == pytest.approx((48.5, 2.25))
        assert self.place("N", (48, 30), "E", (2, 15)) == pytest.approx((48.5, 2.25))

    @pytest.mark.parametrize(
        ("north_south", "latitude", "east_west", "longitude"),
        [
            (None, (48, 0, 0), "E", (2, 0, 0)),
            ("N", (48, 0, 0), None, (2, 0, 0)),
            ("N", None, "E", (2, 0, 0)),
            ("N", (48, 0, 0), "E", None),
            ("X", (48, 0, 0), "E", (2, 0, 0)),
            ("N", (91, 0, 0), "E", (2, 0, 0)),
            ("N", (48, 0, 0), "E", (180, 1, 0)),
            ("N", (IFDRational(0, 0),) * 3, "E", (2, 0, 0)),
            ("N", (IFDRational(48, 0), 0, 0), "E", (2, 0, 0)),
            ("N", (48, 0, 0), "E", (IFDRational(2, 0),) * 3),
            ("N", (-48, 0, 0), "E", (2, 0, 0)),
            ("N", (float("nan"), 0, 0), "E", (2, 0, 0)),
            ("N", (), "E", (2, 0, 0)),
            ("N", (1, 2, 3, 4), "E", (2, 0, 0)),
            ("N", ("x", "y", "z"), "E", (2, 0, 0)),
            ("N", b"\0\0\0", "E", (2, 0, 0)),
            (None, (0, 0, 0), None, (0, 0, 0)),
            ("N", (0, 0, 0), "E", (0, 0, 0)),
        ],
    )
    def test_that_makes_no_sense_is_unknown(
        self, north_south: object, latitude: object, east_west: object, longitude: object
    ) -> None:
        assert self.place(north_south, latitude, east_west, longitude) is None

    def test_survives_a_file(self) -> None:
        exif = Image.Exif()
        exif[ExifTags.IFD.GPSInfo] = {
            NORTH_SOUTH: "S",
            LATITUDE: (Fraction(33), Fraction(51), Fraction(3540, 100)),
            EAST_WEST: "E",
            LONGITUDE: (Fraction(151), Fraction(12), Fraction(54)),
        }
        facts = decode(pictures.encoded("JPEG", exif=exif), name="sydney.jpg").facts
        assert (facts.latitude, facts.longitude) == pytest.approx((-33.8598333, 151.215))

    def test_with_zero_denominators_in_a_file_is_unknown(self) -> None:
        file = pictures.TiffFile()
        position = file.directory([(1, "s", b"N"), (2, "R", (48, 0) * 3), (3, "s", b"E"), (4, "R", (0, 0) * 3)])
        block = b"Exif\0\0" + file.finished(file.directory([(0x8825, "I", (position,)), (0x10F, "s", b"Acme")]))
        facts = decode(pictures.encoded("JPEG", exif=block), name="odd.jpg").facts
        assert (facts.camera, facts.latitude, facts.longitude) == ("Acme", None, None)


@settings(deadline=None)
@given(
    tags=st.dictionaries(
        st.sampled_from(
            [
                int(tag)
                for tag in (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.DateTime, 0x112, 0x8769, 0x8825)
            ]
        ),
        st.one_of(
            st.none(),
            st.text(SIGNS, max_size=30),
            st.binary(max_size=30),
            st.integers(-(2**40), 2**40),
            st.floats(),
            st.tuples(st.integers(), st.integers(), st.integers()),
        ),
    ),
    position=st.dictionaries(
        st.integers(1, 4), st.one_of(st.text(SIGNS, max_size=3), st.binary(max_size=9), st.floats())
    ),
)
def test_any_values_give_facts(tags: dict[int, Any], position: dict[int, Any]) -> None:
    facts = facts_of(tags, position=position)
    assert facts.width == 4
    assert (facts.latitude is None) == (facts.longitude is None)


@settings(deadline=None)
@given(body=st.binary(max_size=200), header=st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_any_block_gives_facts(body: bytes, header: bytes) -> None:
    image = Image.new("L", (4, 3))
    image.info["exif"] = b"Exif\0\0" + header + body
    decode(pictures.encoded("BMP"), name="applies-the-policy.bmp")
    facts = photo_facts(read_exif(image), width=4, height=3, turn=Turn.NONE, format="JPEG")
    assert facts.height == 3


def test_a_block_larger_than_any_real_one_is_passed_over() -> None:
    image = Image.new("L", (4, 3))
    block = pictures.exif_with(6, make="Acme").tobytes()
    image.info["exif"] = block
    assert photo_facts(read_exif(image), width=4, height=3, turn=Turn.NONE, format="PNG").camera == "Acme"
    larger = Image.new("L", (4, 3))
    larger.info["exif"] = block + bytes(LARGEST_EXIF_BYTES)
    assert photo_facts(read_exif(larger), width=4, height=3, turn=Turn.NONE, format="PNG").camera is None
