"""Lightroom Classic's catalog."""

from __future__ import annotations

from pathlib import Path

import pytest
from foreign_catalogs import checking, databases
from foreign_catalogs import lightroom as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import lightroom
from photoface.metadata.records import ForeignCatalog

LIBRARY = made_library()


@pytest.mark.parametrize("upright", [True, False])
def test_every_name_arrives_on_its_face(tmp_path: Path, upright: bool) -> None:
    catalog = lightroom.read(builder.write(tmp_path / "a.lrcat", LIBRARY, "C:/Users/me/Pictures/", upright=upright))
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    assert {person.name: person.aliases for person in catalog.people} == {
        made.name: (made.alias,) if made.alias else () for made in LIBRARY.people
    }
    assert len(catalog.photos) == len(LIBRARY.photos)
    assert catalog.photos[1].path == "C:/Users/me/Pictures/2009/Familie & Freunde/IMG_0001.jpg"
    assert {photo.root for photo in catalog.photos} == {"C:/Users/me/Pictures"}
    assert catalog.remarks == ()


def test_marks_of_photos_arrive(tmp_path: Path) -> None:
    catalog = lightroom.read(builder.write(tmp_path / "a.lrcat", LIBRARY, "/p/"))
    metadata = checking.metadata_by_number(catalog, LIBRARY)
    for made in LIBRARY.photos:
        read = metadata[made.number]
        assert (read.caption, read.rating, read.rejected) == (made.caption, made.rating, made.rejected)
        assert read.taken_at is not None
        assert read.taken_at.replace(microsecond=0) == made.taken
        assert read.tags == made.tags
        assert read.albums == tuple(("Family", album) for album in made.albums)
        assert (read.latitude, read.longitude) == (made.place or (None, None))
        assert read.people == ()


def _changed(tmp_path: Path, *statements: str) -> ForeignCatalog:
    file = builder.write(tmp_path / "a.lrcat", LIBRARY, "/p/")
    databases.change(file, statements)
    return lightroom.read(file)


def test_keyword_of_a_person_without_a_face_is_a_name_of_the_photo(tmp_path: Path) -> None:
    catalog = _changed(
        tmp_path, "DELETE FROM AgLibraryFace", "INSERT INTO AgLibraryKeywordImage(image, tag) VALUES (1, 103)"
    )
    metadata = checking.metadata_by_number(catalog, LIBRARY)[0]
    assert metadata.people == (LIBRARY.people[0].name, LIBRARY.people[3].name)
    assert metadata.regions == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE AgLibraryFace",
        "DROP TABLE AgLibraryKeyword",
        "DROP TABLE AgLibraryFolder",
        "UPDATE AgLibraryKeyword SET parent = id_local",
        "UPDATE AgLibraryCollection SET parent = 1",
        "UPDATE AgLibraryFace SET tl_x = 'x', br_x = 9e999, tl_y = '', br_y = x'00'",
        "UPDATE AgLibraryFace SET tl_x = '', tr_x = NULL, bl_x = NULL, br_x = NULL",
        "UPDATE AgLibraryFile SET baseName = '../../x'",
        "UPDATE AgLibraryFile SET baseName = 5, extension = zeroblob(1000)",
        "UPDATE AgLibraryFolder SET pathFromRoot = '..' WHERE id_local = 1",
        "UPDATE AgLibraryRootFolder SET absolutePath = x'ff'",
        "UPDATE Adobe_images SET rating = 'x', pick = 'y', captureTime = 5, orientation = NULL, rootFile = 'z'",
        "UPDATE AgLibraryKeywordFace SET face = 'x', tag = 1.5, userPick = 'x'",
    ],
)
def test_broken_rows_break_nothing(tmp_path: Path, statement: str) -> None:
    assert not any(".." in photo.path for photo in _changed(tmp_path, statement).photos)


def test_other_databases_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.lrcat").touch()
    with pytest.raises(UserFacingError, match="no catalog of Lightroom"):
        lightroom.read(tmp_path / "a.lrcat")


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: tmp_path)
    (tmp_path / "Lightroom").mkdir()
    (tmp_path / "Lightroom" / "Lightroom Catalog.lrcat").touch()
    assert lightroom.find() == [tmp_path / "Lightroom" / "Lightroom Catalog.lrcat"]
