"""The disk runs full during a scan: it is said, nothing is half done, no photo is blamed, and the next scan goes on."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo
from full_disk import NONE, PLENTY, Disk, files_up_to, packed
from new_catalog import new_catalog
from pictures_on_disk import edit, name_faces, names_in

from photoface.errors import UserFacingError
from photoface.library.library import Library


def _state(library: Library) -> tuple[object, ...]:
    groups = sorted(sorted(library.groups.face_ids(group.id)) for group in library.groups.all())
    return library.overview().photos, library.overview().faces, len(groups), sorted(map(len, groups))


def _is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def undisturbed(tmp_path: Path, album: Path) -> tuple[object, ...]:
    """What a scan finds where there is room."""
    library = open_fake_library(new_catalog(tmp_path / "elsewhere"))
    library.folders.add(album)
    library.jobs.scan()
    state = _state(library)
    library.close()
    return state


@pytest.mark.sqlite
def test_a_scan_goes_on_from_where_the_disk_was_full(
    catalog_path: Path, album: Path, undisturbed: tuple[object, ...]
) -> None:
    disk = Disk(catalog_path.name)
    fewest = packed(catalog_path)
    with disk.mounted():
        library = open_fake_library(catalog_path)
        library.set_setting("scan_batch", "2")
        library.folders.add(album)
        said: list[str] = []
        for pages in range(fewest, PLENTY, 3):
            disk.set_room(pages)
            try:
                library.jobs.scan()
            except UserFacingError as error:
                said.append(str(error))
            else:
                break
            assert _is_whole(catalog_path)
            assert library.photos.failed_files() == []
            assert not catalog_path.with_name(f"{catalog_path.name}.in-hand").exists()
        assert len(said) > 2
        assert set(said) == {f"The disk that holds {catalog_path} is full. Make room, then go on: nothing was lost."}
        assert _state(library) == undisturbed
        library.close()


@pytest.mark.sqlite
def test_a_name_is_kept_by_a_scan_that_cannot_store_an_edit(scanned: Library, album: Path) -> None:
    disk = Disk(scanned.catalog_path.name)
    path = next(path for path in sorted(album.rglob("*.png")) if len(names_in(scanned, path)) == 1)
    name_faces(scanned, path, "Ann")
    scanned.close()
    packed(scanned.catalog_path)
    edit(path, lambda pixels: pixels // 10 * 9)
    save_photo(album / "2019" / "another.png", (3, 4, 5))
    with disk.mounted():
        library = open_fake_library(scanned.catalog_path)
        disk.set_room(NONE)
        with pytest.raises(UserFacingError, match="full"):
            library.jobs.scan()
        assert names_in(library, path) == ["Ann"]
        disk.set_room(PLENTY)
        library.jobs.scan()
        assert names_in(library, path) == ["Ann"]
        assert library.overview().photos == 13
        library.close()


def test_thumbnails_that_found_no_room_are_made_when_they_are_looked_at(
    catalog_path: Path, album: Path, undisturbed: tuple[object, ...]
) -> None:
    disk = Disk(f"{catalog_path.name}.thumbnails")
    with disk.mounted():
        library = open_fake_library(catalog_path)
        library.folders.add(album)
        disk.set_room(NONE)
        with pytest.raises(UserFacingError, match=r"thumbnails is full.*nothing is lost"):
            library.jobs.scan()
        assert library.photos.failed_files() == []
        assert library.pictures.photo_thumbnail(library.photos.ids()[0])
        disk.set_room(PLENTY)
        library.jobs.scan()
        assert library.photos.failed_files() == []
        assert _state(library) == undisturbed
        assert all(library.pictures.photo_thumbnail(photo_id) for photo_id in library.photos.ids())
        assert all(
            library.pictures.face_crop(face)
            for group in library.groups.all()
            for face in library.groups.face_ids(group.id)
        )
        library.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.sqlite
def test_writes_that_stop_in_the_middle_leave_a_whole_catalog(
    catalog_path: Path, album: Path, undisturbed: tuple[object, ...]
) -> None:
    library = open_fake_library(catalog_path)
    library.set_setting("scan_batch", "2")
    library.folders.add(album)
    refused = 0
    while True:
        sizes = [path.stat().st_size for path in catalog_path.parent.iterdir()]
        try:
            with files_up_to(max(sizes) + 5_000 + refused * 3_000):
                library.jobs.scan()
        except UserFacingError:
            refused += 1
        else:
            break
        assert _is_whole(catalog_path)
        assert library.photos.failed_files() == []
    assert refused > 2
    assert _state(library) == undisturbed
    library.close()
