"""Writes the made library as a dump of Immich's database, in the layouts of three years, and answers as its server."""

from __future__ import annotations

import base64
import gzip
import io
import json
import urllib.error
import urllib.parse
from collections.abc import Iterable, Mapping
from email.message import Message
from pathlib import Path

from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.metadata.records import RegionState

HELD = (RegionState.CONFIRMED, RegionState.UNNAMED, RegionState.IGNORED)
"""What Immich can say of a face."""

KEY = "the-key"
_PREVIEW = 4
"""A preview is so many times as large as the made photo, or smaller: its pixels are its own."""

_TABLES = {
    2023: (
        "assets",
        "asset_faces",
        "exif",
        "albums",
        "albums_assets_assets",
        "tags",
        "albumsId",
        "assetsId",
        "personId",
    ),
    2025: ("asset", "asset_face", "asset_exif", "album", "album_asset", "tag", "albumId", "assetId", "personId"),
    2026: ("asset", "asset_face", "asset_exif", "album", "album_asset", "tag", "albumId", "assetId", "personGroupId"),
}
YEARS = tuple(_TABLES)
_HIDDEN_STRANGER = "stranger"


def write(file: Path, library: MadeLibrary, year: int) -> Path:
    """Write a dump; packed if the file's name ends with .gz."""
    assets, faces, exif, albums, album_asset, tags, album_id, asset_id, person_id = _TABLES[year]
    titles = sorted({album for photo in library.photos for album in photo.albums})
    paths = sorted({"/".join(tag) for photo in library.photos for tag in photo.tags})
    key = "personGroupId" if year == 2026 else "id"
    text = [
        "--\n-- PostgreSQL database dump\n--\n\nSET standard_conforming_strings = on;\n",
        _copy(
            assets,
            "id ownerId originalPath isFavorite checksum localDateTime deletedAt status visibility",
            [_asset(photo) for photo in library.photos]
            + [["gone", "me", "/data/gone.jpg", "f", "\\x00", None, "2025-01-01 00:00:00+00", "trashed", "timeline"]],
        ),
        _copy("asset_files", "id assetId path", [["x", "asset-0", "a\tb\nc\\d"]]),
        _copy(
            "person",
            f"{key} createdAt ownerId name isHidden birthDate isFavorite",
            [
                [
                    *(f"p{number}", "2025-01-01", "me", person.name, "ft"[person.hidden]),
                    *(str(person.born) if person.born else None, "ft"[person.favourite]),
                ]
                for number, person in enumerate(library.people)
            ]
            + [
                [_HIDDEN_STRANGER, "2025-01-01", "me", "", "t", None, "f"],
                ["nobody", "2025", "me", "", "f", None, "f"],
            ],
        ),
        _copy(
            faces,
            f"assetId {person_id} imageWidth imageHeight boundingBoxX1 boundingBoxY1 boundingBoxX2 boundingBoxY2 id "
            "sourceType deletedAt",
            [_face(photo, face, library) for photo in library.photos for face in photo.faces if face.state in HELD],
        ),
        _copy(
            exif,
            "assetId make fileSizeInByte orientation latitude longitude description rating",
            [
                [
                    *(f"asset-{photo.number}", "Canon\\EOS", str(photo.size_bytes), str(int(photo.turn))),
                    *(map(str, photo.place) if photo.place else (None, None)),
                    *(photo.caption or "", None if photo.rating is None else str(photo.rating)),
                ]
                for photo in library.photos
            ],
        ),
        _copy("face_search", "faceId embedding", [["f", "[" + "0.1," * 512 + "]"]]),
        _copy(albums, "id ownerId albumName deletedAt", [[title, "me", title, None] for title in titles]),
        _copy(
            album_asset,
            f"{album_id} {asset_id}",
            [[album, f"asset-{photo.number}"] for photo in library.photos for album in photo.albums],
        ),
        _copy(tags, "id userId value", [[path, "me", path] for path in paths]),
        _copy(
            "tag_asset",
            f"{asset_id} {'tagsId' if year == 2023 else 'tagId'}",
            [[f"asset-{photo.number}", "/".join(tag)] for photo in library.photos for tag in photo.tags],
        ),
    ]
    data = "\n".join(text).encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


def _copy(table: str, columns: str, rows: Iterable[list[str | None]]) -> str:
    names = ", ".join(f'"{name}"' if name != name.lower() else name for name in columns.split())
    lines = ["\t".join("\\N" if value is None else _escaped(value) for value in row) for row in rows]
    return "\n".join([f"COPY public.{table} ({names}) FROM stdin;", *lines, "\\.", ""])


def _escaped(value: str) -> str:
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        value = value.replace(plain, written)
    return value


def _asset(photo: MadePhoto) -> list[str | None]:
    return [
        *(f"asset-{photo.number}", "me", f"/data/library/me/{photo.path}", "ft"[photo.favourite]),
        *(f"\\x{photo.sha1}", f"{photo.taken.isoformat(sep=' ')}+00", None, "active"),
        "archive" if photo.hidden else "timeline",
    ]


