"""Writes the made library as a database of digiKam."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from foreign_catalogs.databases import writing
from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.geometry import Box
from photoface.metadata.records import RegionState

HELD = (
    RegionState.CONFIRMED,
    RegionState.SUGGESTED,
    RegionState.UNNAMED,
    RegionState.IGNORED,
    RegionState.REJECTED,
)
"""What digiKam's database can say of a face."""

SCHEMA = """
CREATE TABLE AlbumRoots (id INTEGER PRIMARY KEY, label TEXT, status INTEGER NOT NULL, type INTEGER NOT NULL,
    identifier TEXT, specificPath TEXT, caseSensitivity INTEGER, UNIQUE(identifier, specificPath));
CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER NOT NULL, relativePath TEXT NOT NULL, date DATE,
    caption TEXT, collection TEXT, icon INTEGER, modificationDate DATETIME, UNIQUE(albumRoot, relativePath));
CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT NOT NULL, status INTEGER NOT NULL,
    category INTEGER NOT NULL, modificationDate DATETIME, fileSize INTEGER, uniqueHash TEXT, manualOrder INTEGER,
    UNIQUE(album, name));
CREATE TABLE ImageInformation (imageid INTEGER PRIMARY KEY, rating INTEGER, creationDate DATETIME,
    digitizationDate DATETIME, orientation INTEGER, width INTEGER, height INTEGER, format TEXT, colorDepth INTEGER,
    colorModel INTEGER);
CREATE TABLE ImagePositions (imageid INTEGER PRIMARY KEY, latitude TEXT, latitudeNumber REAL, longitude TEXT,
    longitudeNumber REAL, altitude REAL, orientation REAL, tilt REAL, roll REAL, accuracy REAL, description TEXT);
CREATE TABLE ImageComments (id INTEGER PRIMARY KEY, imageid INTEGER, type INTEGER, language TEXT, author TEXT,
    date DATETIME, comment TEXT, UNIQUE(imageid, type, language, author));
CREATE TABLE Tags (id INTEGER PRIMARY KEY, pid INTEGER, name TEXT NOT NULL, icon INTEGER, iconkde TEXT,
    UNIQUE(name, pid));
CREATE TABLE TagsTree (id INTEGER NOT NULL, pid INTEGER NOT NULL, UNIQUE(id, pid));
CREATE TABLE ImageTags (imageid INTEGER NOT NULL, tagid INTEGER NOT NULL, UNIQUE(imageid, tagid));
CREATE TABLE TagProperties (tagid INTEGER, property TEXT, value TEXT);
CREATE TABLE ImageTagProperties (imageid INTEGER, tagid INTEGER, property TEXT, value TEXT);
CREATE TABLE Settings (keyword TEXT NOT NULL UNIQUE, value TEXT);
INSERT INTO Settings VALUES ('DBVersion', '16');
INSERT INTO Tags(id, pid, name) VALUES (1, 0, '_Digikam_Internal_Tags_'), (4, 0, 'People'), (5, 4, 'Unknown'),
    (6, 4, 'Ignored'), (7, 4, 'Unconfirmed'), (19, 1, 'Color Label Red'), (29, 1, 'Pick Label Rejected');
INSERT INTO TagProperties VALUES (1, 'internalTag', NULL), (19, 'internalTag', NULL), (29, 'internalTag', NULL),
    (5, 'person', 'Unknown'), (5, 'unknownPerson', NULL), (6, 'person', 'Ignored'), (6, 'ignoredPerson', NULL),
    (7, 'person', 'Unconfirmed'), (7, 'unconfirmedPerson', NULL);
"""
VERSIONS = {
    7: SCHEMA.replace(", caseSensitivity INTEGER", "").replace(
        ", modificationDate DATETIME, UNIQUE(albumRoot", ", UNIQUE(albumRoot"
    ),
    8: SCHEMA,
    9: SCHEMA.replace(
        "(imageid INTEGER, tagid INTEGER, property TEXT", "(imageid INTEGER, tagid INTEGER, property VARCHAR(255)"
    ).replace("'DBVersion', '16'", "'DBVersion', '17'"),
}
"""By version of digiKam: 7 as its sources of 2019 have it, 8 as a dump of it, 9 with what changed in 9.1
(https://bugs.kde.org/show_bug.cgi?id=519390)."""

UNKNOWN, IGNORED, UNCONFIRMED, REJECTED_PHOTO = 5, 6, 7, 29
FIRST_PERSON, FIRST_TAG = 100, 200


