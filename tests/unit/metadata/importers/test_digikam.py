"""digiKam's database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from foreign_catalogs import checking, databases, servers
from foreign_catalogs import digikam as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import digikam, foreign_database
from photoface.metadata.records import ForeignCatalog, Frame, PhotoMetadata, RegionState

LIBRARY = made_library()


@pytest.fixture
def catalog(tmp_path: Path) -> ForeignCatalog:
    return digikam.read(builder.write(tmp_path, LIBRARY, "/home/me/Photos"))


def test_every_name_arrives_on_its_face(catalog: ForeignCatalog) -> None:
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    assert {person.name for person in catalog.people} == {person.name for person in LIBRARY.people}
    assert catalog.remarks == ()


def test_dump_of_mysql_says_the_same(tmp_path: Path, catalog: ForeignCatalog) -> None:
    dump = servers.dump_of(tmp_path / "digikam4.db", tmp_path / "digikam.sql")
    read = digikam.read(dump)
    assert (read.photos, set(read.people), read.remarks) == (catalog.photos, set(catalog.people), ())


def test_rows_as_a_real_dump_has_them(tmp_path: Path) -> None:
    """As mysqldump wrote the database of somebody's digiKam."""
    rows = """-- MySQL dump 10.13
CREATE TABLE `imagetagproperties` (
  `imageid` int(11) NOT NULL,
  `tagid` int(11) DEFAULT NULL,
  `property` text,
  `value` longtext,
  KEY `imagetagproperties_index` (`imageid`,`tagid`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `imagetagproperties` VALUES
(9,40,'tagRegion','<rect x=\\"302\\" y=\\"83\\" width=\\"87\\" height=\\"105\\"/>');
INSERT INTO `tagproperties` (`tagid`, `property`, `value`) VALUES (40,'person','Anna');
INSERT INTO `tags` (`id`, `pid`, `name`) VALUES (0,-1,'_Digikam_root_tag_'),(13,0,'Sea'),(15,13,'Beach'),(40,7,'Anna'),
(7,0,'People'),(8,7,'Unknown');
INSERT INTO `imagetags` (`imageid`, `tagid`) VALUES (9,15),(9,40);
INSERT INTO `albumroots` (`id`, `identifier`, `specificpath`) VALUES (1,'volumeid:?path=/p','/');
INSERT INTO `albums` (`id`, `albumroot`, `relativepath`) VALUES (2,1,'/');
INSERT INTO `images` (`id`, `album`, `name`, `status`, `filesize`) VALUES (9,2,'it\\'s (1), 2.jpg',1,5);
INSERT INTO `imageinformation` (`imageid`, `width`, `height`, `orientation`) VALUES (9,604,453,1);
"""
    (tmp_path / "digikam.sql").write_text(rows)
    (photo,) = digikam.read(tmp_path / "digikam.sql").photos
    assert photo.path == "/p/it's (1), 2.jpg"
    assert photo.metadata.regions[0].name == "Anna"
    assert photo.metadata.regions[0].box.left == pytest.approx(302 / 604)
    assert photo.metadata.tags == (("Sea", "Beach"),)


def test_marks_of_photos_arrive(catalog: ForeignCatalog) -> None:
    metadata = checking.metadata_by_number(catalog, LIBRARY)
    for made in LIBRARY.photos:
        read = metadata[made.number]
        assert (read.caption, read.title, read.rating) == (made.caption, made.title, made.rating)
        assert (read.taken_at, read.turn, read.rejected) == (made.taken, int(made.turn), made.rejected)
        assert read.tags == made.tags
        assert (read.latitude, read.longitude) == (made.place or (None, None))
        assert read.people == ()


def test_paths_begin_with_the_collection(catalog: ForeignCatalog) -> None:
    assert {photo.root for photo in catalog.photos} == {"/home/me/Photos"}
    assert catalog.photos[1].path == "/home/me/Photos/2009/Familie & Freunde/IMG_0001.jpg"
    assert catalog.photos[1].size_bytes == LIBRARY.photos[1].size_bytes


@pytest.mark.parametrize(
    ("identifier", "specific", "root"),
    [
        ("volumeid:?uuid=c4b2bf2a-d877", "/home/me/Photos", "/home/me/Photos"),
        ("volumeid:?path=%2Fmedia%2FM%C3%BCll", "/", "/media/Müll"),
        ("volumeid:?path=D:/Photos", "/", "D:/Photos"),
        ("networkshareid:?mountpath=/mnt/nas", "/photo", "/mnt/nas/photo"),
    ],
)
def test_collections(tmp_path: Path, identifier: str, specific: str, root: str) -> None:
    file = builder.write(tmp_path, LIBRARY, "/x")
    with databases.writing(file) as database:
        database.execute("UPDATE AlbumRoots SET identifier = ?, specificPath = ?", (identifier, specific))
    assert {photo.root for photo in digikam.read(tmp_path).photos} == {root}


def _changed(tmp_path: Path, *statements: str) -> ForeignCatalog:
    file = builder.write(tmp_path, LIBRARY, "/p")
    databases.change(file, statements)
    return digikam.read(file)


def _first(catalog: ForeignCatalog) -> PhotoMetadata:
    return checking.metadata_by_number(catalog, LIBRARY)[6]


