"""Immich's dumps and server."""

from __future__ import annotations

import gzip
import json
import urllib.error
from collections.abc import Mapping
from pathlib import Path

import pytest
from foreign_catalogs import checking
from foreign_catalogs import immich as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import immich
from photoface.metadata.records import ForeignCatalog

LIBRARY = made_library()


def _check(catalog: ForeignCatalog) -> None:
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    people = {person.name: person for person in catalog.people}
    for person in LIBRARY.people:
        read = people.pop(person.name)
        assert (read.birth_date, read.favourite, read.hidden) == (person.born, person.favourite, person.hidden)
    assert people == {}
    photos = checking.by_path(catalog, LIBRARY)
    for made in LIBRARY.photos:
        photo = photos[made.number]
        metadata = photo.metadata
        assert (photo.sha1, photo.size_bytes, photo.root) == (made.sha1, made.size_bytes, "/data/library/me")
        assert (metadata.caption, metadata.rating, metadata.turn) == (made.caption, made.rating, int(made.turn))
        assert (metadata.taken_at, metadata.favourite, metadata.hidden) == (made.taken, made.favourite, made.hidden)
        assert (metadata.latitude, metadata.longitude) == (made.place or (None, None))
        assert sorted(metadata.tags) == sorted(made.tags)
        assert sorted(metadata.albums) == sorted((album,) for album in made.albums)
    assert len(catalog.photos) == len(LIBRARY.photos)
    assert catalog.remarks == ()


@pytest.mark.parametrize("year", builder.YEARS)
@pytest.mark.parametrize("name", ["dump.sql", "dump.sql.gz"])
def test_dump(tmp_path: Path, year: int, name: str) -> None:
    _check(immich.read(builder.write(tmp_path / name, LIBRARY, year)))


@pytest.mark.parametrize("faces_apart", [False, True])
def test_server(faces_apart: bool) -> None:
    server = builder.ImmichServer(LIBRARY, faces_apart=faces_apart)
    _check(immich.read_server("nas:2283/", builder.KEY, server))
    if not faces_apart:
        # Three pages of sixty photos and two albums: no request for each photo.
        assert len(server.requests) == 1 + 3 + 3


def test_wrong_key() -> None:
    with pytest.raises(UserFacingError, match="answers 401") as caught:
        immich.read_server("http://nas:2283/api", "other", builder.ImmichServer(LIBRARY))
    assert "key" in caught.value.remedy


def _unreachable(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    raise urllib.error.URLError("no route to host")


def test_no_server() -> None:
    with pytest.raises(UserFacingError, match="cannot be reached: no route to host"):
        immich.read_server("http://nas", builder.KEY, _unreachable)
    with pytest.raises(UserFacingError, match="no address"):
        immich.read_server("ftp://nas", builder.KEY, _unreachable)


@pytest.mark.parametrize("answer", [[], 5, None, {}, {"status": "ok"}])
def test_another_program_s_server(answer: object) -> None:
    def transport(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        return json.dumps(answer).encode()

    with pytest.raises(UserFacingError, match="is not Immich"):
        immich.read_server("http://nas", builder.KEY, transport)


def test_answers_that_are_no_json() -> None:
    with pytest.raises(UserFacingError, match="is not Immich"):
        immich.read_server("http://nas", builder.KEY, lambda *_: b"<html>")


_BROKEN = {
    "people": [5, {"id": 1, "name": 7, "birthDate": "x"}, {"id": "p", "name": "Anna"}],
    "hasNextPage": True,
    "assets": {
        "items": [
            5,
            {},
            {"id": "a", "originalPath": "../../x", "people": 5},
            {"id": "b", "originalPath": "/x/b.jpg", "people": [{"id": "p", "faces": [{"imageWidth": 0}, 5]}]},
            {"id": "c", "originalPath": "/x/c.jpg", "exifInfo": [], "tags": {}, "checksum": "!", "isFavorite": True},
        ],
        "nextPage": "many",
    },
}


def test_broken_answers_break_nothing() -> None:
    def transport(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        answer = {**_BROKEN, "hasNextPage": "page=1" in address}
        return json.dumps([] if "albums" in address else answer).encode()

    catalog = immich.read_server("http://nas", builder.KEY, transport)
    assert [photo.path for photo in catalog.photos] == ["/x/b.jpg", "/x/c.jpg"]
    assert catalog.photos[0].metadata.people == ("Anna",)


def test_dump_that_ends_early(tmp_path: Path) -> None:
    data = builder.write(tmp_path / "dump.sql", LIBRARY, 2025).read_bytes()
    packed = gzip.compress(data)
    (tmp_path / "dump.sql").write_bytes(data[: len(data) // 3])
    (tmp_path / "dump.sql.gz").write_bytes(packed[: len(packed) // 3])
    assert immich.read(tmp_path / "dump.sql").photos
    assert "ends early" in immich.read(tmp_path / "dump.sql.gz").remarks[-1]


@pytest.mark.parametrize(
    "data", [b"", b"PGDMP\x01", b"\x1f\x8b\x08", b"\xff" * 5000, b"COPY public.assets (id) FROM x;"]
)
def test_no_dump(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dump").write_bytes(data)
    with pytest.raises(UserFacingError):
        immich.read(tmp_path / "dump")
    with pytest.raises(UserFacingError):
        immich.read(tmp_path / "none")


def test_broken_rows_are_said(tmp_path: Path) -> None:
    file = builder.write(tmp_path / "dump.sql", LIBRARY, 2025)
    data = (
        file.read_bytes().replace(b"asset-1\tme", b"asset-1\tme\ttoo many").replace(b"/data/library/me/2014/", b"../")
    )
    file.write_bytes(data.replace(b"\t1440\t", b"\tNaN\t"))
    catalog = immich.read(file)
    assert catalog.photos
    assert not any(".." in photo.path for photo in catalog.photos)
    assert catalog.remarks


def test_rows_as_a_real_dump_has_them(tmp_path: Path) -> None:
    """As version 1.135 wrote them, with escaped binary checksums."""
    (tmp_path / "dump.sql").write_text(
        'COPY public.assets (id, "originalPath", "isFavorite", checksum, "localDateTime", "deletedAt", status) '
        "FROM stdin;\n"
        "0000\tupload/library/admin/2025/2025-04/image.jpg\tf\t\\\\xf73a17059f4aedaeef82579b8ee58bcb18c7f90b\t"
        "2025-04-29 19:25:45+00\t\\N\tactive\n\\.\n"
        'COPY public.person (id, "ownerId", name, "isHidden", "birthDate") FROM stdin;\n'
        "eb9a\t00f8\tMarie Curie\tf\t\\N\n\\.\n"
        'COPY public.asset_faces ("assetId", "personId", "imageWidth", "imageHeight", "boundingBoxX1", '
        '"boundingBoxY1", "boundingBoxX2", "boundingBoxY2", id, "sourceType", "deletedAt") FROM stdin;\n'
        "0000\teb9a\t840\t700\t261\t146\t356\t284\tc140\texif\t\\N\n\\.\n"
    )
    (photo,) = immich.read(tmp_path / "dump.sql").photos
    assert photo.sha1 == "f73a17059f4aedaeef82579b8ee58bcb18c7f90b"
    assert photo.path == "upload/library/admin/2025/2025-04/image.jpg"
    (region,) = photo.metadata.regions
    assert region.name == "Marie Curie"
    assert (region.box.left, region.box.top) == pytest.approx((261 / 840, 146 / 700))
