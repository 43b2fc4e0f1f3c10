"""A library folder that is there without any file: the mount point of a drive that is not connected looks like that."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes.photos import save_photo
from pictures_on_disk import name_faces, names_in

from photoface.library.library import Library


@pytest.fixture
def unmounted(scanned: Library, album: Path) -> Path:
    """Where the album's files are, while its folder is an empty mount point; one of its photos is named."""
    name_faces(scanned, album / "2019" / "IMG_0000.png", "Ann")
    drive = album.rename(album.with_name("drive"))
    album.mkdir()
    return drive


def _mount(drive: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    drive.rename(folder)


def test_its_photos_are_away_and_not_missing(scanned: Library, album: Path, unmounted: Path) -> None:
    report = scanned.jobs.scan()
    assert report.inventory.unreachable == [album]
    assert (report.vanished, report.inventory.gone) == (0, 0)
    assert scanned.photos.missing_ids() == []
    assert scanned.search.find("is:missing").photo_ids == ()
    assert len(scanned.search.find("Ann").photo_ids) == 1
    (folder,) = scanned.folders.all()
    assert (folder.reachable, folder.is_emptied, folder.photos) == (False, True, 12)
    assert all(photo.away for photo in scanned.photos.summaries(scanned.photos.ids()))
    assert all(scanned.photos.detail(photo_id).path is None for photo_id in scanned.photos.ids())
    assert all(photo["away"] and not photo["missing"] for photo in scanned.export()["photos"])
    _mount(unmounted, album)
    report = scanned.jobs.scan()
    assert (report.read, report.new_faces) == (0, 0)
    assert scanned.folders.all()[0].reachable
    assert names_in(scanned, album / "2019" / "IMG_0000.png") == ["Ann"]


@pytest.mark.parametrize("left", ["folders", "hidden files"])
def test_what_is_no_file_of_anybodys_does_not_count(scanned: Library, album: Path, unmounted: Path, left: str) -> None:
    if left == "folders":
        # Of a library folder that holds the mount points of two drives.
        (album / "2019").mkdir()
        (album / "2020" / "summer").mkdir(parents=True)
    else:
        (album / ".DS_Store").write_bytes(b"")
        (album / ".Trash-1000").mkdir()
    scanned.jobs.scan()
    assert len(scanned.photos.missing_ids()) == 0
    assert not scanned.folders.all()[0].reachable


@pytest.mark.parametrize("left", ["a photo", "another file"])
def test_a_folder_with_any_file_is_there_and_what_it_lacks_is_missing(
    scanned: Library, album: Path, unmounted: Path, left: str
) -> None:
    if left == "a photo":
        save_photo(album / "new.png", (4,))
    else:
        (album / "2019").mkdir()
        (album / "2019" / "notes.txt").write_text("moved to the attic")
    scanned.jobs.scan()
    assert len(scanned.photos.missing_ids()) == 12
    assert scanned.folders.all()[0].reachable
    _mount(unmounted, album)
    scanned.jobs.scan()
    assert len(scanned.photos.missing_ids()) == (left == "a photo")
    assert names_in(scanned, album / "2019" / "IMG_0000.png") == ["Ann"]


def test_one_that_the_user_emptied_is_removed_and_comes_back_with_its_names(
    scanned: Library, album: Path, unmounted: Path
) -> None:
    scanned.jobs.scan()
    scanned.folders.remove(scanned.folders.all()[0].id)
    assert scanned.overview().photos == 0
    _mount(unmounted, album)
    scanned.folders.add(album)
    scanned.jobs.scan()
    assert names_in(scanned, album / "2019" / "IMG_0000.png") == ["Ann"]


@pytest.mark.sqlite  # a shared library takes it for the folder of the others, at another path (`test_shared_catalog`)
def test_photos_that_were_moved_out_of_it_are_found_where_they_are(
    scanned: Library, album: Path, unmounted: Path
) -> None:
    scanned.folders.add(unmounted)
    report = scanned.jobs.scan()
    assert (report.linked, report.new_faces) == (12, 0)
    assert scanned.overview().photos == 12
    assert names_in(scanned, unmounted / "2019" / "IMG_0000.png") == ["Ann"]
    assert scanned.photos.detail(scanned.photos.ids()[0]).path is not None
    assert not any(photo.away for photo in scanned.photos.summaries(scanned.photos.ids()))


def test_files_that_wait_to_be_read_wait_for_the_drive(scanned: Library, album: Path) -> None:
    save_photo(album / "broken.png", (1,)).write_bytes(b"not yet copied")
    scanned.jobs.scan()
    assert len(scanned.photos.failed_files()) == 1
    scanned.photos.retry_failed()
    drive = album.rename(album.with_name("drive"))
    album.mkdir()
    report = scanned.jobs.scan()
    assert (report.read, report.failed) == (0, 0)
    _mount(drive, album)
    save_photo(album / "broken.png", (1,), shade=90)
    assert scanned.jobs.scan().read == 1
    assert scanned.overview().photos == 13


def test_an_empty_folder_of_which_nothing_is_known_is_just_empty(library: Library, tmp_path: Path) -> None:
    (tmp_path / "Empty").mkdir()
    library.folders.add(tmp_path / "Empty")
    assert library.jobs.scan().inventory.unreachable == []
    (folder,) = library.folders.all()
    assert (folder.reachable, folder.is_emptied) == (True, False)
