"""What file names say: copies, edits, raw files, moving pictures, counters."""

from __future__ import annotations

import pytest

from photoface.stacks.photo_names import parse_photo_name


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1234 (1).JPG",
        "IMG_1234(2).jpg",
        "IMG_1234 - Kopie.jpg",
        "IMG_1234 copy 2.jpg",
        "IMG_1234-edited.jpg",
        "IMG_E1234.HEIC",
        "IMG_1234_bearbeitet (1).jpg",
        "IMG_1234.MP.jpg",
    ],
)
def test_copies_and_edits_have_the_stem_of_the_original(name: str) -> None:
    parsed = parse_photo_name(name)
    assert (parsed.stem, parsed.is_marked, parsed.pattern) == ("img_1234", True, "img_#")


@pytest.mark.parametrize("name", ["IMG_1234.JPG", "20190812_153000(0).jpg", "Summer (2019).jpg", "Copyright.jpg"])
def test_other_names_are_not_marked(name: str) -> None:
    assert not parse_photo_name(name).is_marked


def test_raw_files_and_films() -> None:
    assert parse_photo_name("IMG_1.CR2").is_raw
    assert parse_photo_name("IMG_1.MOV").is_video
    assert not parse_photo_name("IMG_1.JPG").is_raw
    assert not parse_photo_name("IMG_1.JPG").is_video


def test_photos_that_a_camera_counted_have_one_pattern() -> None:
    assert parse_photo_name("IMG_1234.JPG").pattern == parse_photo_name("IMG_1235.JPG").pattern
    assert parse_photo_name("IMG_1234.JPG").pattern != parse_photo_name("Lea 1234.JPG").pattern
