"""Results of reads about photos: as a grid needs them, as a viewer needs them, and in stacks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.summaries.collections import TagSummary
from photoface.catalog.summaries.dated import Dated
from photoface.catalog.summaries.faces import FaceSummary


@dataclass(frozen=True, slots=True)
class PhotoSummary(Dated):
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
    dated_by_exif: bool = True
    date_precision: str = "second"
    favourite: bool = False
    hidden: bool = False
    video_seconds: float | None = None
    """The length of a video, 0 where it is not known; None of a photo."""


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
    video_seconds: float | None = None
    """As in `PhotoSummary`."""
    still_seconds: float | None = None
    """Where in a video the frame is that stands for it."""

    @property
    def faces_in_picture(self) -> tuple[FaceSummary, ...]:
        """The faces whose boxes stand in the photo; of a video those in the frame that stands for it."""
        return tuple(face for face in self.faces if face.frame_seconds in (None, self.still_seconds))

    @property
    def undated(self) -> bool:
        """Nothing dates it but its file's time, which `taken_at` then is."""
        return self.date_precision == "unknown"
