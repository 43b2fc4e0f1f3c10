"""The results of catalog reads, for pages and commands: frozen dataclasses, never ORM rows.

They may be passed between threads and stay valid after their session.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.states import RETRIED_KINDS, FaceStatus, FailureKind
from photoface.geometry import Box


@dataclass(frozen=True, slots=True)
class FolderSummary:
    """A library folder.

    Attributes:
        reachable: False while its disk is away.
        is_emptied: it is not reachable since it holds no file any more, though photos of it are known.
    """

    id: int
    path: Path
    photos: int
    failed: int
    reachable: bool
    is_emptied: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts that the frame of the window shows, over photos that are not forgotten.

    Attributes:
        faces: faces that are neither ignored nor `not a face`.
        named_faces: those of them with a person.
        loose_faces: those of them with neither person nor group.
    """

    folders: int
    photos: int
    failed_files: int
    faces: int
    named_faces: int
    loose_faces: int
    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A named person. `faces` counts confirmed and machine-assigned ones, `confirmed` the user's alone.

    `photos` counts photos of one stack once, while stacks are shown as one.
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

    year: int
    photo_ids: tuple[int, ...]
    face_ids: tuple[int, ...]
    cover_face_id: int
    age: int | None


@dataclass(frozen=True, slots=True)
class Companion:
    """A person who is in photos with another one, and in how many."""

    person: PersonSummary
    photos: int


@dataclass(frozen=True, slots=True)
class MergedPerson:
    """A person who was merged into another one; `face_ids` are the faces that came along and are still there."""

    person_id: int
    name: str
    merged_at: dt.datetime
    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TagSummary:
    """A tag by its path (`Travel/Italy`)."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, and how many of some photos have it."""

    tag: TagSummary
    photos: int


@dataclass(frozen=True, slots=True)
class TagNode:
    """A tag in the tree.

    Attributes:
        name: the last part of the path.
        photos: photos that have just this tag.
        photos_below: photos that have it or one below it.
        children: by name.
    """

    id: int
    name: str
    path: str
    photos: int
    photos_below: int
    children: tuple[TagNode, ...] = ()


@dataclass(frozen=True, slots=True)
class AlbumSummary:
    """An album.

    Attributes:
        parent_id: the album that it stands in, None for one at the top.
        photos: photos in it that are shown, without those of albums in it.
        cover_photo_id: the one that was chosen, else the first; None for an album without photos.
    """

    id: int
    name: str
    parent_id: int | None
    photos: int
    cover_photo_id: int | None


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


@dataclass(frozen=True, slots=True)
class SavedSearchSummary:
    """A search that the user keeps under a name."""

    id: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class WiderSearch:
    """A search without one of its conditions, and how many photos that finds."""

    words: str
    left_out: str
    photos: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of what is being typed into the search field.

    Attributes:
        text: what goes in, with quotes where it needs them.
        replaces: from where to where in the typed text, as a slice.
        kind: `person`, `tag`, `folder`, `album`, `circle`, `camera`, `year`, `key` or `value`.
        label: what to show in the list.
        person: whom the kind `person` means.
    """

    text: str
    replaces: tuple[int, int]
    kind: str
    label: str
    person: PersonSummary | None = None


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """An unnamed group; `cover_face_ids` are its best faces, at most four."""

    id: int
    faces: int
    photos: int
    cover_face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FaceSummary:
    """One face, with what is known about whose it is."""

    id: int
    photo_id: int
    box: Box
    status: FaceStatus
    person_id: int | None
    person_name: str | None
    confirmed: bool
    group_id: int | None
    quality: float
    taken_at: dt.datetime
    missing: bool
    drawn: bool = False
    """By the user's hand alone; no detector found it."""
    dated_by_exif: bool = True
    """Whether the picture itself says when it was taken."""

    @property
    def day_for_ages(self) -> dt.date | None:
        """The day from which ages are reckoned; a guess is none."""
        return self.taken_at.date() if self.dated_by_exif else None


@dataclass(frozen=True, slots=True)
class PhotoSummary:
    """One photo as a grid needs it; width and height are upright pixels, `tags` is how many it has.

    `missing` and `away` as in `PhotoDetail`.
    """

    id: int
    width: int
    height: int
    taken_at: dt.datetime
    missing: bool
    faces: int
    tags: int = 0
    rating: int | None = None
    away: bool = False
    undated: bool = False
    """Nothing dates it but its file's time."""
    dated_by_exif: bool = True
    date_precision: str = "second"
    favourite: bool = False
    hidden: bool = False

    @property
    def day_for_ages(self) -> dt.date | None:
        """The day from which ages are reckoned; a guess is none."""
        return self.taken_at.date() if self.dated_by_exif else None


