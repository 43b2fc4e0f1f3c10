"""Imports from Apple Photos 5 to 11 (macOS 10.15 to 26): `Photos.sqlite` of a `.photoslibrary`.

Source: osxphotos 0.77 (MIT), which lists the names that tables and columns had in each version; here they are found by
looking at the database. A face is a circle: its centre in fractions of the upright photo with the origin at the bottom
left, its diameter as a fraction of the longer side. Photos keeps no yes to each face: every face of a person whom the
user named counts as confirmed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.geometry import Box, Turn
from photoface.metadata.importers import foreign_database, foreign_values, usual_places
from photoface.metadata.importers.drafts import PhotoDraft, finished, paths_in_tree
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignDatabase, by_key, first_column, first_table
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "Apple Photos"
_DATABASE = Path("database", "Photos.sqlite")
_EPOCH = dt.datetime(2001, 1, 1)
"""Core Data counts seconds from here, in UTC."""

_ALBUM_KINDS = (2, 1505)
"""Albums and shared albums."""

_FOLDER_KIND, _ROOT_KIND = 4000, 3999
_FAVOURITE_PERSON = 1


@dataclass(slots=True)
class _Photo:
    draft: PhotoDraft
    width: float | None
    height: float | None
    """Of the photo as shown, with its edits."""

    cropped: bool = False
    """Edited to another shape, so that the boxes are not of the original."""


def find() -> list[Path]:
    """The libraries in the folder of pictures."""
    return usual_places.matching(usual_places.pictures(), "*.photoslibrary")


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read a library.

    Args:
        path: the `.photoslibrary`, or the file `Photos.sqlite` in it.
        count: counts what is read.

    Raises:
        UserFacingError: it is not there or is no database of Photos 5 or newer.
    """
    library = path if path.is_dir() else path.parent.parent
    file = path / _DATABASE if path.is_dir() else path
    with foreign_database.opened(file, PROGRAM, count) as database:
        assets = first_table(database, "ZASSET", "ZGENERICASSET")
        if assets is None or not database.columns("ZPERSON"):
            raise UserFacingError(
                f"{file} is no library of {PROGRAM} 5 or newer.",
                "Open an older library once in a current version of Photos, which converts it.",
            )
        photos = _photos(database, assets, str(library).replace("\\", "/"))
        _add_details(database, photos)
        _add_albums(database, photos)
        people = _people(database)
        _add_faces(database, photos, {key: person.name for key, person in people.items()})
        return finished(PROGRAM, people.values(), (photo.draft for photo in photos.values()), database.remarks)


def _photos(database: ForeignDatabase, assets: str, library: str) -> dict[object, _Photo]:
    photos: dict[object, _Photo] = {}
    columns = ("Z_PK", "ZDIRECTORY", "ZFILENAME", "ZTRASHEDSTATE", "ZFAVORITE", "ZHIDDEN", "ZWIDTH", "ZHEIGHT")
    for key, folder, name, trashed, favourite, hidden, width, height in database.rows(assets, *columns):
        if foreign_values.flag(trashed) or not isinstance(name, str):
            continue
        folder = folder if isinstance(folder, str) else ""
        # A photo that stays where it is has the whole path of its folder.
        inside = not folder.startswith("/")
        path = foreign_values.joined(f"{library}/originals" if inside else "/", folder, name)
        if path is None:
            database.remarks.add(f"{folder}/{name} is no path of a photo, and was left out.")
            continue
        draft = PhotoDraft(path, library if inside else "")
        draft.facts = replace(draft.facts, favourite=foreign_values.flag(favourite), hidden=foreign_values.flag(hidden))
        photos[key] = _Photo(draft, foreign_values.number(width), foreign_values.number(height))
    for key, north, east in database.rows(assets, "Z_PK", "ZLATITUDE", "ZLONGITUDE"):
        place = foreign_values.place(north, east)
        if key in photos and place:
            draft = photos[key].draft
            draft.facts = replace(draft.facts, latitude=place[0], longitude=place[1])
    created = by_key(database, assets, "Z_PK", "ZDATECREATED")
    for key, offset in database.rows("ZADDITIONALASSETATTRIBUTES", "ZASSET", "ZTIMEZONEOFFSET"):
        if key in photos:
            moment = foreign_values.moment(created.get(key), _EPOCH)
            local = None if moment is None else foreign_values.moment(foreign_values.number(offset) or 0, moment)
            photos[key].draft.facts = replace(photos[key].draft.facts, taken_at=local)
    adjusted = first_column(database, assets, "ZHASADJUSTMENTS", "ZADJUSTMENTSSTATE")
    edited = {key for key, value in database.rows(assets, "Z_PK", adjusted) if foreign_values.number(value)}
    _mark_cropped(database, {key: photo for key, photo in photos.items() if key in edited})
    return photos


def _mark_cropped(database: ForeignDatabase, edited: dict[object, _Photo]) -> None:
    columns = ("ZASSET", "ZORIGINALWIDTH", "ZORIGINALHEIGHT", "ZORIGINALORIENTATION")
    for key, width, height, orientation in database.rows("ZADDITIONALASSETATTRIBUTES", *columns):
        original = foreign_values.integer(width, 1, 1 << 30), foreign_values.integer(height, 1, 1 << 30)
        photo = edited.get(key)
        if photo is not None and original[0] and original[1]:
            upright = Turn.from_exif(orientation).size(original[0], original[1])
            photo.cropped = (photo.width, photo.height) != upright


