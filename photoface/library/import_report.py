"""The report of an import of photos and videos: what it copied, or would copy, in numbers and sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from photoface.errors import UserFacingError, displayed
from photoface.formatting import counted, photos_in_words
from photoface.imaging.formats import is_photo_name

FILES_NAMED = 3
"""Files that a sentence names; more are counted."""


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        folder: the destination.
        photos, videos: files that were copied, or are new.
        size: their bytes.
        in_library: pictures and videos that the library has.
        photo_ids: the photos that these are.
        before: those that were imported or deleted before.
        twice: those that lie on the card a second time.
        failed: files that could not be copied, with the reason.
        first, last: when the oldest and the newest new file was taken, as far as a look shows that.
        trouble: what ended the import early; None where it came to its end.
    """

    folder: Path
    photos: int = 0
    videos: int = 0
    size: int = 0
    in_library: int = 0
    photo_ids: list[int] = field(default_factory=list)
    before: int = 0
    twice: int = 0
    failed: list[tuple[Path, str]] = field(default_factory=list)
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    trouble: UserFacingError | None = None

    @property
    def new(self) -> int:
        """How many files are new."""
        return self.photos + self.videos

    def count(self, path: Path, size: int, taken: dt.datetime) -> None:
        """Count a file as new, or as copied."""
        if is_photo_name(path.name):
            self.photos += 1
        else:
            self.videos += 1
        self.size += size
        self.first = min(self.first or taken, taken)
        self.last = max(self.last or taken, taken)

    def new_in_words(self) -> str:
        """`120 photos and 3 videos`."""
        return photos_in_words(self.new, self.videos)

    def left_out_in_words(self) -> list[str]:
        """Sentences about what is not copied, and why."""
        said = []
        if self.in_library:
            said.append(f"{self.in_library:,} {'is' if self.in_library == 1 else 'are'} in the library already.")
        if self.before:
            said.append(f"{self.before:,} {'was' if self.before == 1 else 'were'} imported or deleted before.")
        if self.twice:
            said.append(f"{self.twice:,} {'lies' if self.twice == 1 else 'lie'} there twice.")
        return said

    def sentences(self) -> str:
        """What was done and what was not, with what to do about it."""
        said = [f"Imported {self.new_in_words()}." if self.new else "Nothing new was found."]
        said += self.left_out_in_words()
        said += [f"{displayed(path.name)} could not be copied: {why}" for path, why in self.failed[:FILES_NAMED]]
        if len(self.failed) > FILES_NAMED:
            said.append(f"{counted(len(self.failed) - FILES_NAMED, 'more file')} could not be copied.")
        if self.trouble is not None:
            said.append(str(self.trouble))
        return " ".join(said)
