"""Apple Photos' library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from foreign_catalogs import apple_photos as builder
from foreign_catalogs import checking, databases
from foreign_catalogs.made_library import MadeLibrary, made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import apple_photos
from photoface.metadata.records import ForeignCatalog, PhotoMetadata

LIBRARY = made_library()


def _as_originals(library: MadeLibrary) -> MadeLibrary:
    """The same photos, named as the originals are in a library of Photos."""
    return MadeLibrary(
        library.people,
        tuple(
            replace(
                photo,
                folder=builder.original_name(photo).split("/")[0],
                name=builder.original_name(photo).split("/")[1],
            )
            for photo in library.photos
        ),
    )


ORIGINALS = _as_originals(LIBRARY)


@pytest.mark.parametrize("version", builder.VERSIONS)
def test_every_name_arrives_on_its_face(tmp_path: Path, version: int) -> None:
    catalog = apple_photos.read(builder.write(tmp_path, LIBRARY, version))
    found = checking.arrived(catalog, ORIGINALS)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    people = {person.name: person for person in catalog.people}
    for made in LIBRARY.people:
        assert people[made.name].favourite == made.favourite
        assert people[made.name].aliases == ((made.alias,) if made.alias else ())
    assert catalog.remarks == ()


@pytest.mark.parametrize("version", builder.VERSIONS)
def test_marks_of_photos_arrive(tmp_path: Path, version: int) -> None:
    metadata = checking.metadata_by_number(apple_photos.read(builder.write(tmp_path, LIBRARY, version)), ORIGINALS)
    for made in LIBRARY.photos:
        read = metadata[made.number]
        assert (read.caption, read.title, read.taken_at) == (made.caption, made.title, made.taken)
        assert (read.favourite, read.hidden) == (made.favourite, made.hidden)
        assert read.tags == tuple((tag[-1],) for tag in made.tags)
        assert read.albums == tuple(("Family", album) for album in made.albums)
        assert (read.latitude, read.longitude) == (made.place or (None, None))


def _changed(tmp_path: Path, *statements: str) -> ForeignCatalog:
    library = builder.write(tmp_path, LIBRARY, 11)
    databases.change(library / "database" / "Photos.sqlite", statements)
    return apple_photos.read(library / "database" / "Photos.sqlite")


def _photo(catalog: ForeignCatalog, number: int) -> PhotoMetadata:
    return checking.metadata_by_number(catalog, ORIGINALS)[number]


def test_names_in_a_cropped_photo_are_of_the_photo(tmp_path: Path) -> None:
    metadata = _photo(_changed(tmp_path, "UPDATE ZASSET SET ZADJUSTMENTSSTATE = 2, ZWIDTH = 100 WHERE Z_PK = 1"), 0)
    assert (metadata.regions, metadata.people) == ((), ("Anna Berg",))
    assert "cropped" in metadata.remarks[0]


def test_a_photo_that_was_only_coloured_keeps_its_boxes(tmp_path: Path) -> None:
    catalog = _changed(tmp_path, "UPDATE ZASSET SET ZADJUSTMENTSSTATE = 2")
    assert checking.arrived(catalog, ORIGINALS).right == checking.expected(LIBRARY, *builder.HELD)


def test_faces_of_a_merged_person_are_the_other_s(tmp_path: Path) -> None:
    catalog = _changed(
        tmp_path,
        "INSERT INTO ZPERSON(Z_PK, ZMERGETARGETPERSON) VALUES (50, 51), (51, 2), (60, 61), (61, 60)",
        "UPDATE ZDETECTEDFACE SET ZPERSONFORFACE = 50 WHERE ZASSETFORFACE = 1",
    )
    assert _photo(catalog, 0).regions[0].name == LIBRARY.people[1].name


def test_photos_in_the_bin_are_left_out(tmp_path: Path) -> None:
    assert len(_changed(tmp_path, "UPDATE ZASSET SET ZTRASHEDSTATE = 1 WHERE Z_PK < 11").photos) == 50


def test_photos_outside_of_the_library_keep_their_path(tmp_path: Path) -> None:
    catalog = _changed(
        tmp_path, "UPDATE ZASSET SET ZDIRECTORY = '/Volumes/Disk/Photos', ZFILENAME = 'a.jpg' WHERE Z_PK = 1"
    )
    assert catalog.photos[0].path == "/Volumes/Disk/Photos/a.jpg"


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE ZDETECTEDFACE",
        "DROP TABLE ZADDITIONALASSETATTRIBUTES",
        "DROP TABLE ZGENERICALBUM",
        "UPDATE ZGENERICALBUM SET ZPARENTFOLDER = Z_PK",
        "UPDATE ZDETECTEDFACE SET ZCENTERX = 9e999, ZCENTERY = 'nan', ZSIZE = -1",
        "UPDATE ZDETECTEDFACE SET ZSIZE = x'00', ZPERSONFORFACE = 'x', ZASSETFORFACE = 1.5",
        "UPDATE ZASSET SET ZWIDTH = 0, ZHEIGHT = -5, ZDATECREATED = 1e300, ZLATITUDE = 'x'",
        "UPDATE ZASSET SET ZDIRECTORY = '../..', ZFILENAME = '../x'",
        "UPDATE ZASSET SET ZDIRECTORY = 5, ZFILENAME = NULL",
        "UPDATE ZPERSON SET ZFULLNAME = zeroblob(100), ZDISPLAYNAME = NULL",
        "UPDATE ZADDITIONALASSETATTRIBUTES SET ZTIMEZONEOFFSET = 1e300",
    ],
)
def test_broken_rows_break_nothing(tmp_path: Path, statement: str) -> None:
    assert not any(".." in photo.path for photo in _changed(tmp_path, statement).photos)


def test_older_or_other_databases_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "Photos.sqlite"
    with databases.writing(file) as database:
        database.execute("CREATE TABLE RKFace (modelId INTEGER)")
    with pytest.raises(UserFacingError, match="5 or newer"):
        apple_photos.read(file)


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: tmp_path)
    (tmp_path / "Photos Library.photoslibrary").mkdir()
    assert apple_photos.find() == [tmp_path / "Photos Library.photoslibrary"]
