"""Writes the made library as a catalog of Lightroom Classic."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from foreign_catalogs.databases import writing
from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.metadata.records import RegionState

HELD = (
    RegionState.CONFIRMED,
    RegionState.SUGGESTED,
    RegionState.UNNAMED,
    RegionState.IGNORED,
    RegionState.REJECTED,
)
"""What a catalog can say of a face."""

_SCHEMA = """
CREATE TABLE AgLibraryRootFolder (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL,
    absolutePath UNIQUE NOT NULL DEFAULT '', name NOT NULL DEFAULT '', relativePathFromCatalog);
CREATE TABLE AgLibraryFolder (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, parentId INTEGER,
    pathFromRoot NOT NULL DEFAULT '', rootFolder INTEGER NOT NULL DEFAULT 0, visibility INTEGER);
CREATE TABLE AgLibraryFile (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, baseName NOT NULL DEFAULT '',
    extension NOT NULL DEFAULT '', folder INTEGER NOT NULL DEFAULT 0, idx_filename NOT NULL DEFAULT '');
CREATE TABLE Adobe_images (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, captureTime,
    colorLabels NOT NULL DEFAULT '', fileHeight, fileWidth, masterImage INTEGER, orientation, pick NOT NULL DEFAULT 0,
    rating, rootFile INTEGER NOT NULL DEFAULT 0);
CREATE TABLE AgLibraryKeyword (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, keywordType, lc_name, name,
    parent INTEGER);
CREATE TABLE AgLibraryKeywordSynonym (id_local INTEGER PRIMARY KEY, keyword INTEGER NOT NULL DEFAULT 0, lc_name, name);
CREATE TABLE AgLibraryKeywordImage (id_local INTEGER PRIMARY KEY, image INTEGER NOT NULL DEFAULT 0,
    tag INTEGER NOT NULL DEFAULT 0);
CREATE TABLE AgLibraryFace (id_local INTEGER PRIMARY KEY, bl_x, bl_y, br_x, br_y, cluster INTEGER, ignored INTEGER,
    image INTEGER NOT NULL DEFAULT 0, imageOrientation NOT NULL DEFAULT '', orientation, regionType NOT NULL DEFAULT 0,
    skipSuggestion INTEGER, tl_x NOT NULL DEFAULT '', tl_y NOT NULL DEFAULT '', tr_x, tr_y);
CREATE TABLE AgLibraryKeywordFace (id_local INTEGER PRIMARY KEY, face INTEGER NOT NULL DEFAULT 0, keyFace INTEGER,
    rankOrder, tag INTEGER NOT NULL DEFAULT 0, userPick INTEGER, userReject INTEGER);
CREATE TABLE AgLibraryCollection (id_local INTEGER PRIMARY KEY, creationId NOT NULL DEFAULT '',
    name NOT NULL DEFAULT '', parent INTEGER, systemOnly NOT NULL DEFAULT '');
CREATE TABLE AgLibraryCollectionImage (id_local INTEGER PRIMARY KEY, collection INTEGER NOT NULL DEFAULT 0,
    image INTEGER NOT NULL DEFAULT 0, pick NOT NULL DEFAULT 0, positionInCollection);
CREATE TABLE AgLibraryIPTC (id_local INTEGER PRIMARY KEY, caption, copyright, image INTEGER NOT NULL DEFAULT 0);
CREATE TABLE AgHarvestedExifMetadata (id_local INTEGER PRIMARY KEY, image INTEGER, gpsLatitude, gpsLongitude, hasGPS);
INSERT INTO AgLibraryKeyword VALUES (1, 'k1', NULL, NULL, NULL, NULL), (2, 'k2', NULL, 'people', 'People', 1);
INSERT INTO AgLibraryCollection VALUES (1, 'com.adobe.ag.library.group', 'Family', NULL, ''),
    (2, 'com.adobe.ag.library.collection', 'quick collection', NULL, '1'),
    (3, 'com.adobe.ag.library.smart_collection', 'Five stars', NULL, '');
