"""Writes the made library as a `.photoslibrary` of Apple Photos, with the names of tables of several versions."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from foreign_catalogs.databases import writing
from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.metadata.records import RegionState

HELD = (RegionState.CONFIRMED, RegionState.UNNAMED, RegionState.IGNORED, RegionState.REJECTED)
"""What Photos can say of a face."""


@dataclass(frozen=True)
class Names:
    """How a version calls what others call otherwise."""

    assets: str
    album_table: str
    album_columns: tuple[str, str]
    keyword_column: str
    person: str
    asset: str
    adjusted: str


def _since_6(albums: int, keywords: int, *, for_face: bool = False, adjusted: str = "ZHASADJUSTMENTS") -> Names:
    """The names from version 6 on: numbers in them differ, and two columns of faces and one of photos were renamed."""
    person, asset = ("ZPERSONFORFACE", "ZASSETFORFACE") if for_face else ("ZPERSON", "ZASSET")
    album_columns = (f"Z_{albums}ALBUMS", "Z_3ASSETS")
    return Names("ZASSET", f"Z_{albums}ASSETS", album_columns, f"Z_{keywords}KEYWORDS", person, asset, adjusted)


VERSIONS = {
    5: Names(
        "ZGENERICASSET",
        "Z_26ASSETS",
        ("Z_26ALBUMS", "Z_34ASSETS"),
        "Z_37KEYWORDS",
        "ZPERSON",
        "ZASSET",
        "ZHASADJUSTMENTS",
    ),
    6: _since_6(26, 36),
    7: _since_6(27, 38),
    8: _since_6(28, 40),
    9: _since_6(28, 40, for_face=True),
    10: _since_6(30, 47, for_face=True, adjusted="ZADJUSTMENTSSTATE"),
    11: _since_6(32, 51, for_face=True, adjusted="ZADJUSTMENTSSTATE"),
}
"""As osxphotos 0.77.2 lists them."""

_EPOCH = dt.datetime(2001, 1, 1)
_ZONE = 7200
_FIRST_ALBUM = 10


def original_name(photo: MadePhoto) -> str:
    """The path of a photo in the folder of originals."""
    return f"{photo.number % 16:X}/{photo.number:08X}-0000-4000-8000-000000000000.jpeg"


def write(folder: Path, library: MadeLibrary, version: int) -> Path:
    """Write the library's database; the originals are not written."""
    names = VERSIONS[version]
    top = folder / "Photos Library.photoslibrary"
    (top / "database").mkdir(parents=True)
    with writing(top / "database" / "Photos.sqlite") as database:
        database.executescript(_schema(names))
        for number, person in enumerate(library.people, 1):
            database.execute(
                "INSERT INTO ZPERSON(Z_PK, ZFULLNAME, ZDISPLAYNAME, ZTYPE) VALUES (?, ?, ?, ?)",
                (number, person.name, person.alias or person.name, int(person.favourite)),
            )
        albums = sorted({album for photo in library.photos for album in photo.albums})
        for number, album in enumerate(albums, _FIRST_ALBUM):
            database.execute("INSERT INTO ZGENERICALBUM VALUES (?, 2, ?, 2, 0)", (number, album))
        keywords = sorted({tag[-1] for photo in library.photos for tag in photo.tags})
        database.executemany("INSERT INTO ZKEYWORD VALUES (?, ?)", enumerate(keywords, 1))
        for photo in library.photos:
            _write_photo(database, photo, names, albums, keywords)
            for face in photo.faces:
                _write_face(database, face, photo, library, names)
    return top