def _add_details(database: ForeignDatabase, photos: dict[object, _Photo]) -> None:
    captions = by_key(database, "ZASSETDESCRIPTION", "Z_PK", "ZLONGDESCRIPTION")
    attributes: dict[object, _Photo] = {}
    columns = ("Z_PK", "ZASSET", "ZTITLE", "ZASSETDESCRIPTION", "ZORIGINALFILESIZE")
    for key, asset, title, description, size in database.rows("ZADDITIONALASSETATTRIBUTES", *columns):
        photo = photos.get(asset)
        if photo is not None:
            attributes[key] = photo
            photo.draft.size_bytes = foreign_values.integer(size, 1, 1 << 62)
            photo.draft.facts = replace(
                photo.draft.facts,
                title=foreign_values.text(title),
                caption=foreign_values.text(captions.get(description)),
            )
    keywords = by_key(database, "ZKEYWORD", "Z_PK", "ZTITLE")
    for key, keyword in _links(database, r"z_\d+assetattributes", r"z_\d+keywords"):
        word = foreign_values.line(keywords.get(keyword))
        if key in attributes and word:
            attributes[key].draft.tags.append((word,))


def _links(database: ForeignDatabase, one: str, other: str) -> Iterator[tuple[object, ...]]:
    """The pairs of the table that links two kinds of rows: its name, and its columns', differ by version."""
    for table in database.tables():
        columns = database.columns(table)
        ones = [column for column in columns if re.fullmatch(one, column)]
        others = [column for column in columns if re.fullmatch(other, column)]
        if len(ones) == 1 and len(others) == 1:
            yield from database.rows(table, ones[0], others[0])


def _add_albums(database: ForeignDatabase, photos: dict[object, _Photo]) -> None:
    rows = list(database.rows("ZGENERICALBUM", "Z_PK", "ZPARENTFOLDER", "ZTITLE", "ZKIND", "ZTRASHEDSTATE"))
    named = (*_ALBUM_KINDS, _FOLDER_KIND)
    paths = paths_in_tree((key, parent, title if kind in named else None) for key, parent, title, kind, _ in rows)
    albums = {
        key: paths[key]
        for key, _, _, kind, trashed in rows
        if kind in _ALBUM_KINDS and isinstance(key, int) and key in paths and not foreign_values.number(trashed)
    }
    for album, asset in _links(database, r"z_\d+albums", r"z_\d+assets"):
        if asset in photos and isinstance(album, int) and album in albums:
            photos[asset].draft.albums.append(albums[album])


def _people(database: ForeignDatabase) -> dict[object, ForeignPerson]:
    """Everybody with a name by key; one who was merged into another has the other's."""
    people: dict[object, ForeignPerson] = {}
    merged: dict[object, object] = {}
    columns = ("Z_PK", "ZFULLNAME", "ZDISPLAYNAME", "ZTYPE", "ZMERGETARGETPERSON")
    for key, full, short, kind, target in database.rows("ZPERSON", *columns):
        name = foreign_values.line(full) or foreign_values.line(short)
        alias = foreign_values.line(short)
        if target is not None:
            merged[key] = target
        if name and key is not None:
            aliases = (alias,) if alias and alias != name else ()
            people[key] = ForeignPerson(name, favourite=kind == _FAVOURITE_PERSON, aliases=aliases)
    for key in merged:
        seen = {key}
        at = merged[key]
        while at in merged and at not in seen:
            seen.add(at)
            at = merged[at]
        if at in people:
            people[key] = people[at]
    return people


def _add_faces(database: ForeignDatabase, photos: dict[object, _Photo], names: dict[object, str]) -> None:
    faces = "ZDETECTEDFACE"
    person_column = first_column(database, faces, "ZPERSONFORFACE", "ZPERSON")
    asset_column = first_column(database, faces, "ZASSETFORFACE", "ZASSET")
    rejected: dict[object, list[str]] = {}
    for face, person in _links(database, r"z_\d+rejectedfaces", r"z_\d+rejectedpersons"):
        if person in names:
            rejected.setdefault(face, []).append(names[person])
    columns = (
        *("Z_PK", asset_column, person_column, "ZCENTERX", "ZCENTERY", "ZSIZE", "ZSOURCEWIDTH", "ZSOURCEHEIGHT"),
        *("ZHIDDEN", "ZISINTRASH"),
    )
    for key, asset, person, x, y, size, width, height, hidden, trashed in database.rows(faces, *columns):
        photo = photos.get(asset)
        if photo is None or foreign_values.flag(trashed):
            continue
        name = names.get(person)
        if photo.cropped:
            if name:
                photo.draft.people.append(name)
            photo.draft.remarks.append("It was cropped in Photos: where the faces are in the original is not known.")
            continue
        sides = (photo.width or foreign_values.number(width), photo.height or foreign_values.number(height))
        box = _box(x, y, size, sides)
        if box is None:
            photo.draft.remarks.append("The place of a face cannot be read, or the photo's size is not known.")
            if name:
                photo.draft.people.append(name)
            continue
        unwanted = name is None and foreign_values.flag(hidden)
        photo.draft.add_face(box, Frame.UPRIGHT, name, RegionState.IGNORED if unwanted else RegionState.CONFIRMED)
        for other in rejected.get(key, ()):
            photo.draft.add_face(box, Frame.UPRIGHT, other, RegionState.REJECTED)


def _box(x: object, y: object, size: object, sides: tuple[float | None, float | None]) -> Box | None:
    across, up, diameter = (foreign_values.number(value) for value in (x, y, size))
    width, height = sides
    if across is None or up is None or diameter is None or not width or not height or width < 0 or height < 0:
        return None
    longer = max(width, height)
    wide, high = diameter * longer / width, diameter * longer / height
    return foreign_values.box(across - wide / 2, 1 - up - high / 2, wide, high)
