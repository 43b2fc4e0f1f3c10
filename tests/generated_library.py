"""A large library made by writing its rows, which takes a second where scanning such an album takes minutes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from fakes.library import open_fake_library
from fakes.photos import fake_photo
from inside import database_of, thumbnails_of
from numpy.typing import NDArray

from photoface.catalog import regroup_mark
from photoface.catalog.sql_helpers import pack_vector
from photoface.catalog.tables.faces import Embedding, Face, Group
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.geometry import Box
from photoface.imaging.thumbnails import encode_face_crop, encode_thumbnail
from photoface.library.library import Library

PHOTOS, FACES, PEOPLE = 2500, 5000, 50
CONFIRMED_EACH = 40
LARGEST_GROUP = 500
GROUPS, GROUP_SIZE = 30, 30
DIMENSION = 128
SPREAD = 0.012
"""Deviation of each of a face's coordinates from its person's: distances of about 0.2 within a person."""

_START = dt.datetime(2004, 1, 1, 12)
_BOXES = ((0.1, 0.2), (0.55, 0.3))


def generate(catalog: Path) -> Library:
    """Fifty named people, one unnamed group of 500 faces and thirty of 30, 1,600 lone faces; with pictures, no files.

    Every other small group is somebody named, so that there is something to suggest.
    """
    library = open_fake_library(catalog)
    person_of, group_of, centre_of = _places()
    rng = np.random.default_rng(5)
    centres = _unit(rng.normal(size=(PEOPLE + GROUPS + 1, DIMENSION)))
    loose = _unit(rng.normal(size=(FACES, DIMENSION)))
    near = _unit(centres[centre_of] + SPREAD * rng.normal(size=(FACES, DIMENSION)))
    vectors = np.where((centre_of >= 0)[:, None], near, loose).astype(np.float32)
    with database_of(library).write() as session:
        session.execute(sa.insert(LibraryFolder), [{"path": str(catalog.parent / "Album"), "added_at": _START}])
        session.execute(sa.insert(Photo), [_photo(number) for number in range(PHOTOS)])
        session.execute(sa.insert(PhotoFile), [_file(number) for number in range(PHOTOS)])
        session.execute(sa.insert(Group), [{"settled": True} for _ in range(GROUPS + 1)])
        session.execute(sa.insert(Person), [_person(number) for number in range(PEOPLE)])
        session.execute(sa.insert(Face), [_face(n, person_of[n], group_of[n]) for n in range(FACES)])
        session.execute(
            sa.insert(Embedding),
            [{"model": "dlib-resnet", "face_id": n + 1, "vector": pack_vector(vectors[n])} for n in range(FACES)],
        )
        regroup_mark.set_mark(session, "dlib-resnet")
    pixels = fake_photo([0, 1])
    crop, thumbnail = encode_face_crop(pixels, Box(0.1, 0.1, 0.2, 0.3)), encode_thumbnail(pixels)
    thumbnails_of(library).put_faces({n + 1: crop for n in range(FACES)})
    thumbnails_of(library).put_photos({n + 1: thumbnail for n in range(PHOTOS)})
    return library


def _places() -> tuple[list[int | None], list[int | None], NDArray[np.int64]]:
    """For every face its person's id, its group's id, and the centre that it lies at, -1 for none."""
    confirmed = PEOPLE * CONFIRMED_EACH
    # One person's photos follow each other, so that the groups stand in photos of somebody else.
    person_of: list[int | None] = [n // CONFIRMED_EACH + 1 for n in range(confirmed)] + [None] * (FACES - confirmed)
    group_of: list[int | None] = [None] * FACES
    centre_of = np.full(FACES, -1, np.int64)
    centre_of[:confirmed] = np.arange(confirmed) // CONFIRMED_EACH
    group_of[confirmed : confirmed + LARGEST_GROUP] = [1] * LARGEST_GROUP
    centre_of[confirmed : confirmed + LARGEST_GROUP] = PEOPLE
    for group in range(GROUPS):
        first = confirmed + LARGEST_GROUP + group * GROUP_SIZE
        group_of[first : first + GROUP_SIZE] = [group + 2] * GROUP_SIZE
        centre_of[first : first + GROUP_SIZE] = group if group % 2 else PEOPLE + 1 + group
    return person_of, group_of, centre_of


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    units: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units


def _photo(number: int) -> dict[str, object]:
    return {
        "content_hash": f"{number:040x}",
        "width": 4000 if number % 3 else 3000,
        "height": 3000 if number % 3 else 4000,
        "file_taken_at": _START + dt.timedelta(days=3 * number),
        "file_dated_by_exif": True,
        "file_dated_by": "exif original",
        "format": "JPEG",
        "detector": "fake-detector",
    }


def _file(number: int) -> dict[str, object]:
    return {
        "folder_id": 1,
        "relative_path": f"{number:05}.jpg",
        "size": 1,
        "modified_ns": 1,
        "state": "scanned",
        "photo_id": number + 1,
    }


def _person(number: int) -> dict[str, object]:
    return {"name": f"Person {number}", "name_key": f"person {number}", "created_at": _START}


def _face(number: int, person_id: int | None, group_id: int | None) -> dict[str, object]:
    left, top = _BOXES[number // PHOTOS]
    return {
        "photo_id": number % PHOTOS + 1,
        "left": left,
        "top": top,
        "width": 0.2,
        "height": 0.25,
        "score": 0.99,
        "pixels": 120.0,
        "sharpness": 100.0,
        "frontality": 0.9,
        "quality": 0.5 + number % 100 / 200,
        "passes_gate": True,
        "status": "active",
        "person_id": person_id,
        "confirmed": person_id is not None,
        "group_id": group_id,
    }