def write(path: Path, library: MadeLibrary, folder: str, version: int = 8) -> Path:
    """Write the database.

    Args:
        path: the folder for the file `digikam4.db`.
        folder: where the library's photos lie.
        version: of digiKam.
    """
    file = path / "digikam4.db"
    with writing(file) as database:
        database.executescript(VERSIONS[version])
        database.execute(
            "INSERT INTO AlbumRoots(id, label, status, type, identifier, specificPath) "
            "VALUES (1, 'Photos', 0, 1, ?, '/')",
            (f"volumeid:?path={folder}",),
        )
        _write_tags(database, library)
        albums: dict[str, int] = {}
        for photo in library.photos:
            album = albums.setdefault(photo.folder, len(albums) + 1)
            database.execute(
                "INSERT OR IGNORE INTO Albums(id, albumRoot, relativePath) VALUES (?, 1, ?)",
                (album, f"/{photo.folder}"),
            )
            _write_photo(database, photo, library, album)
    return file


def _write_tags(database: sqlite3.Connection, library: MadeLibrary) -> None:
    for number, person in enumerate(library.people, FIRST_PERSON):
        database.execute("INSERT INTO Tags(id, pid, name) VALUES (?, 4, ?)", (number, person.name))
        database.execute("INSERT INTO TagProperties VALUES (?, 'person', ?)", (number, person.name))
        database.execute("INSERT INTO TagProperties VALUES (?, 'faceEngineId', ?)", (number, person.name))
    parents: dict[tuple[str, ...], int] = {(): 0}
    for photo in library.photos:
        for tag in photo.tags:
            for depth in range(1, len(tag) + 1):
                if tag[:depth] not in parents:
                    parents[tag[:depth]] = FIRST_TAG + len(parents)
                    row = (parents[tag[:depth]], parents[tag[: depth - 1]], tag[depth - 1])
                    database.execute("INSERT INTO Tags(id, pid, name) VALUES (?, ?, ?)", row)
            database.execute("INSERT INTO ImageTags VALUES (?, ?)", (photo.number + 1, parents[tag]))


def _write_photo(database: sqlite3.Connection, photo: MadePhoto, library: MadeLibrary, album: int) -> None:
    image = photo.number + 1
    database.execute(
        "INSERT INTO Images VALUES (?, ?, ?, 1, 1, '2026-01-01T00:00:00.000', ?, ?, NULL)",
        (image, album, photo.name, photo.size_bytes, f"{photo.number:032x}"),
    )
    database.execute(
        "INSERT INTO ImageInformation VALUES (?, ?, ?, ?, ?, ?, ?, 'JPG', 8, 5)",
        (
            *(image, -1 if photo.rating is None else photo.rating),
            *(f"{photo.taken.isoformat()}.000", f"{photo.taken.isoformat()}.000"),
            *(int(photo.turn), *photo.stored_size),
        ),
    )
    if photo.place:
        database.execute(
            "INSERT INTO ImagePositions(imageid, latitudeNumber, longitudeNumber) VALUES (?, ?, ?)",
            (image, *photo.place),
        )
    for comment_type, written in ((1, photo.caption), (3, photo.title)):
        if written:
            database.execute(
                "INSERT INTO ImageComments VALUES (NULL, ?, ?, 'x-default', NULL, NULL, ?)",
                (image, comment_type, written),
            )
    if photo.rejected:
        database.execute("INSERT INTO ImageTags VALUES (?, ?)", (image, REJECTED_PHOTO))
    for face in photo.faces:
        for tag, kind, value in _face_rows(face, photo, library):
            database.execute("INSERT OR IGNORE INTO ImageTags VALUES (?, ?)", (image, tag))
            database.execute("INSERT INTO ImageTagProperties VALUES (?, ?, ?, ?)", (image, tag, kind, value))


def rectangle(box: Box, width: int, height: int) -> str:
    """A rectangle in pixels, as digiKam writes it."""
    left, top, right, bottom = box.pixels(width, height)
    return f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'


def _face_rows(face: MadeFace, photo: MadePhoto, library: MadeLibrary) -> Iterator[tuple[int, str, str]]:
    names = [person.name for person in library.people]
    where = rectangle(face.box, photo.width, photo.height)
    match face.state:
        case RegionState.CONFIRMED:
            person = FIRST_PERSON + names.index(face.name or "")
            yield person, "tagRegion", where
            yield person, "faceToTrain", where
        case RegionState.SUGGESTED:
            person = FIRST_PERSON + names.index(face.name or "")
            yield UNCONFIRMED, "autodetectedPerson", f"{person},autodetectedFace,{where}"
        case RegionState.IGNORED:
            yield IGNORED, "ignoredFace", where
        case _:
            rejected = "" if face.not_this is None else f",{FIRST_PERSON + names.index(face.not_this)}"
            yield UNKNOWN, "autodetectedFace", where + rejected
