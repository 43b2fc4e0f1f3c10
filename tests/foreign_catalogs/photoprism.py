"""Writes the made library as a database of PhotoPrism, and answers as its server."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.parse
from collections.abc import Mapping
from email.message import Message
from pathlib import Path

from foreign_catalogs.databases import writing
from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.metadata.records import RegionState

HELD = (RegionState.CONFIRMED, RegionState.SUGGESTED, RegionState.UNNAMED, RegionState.IGNORED)
"""What PhotoPrism can say of a face."""

PASSWORD = "AAAAAA-BBBBBB"

_SCHEMA = """
CREATE TABLE photos (id INTEGER PRIMARY KEY, photo_uid VARBINARY(42), photo_title VARCHAR(200), title_src VARBINARY(8),
    photo_caption VARCHAR(4096), taken_at_local DATETIME, photo_favorite BOOL, photo_private BOOL, photo_lat DOUBLE,
    photo_lng DOUBLE, deleted_at DATETIME);
CREATE TABLE files (id INTEGER PRIMARY KEY, photo_id INTEGER, photo_uid VARBINARY(42), file_uid VARBINARY(42),
    file_name VARBINARY(1024), file_root VARBINARY(16), file_hash VARBINARY(128), file_size BIGINT,
    file_orientation INTEGER, file_missing BOOL, deleted_at DATETIME);
CREATE TABLE markers (marker_uid VARBINARY(42) PRIMARY KEY, file_uid VARBINARY(42), marker_type VARBINARY(8),
    marker_src VARBINARY(8), marker_name VARCHAR(160), marker_review BOOL, marker_invalid BOOL, subj_uid VARBINARY(42),
    subj_src VARBINARY(8), x FLOAT, y FLOAT, w FLOAT, h FLOAT, q INTEGER, size INTEGER, score SMALLINT);
CREATE TABLE subjects (subj_uid VARBINARY(42) PRIMARY KEY, subj_type VARBINARY(8), subj_name VARCHAR(160),
    subj_alias VARCHAR(160), subj_favorite BOOL, subj_hidden BOOL, subj_private BOOL);
CREATE TABLE albums (album_uid VARBINARY(42) PRIMARY KEY, album_type VARBINARY(8), album_title VARCHAR(160),
    deleted_at DATETIME);
CREATE TABLE photos_albums (photo_uid VARBINARY(42), album_uid VARBINARY(42), hidden BOOL, missing BOOL);
CREATE TABLE labels (id INTEGER PRIMARY KEY, label_name VARCHAR(160));
CREATE TABLE photos_labels (photo_id INTEGER, label_id INTEGER, label_src VARBINARY(8), uncertainty SMALLINT);
INSERT INTO albums VALUES ('aBestof', 'album', 'Best of', NULL), ('aFüroma', 'album', 'Für Oma', NULL),
    ('month', 'month', 'May 2014', NULL);