def _schema(names: Names) -> str:
    return f"""
CREATE TABLE {names.assets} (Z_PK INTEGER PRIMARY KEY, ZUUID VARCHAR, ZDIRECTORY VARCHAR, ZFILENAME VARCHAR,
    ZTRASHEDSTATE INTEGER, ZFAVORITE INTEGER, ZHIDDEN INTEGER, ZWIDTH INTEGER, ZHEIGHT INTEGER, ZLATITUDE FLOAT,
    ZLONGITUDE FLOAT, ZDATECREATED TIMESTAMP, {names.adjusted} INTEGER);
CREATE TABLE ZADDITIONALASSETATTRIBUTES (Z_PK INTEGER PRIMARY KEY, ZASSET INTEGER, ZTITLE VARCHAR,
    ZASSETDESCRIPTION INTEGER, ZORIGINALFILESIZE INTEGER, ZTIMEZONEOFFSET INTEGER, ZORIGINALWIDTH INTEGER,
    ZORIGINALHEIGHT INTEGER, ZORIGINALORIENTATION INTEGER);
CREATE TABLE ZASSETDESCRIPTION (Z_PK INTEGER PRIMARY KEY, ZLONGDESCRIPTION VARCHAR);
CREATE TABLE ZPERSON (Z_PK INTEGER PRIMARY KEY, ZFULLNAME VARCHAR, ZDISPLAYNAME VARCHAR, ZTYPE INTEGER,
    ZMERGETARGETPERSON INTEGER);
CREATE TABLE ZDETECTEDFACE (Z_PK INTEGER PRIMARY KEY, {names.asset} INTEGER, {names.person} INTEGER, ZCENTERX FLOAT,
    ZCENTERY FLOAT, ZSIZE FLOAT, ZSOURCEWIDTH INTEGER, ZSOURCEHEIGHT INTEGER, ZHIDDEN INTEGER, ZISINTRASH INTEGER,
    ZMANUAL INTEGER);
CREATE TABLE Z_14REJECTEDPERSONS (Z_14REJECTEDFACES INTEGER, Z_46REJECTEDPERSONS INTEGER);
CREATE TABLE ZKEYWORD (Z_PK INTEGER PRIMARY KEY, ZTITLE VARCHAR);
CREATE TABLE Z_1KEYWORDS (Z_1ASSETATTRIBUTES INTEGER, {names.keyword_column} INTEGER);
CREATE TABLE ZGENERICALBUM (Z_PK INTEGER PRIMARY KEY, ZKIND INTEGER, ZTITLE VARCHAR, ZPARENTFOLDER INTEGER,
    ZTRASHEDSTATE INTEGER);
CREATE TABLE {names.album_table} ({names.album_columns[0]} INTEGER, {names.album_columns[1]} INTEGER,
    Z_FOK_{names.album_columns[1][2:]} INTEGER);
INSERT INTO ZGENERICALBUM VALUES (1, 3999, NULL, NULL, 0), (2, 4000, 'Family', 1, 0);
"""  # noqa: S608


def _write_photo(
    database: sqlite3.Connection, photo: MadePhoto, names: Names, albums: list[str], keywords: list[str]
) -> None:
    key = photo.number + 1
    folder, name = original_name(photo).split("/")
    place = photo.place or (-180.0, -180.0)
    created = (photo.taken - _EPOCH).total_seconds() - _ZONE
    database.execute(
        f"INSERT INTO {names.assets} VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0)",  # noqa: S608
        (
            *(key, name.partition(".")[0], folder, name, photo.favourite, photo.hidden),
            *(photo.width, photo.height, *place, created),
        ),
    )
    database.execute("INSERT INTO ZASSETDESCRIPTION VALUES (?, ?)", (key, photo.caption))
    database.execute(
        "INSERT INTO ZADDITIONALASSETATTRIBUTES VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (key + 1000, key, photo.title, key, photo.size_bytes, _ZONE, *photo.stored_size, int(photo.turn)),
    )
    for tag in photo.tags:
        row = (key + 1000, keywords.index(tag[-1]) + 1)
        database.execute("INSERT INTO Z_1KEYWORDS VALUES (?, ?)", row)
    for album in photo.albums:
        database.execute(
            f"INSERT INTO {names.album_table} VALUES (?, ?, 1)",  # noqa: S608
            (albums.index(album) + _FIRST_ALBUM, key),
        )


def _write_face(
    database: sqlite3.Connection, face: MadeFace, photo: MadePhoto, library: MadeLibrary, names: Names
) -> None:
    people = [person.name for person in library.people]
    # The machine's suggestions are not in the database, so that such a face has no person.
    person = people.index(face.name or "") + 1 if face.state is RegionState.CONFIRMED else None
    if face.state is RegionState.SUGGESTED:
        return
    x, y = face.box.centre
    longer = max(photo.width, photo.height)
    cursor = database.execute(
        f"INSERT INTO ZDETECTEDFACE({names.asset}, {names.person}, ZCENTERX, ZCENTERY, ZSIZE, ZSOURCEWIDTH, "  # noqa: S608
        "ZSOURCEHEIGHT, ZHIDDEN, ZISINTRASH, ZMANUAL) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
        (
            *(photo.number + 1, person, x, 1 - y, face.box.width * photo.width / longer),
            *(photo.width, photo.height, face.state is RegionState.IGNORED),
        ),
    )
    if face.not_this:
        row = (cursor.lastrowid, people.index(face.not_this) + 1)
        database.execute("INSERT INTO Z_14REJECTEDPERSONS VALUES (?, ?)", row)
