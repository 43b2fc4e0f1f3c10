"""Imports from digiKam 7 to 9: its SQLite database `digikam4.db`, or a dump of its MySQL database.

Sources: digiKam's dbconfig.xml, itemscanner.cpp, facetagsiface.cpp and tagregion.cpp. A face is a rectangle in pixels
of the upright photo, while the width and height in ImageInformation are of the stored pixels. Older versions copied
rectangles from files unchanged: a rectangle that fits only the stored pixels is one of those.
"""

from __future__ import annotations

import re
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.geometry import Box, Turn
from photoface.metadata.importers import foreign_tables, foreign_values, usual_places
from photoface.metadata.importers.drafts import PhotoDraft, finished, paths_in_tree
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignTables
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "digiKam"
FILE = "digikam4.db"

_WANTED = {
    "albumroots": {"id", "identifier", "specificpath"},
    "albums": {"id", "albumroot", "relativepath"},
    "images": {"id", "album", "name", "status", "filesize"},
    "imageinformation": {"imageid", "rating", "creationdate", "orientation", "width", "height"},
    "imagepositions": {"imageid", "latitudenumber", "longitudenumber"},
    "imagecomments": {"imageid", "type", "language", "comment"},
    "tags": {"id", "pid", "name"},
    "tagproperties": {"tagid", "property", "value"},
    "imagetags": {"imageid", "tagid"},
    "imagetagproperties": {"imageid", "tagid", "property", "value"},
}
"""The tables that are read, with their columns."""

_GONE = (3, 4)
"""Images.status of what was deleted."""

_COMMENT, _TITLE = 1, 3
"""ImageComments.type."""

_INTERNAL = "_Digikam_Internal_Tags_"
_ROOT_TAG = "_Digikam_root_tag_"
"""On MySQL the tree has a root of its own."""

_PICK_REJECTED = "Pick Label Rejected"
_COLOUR = "Color Label "
_NO_COLOUR = "Color Label None"

_RECTANGLE = re.compile(r"<rect\b([^>]*)>")
_SIDE = re.compile(r"""\b(x|y|width|height)\s*=\s*["']\s*([-+.\d]+)""")
_SYSTEM_PEOPLE = ("unknownperson", "unconfirmedperson", "ignoredperson")


@dataclass(slots=True)
class _Tags:
    """The tree of tags, and which of them are people."""

    paths: dict[object, tuple[str, ...]]
    people: dict[object, str]
    ignored: set[object]
    internal: set[object]


@dataclass(slots=True)
class _Photo:
    draft: PhotoDraft
    stored_size: tuple[int, int] | None = None
    turn: Turn = Turn.NONE


