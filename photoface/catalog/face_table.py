"""The arrays that recognition works on: faces as columns, with people, rejections and cannot-links.

It has no SQL; `recognition_rows` fills the arrays from the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    """Faces, people, rejections and cannot-links of one consistent state.

    Attributes:
        people: in the order of their ids.
        rejections: int64 (k, 2), face and person.
        cannot_links: int64 (k, 4), face and face, and the persons that they are under (0 for none).
        placed: int64 (k, 3), face, photo and person, for every face that is under a person, embedded or not; in the
            order of the photos, of one photo in that of the faces.
        copies: int64 (k, 2), photos in stacks that show the same moment as another one, and which.
    """

    faces: FaceTable
    people: tuple[KnownPerson, ...]
    rejections: NDArray[np.int64]
    cannot_links: NDArray[np.int64]
    placed: NDArray[np.int64]
    copies: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))


def by_photo(placed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Placed faces in the order of the photos; what is mostly in order takes no time."""
    most = int(placed[:, 0].max(initial=0)) + 1
    return placed[np.argsort(placed[:, 1] * most + placed[:, 0], kind="stable")]