INSERT INTO photos_albums VALUES ('p0', 'month', 0, 0), ('p0', 'aFüroma', 1, 0);
INSERT INTO labels VALUES (1, 'beach'), (2, 'lake'), (3, 'Machine');
INSERT INTO photos_labels VALUES (1, 3, 'image', 10);
"""
_LABELS = {"beach": 1, "lake": 2}
_ALBUMS = {"Best of": "aBestof", "Für Oma": "aFüroma"}


def in_preview(photo: MadePhoto) -> bool:
    """Whether its faces are at the preview that was made of it, as with camera raw files."""
    return photo.number % 6 == 1


def write(file: Path, library: MadeLibrary) -> Path:
    """Write the database."""
    with writing(file) as database:
        database.executescript(_SCHEMA)
        for number, person in enumerate(library.people):
            row = (f"j{number}", person.name, person.alias or "", person.favourite, person.hidden)
            database.execute("INSERT INTO subjects VALUES (?, 'person', ?, ?, ?, ?, 0)", row)
        for photo in library.photos:
            key = photo.number + 1
            database.execute(
                "INSERT INTO photos VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    *(key, f"p{photo.number}", photo.title or "Beach / Italy / 2014"),
                    *("manual" if photo.title else "", photo.caption or "", f"{photo.taken.isoformat(sep=' ')}+00:00"),
                    *(photo.favourite, photo.hidden, *(photo.place or (0.0, 0.0))),
                ),
            )
            for uid, name, root in (
                (f"f{photo.number}", photo.path, "/"),
                (f"s{photo.number}", f"{photo.path}.jpg", "sidecar"),
            ):
                database.execute(
                    "INSERT INTO files VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL)",
                    (key, f"p{photo.number}", uid, name, root, photo.sha1, photo.size_bytes, int(photo.turn)),
                )
            for album in photo.albums:
                database.execute("INSERT INTO photos_albums VALUES (?, ?, 0, 0)", (f"p{photo.number}", _ALBUMS[album]))
            for tag in photo.tags:
                database.execute("INSERT INTO photos_labels VALUES (?, ?, 'manual', 0)", (key, _LABELS[tag[-1]]))
            for index, face in enumerate(photo.faces):
                subject, source, invalid = _subject(face, library)
                database.execute(
                    "INSERT INTO markers VALUES (?, ?, 'face', 'image', ?, 0, ?, ?, ?, ?, ?, ?, ?, 1, 100, 50)",
                    (
                        *(f"m{photo.number}-{index}", f"{'s' if in_preview(photo) else 'f'}{photo.number}"),
                        *(face.name or "", invalid, subject, source),
                        *(face.box.left, face.box.top, face.box.width, face.box.height),
                    ),
                )
    return file


def _subject(face: MadeFace, library: MadeLibrary) -> tuple[str, str, bool]:
    """Uid, source and whether the marker is invalid."""
    if face.state is RegionState.IGNORED or face.name is None:
        return "", "", face.state is RegionState.IGNORED
    names = [person.name for person in library.people]
    return f"j{names.index(face.name)}", "manual" if face.state is RegionState.CONFIRMED else "", False


class PhotoPrismServer:
    """A transport that answers as PhotoPrism's server does."""

    def __init__(self, library: MadeLibrary) -> None:
        self._library = library

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        parts = urllib.parse.urlsplit(address)
        if headers.get("X-Auth-Token") != PASSWORD:
            raise urllib.error.HTTPError(address, 401, "Unauthorized", Message(), io.BytesIO())
        query = dict(urllib.parse.parse_qsl(parts.query))
        match parts.path.split("/")[3:]:
            case ["subjects"]:
                answer: object = self._page(self._subjects(), query)
            case ["photos"]:
                uids: list[object] = [{"UID": f"p{photo.number}"} for photo in self._library.photos]
                answer = self._page(uids, query)
            case ["photos", uid]:
                answer = self._photo(self._library.photos[int(uid.removeprefix("p"))])
            case _:
                raise AssertionError(parts.path)
        return json.dumps(answer).encode()

    def _page(self, found: list[object], query: dict[str, str]) -> list[object]:
        start = int(query["offset"])
        return found[start : start + int(query["count"])]

    def _subjects(self) -> list[object]:
        return [
            {
                **{"UID": f"j{number}", "Name": person.name, "Alias": person.alias or ""},
                **{"Favorite": person.favourite, "Hidden": person.hidden},
            }
            for number, person in enumerate(self._library.people)
        ]

    def _photo(self, photo: MadePhoto) -> dict[str, object]:
        markers = []
        for face in photo.faces:
            subject, source, invalid = _subject(face, self._library)
            box = face.box
            markers.append(
                {
                    **{"Type": "face", "Name": face.name or "", "SubjUID": subject, "SubjSrc": source},
                    **{"Invalid": invalid, "X": box.left, "Y": box.top, "W": box.width, "H": box.height},
                }
            )
        preview = in_preview(photo)
        latitude, longitude = photo.place or (0, 0)
        return {
            "Files": [
                {
                    **{"Name": photo.path, "Root": "/", "Hash": photo.sha1, "Size": photo.size_bytes},
                    **{"Orientation": int(photo.turn), "Markers": [] if preview else markers},
                },
                {"Name": f"{photo.path}.jpg", "Root": "sidecar", "Markers": markers if preview else []},
            ],
            **{"Title": photo.title or "Beach / 2014", "TitleSrc": "manual" if photo.title else ""},
            **{"Caption": photo.caption or "", "TakenAtLocal": f"{photo.taken.isoformat()}Z", "Lat": latitude},
            **{"Lng": longitude, "Favorite": photo.favourite, "Private": photo.hidden},
            "Albums": [{"Title": album, "Type": "album"} for album in photo.albums]
            + [{"Title": "May", "Type": "month"}],
        }
