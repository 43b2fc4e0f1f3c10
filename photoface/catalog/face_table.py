"""The arrays that recognition works on: faces as columns, with people, rejections and cannot-links.

It has no SQL; `recognition_rows` fills the arrays from the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CONTENT_CHARACTERS = 16
"""So many hexadecimal digits of a hash tell a hundred million photos apart."""

FIRST_SCENE_OF_VIDEOS = 1 << 31
"""Above all numbers of photos, and small enough that a scene and a person fit one number together."""


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
        tracks: int64 (n,), of a face in a video the number of its track there; 0 in a photo.
        spans: float64 (n, 2), when the track was seen first and last, in seconds; NaN in a photo.
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
    tracks: NDArray[np.int64]
    spans: NDArray[np.float64]

    @property
    def scenes(self) -> NDArray[np.int64]:
        """What shows nobody twice: a face's photo; in a video a number of the face's own, as people come and go there.

        int64 (n,). Who is in a video at one time is in `RecognitionRows.apart`.
        """
        return np.where(self.tracks > 0, FIRST_SCENE_OF_VIDEOS + self.ids, self.photos)

    def scenes_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """`scenes` of some rows."""
        return np.where(self.tracks[rows] > 0, FIRST_SCENE_OF_VIDEOS + self.ids[rows], self.photos[rows])

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
        placed: int64 (k, 3), face, scene (`FaceTable.scenes`) and person, for every face that is under a person,
            embedded or not; in the order of the scenes, of one scene in that of the faces.
        copies: int64 (k, 2), photos in stacks that show the same moment as another one, and which.
    """

    faces: FaceTable
    people: tuple[KnownPerson, ...]
    rejections: NDArray[np.int64]
    cannot_links: NDArray[np.int64]
    placed: NDArray[np.int64]
    copies: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    @property
    def apart(self) -> NDArray[np.int64]:
        """Faces that are not one person: the cannot-links, and the faces of tracks that one video shows at one time.

        In the columns of `cannot_links`. Nobody said the second ones, and they are not stored.
        """
        faces = self.faces
        inside = np.flatnonzero(faces.tracks > 0)
        if not len(inside):
            return self.cannot_links
        inside = inside[np.argsort(faces.photos[inside], kind="stable")]
        _, starts, counts = np.unique(faces.photos[inside], return_index=True, return_counts=True)
        of_face = np.repeat(counts, counts)
        one = np.repeat(np.arange(len(inside)), of_face)
        other = np.repeat(np.repeat(starts, counts), of_face) + _counted_from_zero(of_face)
        one, other = inside[one[one < other]], inside[other[one < other]]
        begins, ends = faces.spans.T
        together = (
            (faces.tracks[one] != faces.tracks[other]) & (begins[one] <= ends[other]) & (begins[other] <= ends[one])
        )
        one, other = one[together], other[together]
        found = np.stack((faces.ids[one], faces.ids[other], faces.persons[one], faces.persons[other]), axis=1)
        return np.concatenate((self.cannot_links, found))

    @property
    def has_repeated_faces(self) -> bool:
        """Whether a face may be there several times: in copies of its photo, or in a track of a video."""
        return bool(len(self.copies)) or bool(self.faces.tracks.any())


def _counted_from_zero(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 and so on, as many as each number says, one after the other."""
    result: NDArray[np.int64] = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return result


def by_photo(placed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Placed faces in the order of the scenes; what is mostly in order takes no time."""
    most = int(placed[:, 0].max(initial=0)) + 1
    return placed[np.argsort(placed[:, 1] * most + placed[:, 0], kind="stable")]
