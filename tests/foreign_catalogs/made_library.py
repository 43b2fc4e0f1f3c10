"""A made library of sixty photos: what is on them, and what their owner said of it, for builders of catalogs.

The photos are fake ones, in which the fake detector finds the squares; all eight turns are among them. Boxes are of the
upright photo. `write_pictures` makes the files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from fakes.photos import FACE_SIDE, fake_photo
from pictures_on_disk import exif_of, jpeg, write

from photoface.geometry import Box, Turn
from photoface.imaging.upright import turned
from photoface.metadata.records import RegionState

PHOTOS = 60


@dataclass(frozen=True)
class MadePerson:
    name: str
    born: dt.date | None = None
    favourite: bool = False
    hidden: bool = False
    alias: str | None = None


@dataclass(frozen=True)
class MadeFace:
    """A face: `name` is the suggested one in the state SUGGESTED; `not_this` the one that its owner rejected."""

    box: Box
    person: int
    name: str | None
    state: RegionState
    not_this: str | None = None


@dataclass(frozen=True)
class MadePhoto:
    """A photo: width and height are of the upright one, `turn` leads from the stored pixels to it."""

    number: int
    folder: str
    name: str
    turn: Turn
    width: int
    height: int
    faces: tuple[MadeFace, ...]
    taken: dt.datetime
    caption: str | None
    title: str | None
    tags: tuple[tuple[str, ...], ...]
    albums: tuple[str, ...]
    rating: int | None
    favourite: bool
    hidden: bool
    rejected: bool
    place: tuple[float, float] | None
    size_bytes: int
    sha1: str
    """Of the file; made up until `with_files` looks at it."""

    @property
    def path(self) -> str:
        """Relative to the library's folder."""
        return f"{self.folder}/{self.name}"

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height of the pixels in the file."""
        return self.turn.size(self.width, self.height)

    def stored_box(self, face: MadeFace) -> Box:
        """A face's box in fractions of the pixels in the file."""
        return self.turn.inverse.box(face.box)


@dataclass(frozen=True)
class MadeLibrary:
    people: tuple[MadePerson, ...]
    photos: tuple[MadePhoto, ...]


_PEOPLE = (
    MadePerson("Anna Berg", dt.date(1961, 4, 30), favourite=True, alias="Oma"),
    MadePerson("Zoë Müller-O'Neill", dt.date(2012, 2, 29)),
    MadePerson("Иван Петров", hidden=True),
    MadePerson("山田 太郎", dt.date(1989, 12, 31)),
    MadePerson("محمد علي"),
    MadePerson("Søren Ångström", favourite=True),
)
_FOLDERS = ("2009/Ferien", "2009/Familie & Freunde", "2014", "2021/Über uns")
_CAST = ((0,), (0, 1), (1, 2, 3), (2,), (3, 4), (5,), (4, 0, 5), (1,), (5, 2, 0), (3,))


def made_library() -> MadeLibrary:
    """The library; the same each time."""
    return MadeLibrary(_PEOPLE, tuple(_photo(number) for number in range(PHOTOS)))


def write_pictures(folder: Path, library: MadeLibrary) -> None:
    """Write the photos as JPEG files with EXIF turns and dates."""
    for photo in library.photos:
        upright = fake_photo(
            [face.person for face in photo.faces], shade=photo.number, size=(photo.width, photo.height)
        )
        exif = exif_of(orientation=int(photo.turn), taken=photo.taken.strftime("%Y:%m:%d %H:%M:%S"))
        stored = np.ascontiguousarray(turned(upright, photo.turn.inverse))
        write(folder / photo.path, jpeg(stored, exif=exif))


def with_files(library: MadeLibrary, folder: Path) -> MadeLibrary:
    """The library with the sizes and sums that its files have."""
    photos = []
    for photo in library.photos:
        data = (folder / photo.path).read_bytes()
        photos.append(replace(photo, size_bytes=len(data), sha1=_sha1(data)))
    return MadeLibrary(library.people, tuple(photos))


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()  # noqa: S324 - what programs keep of files


def _photo(number: int) -> MadePhoto:
    width, height = (360, 240) if number % 3 else (240, 360)
    faces = tuple(
        _face(number, index, person, width, height) for index, person in enumerate(_CAST[number % len(_CAST)])
    )
    return MadePhoto(
        number=number,
        folder=_FOLDERS[number % len(_FOLDERS)],
        name=f"IMG_{number:04}.jpg" if number % 9 else f"Foto, Nr. {number} (größer).jpg",
        turn=Turn(1 + number % 8),
        width=width,
        height=height,
        faces=faces,
        taken=dt.datetime(2009 + number // 6, 1 + number % 12, 1 + number % 28, 9, number),
        caption=f"Grüße Nr. {number}; 1, 2 = 3" if number % 5 == 0 else None,
        title=f"Title {number}" if number % 6 == 0 else None,
        tags=(("Travel", "Italy", "beach"), ("lake",)) if number % 7 == 0 else (),
        albums=("Best of", "Für Oma")[: number % 3] if number % 4 == 0 else (),
        rating=number % 6 if number % 8 == 0 else None,
        favourite=number % 10 == 1,
        hidden=number % 29 == 3,
        rejected=number % 31 == 5,
        place=(48.8584 - number, 2.2945 + number) if number % 12 == 0 else None,
        size_bytes=1234 + number,
        sha1=_sha1(str(number).encode()),
    )


def _face(number: int, index: int, person: int, width: int, height: int) -> MadeFace:
    left, top = 10 + index * (FACE_SIDE + 10), 20 + (number * 7 + index * 13) % 120
    box = Box(left / width, top / height, FACE_SIDE / width, FACE_SIDE / height)
    name, order = _PEOPLE[person].name, number * 3 + index
    if order % 11 == 4:
        return MadeFace(box, person, None, RegionState.UNNAMED)
    if order % 13 == 5:
        return MadeFace(box, person, None, RegionState.IGNORED)
    if order % 17 == 6:
        other = _PEOPLE[(person + 1) % len(_PEOPLE)].name
        return MadeFace(box, person, None, RegionState.UNNAMED, not_this=other)
    if order % 7 == 2:
        return MadeFace(box, person, name, RegionState.SUGGESTED)
    return MadeFace(box, person, name, RegionState.CONFIRMED)
