"""A catalog as large as a family's life, written row by row: scanning 50,000 photos takes hours, this half a minute.

Embeddings are drawn as the default model's lie, measured on LFW: faces of two people are .56 apart, give or take .06,
and two of one person .29. So there is as much to suggest, and as many look-alikes, as in a real library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.assembly import open_library
from photoface.catalog import regroup_mark
from photoface.catalog.opening import open_database
from photoface.catalog.sql_helpers import pack_vector
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.collections import PhotoTag, Tag
from photoface.catalog.tables.faces import Embedding, Face, Group
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.geometry import Box
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.imaging.thumbnails import encode_face_crop, encode_thumbnail

MODEL = "dlib-resnet"
DIMENSION = 128
COMMON = 0.84
"""The squared length of what all faces have in common."""
BETWEEN, BETWEEN_DIMENSIONS = 0.117, 19
"""The variance between people, and the dimensions that it comes to (participation ratio)."""
WITHIN = 0.043
"""The variance between the faces of one person."""
WITHIN_HARD = 0.1
"""That of somebody known whom the machine left unnamed: it is these that are suggested."""
KNOWN_LOOSE, KNOWN_GROUPS = 0.1, 0.05
"""Shares of the loose faces and of the groups that are somebody named."""

TAGS = 200
POOR_QUALITY = 0.35
"""Of faces below it, about one in sixteen, none is good enough to stand for a person."""
FIRST_NAMES = ("Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Karla", "Leo")
LAST_NAMES = tuple(
    f"{start}{end}" for start in ("Berg", "Feld", "Holz", "Stein", "Wald") for end in ("er", "mann", "ach", "en", "hof")
)

PICTURES = 40
"""So many different pictures stand for all; decoding takes as long whichever it is."""
ROWS_AT_ONCE = 20_000
FIRST_PHOTO = dt.datetime(1998, 1, 1, 9)


@dataclass(frozen=True)
class Shape:
    """How large a catalog is, and what is in it.

    Attributes:
        named, assigned: shares of the faces that are under a person, and that only the machine put there.
        largest_group: faces of the largest unnamed group.
        grouped: share of the faces that lie in unnamed groups; the rest is loose.
        pictured: of the newest photos so many have a thumbnail, and their faces a crop. What a window shows beside
            them has its pictures too: the covers of people and groups, the faces and the photos of the person with
            most faces, and the first so many faces of every list.
    """

    faces: int = 100_000
    photos: int = 50_000
    people: int = 300
    named: float = 0.45
    assigned: float = 0.1
    largest_group: int = 2000
    grouped: float = 0.35
    pictured: int = 4000


@dataclass(frozen=True, eq=False)
class _Cast:
    """Who each face is (`identity`), what the catalog says of it, and whether it is hard to tell: (faces,) each."""

    identity: NDArray[np.int64]
    person: NDArray[np.int64]
    group: NDArray[np.int64]
    hard: NDArray[np.bool_]
    photo: NDArray[np.int64]

    def in_order(self) -> _Cast:
        """By photo, as a scan finds them."""
        order = np.argsort(self.photo, kind="stable")
        return _Cast(self.identity[order], self.person[order], self.group[order], self.hard[order], self.photo[order])


def write_large_catalog(catalog: Path, shape: Shape | None = None, seed: int = 1) -> None:
    """Write a catalog and its thumbnails; its photos' files do not exist, and nothing asks for them.

    Args:
        catalog: where there is none yet.
    """
    shape = shape or Shape()
    rng = np.random.default_rng(seed)
    open_library(catalog).close()
    cast = _cast(shape, rng)
    database = open_database(catalog)
    with database.write() as session:
        session.execute(sa.insert(LibraryFolder), [{"path": str(catalog.parent / "Photos"), "added_at": FIRST_PHOTO}])
        _insert(session, Photo, [_photo(number) for number in range(shape.photos)])
        _insert(session, PhotoFile, [_file(number) for number in range(shape.photos)])
        _insert(session, Group, [{"settled": True} for _ in range(int(cast.group.max()))])
        _insert(session, Person, [_person(number) for number in range(shape.people)])
        _insert(session, Tag, [{"path": f"Place {n}", "path_key": f"place {n}"} for n in range(TAGS)])
        tagged = np.unique(rng.integers(0, shape.photos, shape.photos // 4)).tolist()
        _insert(session, PhotoTag, [{"photo_id": n + 1, "tag_id": n % TAGS + 1} for n in tagged])
        _insert(session, Face, _faces(cast, shape, rng))
        vectors = _vectors(cast, rng)
        _insert(
            session,
            Embedding,
            [{"model": MODEL, "face_id": n + 1, "vector": pack_vector(vectors[n])} for n in range(len(vectors))],
        )
        regroup_mark.set_mark(session, MODEL)
    database.close()
    if shape.pictured:
        _write_pictures(catalog, shape, cast.photo, rng)


def _cast(shape: Shape, rng: np.random.Generator) -> _Cast:
    named = round(shape.faces * shape.named)
    sizes = _sizes(named, shape.people, rng)
    person = np.repeat(np.arange(1, shape.people + 1), sizes)
    identity, group = [person], [np.zeros(named, np.int64)]
    groups = [shape.largest_group]
    while sum(groups) < shape.faces * shape.grouped:
        groups.append(min(2 + int(rng.pareto(1.1) * 2), 400))
    nobody_yet = shape.people + 1
    for number, size in enumerate(groups, 1):
        known = number > 1 and rng.random() < KNOWN_GROUPS
        identity.append(np.full(size, rng.integers(1, shape.people + 1) if known else nobody_yet))
        group.append(np.full(size, number))
        nobody_yet += not known
    loose = shape.faces - named - sum(groups)
    known_loose = round(KNOWN_LOOSE * loose)
    identity.append(rng.choice(person, known_loose))
    identity.append(nobody_yet + np.arange(loose - known_loose))
    group.append(np.zeros(loose, np.int64))
    everybody = np.concatenate(identity)
    persons = np.concatenate([person, np.zeros(shape.faces - named, np.int64)])
    hard = (persons == 0) & (everybody <= shape.people)
    return _Cast(everybody, persons, np.concatenate(group), hard, _photos(shape, everybody, rng)).in_order()


def _sizes(total: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many faces each person has: few have most."""
    weights = 1 / (np.arange(count) + 8.0)
    sizes = np.maximum(np.floor(total * weights / weights.sum()), 1).astype(np.int64)
    sizes[0] += total - sizes.sum()
    return rng.permutation(sizes)


