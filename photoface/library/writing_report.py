"""The report of a job that writes names into files: what it wrote, left or could not write, as sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog.summaries.changed import Changed
from photoface.formatting import counted

if TYPE_CHECKING:
    from photoface.metadata.writing import Written

NOT_THERE = "The file is not there. It is written once it is back and a scan has found it."
"""The reason why files of a disk that is away are not written."""


@dataclass(slots=True)
class WritingReport:
    """What became of the files.

    Attributes:
        photos: that were asked for.
        without_file: those of them that have no file now.
        files: that were looked at.
        written: files that say something else now, in themselves or in a sidecar; in a dry run those that would.
        named_faces: named faces that the files say now.
        skipped: files that were left as they are, each with the reason.
        left: files with a sentence for what another program says otherwise there, and that was left.
        remarks: files with a sentence where a sidecar was written instead of the file.
        not_in_exif: files with a sentence where their turn, date or place could not be written into them.
        turned: photos whose turn is in their files now, and their faces: pictures made of them are out of date.
    """

    photos: int = 0
    without_file: int = 0
    files: int = 0
    written: int = 0
    named_faces: int = 0
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    left: list[tuple[Path, str]] = field(default_factory=list)
    remarks: list[tuple[Path, str]] = field(default_factory=list)
    not_in_exif: list[tuple[Path, str]] = field(default_factory=list)
    turned: Changed = field(default_factory=Changed)

    def add(self, path: Path, written: Written) -> None:
        """Count a photo that was written, and what is to be said of it."""
        self.written += any(one.is_changed for one in written.files)
        self.left += [(path, sentence) for sentence in written.left]
        self.remarks += [(path, sentence) for sentence in written.remarks]
        self.not_in_exif += [(path, sentence) for sentence in written.not_in_exif]

    def sentences(self) -> str:
        """What the job did, in words."""
        nothing = "No file changed" if self.skipped else "The files said everything already"
        said = [f"{counted(self.written, 'file')} changed" if self.written else nothing]
        if self.skipped:
            said.append(
                f"{counted(len(self.skipped), 'file')} could not be written and {self._are(self.skipped)} listed"
            )
        if self.left:
            said.append(f"{counted(len(self.left), 'name')} of another program {self._are(self.left)} left in files")
        if self.remarks:
            said.append(f"{counted(len(self.remarks), 'photo')} got a sidecar instead of being written into")
        if self.not_in_exif:
            said.append(f"The turn or date of {counted(len(self.not_in_exif), 'photo')} could not go into the file")
        return ". ".join(said) + "."

    def _are(self, what: list[tuple[Path, str]]) -> str:
        return "is" if len(what) == 1 else "are"
