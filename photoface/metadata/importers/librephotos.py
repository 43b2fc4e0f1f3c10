"""Imports from LibrePhotos: its SQLite database, or a dump of its PostgreSQL or MySQL database.

Source: LibrePhotos' models face.py, person.py, photo.py and thumbnail.py. A face is a rectangle in pixels of the big
thumbnail, which is upright and at most 1,080 pixels high. Before 2024 a flag says that the machine gave a name; since
then the machine's names are in columns of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.metadata.importers import foreign_tables, foreign_values
from photoface.metadata.importers.drafts import PhotoDraft, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignTables, by_key
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "LibrePhotos"

_HIGHEST_THUMBNAIL = 1080
_USER = "USER"
"""The kind of a person whom somebody named; others are groups of the machine."""

_WANTED = {
    "api_face": {
        *("photo_id", "person_id", "person_label_is_inferred", "cluster_person_id", "classification_person_id"),
        *("location_top", "location_bottom", "location_left", "location_right", "deleted"),
    },
    "api_person": {"id", "name", "kind"},
    "api_photo": {"id", "image_hash", "main_file_id", "width", "height", "rating", "hidden", "removed", "in_trashcan"},
    "api_file": {"hash", "path"},
    "api_thumbnail": {"photo_id", "aspect_ratio"},
}


def find() -> list[Path]:
    """Nowhere: a server may be anywhere."""
    return []


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read the tables.

    Args:
        count: counts what is read.

    Raises:
        UserFacingError: it is not there, or has no tables of LibrePhotos.
    """
    with foreign_tables.opened(path, PROGRAM, _WANTED, count) as tables:
        if not tables.columns("api_face") or not tables.columns("api_photo"):
            raise UserFacingError(
                f"{path} has no tables of {PROGRAM}.",
                "Choose its SQLite database, or a dump of its PostgreSQL or MySQL database in plain text.",
            )
        names = {
            key: name
            for key, title, kind in tables.rows("api_person", "id", "name", "kind")
            # Old versions have no kinds, and call nobody "unknown".
            if key is not None and kind in (_USER, None) and (name := foreign_values.line(title)) and name != "unknown"
        }
        photos, sizes = _photos(tables)
        _add_faces(tables, photos, sizes, names)
        people = (ForeignPerson(name) for name in names.values())
        return finished(PROGRAM, people, photos.values(), tables.remarks)


def _photos(tables: ForeignTables) -> tuple[dict[object, PhotoDraft], dict[object, tuple[float, float]]]:
    """The photos, and the width and height of their big thumbnails."""
    paths = by_key(tables, "api_file", "hash", "path")
    ratios = by_key(tables, "api_thumbnail", "photo_id", "aspect_ratio")
    key_column = "id" if "id" in tables.columns("api_photo") else "image_hash"
    photos: dict[object, PhotoDraft] = {}
    sizes: dict[object, tuple[float, float]] = {}
    columns = (key_column, "main_file_id", "width", "height", "rating", "hidden", "removed", "in_trashcan")
    for key, file, width, height, stars, hidden, removed, trashed in tables.rows("api_photo", *columns):
        written = paths.get(file)
        if not isinstance(written, str) or foreign_values.flag(removed) or foreign_values.flag(trashed):
            continue
        path = foreign_values.joined("/" if written.startswith("/") else "", written)
        if not path:
            tables.remarks.add(f"{written} is no path of a photo, and was left out.")
            continue
        draft = photos[key] = PhotoDraft(path)
        # No stars stand for no rating.
        rated = foreign_values.rating(stars) or None
        draft.facts = replace(draft.facts, rating=rated, hidden=foreign_values.flag(hidden))
        wide, high = foreign_values.number(width), foreign_values.number(height)
        ratio = foreign_values.number(ratios.get(key))
        if not ratio and wide and high:
            ratio = wide / high
        if ratio and ratio > 0:
            tall = min(high, _HIGHEST_THUMBNAIL) if high and high > 0 else _HIGHEST_THUMBNAIL
            sizes[key] = (ratio * tall, tall)
    return photos, sizes


def _add_faces(
    tables: ForeignTables,
    photos: Mapping[object, PhotoDraft],
    sizes: Mapping[object, tuple[float, float]],
    names: Mapping[object, str],
) -> None:
    suggested = [
        column for column in ("classification_person_id", "cluster_person_id") if column in tables.columns("api_face")
    ]
    columns = (
        *("photo_id", "person_id", "person_label_is_inferred", "deleted"),
        *("location_left", "location_top", "location_right", "location_bottom", *suggested),
    )
    for key, person, inferred, deleted, *rest in tables.rows("api_face", *columns):
        draft = photos.get(key)
        if draft is None or foreign_values.flag(deleted):
            continue
        name = names.get(person)
        state = RegionState.SUGGESTED if foreign_values.flag(inferred) else RegionState.CONFIRMED
        if name is None:
            name = next((names[other] for other in rest[4:] if other in names), None)
            state = RegionState.SUGGESTED
        box = _box(rest[:4], sizes.get(key))
        if box is not None:
            draft.add_face(box, Frame.UPRIGHT, name, state)
            continue
        draft.remarks.append("The box of a face cannot be read, or the size of the photo is not known.")
        if name and state is RegionState.CONFIRMED:
            draft.people.append(name)


def _box(corners: list[object], size: tuple[float, float] | None) -> Box | None:
    found = [value for corner in corners if (value := foreign_values.number(corner)) is not None]
    if size is None or len(found) != 4:
        return None
    (left, top, right, bottom), (width, height) = found, size
    return foreign_values.box(left / width, top / height, (right - left) / width, (bottom - top) / height)
