"""Files are read; a pipe or a device in their place is refused at once, wherever a file of somebody else is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from photoface.clustering.array_file import read_arrays
from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.file_hashes import video_hashes
from photoface.imaging.photo_bytes import read_file
from photoface.library.first_page_file import SUFFIX, remembered_page
from photoface.library.import_copying import hash_of
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.reading import read_sidecar
from photoface.regular_files import NotARegularFile, open_regular, read_regular

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has no pipes among its files")


@pytest.fixture(params=["pipe", "device"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    return path


def test_a_file_is_read_whole_and_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a file"
    path.write_bytes(b"0123456789")
    assert read_regular(path) == b"0123456789"
    with open_regular(path, 4) as file:
        assert file.read(3) == b"012"
        file.seek(8)
        assert file.read() == b"89"


def test_what_is_missing_and_a_folder_are_refused_as_by_open(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "nothing")
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path)


def test_a_pipe_and_a_device_are_refused(no_file: Path) -> None:
    with pytest.raises(NotARegularFile, match="It is a pipe or a device"):
        read_regular(no_file)


@pytest.mark.parametrize("read", [read_file, video_hashes, read_embedded, read_sidecar])
def test_in_a_folder_of_photos_they_are_said_to_be_no_files(no_file: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(UnreadablePhoto, match=r"photo\.jpg is not a file"):
        read(no_file)


def test_on_a_card_and_beside_a_catalog_they_stop_nothing(no_file: Path) -> None:
    with pytest.raises(OSError, match="It is a pipe or a device"):
        hash_of(no_file)
    with pytest.raises((OSError, UserFacingError)):
        read_arrays(no_file)
    catalog = no_file.with_name("mine.photoface")
    no_file.rename(catalog.with_name(catalog.name + SUFFIX))
    assert remembered_page(catalog) is None
