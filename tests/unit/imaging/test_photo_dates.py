"""What dates a photo: the best of what its file says, as much of it as is sure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pictures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from photoface.imaging.date_kinds import DatePrecision, DateSource
from photoface.imaging.decode import decode
from photoface.imaging.photo_dates import PhotoDate, best_date, date_in_name

ORIGINAL, DIGITIZED, MODIFIED = (
    ExifTags.Base.DateTimeOriginal,
    ExifTags.Base.DateTimeDigitized,
    ExifTags.Base.DateTime,
)

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" %s</rdf:RDF></x:xmpmeta>'
)


def iptc(date: str, time: str = "") -> dict[str, Any]:
    """What Pillow keeps of a JPEG with these IPTC records."""
    records = b"\x1c\x01\x5a\0\x03\x1b%G"
    for number, text in ((55, date), (60, time)):
        records += bytes([0x1C, 2, number]) + len(text).to_bytes(2, "big") + text.encode()
    return {"photoshop": {0x0404: records}}


def known(
    exif: dict[int, Any] | None = None, info: dict[str, Any] | None = None, name: str = "a.jpg"
) -> tuple[Any, ...]:
    date = best_date(exif or {}, info or {}, name)
    assert date is not None
    return date.moment, date.source, date.precision


@pytest.fixture(autouse=True)
def _universal_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoface.imaging.photo_dates._local", lambda moment: moment.replace(tzinfo=None))


class TestPrecision:
    @pytest.mark.parametrize(
        ("text", "moment", "precision"),
        [
            ("1965:00:00 00:00:00", datetime(1965, 1, 1), DatePrecision.YEAR),
            ("1965:  :     :  :  ", datetime(1965, 1, 1), DatePrecision.YEAR),
            ("1965:07:00 00:00:00", datetime(1965, 7, 1), DatePrecision.MONTH),
            ("1965:07:     :  :  ", datetime(1965, 7, 1), DatePrecision.MONTH),
            ("2019:02:30 10:00:00", datetime(2019, 2, 1), DatePrecision.MONTH),
            ("1965:07:14   :  :  ", datetime(1965, 7, 14), DatePrecision.DAY),
            ("1965:07:14", datetime(1965, 7, 14), DatePrecision.DAY),
            ("1965:07:14 24:00:00", datetime(1965, 7, 14), DatePrecision.DAY),
            ("1965:07:14 12:61:00", datetime(1965, 7, 14), DatePrecision.DAY),
            ("1965:07:14 12:30:  ", datetime(1965, 7, 14, 12, 30), DatePrecision.SECOND),
            ("1965:07:14 12:30:15", datetime(1965, 7, 14, 12, 30, 15), DatePrecision.SECOND),
            ("1965-07", datetime(1965, 7, 1), DatePrecision.MONTH),
            ("1965", datetime(1965, 1, 1), DatePrecision.YEAR),
        ],
    )
    def test_what_is_sure_is_kept(self, text: str, moment: datetime, precision: DatePrecision) -> None:
        assert known({ORIGINAL: text}) == (moment, DateSource.EXIF_ORIGINAL, precision)

    @pytest.mark.parametrize(
        "text", ["0000:00:00", "2019:13:01", "2019:07:41", "19650714", "1965 in Rome", "1700:01:01"]
    )
    def test_garbage_is_none(self, text: str) -> None:
        assert best_date({ORIGINAL: text}, {}, "a.jpg") is None


class TestOrder:
    def test_each_before_the_next(self) -> None:
        exif: dict[int, Any] = {
            ORIGINAL: "2001:01:01 00:00:00",
            DIGITIZED: "2002:01:01 00:00:00",
            MODIFIED: "2007:01:01 00:00:00",
        }
        info: dict[str, Any] = {
            "xmp": XMP % b'xmp:CreateDate="2003-01-01T00:00:00"/>',
            "Creation Time": "2005:01:01 00:00:00",
            **iptc("20040101"),
        }
        years = []
        for drop in (ORIGINAL, DIGITIZED, "xmp", "photoshop", "Creation Time", None):
            date = best_date(exif, info, "IMG_20060101_000000.jpg")
            assert date is not None
            years.append((date.moment.year, date.source))
            exif.pop(drop, None)  # type: ignore[arg-type]
            info.pop(drop, None)  # type: ignore[arg-type]
        years.append((known(exif)[0].year, known(exif)[1]))
        assert years == [
            (2001, DateSource.EXIF_ORIGINAL),
            (2002, DateSource.EXIF_DIGITIZED),
            (2003, DateSource.XMP),
            (2004, DateSource.IPTC),
            (2005, DateSource.PNG_TEXT),
            (2006, DateSource.FILE_NAME),
            (2007, DateSource.EXIF_MODIFIED),
        ]

    def test_only_what_the_picture_says_makes_an_age(self) -> None:
        assert {source for source in DateSource if not source.is_of_the_picture} == {
            DateSource.FILE_NAME,
            DateSource.EXIF_MODIFIED,
            DateSource.FILE_TIME,
        }


class TestXmp:
    @pytest.mark.parametrize(
        ("body", "moment", "precision"),
        [
            (b'exif:DateTimeOriginal="2019-07-14T15:30:12+02:00"/>', datetime(2019, 7, 14, 15, 30, 12), "second"),
            (
                b"><xmp:CreateDate>2019-07-14T15:30:12.25Z</xmp:CreateDate>",
                datetime(2019, 7, 14, 15, 30, 12, 250000),
                "second",
            ),
            (b"photoshop:DateCreated='1965'/>", datetime(1965, 1, 1), "year"),
            (b"><photoshop:DateCreated>1965-07</photoshop:DateCreated>", datetime(1965, 7, 1), "month"),
            (b'xmp:CreateDate="2020-01-01" photoshop:DateCreated="1965-07-14"/>', datetime(1965, 7, 14), "day"),
        ],
    )
    def test_dates(self, body: bytes, moment: datetime, precision: str) -> None:
        assert known(info={"xmp": XMP % body}) == (moment, DateSource.XMP, precision)
        assert known(info={"XML:com.adobe.xmp": (XMP % body).decode()})[0] == moment

    @pytest.mark.parametrize("packet", [b"", b"\xff\xfe\0", b"xmp:CreateDate=", b'xmp:CreateDate="now"', 7, None])
    def test_garbage_is_none(self, packet: object) -> None:
        assert best_date({}, {"xmp": packet}, "a.jpg") is None

    @pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
    def test_in_a_file(self, pillow_format: str) -> None:
        packet = XMP % b'photoshop:DateCreated="1965-07"/>'
        if pillow_format == "PNG":
            text = PngImagePlugin.PngInfo()
            text.add_itxt("XML:com.adobe.xmp", packet.decode())
            data = pictures.encoded("PNG", pnginfo=text)
        elif pillow_format == "TIFF":
            data = pictures.encoded("TIFF", tiffinfo={700: packet})
        else:
            data = pictures.encoded(pillow_format, xmp=packet)
        assert decode(data, name="a").facts.date == PhotoDate(datetime(1965, 7, 1), DateSource.XMP, DatePrecision.MONTH)


class TestIptc:
    def test_dates(self) -> None:
        assert known(info=iptc("20190714", "153012+0200")) == (
            datetime(2019, 7, 14, 15, 30, 12),
            DateSource.IPTC,
            "second",
        )
        assert known(info=iptc("20190714"))[2] == "day"
        assert known(info=iptc("19650000")) == (datetime(1965, 1, 1), DateSource.IPTC, "year")

    @pytest.mark.parametrize(
        "info", [iptc("soon"), iptc(""), {"photoshop": {0x0404: b"\x1c\x02\x37\xff"}}, {"photoshop": 7}]
    )
    def test_garbage_is_none(self, info: dict[str, Any]) -> None:
        assert best_date({}, info, "a.jpg") is None


class TestPngText:
    @pytest.mark.parametrize(
        "words",
        ["Sun, 14 Jul 2019 15:30:12 +0200", "14 Jul 2019 15:30:12", "2019-07-14T15:30:12", "2019:07:14 15:30:12"],
    )
    def test_creation_time(self, words: str) -> None:
        text = PngImagePlugin.PngInfo()
        text.add_text("Creation Time", words)
        facts = decode(pictures.encoded("PNG", pnginfo=text), name="a.png").facts
        assert facts.date == PhotoDate(datetime(2019, 7, 14, 15, 30, 12), DateSource.PNG_TEXT)

    def test_the_files_own_time_that_a_converter_wrote_is_none(self) -> None:
        assert best_date({}, {"date:create": "2019-07-14T15:30:12+00:00", "Creation Time": "soon"}, "a.png") is None


class TestFileNames:
    @pytest.mark.parametrize(
        "name",
        [
            "IMG_20190714_153012.jpg",
            "IMG_20190714_153012123_HDR.jpg",
            "IMG_20190714153012.jpg",
            "20190714_153012(0).jpg",
            "Screenshot_2019-07-14-15-30-12.png",
            "Screenshot_20190714-153012_Maps.jpg",
            "Screenshot 2019-07-14 at 15.30.12.png",
            "Screen Shot 2019-07-14 at 3.30.12 PM.png",
            "Bildschirmfoto 2019-07-14 um 15.30.12.png",
            "2019-07-14 15.30.12.jpg",
            "2019-07-14 15.30.12-1.jpg",
            "WhatsApp Image 2019-07-14 at 15.30.12.jpeg",
            "signal-2019-07-14-153012.jpg",
            "signal-2019-07-14-15-30-12-123.jpg",
            "PXL_20190714_153012345.jpg",
            "PXL_20190714_153012345.PORTRAIT.jpg",
            "WIN_20190714_15_30_12_Pro.jpg",
            "DJI_20190714153012_0001_D.jpg",
            "FB_IMG_1563118212000.jpg",
            "mmexport1563118212000.jpg",
            "1563118212000.jpg",
        ],
    )
    def test_with_a_time(self, name: str) -> None:
        date = date_in_name(name)
        assert date == PhotoDate(datetime(2019, 7, 14, 15, 30, 12), DateSource.FILE_NAME)

    @pytest.mark.parametrize(
        "name",
        ["IMG-20190714-WA0001.jpg", "2019-07-14.jpg", "20190714.jpg", "Anna 2019-07-14 (2).jpg", "2019.07.14 Rome.tif"],
    )
    def test_with_a_day(self, name: str) -> None:
        assert date_in_name(name) == PhotoDate(datetime(2019, 7, 14), DateSource.FILE_NAME, DatePrecision.DAY)

    @pytest.mark.parametrize(
        "name",
        [
            "IMG_0001.jpg",
            "DSC20190.jpg",
            "12019071412345.jpg",
            "IMG_20191314.jpg",
            "IMG_20190230_101010.jpg",
            "00000123456789012.jpg",
            "9999999999999.jpg",
            "received_2019071412345678.jpeg",
            "18500714.jpg",
            "2019-07 Rome.jpg",
            "",
            ".jpg",
        ],
    )
    def test_of_no_date(self, name: str) -> None:
        assert date_in_name(name) is None

    def test_is_taken_where_the_file_says_nothing(self) -> None:
        facts = decode(pictures.encoded("PNG"), name="IMG-20190714-WA0001.png").facts
        assert (facts.taken_at, facts.dates_itself) == (datetime(2019, 7, 14), False)


@given(st.text(max_size=40), st.one_of(st.text("0123456789: -T.", max_size=25), st.binary(max_size=25), st.integers()))
def test_anything_gives_a_date_or_none(name: str, value: object) -> None:
    info = {"xmp": value, "Creation Time": value, "photoshop": {0x0404: value}}
    for date in (best_date({ORIGINAL: value, MODIFIED: value}, info, name), date_in_name(name)):
        assert date is None or date.moment.year >= 1826


def test_pictures_without_anything_have_no_date() -> None:
    assert best_date({}, Image.new("L", (1, 1)).info, "a.jpg") is None