def find() -> list[Path]:
    """The databases in the usual places and in the place that digiKam's settings name."""
    folders = [usual_places.pictures(), Path.home() / ".local" / "share" / "digikam"]
    try:
        settings = (usual_places.configuration() / "digikamrc").read_text("utf-8", "replace")
    except OSError:
        settings = ""
    folders += [Path(found.strip()) for found in re.findall(r"(?m)^Database Name=(.+)$", settings)]
    return usual_places.existing(folder if folder.name == FILE else folder / FILE for folder in folders)


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read a database.

    Args:
        path: the file, a dump (`.sql`, `.sql.gz`), or the folder that the file lies in.
        count: counts what is read.

    Raises:
        UserFacingError: it is not there or is no database of digiKam.
    """
    if path.is_dir():
        path = path / FILE
    with foreign_tables.opened(path, PROGRAM, _WANTED, count) as database:
        if not database.columns("Images") or not database.columns("Albums"):
            raise UserFacingError(f"{path} is no catalog of {PROGRAM}.", f"Choose the file {FILE}.")
        tags = _tags(database)
        photos = _photos(database)
        _add_information(database, photos)
        _add_comments(database, photos)
        _add_tags(database, photos, tags)
        _add_faces(database, photos, tags)
        people = (ForeignPerson(name) for name in tags.people.values())
        return finished(PROGRAM, people, (photo.draft for photo in photos.values()), database.remarks)


def _tags(database: ForeignTables) -> _Tags:
    rows = (row for row in database.rows("Tags", "id", "pid", "name") if row[2] != _ROOT_TAG)
    paths = paths_in_tree(rows)
    properties: defaultdict[object, dict[str, object]] = defaultdict(dict)
    for tag, name, value in database.rows("TagProperties", "tagid", "property", "value"):
        properties[tag][str(name).lower()] = value
    tags = _Tags({**paths}, {}, set(), set())
    for tag, path in paths.items():
        known = properties.get(tag, {})
        if path[0] == _INTERNAL or "internaltag" in known:
            tags.internal.add(tag)
        if "ignoredperson" in known:
            tags.ignored.add(tag)
        if "person" in known and not any(system in known for system in _SYSTEM_PEOPLE):
            tags.people[tag] = foreign_values.line(known["person"]) or path[-1]
        elif any(system in known for system in _SYSTEM_PEOPLE):
            tags.internal.add(tag)
    return tags


def _roots(database: ForeignTables) -> dict[object, str]:
    """The path of each collection's folder."""
    roots: dict[object, str] = {}
    for root, identifier, specific in database.rows("AlbumRoots", "id", "identifier", "specificPath"):
        query = (foreign_values.line(identifier) or "").partition("?")[2]
        asked = dict(pair.partition("=")[::2] for pair in query.split("&"))
        volume = urllib.parse.unquote(asked.get("path") or asked.get("mountpath") or "")
        found = foreign_values.joined(volume, foreign_values.line(specific) or "")
        if found is not None:
            roots[root] = found if volume or not found else f"/{found}"
    return roots


def _photos(database: ForeignTables) -> dict[object, _Photo]:
    roots = _roots(database)
    albums: dict[object, tuple[str, str]] = {}
    for album, root, below in database.rows("Albums", "id", "albumRoot", "relativePath"):
        if root in roots and isinstance(below, str):
            albums[album] = (roots[root], below)
    photos: dict[object, _Photo] = {}
    for image, album, name, status, size in database.rows("Images", "id", "album", "name", "status", "fileSize"):
        if status in _GONE or not isinstance(name, str):
            continue
        if album not in albums:
            database.remarks.add("A photo lies in no album of the catalog, and was left out.")
            continue
        root, below = albums[album]
        path = foreign_values.joined(root, below, name)
        if path is None:
            database.remarks.add(f"{below}/{name} is no path below its collection, and was left out.")
            continue
        photos[image] = _Photo(PhotoDraft(path, root, foreign_values.integer(size, 0, 1 << 62)))
    return photos


def _add_information(database: ForeignTables, photos: dict[object, _Photo]) -> None:
    columns = ("imageid", "rating", "creationDate", "orientation", "width", "height")
    for image, stars, created, orientation, width, height in database.rows("ImageInformation", *columns):
        photo = photos.get(image)
        if photo is None:
            continue
        photo.turn = Turn.from_exif(orientation)
        size = (foreign_values.integer(width, 1, 1 << 30), foreign_values.integer(height, 1, 1 << 30))
        if size[0] is not None and size[1] is not None:
            photo.stored_size = (size[0], size[1])
        photo.draft.facts = replace(
            photo.draft.facts,
            # -1 stands for no rating.
            rating=foreign_values.rating(stars),
            taken_at=foreign_values.local_time(created),
            turn=foreign_values.integer(orientation, 1, 8),
        )
    for image, north, east in database.rows("ImagePositions", "imageid", "latitudeNumber", "longitudeNumber"):
        place = foreign_values.place(north, east)
        if image in photos and place:
            draft = photos[image].draft
            draft.facts = replace(draft.facts, latitude=place[0], longitude=place[1])


