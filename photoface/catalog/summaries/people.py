"""Results of reads about people: names, ages, years, companions, merges, circles and relations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A named person. `faces` counts confirmed and machine-assigned ones, `confirmed` the user's alone.

    `photos` counts photos of one stack once, while stacks are shown as one; `videos` of them are videos.
    """

    id: int
    name: str
    faces: int
    confirmed: int
    photos: int
    cover_face_id: int | None
    first_taken: dt.datetime | None
    last_taken: dt.datetime | None
    born: dt.date | None = None
    died: dt.date | None = None
    favourite: bool = False
    hidden: bool = False
    videos: int = 0


@dataclass(frozen=True, slots=True)
class AliasSummary:
    """Another name under which a person is found."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """All that is said about one person.

    Attributes:
        first_age: full years at the first photo that says itself when it was taken; None where there is none, the birth
            is not known, or the photo is older.
        last_age: likewise at the last such photo.
    """

    person: PersonSummary
    aliases: tuple[AliasSummary, ...]
    notes: str
    first_age: int | None
    last_age: int | None


@dataclass(frozen=True, slots=True)
class TimelineYear:
    """One year of a person: photos and faces by date, the best face, and the age reached in that year."""

    year: int | None
    """None for the photos without a date."""
    photo_ids: tuple[int, ...]
    face_ids: tuple[int, ...]
    cover_face_id: int
    age: int | None


@dataclass(frozen=True, slots=True)
class Companion:
    """A person who is in photos with another one, and in how many; `videos` of them are videos."""

    person: PersonSummary
    photos: int
    videos: int = 0


@dataclass(frozen=True, slots=True)
class MergedPerson:
    """A person who was merged into another one; `face_ids` are the faces that came along and are still there."""

    person_id: int
    name: str
    merged_at: dt.datetime
    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CircleSummary:
    """People whom the user put together, such as a family; `person_ids` by name."""

    id: int
    name: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RelatedPerson:
    """Somebody who is related to a person.

    Attributes:
        id: of the relation.
        role: what they are to the person: `parent`, `child`, `partner` or `sibling`.
    """

    id: int
    person_id: int
    name: str
    role: str
