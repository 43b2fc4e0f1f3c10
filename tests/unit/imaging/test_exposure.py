"""Lens, focal length, aperture, time and sensitivity from EXIF, good and bad."""

from __future__ import annotations

from typing import Any

import pictures
import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from photoface.imaging.decode import read_exposure
from photoface.imaging.exposure import Exposure, exposure_of

BASE = ExifTags.Base
GOOD: dict[int, Any] = {
    BASE.LensModel: "RF 24-105mm F4 L\0",
    BASE.FocalLength: IFDRational(35, 1),
    BASE.FNumber: IFDRational(28, 10),
    BASE.ExposureTime: IFDRational(1, 250),
    BASE.ISOSpeedRatings: 400,
}
KNOWN = Exposure("RF 24-105mm F4 L", 35.0, 2.8, 0.004, 400)


def test_what_the_camera_did_is_read_from_the_file() -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = GOOD
    assert read_exposure(pictures.encoded("JPEG", exif=exif), "a.jpg") == KNOWN


def test_sensitivity_may_be_several_numbers() -> None:
    assert exposure_of(GOOD | {BASE.ISOSpeedRatings: (200, 0)}).sensitivity == 200


@pytest.mark.parametrize(
    "value", [0, -1, "soon", None, (), IFDRational(1, 0), float("nan"), float("inf"), b"\xff", (None,), 1e9]
)
def test_garbage_is_not_known(value: object) -> None:
    assert exposure_of(dict.fromkeys(GOOD, value) | {BASE.LensModel: "\0"}) == Exposure()


def test_a_file_that_is_no_picture_tells_nothing() -> None:
    assert read_exposure(b"", "a.jpg") == read_exposure(b"garbage", "a.jpg") == Exposure()
