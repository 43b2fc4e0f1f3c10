"""Results of reads about the library as a whole: folders, counts, files that failed, whether to regroup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.states import RETRIED_KINDS, FailureKind


@dataclass(frozen=True, slots=True)
class FolderSummary:
    """A library folder.

    Attributes:
        photos: its files that are photos here; a photo may have several.
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
    """The counts that the frame of the window shows, over photos that are shown.

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
class RegroupDue:
    """Why to group again: how many faces are new since the last grouping, or another model."""

    new_faces: int
    other_model: bool
