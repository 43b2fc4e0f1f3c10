"""The records of a takeover, the import of names and other values from files or another program, in one decision.

`Proposal` is shown to the user, with questions about unclear names; `Takeover` is what the command then carries out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from photoface.catalog.states import ConflictKind
from photoface.formatting import counted
from photoface.geometry import Box

Who = int | str
"""A person's id, or the name of somebody whom the takeover makes."""


@dataclass(frozen=True, slots=True)
class DrawnFace:
    """A face that another program's user marked and no detector found here: somebody's, confirmed."""

    photo_id: int
    box: Box
    who: Who


@dataclass(frozen=True, slots=True)
class PersonValues:
    """What is said about somebody beside faces; None says nothing."""

    who: Who
    born: dt.date | None = None
    favourite: bool | None = None
    hidden: bool | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundConflict:
    """Something that is not taken over, since the user said otherwise.

    Attributes:
        theirs: the name or the value in the source.
        mine: what the catalog has; empty where it has nothing.
        box: where the source has a face and the catalog has none, in the upright photo.
    """

    kind: ConflictKind
    photo_id: int | None
    face_id: int | None
    theirs: str
    mine: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Takeover:
    """All that one import takes over, by ids and words.

    Attributes:
        source: as in `took over from {source}`.
        names: faces with the person of each.
        former_names: those of these faces that have another name by an earlier takeover, with that person.
        rejections: faces with the person that each is not.
        ignored: faces of strangers.
        in_photos: photo, person, and whether no face of the person can show: nobody knows which face it is.
        photo_values: by photo, columns of `catalog.takeover_state.PHOTO_VALUES`.
        former_values: photo and column of those of these values that replace one on which both agreed, with that one.
        tags: paths with the photos that get each.
        albums: the names from the outermost album on, with the photos that each gets.
        agreed: ids of `FileMetadata` with the record that is taken over of each.
    """

    source: str
    names: tuple[tuple[int, Who], ...] = ()
    drawn: tuple[DrawnFace, ...] = ()
    rejections: tuple[tuple[int, Who], ...] = ()
    ignored: tuple[int, ...] = ()
    in_photos: tuple[tuple[int, Who, bool], ...] = ()
    photo_values: tuple[tuple[int, tuple[tuple[str, object], ...]], ...] = ()
    tags: tuple[tuple[str, tuple[int, ...]], ...] = ()
    albums: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...] = ()
    people: tuple[PersonValues, ...] = ()
    conflicts: tuple[FoundConflict, ...] = ()
    agreed: tuple[tuple[int, int], ...] = ()
    former_names: tuple[tuple[int, int], ...] = ()
    former_values: tuple[tuple[int, str, object], ...] = ()

    @property
    def whos(self) -> tuple[Who, ...]:
        """Everybody who gets a face or is noted in a photo, each once."""
        drawn = (face.who for face in self.drawn)
        noted = (who for _, who, _ in self.in_photos)
        return tuple(dict.fromkeys([*(who for _, who in self.names), *drawn, *noted]))

    def photos_with(self, *columns: str) -> int:
        """How many photos get one of these values."""
        wanted = set(columns)
        return sum(any(name in wanted for name, _ in values) for _, values in self.photo_values)

    @property
    def is_empty(self) -> bool:
        """Whether it would change nothing but what is noted of files."""
        parts = (self.names, self.drawn, self.rejections, self.ignored, self.in_photos)
        return not any((*parts, self.photo_values, self.tags, self.albums, self.people, self.conflicts))


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """A name that may be one of several people here, looks like somebody's, or was deleted: the user says who is meant.

    Attributes:
        faces: how many of the source's faces wait for the answer.
        people: (id, line) of those whom it may mean; none if the user deleted the person.
    """

    name: str
    faces: int
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be taken over, for the user's yes.

    Attributes:
        named_regions: confirmed faces with a name in the source.
        people: how many different people it names.
        matched: of the named faces, those that are a face here.
        photos_elsewhere: photos that the source knows and this library does not.
        roots_elsewhere: where the source says that those lie, with how many there are, most first.
        too_small: named faces too small to draw.
        questions: names that are left out until the user says who is meant.
        erased: what is remembered of names in the source that were erased for good here; they are left out.
        remarks: sentences for what of the source could not be read.
    """

    takeover: Takeover
    people: int = 0
    named_regions: int = 0
    matched: int = 0
    photos: int = 0
    photos_elsewhere: int = 0
    roots_elsewhere: tuple[tuple[str, int], ...] = ()
    too_small: int = 0
    questions: tuple[NameQuestion, ...] = ()
    erased: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What is there, in one sentence."""
        drawn, elsewhere = len(self.takeover.drawn), self.photos_elsewhere
        said = f"{self.takeover.source}: {counted(self.people, 'person', 'people') if self.people else 'no people'}"
        if self.named_regions:
            said += (
                f", {counted(self.named_regions, 'face')}; {self.matched:,} "
                f"{'matches' if self.matched == 1 else 'match'} a face here, {drawn:,} will be drawn"
            )
        if not elsewhere:
            return said
        return f"{said}, {counted(elsewhere, 'photo')} {'is' if elsewhere == 1 else 'are'} not in your folders"
