"""Files whose name or time is unusual: they are photos like any other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fakes.photos import save_photo

from photoface.library.library import Library

NOT_UTF8 = os.fsdecode(b"M\xfcnchen.png")
"""As a disk or an archive of the nineties holds it: Latin-1."""

_bytes_as_names = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text on this system")


@_bytes_as_names
def test_a_name_that_is_not_utf8(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"Bilder \xe4lter")
    save_photo(folder / os.fsdecode(b"Stra\xdfe") / NOT_UTF8, (0,), shade=1)
    save_photo(folder / "plain.png", (0, 1), shade=2)
    library.folders.add(folder)
    report = library.jobs.scan()
    assert (report.read, report.failed) == (2, 0)
    paths = {library.photos.detail(photo_id).path for photo_id in library.photos.ids()}
    assert paths == set(folder.rglob("*.png"))
    assert [found.path for found in library.folders.all()] == [folder]
    assert library.jobs.scan().inventory.unchanged == 2
    # As it is typed in a terminal, where names keep their bytes.
    assert len(library.search.find(f'in:"{folder.name}"').photo_ids) == 2
    assert all(library.pictures.photo_pixels(photo_id, 100).shape[2] == 3 for photo_id in library.photos.ids())


@_bytes_as_names
def test_a_bad_file_with_such_a_name_is_listed(library: Library, tmp_path: Path) -> None:
    bad = tmp_path / "Pictures" / NOT_UTF8
    bad.parent.mkdir()
    bad.write_bytes(b"no picture")
    library.folders.add(bad.parent)
    assert library.jobs.scan().failed == 1
    (failed,) = library.photos.failed_files()
    assert failed.path == bad
    assert failed.sentence.startswith("M\N{REPLACEMENT CHARACTER}nchen.png is not a picture")


@pytest.mark.parametrize("seconds", [-(2**31), -86_400, 2**33, 9_300_000_000])
def test_a_time_before_1970_or_after_2262(library: Library, tmp_path: Path, seconds: int) -> None:
    photo = save_photo(tmp_path / "Pictures" / "old.png", (0,))
    other = save_photo(tmp_path / "Pictures" / "other.png", (1,))
    os.utime(photo, (seconds, seconds))
    library.folders.add(photo.parent)
    report = library.jobs.scan()
    assert (report.read, report.failed) == (2, 0)
    assert {library.photos.detail(photo_id).path for photo_id in library.photos.ids()} == {photo, other}
    assert library.jobs.scan().inventory.unchanged == 2
