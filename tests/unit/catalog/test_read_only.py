"""A catalog on a disk that can only be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes.library import open_fake_library

from photoface.errors import UserFacingError
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in this folder can be written. The tests may run as root, whom no rights stop."""
    real = os.access

    def access(path: str | Path, mode: int, **options: bool) -> bool:
        inside = folder in (Path(path), *Path(path).parents)
        return not (inside and mode & os.W_OK) and real(path, mode, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("photoface.writable.os.access", access)
        yield


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_everything_can_be_read_and_nothing_decided(scanned: Library, tmp_path: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    folder = scanned.catalog_path.parent
    scanned.close()
    before = contents(folder)
    with read_only(folder):
        library = open_fake_library(scanned.catalog_path)
        (anna,) = library.people.all()
        found = library.search.find("Anna").photo_ids
        assert found
        assert library.export()["people"][0]["name"] == "Anna"
        assert library.pictures.face_crop(library.people.face_ids(anna.id)[0])
        assert library.pictures.photo_thumbnail(found[0])
        assert library.review.suggestion_counts() is not None
        assert library.data_version() >= 0
        for refused in (
            lambda: library.execute(NameGroup(library.groups.all()[0].id, "Ben")),
            library.undo,
            library.jobs.scan,
            library.photos.retry_failed,
            lambda: library.set_setting("grouping", "hdbscan"),
            lambda: library.folders.add(tmp_path),
        ):
            with pytest.raises(UserFacingError, match="cannot be written to"):
                refused()
        library.close()
    assert contents(folder) == before


def test_without_thumbnails_they_are_made_each_time(scanned: Library) -> None:
    folder = scanned.catalog_path.parent
    photo = scanned.photos.ids()[0]
    scanned.close()
    for file in folder.glob("*.thumbnails*"):
        file.unlink()
    before = contents(folder)
    with read_only(folder):
        library = open_fake_library(scanned.catalog_path)
        assert library.pictures.photo_thumbnail(photo)
        library.close()
    assert contents(folder) == before


def test_what_lies_in_the_log_is_seen(scanned: Library, tmp_path: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    folder = scanned.catalog_path.parent
    assert scanned.catalog_path.with_name(f"{scanned.catalog_path.name}-wal").stat().st_size
    with read_only(folder):
        library = open_fake_library(scanned.catalog_path)
        assert [person.name for person in library.people.all()] == ["Anna"]
        library.close()


def test_a_log_whose_index_was_not_copied_along_is_told(scanned: Library, tmp_path: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    disk = tmp_path / "read-only"
    disk.mkdir()
    for suffix in ("", "-wal"):
        name = f"{scanned.catalog_path.name}{suffix}"
        (disk / name).write_bytes(scanned.catalog_path.with_name(name).read_bytes())
    catalog = disk / scanned.catalog_path.name
    with read_only(disk), pytest.raises(UserFacingError, match=r"newest changes .* are in .*-wal.* Copy "):
        open_fake_library(catalog)
    # The copy that the remedy asks for.
    library = open_fake_library(catalog)
    assert [person.name for person in library.people.all()] == ["Anna"]
    library.close()
