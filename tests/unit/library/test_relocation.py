"""Folders that moved, drives that are away, files that are gone: what is told of each, and what is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes.photos import save_photo
from pictures_on_disk import name_faces, names_in

from photoface.errors import UserFacingError
from photoface.library.library import Library


def _named(library: Library, album: Path) -> Path:
    """Names the first photo's face; returns its path relative to the album."""
    path = next(path for path in sorted(album.rglob("*.png")) if len(names_in(library, path)) == 1)
    name_faces(library, path, "Ann")
    return path.relative_to(album)


def test_a_moved_folder_is_found_again_by_its_content(scanned: Library, album: Path) -> None:
    named = _named(scanned, album)
    moved = album.with_name("Elsewhere")
    album.rename(moved)
    (folder,) = scanned.folders.all()
    assert not folder.reachable
    found = scanned.folders.relocate(folder.id, moved)
    assert (found.looked_at, found.found, found.not_found) == (12, 12, ())
    report = scanned.jobs.scan()
    assert (report.read, report.new_faces) == (0, 0)
    assert "Ann" in names_in(scanned, moved / named)
    assert scanned.folders.all()[0].path == moved


def test_a_copied_folder_whose_files_have_other_times_is_hashed_and_kept(scanned: Library, album: Path) -> None:
    named = _named(scanned, album)
    for path in sorted(album.rglob("*.png")):
        target = album.with_name("Copy") / path.relative_to(album)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    shutil.rmtree(album)
    scanned.folders.relocate(scanned.folders.all()[0].id, album.with_name("Copy"))
    assert scanned.jobs.scan().new_faces == 0
    assert "Ann" in names_in(scanned, album.with_name("Copy") / named)
    assert scanned.overview().photos == 12
    assert len(scanned.photos.missing_ids()) == 0


def test_another_folder_is_refused_and_a_part_is_taken(scanned: Library, album: Path, tmp_path: Path) -> None:
    (folder,) = scanned.folders.all()
    for number in range(12):
        save_photo(tmp_path / "Other" / f"{number}.png", (4,), shade=number)
    with pytest.raises(UserFacingError, match="does not hold what .* of 12 photos looked for, 0 are there"):
        scanned.folders.relocate(folder.id, tmp_path / "Other")
    with pytest.raises(UserFacingError, match="There is no folder"):
        scanned.folders.relocate(folder.id, tmp_path / "Nowhere")
    album.rename(tmp_path / "Moved")
    shutil.rmtree(tmp_path / "Moved" / "2019")
    found = scanned.folders.relocate(folder.id, tmp_path / "Moved")
    assert (found.found, found.not_found[0]) == (8, "2019/IMG_0000.png")
    scanned.jobs.scan()
    assert len(scanned.photos.missing_ids()) == 4


@pytest.mark.sqlite  # a shared library takes it for the folder of the others, at another path (`test_shared_catalog`)
def test_a_renamed_folder_that_is_added_as_a_new_one(scanned: Library, album: Path, tmp_path: Path) -> None:
    named = _named(scanned, album)
    album.rename(tmp_path / "Renamed")
    scanned.folders.add(tmp_path / "Renamed")
    report = scanned.jobs.scan()
    assert (report.linked, report.new_faces) == (12, 0)
    old = next(folder for folder in scanned.folders.all() if folder.path == album)
    assert not old.reachable
    with pytest.raises(UserFacingError, match="is in the library already"):
        scanned.folders.relocate(old.id, tmp_path / "Renamed")
    for photo_id in scanned.photos.ids():
        detail = scanned.photos.detail(photo_id)
        assert detail.path is not None
        assert tmp_path / "Renamed" in detail.path.parents, "reachable places come first"
        assert not detail.away
    scanned.folders.remove(old.id)
    assert scanned.overview().photos == 12
    assert "Ann" in names_in(scanned, tmp_path / "Renamed" / named)
    assert scanned.jobs.scan().read == 0


@pytest.mark.sqlite  # a shared library takes it for the folder of the others, at another path (`test_shared_catalog`)
def test_an_edit_in_a_renamed_folder_keeps_names_though_the_old_one_is_still_listed(
    scanned: Library, album: Path, tmp_path: Path
) -> None:
    from PIL import Image

    named = _named(scanned, album)
    album.rename(tmp_path / "Renamed")
    scanned.folders.add(tmp_path / "Renamed")
    scanned.jobs.scan()
    with Image.open(tmp_path / "Renamed" / named) as picture:
        edited = picture.point(lambda value: min(255, value + 9))
    edited.save(tmp_path / "Renamed" / named)
    scanned.jobs.scan()
    assert "Ann" in names_in(scanned, tmp_path / "Renamed" / named)
    # The drive comes back, with the picture as it was: a photo of its own.
    shutil.copytree(tmp_path / "Renamed", album)
    scanned.jobs.scan()
    assert len(scanned.photos.missing_ids()) == 0
    assert "Ann" in names_in(scanned, album / named)


def test_away_is_not_missing(scanned: Library, album: Path) -> None:
    gone = sorted(album.rglob("*.png"))[0]
    gone_id = scanned.photos.ids_at([gone])[gone]
    gone.unlink()
    scanned.jobs.scan()
    album.rename(album.with_name("unplugged"))
    scanned.jobs.scan()
    assert scanned.photos.missing_ids() == [gone_id]
    details = [scanned.photos.detail(photo_id) for photo_id in scanned.photos.ids()]
    assert [detail.id for detail in details if not detail.away] == [gone_id]
    assert all(detail.path is None for detail in details)
    summaries = scanned.photos.summaries(scanned.photos.ids())
    assert {(photo.missing, photo.away) for photo in summaries} == {(True, False), (False, True)}
    exported = scanned.export()["photos"]
    assert sum(photo["away"] for photo in exported) == 11
    (missing,) = (photo for photo in exported if photo["missing"])
    assert (missing["files"], missing["gone_files"]) == ([], [str(gone)])
    album.with_name("unplugged").rename(album)
    assert not any(scanned.photos.detail(photo_id).away for photo_id in scanned.photos.ids())