def _add_comments(database: ForeignTables, photos: dict[object, _Photo]) -> None:
    found: dict[tuple[object, object], tuple[bool, str]] = {}
    for image, kind, language, comment in database.rows("ImageComments", "imageid", "type", "language", "comment"):
        written = foreign_values.text(comment)
        default = language in (None, "", "x-default")
        if written and (default or (image, kind) not in found):
            found[image, kind] = (default, written)
    for (image, kind), (_, written) in found.items():
        if image in photos:
            draft = photos[image].draft
            if kind == _COMMENT:
                draft.facts = replace(draft.facts, caption=written)
            elif kind == _TITLE:
                draft.facts = replace(draft.facts, title=written)


def _add_tags(database: ForeignTables, photos: dict[object, _Photo], tags: _Tags) -> None:
    for image, tag in database.rows("ImageTags", "imageid", "tagid"):
        path = tags.paths.get(tag)
        if image not in photos or path is None:
            continue
        draft = photos[image].draft
        if tag in tags.people:
            draft.people.append(tags.people[tag])
        elif tag not in tags.internal:
            draft.tags.append(path)
        elif path[-1] == _PICK_REJECTED:
            draft.facts = replace(draft.facts, rejected=True)
        elif path[-1].startswith(_COLOUR) and path[-1] != _NO_COLOUR:
            draft.facts = replace(draft.facts, label=path[-1].removeprefix(_COLOUR))


def _add_faces(database: ForeignTables, photos: dict[object, _Photo], tags: _Tags) -> None:
    for image, tag, kind, value in database.rows("ImageTagProperties", "imageid", "tagid", "property", "value"):
        photo = photos.get(image)
        if photo is None or not isinstance(value, str) or kind not in _STATES:
            continue
        state = _STATES[str(kind)]
        before, rectangle, after = _parts(value)
        if kind == "autodetectedPerson":
            # The suggested person stands in the value: "12,autodetectedFace,<rect .../>".
            tag = foreign_values.integer(before.split(",")[0], 0, 1 << 62)
        name = tags.people.get(tag)
        if tag in tags.ignored:
            state = RegionState.IGNORED
        read = _box(rectangle, photo)
        if read is None:
            if name and state is RegionState.CONFIRMED:
                photo.draft.people.append(name)
            photo.draft.remarks.append("The rectangle of a face cannot be read, or the photo's size is not known.")
            continue
        box, frame = read
        photo.draft.add_face(box, frame, None if state is RegionState.IGNORED else name, state)
        for rejected in _numbers(after):
            photo.draft.add_face(box, frame, tags.people.get(rejected), RegionState.REJECTED)


_STATES = {
    "tagRegion": RegionState.CONFIRMED,
    "autodetectedFace": RegionState.SUGGESTED,
    "autodetectedPerson": RegionState.SUGGESTED,
    "ignoredFace": RegionState.IGNORED,
}


def _parts(value: str) -> tuple[str, str, str]:
    """What stands before the rectangle, its attributes, and what stands behind it."""
    found = _RECTANGLE.search(value)
    return (value[: found.start()], found[1], value[found.end() :]) if found else (value, "", "")


def _numbers(listed: str) -> Iterator[int]:
    """The ids of ",12;15": people that the user said this is not."""
    for part in listed.lstrip(",").split(";"):
        if part.strip().isdecimal():
            yield int(part)


def _box(rectangle: str, photo: _Photo) -> tuple[Box, Frame] | None:
    sides = {name: foreign_values.number(digits) for name, digits in _SIDE.findall(rectangle)}
    left, top, wide, high = (sides.get(name) for name in ("x", "y", "width", "height"))
    if left is None or top is None or wide is None or high is None or photo.stored_size is None:
        return None
    width, height = photo.turn.size(*photo.stored_size)
    frame = Frame.UPRIGHT
    stored_width, stored_height = photo.stored_size
    fits = left + wide <= width and top + high <= height
    if not fits and left + wide <= stored_width and top + high <= stored_height:
        width, height, frame = stored_width, stored_height, Frame.STORED
    box = foreign_values.box(left / width, top / height, wide / width, high / height)
    return None if box is None else (box, frame)