INSERT INTO AgLibraryCollectionImage(collection, image) VALUES (2, 1), (3, 1);
"""
_LETTERS = {1: "AB", 2: "BA", 3: "CD", 4: "DC", 5: "AD", 6: "BC", 7: "CB", 8: "DA"}
FIRST_PERSON, _FIRST_KEYWORD, _FIRST_ALBUM = 100, 200, 10


def write(file: Path, library: MadeLibrary, folder: str, *, upright: bool = True) -> Path:
    """Write the catalog.

    Args:
        folder: where the library's photos lie, with a slash at its end.
        upright: the corners are of the photo as shown.
    """
    with writing(file) as database:
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO AgLibraryRootFolder VALUES (1, 'r', ?, 'Photos', NULL)", (folder,))
        for number, person in enumerate(library.people, FIRST_PERSON):
            row = (number, f"k{number}", person.name.lower(), person.name)
            database.execute("INSERT INTO AgLibraryKeyword VALUES (?, ?, 'person', ?, ?, 2)", row)
            if person.alias:
                database.execute(
                    "INSERT INTO AgLibraryKeywordSynonym(keyword, name) VALUES (?, ?)", (number, person.alias)
                )
        keywords: dict[tuple[str, ...], int] = {(): 1}
        folders: dict[str, int] = {}
        albums: dict[str, int] = {}
        for photo in library.photos:
            if photo.folder not in folders:
                folders[photo.folder] = len(folders) + 1
                database.execute(
                    "INSERT INTO AgLibraryFolder VALUES (?, ?, NULL, ?, 1, NULL)",
                    (folders[photo.folder], f"f{len(folders)}", f"{photo.folder}/"),
                )
            _write_photo(database, photo, folders[photo.folder])
            _write_tags(database, photo, keywords, albums)
            for face in photo.faces:
                _write_face(database, face, photo, library, upright=upright)
    return file


def _write_photo(database: sqlite3.Connection, photo: MadePhoto, folder: int) -> None:
    key = photo.number + 1
    base, _, extension = photo.name.rpartition(".")
    database.execute(
        "INSERT INTO AgLibraryFile VALUES (?, ?, ?, ?, ?, ?)", (key, f"f{key}", base, extension, folder, photo.name)
    )
    width, height = photo.stored_size
    for image, master in ((key, None), (key + 1_000_000, key)):
        database.execute(
            "INSERT INTO Adobe_images VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
            (
                *(image, f"i{image}", f"{photo.taken.isoformat()}.123", height, width, master),
                *(_LETTERS[photo.turn], -1 if photo.rejected else 0, photo.rating, key),
            ),
        )
    database.execute("INSERT INTO AgLibraryIPTC(caption, image) VALUES (?, ?)", (photo.caption, key))
    if photo.place:
        database.execute(
            "INSERT INTO AgHarvestedExifMetadata(image, gpsLatitude, gpsLongitude, hasGPS) VALUES (?, ?, ?, 1)",
            (key, *photo.place),
        )


def _write_tags(
    database: sqlite3.Connection, photo: MadePhoto, keywords: dict[tuple[str, ...], int], albums: dict[str, int]
) -> None:
    for tag in photo.tags:
        for depth in range(1, len(tag) + 1):
            path = tag[:depth]
            if path not in keywords:
                keywords[path] = _FIRST_KEYWORD + len(keywords)
                row = (keywords[path], f"k{keywords[path]}", path[-1].lower(), path[-1], keywords[path[:-1]])
                database.execute("INSERT INTO AgLibraryKeyword VALUES (?, ?, NULL, ?, ?, ?)", row)
        link = (photo.number + 1, keywords[tag])
        database.execute("INSERT INTO AgLibraryKeywordImage(image, tag) VALUES (?, ?)", link)
    for album in photo.albums:
        if album not in albums:
            albums[album] = _FIRST_ALBUM + len(albums)
            database.execute(
                "INSERT INTO AgLibraryCollection VALUES (?, 'com.adobe.ag.library.collection', ?, 1, '')",
                (albums[album], album),
            )
        link = (albums[album], photo.number + 1)
        database.execute("INSERT INTO AgLibraryCollectionImage(collection, image) VALUES (?, ?)", link)


def _write_face(
    database: sqlite3.Connection, face: MadeFace, photo: MadePhoto, library: MadeLibrary, *, upright: bool
) -> None:
    box = face.box if upright else photo.stored_box(face)
    image = photo.number + 1
    cursor = database.execute(
        "INSERT INTO AgLibraryFace(image, imageOrientation, ignored, tl_x, tl_y, tr_x, tr_y, bl_x, bl_y, br_x, br_y) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(image, _LETTERS[photo.turn], 1 if face.state is RegionState.IGNORED else None),
            *(box.left, box.top, box.right, box.top, box.left, box.bottom, box.right, box.bottom),
        ),
    )
    names = [person.name for person in library.people]
    for name, picked, rejected in (
        (face.name, 1 if face.state is RegionState.CONFIRMED else None, None),
        (face.not_this, None, 1),
    ):
        if name:
            tag = FIRST_PERSON + names.index(name)
            database.execute(
                "INSERT INTO AgLibraryKeywordFace(face, tag, userPick, userReject) VALUES (?, ?, ?, ?)",
                (cursor.lastrowid, tag, picked, rejected),
            )
            if picked:
                database.execute("INSERT INTO AgLibraryKeywordImage(image, tag) VALUES (?, ?)", (image, tag))
