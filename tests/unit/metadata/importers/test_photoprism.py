"""PhotoPrism's database and server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from foreign_catalogs import checking, databases, servers
from foreign_catalogs import photoprism as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import photoprism
from photoface.metadata.records import ForeignCatalog

LIBRARY = made_library()


def _check(catalog: ForeignCatalog) -> None:
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    people = {person.name: person for person in catalog.people}
    for person in LIBRARY.people:
        read = people.pop(person.name)
        assert (read.favourite, read.hidden) == (person.favourite, person.hidden)
        assert read.aliases == ((person.alias,) if person.alias else ())
    assert people == {}
    photos = checking.by_path(catalog, LIBRARY)
    for made in LIBRARY.photos:
        photo = photos[made.number]
        metadata = photo.metadata
        assert (photo.path, photo.sha1, photo.size_bytes) == (made.path, made.sha1, made.size_bytes)
        assert (metadata.title, metadata.caption, metadata.turn) == (made.title, made.caption, int(made.turn))
        assert (metadata.taken_at, metadata.favourite, metadata.hidden) == (made.taken, made.favourite, made.hidden)
        assert (metadata.latitude, metadata.longitude) == (made.place or (None, None))
        assert sorted(metadata.albums) == sorted((album,) for album in made.albums)
    assert len(catalog.photos) == len(LIBRARY.photos)
    assert catalog.remarks == ()


def test_database(tmp_path: Path) -> None:
    catalog = photoprism.read(builder.write(tmp_path / "index.db", LIBRARY))
    _check(catalog)
    for made in LIBRARY.photos:
        tags = checking.metadata_by_number(catalog, LIBRARY)[made.number].tags
        assert tags == tuple((tag[-1],) for tag in made.tags)


def test_dump_of_mysql_says_the_same(tmp_path: Path) -> None:
    database = builder.write(tmp_path / "index.db", LIBRARY)
    assert photoprism.read(servers.dump_of(database, tmp_path / "index.sql")) == photoprism.read(database)


def test_server() -> None:
    _check(photoprism.read_server("http://nas:2342", builder.PASSWORD, builder.PhotoPrismServer(LIBRARY)))


def test_wrong_password() -> None:
    with pytest.raises(UserFacingError, match="answers 401"):
        photoprism.read_server("http://nas", "x", builder.PhotoPrismServer(LIBRARY))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE subjects",
        "DROP TABLE photos",
        "DROP TABLE labels",
        "UPDATE markers SET x = 9e999, y = 'nan', w = -1, h = NULL",
        "UPDATE markers SET file_uid = 5, marker_type = 7",
        "UPDATE files SET file_name = '../../x', file_hash = zeroblob(40)",
        "UPDATE files SET file_name = NULL, file_size = -1, file_orientation = 99",
        "UPDATE photos SET photo_lat = 'x', taken_at_local = 'yesterday', photo_title = x'ff'",
        "UPDATE subjects SET subj_name = ''",
    ],
)
def test_broken_rows_break_nothing(tmp_path: Path, statement: str) -> None:
    file = builder.write(tmp_path / "index.db", LIBRARY)
    databases.change(file, [statement])
    assert not any(".." in photo.path for photo in photoprism.read(tmp_path).photos)


@pytest.mark.parametrize("answer", [{}, 5, None, {"error": "x"}])
def test_another_program_s_server(answer: object) -> None:
    def transport(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        return json.dumps(answer).encode()

    with pytest.raises(UserFacingError, match="is not PhotoPrism"):
        photoprism.read_server("http://nas", builder.PASSWORD, transport)


def test_broken_answers_break_nothing() -> None:
    def transport(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        if "/photos/" in address:
            marker = {"Type": "face", "Name": "Anna", "SubjSrc": "manual", "X": "x"}
            files = [5, {"Name": 7, "Root": "/"}, {"Name": "../x", "Root": "/"}]
            files.append({"Name": "a.jpg", "Root": "/", "Markers": [marker, 5]})
            return json.dumps({"Files": files, "Albums": 5}).encode()
        return json.dumps([5, {"UID": "p1"}, {"UID": "../../../etc"}, {"Name": 5}]).encode()

    (photo,) = photoprism.read_server("http://nas", builder.PASSWORD, transport).photos
    assert (photo.path, photo.metadata.people) == ("a.jpg", ("Anna",))


def test_other_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="There is no file"):
        photoprism.read(tmp_path)
    databases.change(tmp_path / "index.db", ["CREATE TABLE photos (id)"])
    with pytest.raises(UserFacingError, match="no database of PhotoPrism"):
        photoprism.read(tmp_path)
