"""A disk that is mounted inside a library folder and goes away takes nothing of what is known along."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fakes.photos import save_photo

from photoface.library.library import Library


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `Pictures/disk` with a photo, which looks like another disk while a file `mark` is in it."""
    mount = tmp_path / "Pictures" / "disk"
    save_photo(mount / "2020" / "a.png", [0])
    save_photo(tmp_path / "Pictures" / "b.png", [1], shade=1)
    (mount / "mark").touch()
    stat = Path.stat

    def on_two_disks(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = stat(path, follow_symlinks=follow_symlinks)
        inside = mount in (path, *path.parents) and os.path.exists(mount / "mark")  # noqa: PTH110 - not by this function
        values = list(found)
        values[2] = found.st_dev + 1 if inside else found.st_dev
        return os.stat_result(values, {"st_mtime_ns": found.st_mtime_ns, "st_ctime_ns": found.st_ctime_ns})

    monkeypatch.setattr(Path, "stat", on_two_disks)
    return mount


def test_a_nested_disk_that_is_away_changes_nothing(library: Library, disk: Path) -> None:
    library.folders.add(disk.parent)
    library.jobs.scan()
    assert len(library.photos.ids()) == 2
    away = disk.rename(disk.parent.parent / "away")
    disk.mkdir()
    for _ in range(2):
        report = library.jobs.scan()
        assert report.inventory.gone == 0
        assert report.inventory.unreachable == [disk]
        assert len(library.photos.ids()) == 2
        assert library.overview().photos == 2
    disk.rmdir()
    away.rename(disk)
    assert library.jobs.scan().inventory.unreachable == []


def test_a_folder_that_the_user_emptied_is_no_disk(library: Library, disk: Path) -> None:
    (disk / "mark").unlink()
    library.folders.add(disk.parent)
    library.jobs.scan()
    (disk / "2020" / "a.png").unlink()
    report = library.jobs.scan()
    assert (report.inventory.gone, report.inventory.unreachable) == (1, [])