@dataclass(frozen=True, slots=True)
class StackedPhoto:
    """A photo that is shown, in a stack of two such photos or more.

    Attributes:
        stack: the number of the stack.
        position: from the photo on top, 0, downwards.
        kind: how it differs from `like_id`, as `stacks.records.StackKind` has it; None for the best photo, and where
            the user put it there.
    """

    photo_id: int
    stack: int
    position: int
    kind: str | None
    like_id: int | None


@dataclass(frozen=True, slots=True)
class PhotoDetail:
    """One photo as a viewer needs it.

    Attributes:
        path: a file of it that can be reached, None where there is none.
        missing: all its files are gone.
        away: its files are on a drive that is away, or in a folder that was moved.
        file_paths: all its files, those that can be reached first, then those that are away, then `gone_paths`.
    """

    id: int
    width: int
    height: int
    taken_at: dt.datetime
    dated_by: str
    date_precision: str
    camera: str | None
    latitude: float | None
    longitude: float | None
    format: str
    missing: bool
    path: Path | None
    file_paths: tuple[Path, ...]
    faces: tuple[FaceSummary, ...]
    tags: tuple[TagSummary, ...] = ()
    rating: int | None = None
    away: bool = False
    gone_paths: tuple[Path, ...] = ()
    flaw: str | None = None
    dated_by_exif: bool = True
    """Whether the picture itself says when it was taken."""
    favourite: bool | None = None
    hidden: bool | None = None
    title: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read, with the sentence that says why. `details` is a bug's traceback."""

    id: int
    path: Path
    sentence: str
    kind: FailureKind
    details: str | None = None

    @property
    def is_tried_again(self) -> bool:
        """Whether the next scan tries it again without being asked, though the file does not change."""
        return self.kind in RETRIED_KINDS


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """One line of the history. `state` is `done`, `undone` or `dropped`; `face_ids` are a few of its faces."""

    id: int
    kind: str
    summary: str
    made_at: dt.datetime
    state: str
    faces: int
    face_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WayBack:
    """The undo or redo steps between now and just after a decision.

    Attributes:
        decision_id: the decision, or 0 for the time before the first one.
        undo: steps to take back, newest first; 0 where the way leads forward.
        redo: steps to make again, oldest first.
        first: the sentences of the first few of them.
    """

    decision_id: int
    undo: int
    redo: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegroupDue:
    """Why to group again: how many faces are new since the last grouping, or another model."""

    new_faces: int
    other_model: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Which rows a committed change touched, by id. Windows refresh those and nothing else.

    `everything` is set where so much changed (a regroup, a removed folder) that a fresh look is cheaper.
    """

    faces: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    photos: frozenset[int] = frozenset()
    everything: bool = False
    tags: frozenset[int] = frozenset()
    searches: frozenset[int] = frozenset()
    boxes: frozenset[int] = frozenset()
    """Faces that were added, deleted or have another box: their crops are made again, and some must be embedded."""
    turned: frozenset[int] = frozenset()
    """Photos that the user turned: their pictures, and those of their faces, are shown another way round."""
    albums: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    stacks: bool = False
    """Which photos are in one stack, or which of them is on top."""

    def __or__(self, other: Changed) -> Changed:
        return Changed(*(getattr(self, name) | getattr(other, name) for name in Changed.__slots__))


@dataclass(frozen=True, slots=True)
class SimilarTags:
    """Tags that mean nearly the same as a word of a search.

    Attributes:
        words: as they were typed.
        paths: the tags, the likeliest first.
        shown: whether photos with them were looked for too; else they are only worth knowing of.
        beside_exact: whether there are tags that are called so.
    """

    words: str
    paths: tuple[str, ...]
    shown: bool
    beside_exact: bool


@dataclass(frozen=True, slots=True)
class SearchChip:
    """One condition of a search as it was understood: what to show, and the search without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Photos that match, newest first, with what was understood of the words.

    Attributes:
        unknown: words that name nobody; the search then finds nothing, and says which word it was.
        similar: tags that mean nearly the same as those that were typed, looked for too or only named.
        note: a sentence about these for the user, empty where there are none.
        words: the search in the prefixed form, in which it is shown and kept.
        chips: its conditions.
    """

    photo_ids: tuple[int, ...]
    explanation: str
    unknown: tuple[str, ...] = ()
    similar: tuple[SimilarTags, ...] = ()
    note: str = ""
    words: str = ""
    chips: tuple[SearchChip, ...] = ()