def _photos(shape: Shape, identity: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """The photo of each face: somebody's are spread over some years, and nobody stands twice in one."""
    order = np.argsort(identity, kind="stable")
    _, starts, counts = np.unique(identity[order], return_index=True, return_counts=True)
    photos = np.empty(len(identity), np.int64)
    for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
        step = max(1, min(40, shape.photos // count - 1))
        places = rng.integers(shape.photos) + np.cumsum(rng.integers(1, step + 1, count))
        photos[order[start : start + count]] = places % shape.photos
    return photos


def _vectors(cast: _Cast, rng: np.random.Generator) -> NDArray[np.float32]:
    people = int(cast.identity.max()) + 1
    directions = np.linalg.qr(rng.normal(size=(DIMENSION, BETWEEN_DIMENSIONS + 1)))[0].T
    centres = np.sqrt(BETWEEN / BETWEEN_DIMENSIONS) * rng.normal(size=(people, BETWEEN_DIMENSIONS))
    vectors = np.sqrt(COMMON) * directions[0] + centres[cast.identity] @ directions[1:]
    # A face differs from its person's others in all directions.
    deviation = np.sqrt(np.where(cast.hard, WITHIN_HARD, WITHIN) / DIMENSION)
    vectors += deviation[:, None] * rng.normal(size=vectors.shape)
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


def _insert(session: Session, model: type[Base], rows: Sequence[dict[str, object]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(sa.insert(cast(sa.Table, model.__table__)), rows[start : start + ROWS_AT_ONCE])


def _photo(number: int) -> dict[str, object]:
    upright = number % 4 == 0
    return {
        "content_hash": f"{number:064x}",
        "width": 3000 if upright else 4000,
        "height": 4000 if upright else 3000,
        "file_taken_at": FIRST_PHOTO + dt.timedelta(hours=4.5 * number),
        "file_dated_by_exif": True,
        "file_dated_by": "exif original",
        "format": "JPEG",
        "detector": "generated",
        "rating": number % 5 + 1 if number % 10 == 0 else None,
    }


def _file(number: int) -> dict[str, object]:
    return {
        "folder_id": 1,
        "relative_path": f"{number // 500:03}/{number:05}.jpg",
        "size": 3_000_000,
        "modified_ns": number,
        "state": "scanned",
        "photo_id": number + 1,
    }


def _person(number: int) -> dict[str, object]:
    born = dt.date(1930 + number % 80, 1, 1) if number % 3 == 0 else None
    again, last = divmod(number // len(FIRST_NAMES), len(LAST_NAMES))
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[last]}{f' {again + 1}' if again else ''}"
    return {"name": name, "name_key": name.casefold(), "created_at": FIRST_PHOTO, "born": born}


def _faces(cast: _Cast, shape: Shape, rng: np.random.Generator) -> list[dict[str, object]]:
    quality = rng.beta(4, 2, shape.faces).tolist()
    confirmed = (rng.random(shape.faces) >= shape.assigned / shape.named).tolist()
    rows = zip(cast.photo.tolist(), cast.person.tolist(), cast.group.tolist(), quality, confirmed, strict=True)
    return [
        {
            "photo_id": photo + 1,
            "left": 0.1 + number % 4 * 0.2,
            "top": 0.2,
            "width": 0.15,
            "height": 0.2,
            "landmarks": bytes(40),
            "score": 0.99,
            "pixels": 40.0 + number % 200,
            "sharpness": 100.0,
            "frontality": 0.9,
            "quality": fitness,
            "passes_gate": fitness > POOR_QUALITY,
            "status": "active",
            "person_id": person or None,
            "confirmed": bool(person) and said,
            "group_id": group or None,
        }
        for number, (photo, person, group, fitness, said) in enumerate(rows)
    ]


def _write_pictures(catalog: Path, shape: Shape, photo_of: NDArray[np.int64], rng: np.random.Generator) -> None:
    """Thumbnails and crops of what a window shows first, and scrolls through."""
    thumbnails, crops = [], []
    for _ in range(PICTURES):
        coarse = rng.integers(0, 256, (24, 32, 3)).astype(np.float32)
        pixels = np.kron(coarse, np.ones((24, 24, 1))) + rng.normal(0, 6, (576, 768, 3))
        picture = np.clip(pixels, 0, 255).astype(np.uint8)
        thumbnails.append(encode_thumbnail(picture))
        crops.append(encode_face_crop(picture, Box(0.3, 0.3, 0.3, 0.4)))
    photos, faces = _looked_at(catalog, shape.pictured)
    first = max(shape.photos - shape.pictured, 0)
    photos.update(range(first + 1, shape.photos + 1))
    faces.update((np.flatnonzero(photo_of >= first) + 1).tolist())
    store = ThumbnailStore(catalog.with_name(catalog.name + ".thumbnails"))
    store.put_photos({number: thumbnails[number % PICTURES] for number in photos})
    store.put_faces({number: crops[number % PICTURES] for number in faces})
    store.close()


def _looked_at(catalog: Path, first: int) -> tuple[set[int], set[int]]:
    """Ids of the photos and of the faces on the window's pages, the newest apart: so many from the top of each list."""
    library = open_library(catalog)
    people, groups = library.people.all(), library.groups.all(first)
    photos = set(library.photos.ids(people[0].id))
    faces = {face_id for group in groups for face_id in group.cover_face_ids}
    faces.update(person.cover_face_id for person in people if person.cover_face_id is not None)
    for ids in (
        library.people.face_ids(people[0].id),
        library.groups.face_ids(groups[0].id),
        library.faces.ids(loose_only=True),
        library.faces.named_ids("date"),
    ):
        faces.update(ids[:first])
    library.close()
    return photos, faces