def test_rectangle_that_fits_the_stored_pixels_alone_is_of_those(tmp_path: Path) -> None:
    made = LIBRARY.photos[6]
    assert made.turn.swaps_sides
    assert made.stored_size == (360, 240)
    catalog = _changed(
        tmp_path,
        "DELETE FROM ImageTagProperties WHERE imageid = 7",
        "INSERT INTO ImageTagProperties VALUES "
        """(7, 100, 'tagRegion', '<rect height="60" width="60" y="10" x="290"/>')""",
    )
    (region,) = _first(catalog).regions
    assert (region.frame, region.name) == (Frame.STORED, "Anna Berg")
    assert region.box.left == pytest.approx(290 / 360)


def test_person_without_a_rectangle_is_a_name_of_the_photo(tmp_path: Path) -> None:
    catalog = _changed(
        tmp_path,
        "DELETE FROM ImageTagProperties WHERE imageid = 7",
        "DELETE FROM ImageTags WHERE imageid = 7",
        "INSERT INTO ImageTags VALUES (7, 101), (7, 19)",
        "INSERT INTO ImageTagProperties VALUES (7, 103, 'tagRegion', '<rect/>')",
    )
    metadata = _first(catalog)
    assert metadata.people == (LIBRARY.people[1].name, LIBRARY.people[3].name)
    assert (metadata.regions, metadata.label) == ((), "Red")


def test_suggestion_that_stands_at_the_person_is_one_region(tmp_path: Path) -> None:
    catalog = _changed(
        tmp_path,
        "DELETE FROM ImageTagProperties WHERE imageid = 7",
        "INSERT INTO ImageTagProperties VALUES "
        """(7, 100, 'autodetectedFace', '<rect x="10" y="10" width="60" height="60"/>')""",
        "INSERT INTO ImageTagProperties VALUES (7, 7, 'autodetectedPerson', "
        """'100,autodetectedFace,<rect x="10" y="10" width="60" height="60"/>')""",
    )
    assert [region.state for region in _first(catalog).regions] == [RegionState.SUGGESTED]


def test_deleted_photos_are_left_out(tmp_path: Path) -> None:
    catalog = _changed(tmp_path, "UPDATE OR REPLACE Images SET status = 3 WHERE id <= 10")
    assert len(catalog.photos) == 50


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE Tags",
        "DROP TABLE ImageInformation",
        "DROP TABLE TagProperties",
        "ALTER TABLE ImageTagProperties DROP COLUMN value",
        "UPDATE Tags SET pid = id",
        "UPDATE Tags SET pid = 101 WHERE id = 4",
        "UPDATE OR REPLACE Tags SET name = x'ff00ff', pid = 'x'",
        "UPDATE ImageInformation SET width = 0, height = 1e999, orientation = 'x', creationDate = x'00', rating = 9e99",
        'UPDATE ImageTagProperties SET value = \'<rect x="nan" y="1e999" width="-5" height="0"/>,x;99999999999999\'',
        "UPDATE ImageTagProperties SET value = zeroblob(50000000) WHERE imageid = 7",
        "UPDATE OR REPLACE Images SET name = '../../../etc/passwd'",
        "UPDATE OR REPLACE Images SET name = 5, album = 'x'",
        "UPDATE OR REPLACE Albums SET relativePath = '/../..'",
        "UPDATE AlbumRoots SET identifier = NULL, specificPath = x'ff'",
        "UPDATE ImagePositions SET latitudeNumber = 'x', longitudeNumber = 1e308",
        "CREATE VIEW v AS SELECT * FROM nowhere",
    ],
)
def test_broken_rows_break_nothing(tmp_path: Path, statement: str) -> None:
    catalog = _changed(tmp_path, statement)
    assert not any(".." in photo.path for photo in catalog.photos)


def test_a_text_that_is_too_large_costs_its_row_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_database, "_LARGEST_VALUE", 100_000)
    catalog = _changed(tmp_path, "UPDATE ImageComments SET comment = printf('%200000s', 'x') WHERE imageid = 1")
    captions = [photo.metadata.caption for photo in catalog.photos if photo.metadata.caption]
    assert captions == [made.caption for made in LIBRARY.photos[1:] if made.caption]
    assert any("ImageComments" in remark and "too large" in remark for remark in catalog.remarks)


def test_a_truncated_database_is_read_or_ends_in_a_sentence(tmp_path: Path) -> None:
    file = builder.write(tmp_path, LIBRARY, "/p")
    whole = file.read_bytes()
    refused = 0
    for share in (0.02, 0.3, 0.6, 0.9):
        file.write_bytes(whole[: int(len(whole) * share)])
        try:
            digikam.read(file)
        except UserFacingError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("data", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_no_database(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "digikam4.db"
    file.write_bytes(data)
    with pytest.raises(UserFacingError):
        digikam.read(file)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="There is no file"):
        digikam.read(tmp_path)


def test_changes_in_the_write_ahead_log_are_read_and_nothing_is_written(tmp_path: Path) -> None:
    file = builder.write(tmp_path, LIBRARY, "/p")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        with database:
            database.execute("UPDATE Tags SET name = 'Anna Meier' WHERE id = 100")
            database.execute("UPDATE TagProperties SET value = 'Anna Meier' WHERE tagid = 100")
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert "digikam4.db-wal" in before
        assert "Anna Meier" in {person.name for person in digikam.read(file).people}
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: tmp_path / "Pictures")
    (tmp_path / "Pictures").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digikamrc").write_text(f"[Database Settings]\nDatabase Name={tmp_path}/elsewhere/\n")
    for folder in ("Pictures", "elsewhere"):
        (tmp_path / folder / "digikam4.db").touch()
    assert digikam.find() == [tmp_path / "Pictures" / "digikam4.db", tmp_path / "elsewhere" / "digikam4.db"]
