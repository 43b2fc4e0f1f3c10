"""What is written is read back alike by our reader, exiftool and exiv2, in every format, turn and script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import round_trip
from round_trip import MadePhoto

from photoface.metadata.exiftool import ExifTool

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="needs the program exiftool")

PHOTOS = len(round_trip.KINDS) * 8
"""Every kind with every turn."""


@pytest.fixture(scope="module")
def exiftool() -> Iterator[ExifTool]:
    with ExifTool("exiftool") as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def pictures() -> dict[Path, bytes]:
    """The pictures before writing."""
    return {}


@pytest.fixture(scope="module")
def library(folder: Path, exiftool: ExifTool, pictures: dict[Path, bytes]) -> list[MadePhoto]:
    """Photos with their names written."""
    made = round_trip.make(folder, PHOTOS)
    pictures |= {photo.path: round_trip.pixels(photo.path) for photo in made}
    for photo in made:
        written = round_trip.write(photo, exiftool)
        assert (written.left, written.remarks) == ((), ())
    return made


def test_our_reader(library: list[MadePhoto]) -> None:
    assert [line for made in library for line in round_trip.wrong_in_ours(made)] == []


def test_exiftool(library: list[MadePhoto], folder: Path) -> None:
    assert round_trip.wrong_in_exiftool(library, folder) == []


@pytest.mark.skipif(shutil.which("exiv2") is None, reason="needs the program exiv2")
def test_exiv2(library: list[MadePhoto]) -> None:
    assert [line for made in library for line in round_trip.wrong_in_exiv2(made)] == []


def test_pictures_stay_and_a_second_writing_changes_no_byte(
    library: list[MadePhoto], exiftool: ExifTool, pictures: dict[Path, bytes]
) -> None:
    for made in library:
        assert round_trip.pixels(made.path) == pictures[made.path]
        before = made.holder.read_bytes()
        round_trip.write(made, exiftool, made.wanted)
        assert made.holder.read_bytes() == before
