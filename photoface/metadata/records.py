"""The records of metadata: faces, names, tags and values of a photo; contents of another program's catalog.

All readers return them and all writers take them. Strings are as the source has them, stripped of surrounding white
space and of control characters, and never empty: a reader leaves an empty string out.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from photoface.geometry import Box


class Frame(enum.StrEnum):
    """The picture whose width and height a region's fractions are of."""

    UPRIGHT = "upright"
    """The photo as it is shown, after its turn."""
    STORED = "stored"
    """The pixels as the file stores them, before the EXIF turn."""
    UNCLEAR = "unclear"
    """One of both, and the source does not say which."""


class RegionState(enum.StrEnum):
    """What the source says of the name of a region."""

    CONFIRMED = "confirmed"
    """The user of the other program gave the name, or accepted it."""
    SUGGESTED = "suggested"
    """The other program proposed the name, and nobody accepted it."""
    REJECTED = "rejected"
    """Its user said that it is not this person."""
    IGNORED = "ignored"
    """Its user does not want to be asked about this face."""
    UNNAMED = "unnamed"
    """A face without a name."""


class RegionSchema(enum.StrEnum):
    """The structure that a region stands in."""

    MWG = "mwg"
    MICROSOFT = "microsoft"
    ACDSEE = "acdsee"
    IPTC = "iptc"
    CATALOG = "catalog"
    """Another program's catalog, not a file's metadata."""


class Destination(enum.StrEnum):
    """Where names are written."""

    SIDECAR = "sidecar"
    """An XMP file beside the photo; the photo's own file is never touched."""
    FILE = "file"
    """The photo's own file, where that is safe."""


@dataclass(frozen=True, slots=True)
class FaceRegion:
    """A face in a photo, where the source says that it is.

    Attributes:
        box: in fractions of the picture that `frame` names. It may reach over the edge.
        frame: which picture that is.
        name: of the person; None where the source gives none.
        state: what the source says of the name.
        schema: where the region was found.
    """

    box: Box
    frame: Frame
    name: str | None
    state: RegionState
    schema: RegionSchema


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """Everything that one source says about one photo.

    Attributes:
        regions: the faces, each once, also where the source has them in several structures.
        applied_to: width and height in pixels of the picture that the regions were drawn on (MWG
            AppliedToDimensions), None if not said.
        people: the names given at the level of the photo (PersonInImage, Takeout), each once; without those that
            are only in regions.
        tags: each the path from the top, such as ("Travel", "Italy", "beach"). Keywords below People/ are here too:
            who takes the record over decides which of them are people.
        rating: 0 to 5 stars; None if not said.
        rejected: the photo is marked as rejected (`xmp:Rating` -1).
        label: the colour label's word.
        title, caption: in the default language.
        taken_at: local time where the photo was taken, without a zone.
        date_text: the date as it is to be written, where less of it is known than `taken_at` says ("1985", "1985-07").
        latitude, longitude: degrees, north and east positive; both None if unknown.
        favourite, hidden: marks of the photo.
        turn: the EXIF orientation (1 to 8) that the source gives, None if it gives none.
        albums: each the path from the top, as with tags.
        remarks: one sentence for each thing that could not be read.
    """

    regions: tuple[FaceRegion, ...] = ()
    applied_to: tuple[int, int] | None = None
    people: tuple[str, ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    rating: int | None = None
    rejected: bool = False
    label: str | None = None
    title: str | None = None
    caption: str | None = None
    taken_at: datetime | None = None
    date_text: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    favourite: bool = False
    hidden: bool = False
    turn: int | None = None
    albums: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def has_names(self) -> bool:
        """Whether it names anybody."""
        return bool(self.people) or any(region.name for region in self.regions)


@dataclass(frozen=True, slots=True)
class ForeignPhoto:
    """A photo in another program's catalog.

    Attributes:
        path: as that program knows it: absolute where it can be, else relative to the root with this name. Always
            with forward slashes; a Windows drive stays at the front ("D:/Pictures/1.jpg").
        root: the folder, disk or account that `path` lies in, as the catalog names it; the user can say where it lies
            now. Empty if the path is all there is.
        metadata: what the catalog says of it.
        size_bytes: the file's size, None if the catalog does not have it.
        sha1: the file's SHA-1 in hexadecimal digits, None if the catalog does not have it.
    """

    path: str
    root: str
    metadata: PhotoMetadata
    size_bytes: int | None = None
    sha1: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignPerson:
    """A person in another program's catalog: what it knows besides the faces."""

    name: str
    birth_date: date | None = None
    favourite: bool = False
    hidden: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignCatalog:
    """What was read of another program's catalog.

    Attributes:
        program: its name and version as a user would say it, such as "digiKam 8".
        people: everybody with a name, also without a face.
        photos: the photos that it says something about.
        remarks: one sentence for each thing that could not be read.
    """

    program: str
    people: tuple[ForeignPerson, ...]
    photos: tuple[ForeignPhoto, ...]
    remarks: tuple[str, ...] = field(default=())
