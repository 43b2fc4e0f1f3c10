"""All faces that count, the people, and every no of the user, as columns: what recognition looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONTENT_CHARACTERS = 16
"""So many hexadecimal digits of a hash tell a hundred million photos apart."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceTable:
    """The faces that are shown and embedded by one model, row by row in the order of their ids.

    Attributes:
        ids, photos, persons, groups: int64 (n,); persons and groups hold 0 for none (ids start at 1).
        confirmed: bool (n,).
        good: bool (n,), whether a face passes the quality gate.
        quality: float32 (n,).
        days: float64 (n,), days since 1970 at which the photo was taken; NaN where only the file's own time is known.
        stamps: float64 (n, 3), the face's score, pixels and sharpness. They are measured whenever a face is embedded,
            so a face with other stamps has another embedding.
        detected: bool (n,), whether a detector found the box; the user drew or moved the others.
        contents: bytes of length 16 (n,), the first of the photo's content hash.
        corners: float64 (n, 2), left and top of the box. With `contents` they give an order that depends on the photos
            alone, and not on when they were scanned.
    """

    ids: NDArray[np.int64]
    photos: NDArray[np.int64]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    confirmed: NDArray[np.bool_]
    good: NDArray[np.bool_]
    quality: NDArray[np.float32]
    days: NDArray[np.float64]
    stamps: NDArray[np.float64]
    detected: NDArray[np.bool_]
    contents: NDArray[np.bytes_]
    corners: NDArray[np.float64]

    @classmethod
    def in_memory(
        cls,
        persons: NDArray[np.int64],
        *,
        groups: NDArray[np.int64] | None = None,
        photos: NDArray[np.integer] | None = None,
        confirmed: NDArray[np.bool_] | None = None,
        good: NDArray[np.bool_] | None = None,
    ) -> FaceTable:
        """Faces that no catalog has, with ids from 1: what is not given is the usual.

        Args:
            persons: (n,), 0 for none.
            groups, photos: (n,); none, and one for each face.
            confirmed, good: (n,); those that have a person, and all.
        """
        count = len(persons)
        ids = np.arange(count) + 1
        return cls(
            ids=ids,
            photos=ids if photos is None else np.asarray(photos, np.int64),
            persons=persons,
            groups=np.zeros(count, np.int64) if groups is None else groups,
            confirmed=persons > 0 if confirmed is None else confirmed,
            good=np.ones(count, np.bool_) if good is None else good,
            quality=np.ones(count, np.float32),
            days=np.full(count, np.nan),
            stamps=np.ones((count, 3)),
            detected=np.ones(count, np.bool_),
            contents=np.char.zfill(ids.astype("S16"), CONTENT_CHARACTERS),
            corners=np.zeros((count, 2)),
        )

    def order(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """These rows in an order that depends on the photos alone."""
        keys = (self.ids[rows], self.corners[rows, 1], self.corners[rows, 0], self.contents[rows])
        return rows[np.lexsort(keys)]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person with the days (since 1970) between which photos can show them; None where it is not known."""

    id: int
    name: str
    born: int | None
    died: int | None
    hidden: bool


@dataclass(frozen=True, slots=True, eq=False)
class RecognitionRows:
    """One consistent state.

    Attributes:
        people: in the order of their ids.
        rejections: int64 (k, 2), face and person.
        cannot_links: int64 (k, 4), face and face, and the persons that they are under (0 for none).
        placed: int64 (k, 3), face, photo and person, for every face that is under a person, embedded or not; in the
            order of the photos, of one photo in that of the faces.
    """

    faces: FaceTable
    people: tuple[KnownPerson, ...]
    rejections: NDArray[np.int64]
    cannot_links: NDArray[np.int64]
    placed: NDArray[np.int64]

    @classmethod
    def in_memory(cls, faces: FaceTable, *, rejections: NDArray[np.int64] | None = None) -> RecognitionRows:
        """A state that no catalog has: these faces, and people called by their ids.

        Args:
            rejections: (k, 2), faces and people.
        """
        named = np.flatnonzero(faces.persons)
        placed = np.stack([faces.ids[named], faces.photos[named], faces.persons[named]], axis=1)
        people = np.unique(faces.persons[named]).tolist()
        return cls(
            faces,
            tuple(KnownPerson(person_id, str(person_id), None, None, False) for person_id in people),
            np.zeros((0, 2), np.int64) if rejections is None else rejections,
            np.zeros((0, 4), np.int64),
            by_photo(placed),
        )


def by_photo(placed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Placed faces in the order of the photos; what is mostly in order takes no time."""
    most = int(placed[:, 0].max(initial=0)) + 1
    return placed[np.argsort(placed[:, 1] * most + placed[:, 0], kind="stable")]
