"""Nextcloud Recognize and LibrePhotos: SQLite databases and PostgreSQL dumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from foreign_catalogs import checking, databases, servers
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import librephotos, nextcloud_recognize

LIBRARY = made_library()


@pytest.mark.parametrize("name", ["owncloud.db", "nextcloud.sql", "nextcloud-mysql.sql"])
def test_recognize(tmp_path: Path, name: str) -> None:
    catalog = nextcloud_recognize.read(servers.write_recognize(tmp_path / name, LIBRARY))
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *servers.RECOGNIZE_HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    assert [person.name for person in catalog.people] == [person.name for person in LIBRARY.people]
    photos = checking.by_path(catalog, LIBRARY)
    assert (photos[0].path, photos[0].root) == (f"/mnt/photos/files/{LIBRARY.photos[0].path}", "")
    assert (photos[1].path, photos[1].root) == (f"files/{LIBRARY.photos[1].path}", "alice")
    assert photos[1].size_bytes == LIBRARY.photos[1].size_bytes
    assert catalog.remarks == ()


@pytest.mark.parametrize("name", ["db.sqlite3", "librephotos.sql", "librephotos-mysql.sql"])
@pytest.mark.parametrize("old", [False, True])
def test_librephotos(tmp_path: Path, name: str, old: bool) -> None:
    catalog = librephotos.read(servers.write_librephotos(tmp_path / name, LIBRARY, old=old))
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *servers.LIBREPHOTOS_HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    assert [person.name for person in catalog.people] == [person.name for person in LIBRARY.people]
    for made in LIBRARY.photos:
        read = checking.metadata_by_number(catalog, LIBRARY)[made.number]
        assert (read.rating, read.hidden) == (made.rating or None, made.hidden)
    assert catalog.remarks == ()


def test_faces_without_a_photo_are_counted(tmp_path: Path) -> None:
    file = servers.write_recognize(tmp_path / "owncloud.db", LIBRARY)
    databases.change(file, ["DELETE FROM oc_filecache"])
    catalog = nextcloud_recognize.read(file)
    assert catalog.photos == ()
    assert "no longer in Nextcloud" in catalog.remarks[0]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE api_person",
        "DROP TABLE api_thumbnail",
        "UPDATE api_photo SET width = 0, height = 'x', rating = -5",
        "UPDATE api_thumbnail SET aspect_ratio = 9e999",
        "UPDATE api_face SET location_top = NULL, location_left = 'nan'",
        "UPDATE api_file SET path = '../../x'",
        "UPDATE api_file SET path = x'00', hash = NULL",
    ],
)
def test_broken_rows_of_librephotos_break_nothing(tmp_path: Path, statement: str) -> None:
    file = servers.write_librephotos(tmp_path / "db.sqlite3", LIBRARY)
    databases.change(file, [statement])
    assert not any(".." in photo.path for photo in librephotos.read(file).photos)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE oc_storages",
        "DROP TABLE oc_recognize_face_clusters",
        "UPDATE oc_filecache SET path = '../x', size = 'x'",
        "UPDATE oc_recognize_face_detections SET x = 9e999, width = -1, cluster_id = 'x'",
        "UPDATE oc_storages SET id = NULL",
    ],
)
def test_broken_rows_of_recognize_break_nothing(tmp_path: Path, statement: str) -> None:
    file = servers.write_recognize(tmp_path / "owncloud.db", LIBRARY)
    databases.change(file, [statement])
    assert not any(".." in photo.path for photo in nextcloud_recognize.read(file).photos)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_bytes(b"text")
    (tmp_path / "x.db").write_bytes(b"text")
    for read in (nextcloud_recognize.read, librephotos.read):
        with pytest.raises(UserFacingError, match="has no tables"):
            read(tmp_path / "x.sql")
        with pytest.raises(UserFacingError, match="is no catalog"):
            read(tmp_path / "x.db")
        with pytest.raises(UserFacingError, match="cannot be read"):
            read(tmp_path / "nowhere.sql")
