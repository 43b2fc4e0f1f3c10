"""Files that other programs wrote are read right."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoface.metadata.reading import read_metadata

pytestmark = pytest.mark.shared


@pytest.fixture
def regions(shared_data: Path) -> Path:
    return shared_data / "regions"


def test_names_and_tags_of_a_file_with_every_field(regions: Path) -> None:
    found = read_metadata(regions / "immich-faces" / "portrait.jpg")
    assert {region.name for region in found.regions} == {"Marie Curie", "Pierre Curie"}
    assert len(found.regions) == 2, "those of Microsoft are the same as those of MWG"
    assert found.applied_to == (840, 700)
    assert found.tags == (("People", "Marie Curie"), ("People", "Pierre Curie"))


def test_picasa(regions: Path) -> None:
    found = read_metadata(regions / "picasa.jpg")
    assert found.tags == (("Frost",), ("Yard",))


def test_xmp_comes_before_iim(regions: Path) -> None:
    found = read_metadata(regions / "exiftool-MWG.jpg")
    assert found.tags == (("RIGHT1of2-XMP-Keywords",), ("RIGHT2of2-XMP-Keywords",))
    assert found.rating == 3


def test_extended_xmp_is_complete(regions: Path) -> None:
    assert read_metadata(regions / "ExtendedXMP.jpg").remarks == ()