def _corners(photo: MadePhoto, face: MadeFace) -> dict[str, int]:
    width, height = photo.width * _PREVIEW, photo.height * _PREVIEW
    corners = face.box.pixels(width, height)
    names = ("boundingBoxX1", "boundingBoxY1", "boundingBoxX2", "boundingBoxY2")
    return {"imageWidth": width, "imageHeight": height, **dict(zip(names, corners, strict=True))}


def _owner(face: MadeFace, library: MadeLibrary) -> str | None:
    if face.state is RegionState.IGNORED:
        return _HIDDEN_STRANGER
    names = [person.name for person in library.people]
    return f"p{names.index(face.name)}" if face.name else "nobody"


def _face(photo: MadePhoto, face: MadeFace, library: MadeLibrary) -> list[str | None]:
    numbers = [str(value) for value in _corners(photo, face).values()]
    return [f"asset-{photo.number}", _owner(face, library), *numbers, "face", "machine-learning", None]


class ImmichServer:
    """A transport that answers as Immich's server does."""

    def __init__(self, library: MadeLibrary, *, page: int = 25, faces_apart: bool = False) -> None:
        """Serve a library.

        Args:
            page: how much it gives at once.
            faces_apart: as older servers, which give a photo's people without their faces.
        """
        self.requests: list[str] = []
        self._library = library
        self._page = page
        self._faces_apart = faces_apart

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        parts = urllib.parse.urlsplit(address)
        self.requests.append(f"{method} {parts.path}")
        if headers.get("x-api-key") != KEY:
            raise urllib.error.HTTPError(address, 401, "Unauthorized", Message(), io.BytesIO())
        query = dict(urllib.parse.parse_qsl(parts.query))
        return json.dumps(self._answer(parts.path, query, json.loads(body or b"{}"))).encode()

    def _answer(self, path: str, query: dict[str, str], body: dict[str, object]) -> object:
        match path.split("/")[2:]:
            case ["people"]:
                found, more = self._cut(self._people(), int(query["page"]))
                return {"people": found, "hasNextPage": more}
            case ["search", "metadata"]:
                page = int(str(body["page"]))
                assets, more = self._cut([self._asset(photo) for photo in self._library.photos], page)
                return {"assets": {"items": assets, "nextPage": str(page + 1) if more else None}}
            case ["faces"]:
                photo = self._library.photos[int(query["id"].removeprefix("asset-"))]
                return [
                    {**_corners(photo, face), "person": {"id": _owner(face, self._library)}}
                    for face in photo.faces
                    if face.state in HELD
                ]
            case ["albums"]:
                return [{"id": "best", "albumName": "Best of"}, {"id": "oma", "albumName": "Für Oma"}]
            case ["albums", album]:
                name = {"best": "Best of", "oma": "Für Oma"}[album]
                held = [{"id": f"asset-{photo.number}"} for photo in self._library.photos if name in photo.albums]
                return {"assets": held}
        raise AssertionError(path)

    def _cut(self, found: list[dict[str, object]], page: int) -> tuple[list[dict[str, object]], bool]:
        return found[(page - 1) * self._page : page * self._page], page * self._page < len(found)

    def _people(self) -> list[dict[str, object]]:
        named: list[dict[str, object]] = [
            {
                **{"id": f"p{number}", "name": person.name, "birthDate": str(person.born) if person.born else None},
                **{"isHidden": person.hidden, "isFavorite": person.favourite},
            }
            for number, person in enumerate(self._library.people)
        ]
        unnamed = {"name": "", "birthDate": None, "isFavorite": False}
        return [
            *named,
            {"id": _HIDDEN_STRANGER, "isHidden": True, **unnamed},
            {"id": "nobody", "isHidden": False, **unnamed},
        ]

    def _asset(self, photo: MadePhoto) -> dict[str, object]:
        people: dict[str | None, list[dict[str, int]]] = {}
        for face in photo.faces:
            if face.state in HELD:
                people.setdefault(_owner(face, self._library), []).append(_corners(photo, face))
        return {
            "id": f"asset-{photo.number}",
            "originalPath": f"/data/library/me/{photo.path}",
            "checksum": base64.b64encode(bytes.fromhex(photo.sha1)).decode(),
            "localDateTime": f"{photo.taken.isoformat()}.000Z",
            "isFavorite": photo.favourite,
            "isArchived": photo.hidden,
            "exifInfo": {
                **{
                    "fileSizeInByte": photo.size_bytes,
                    "orientation": str(int(photo.turn)),
                    "description": photo.caption or "",
                },
                **dict(zip(("latitude", "longitude"), photo.place or (None, None), strict=True)),
                "rating": photo.rating,
            },
            "tags": [{"value": "/".join(tag)} for tag in photo.tags],
            "people": [
                {"id": key} if self._faces_apart else {"id": key, "faces": held} for key, held in people.items()
            ],
        }
