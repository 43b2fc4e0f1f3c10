"""Gathers what one batch of a writing job wrote into files, and notes all of it in the catalog in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from photoface.catalog import file_metadata, takeover_conflicts, written_metadata, written_turns
from photoface.catalog.database import Session
from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.takeover_conflicts import Key
from photoface.catalog.written_metadata import WrittenContent
from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.library import three_way
from photoface.library.own_in_files import ExifToWrite
from photoface.library.writing_plan import WritingPlan
from photoface.library.written_record import NOTHING
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.stored_records import VERSION, from_values
from photoface.metadata.writing import Written
from photoface.scan.interrupted_writing import content_of, state_of
from photoface.scan.metadata_reading import MetadataReader


class WrittenNotes:
    """What is to be noted of the files of one batch. Make it after the batch: it reads folders as they are then."""

    def __init__(self) -> None:
        self._reader = MetadataReader()
        self._read: dict[int, ReadMetadata] = {}
        self._own: dict[int, dict[str, Any]] = {}
        self._agreed: list[int] = []
        self._contents: list[WrittenContent] = []
        self._written_again: list[Key] = []
        self._orientations: dict[int, Turn] = {}

    def add(self, plan: WritingPlan, written: Written, exif: ExifToWrite | None, beside: Mapping[str, Any]) -> None:
        """Look at a file that was written. One that went away meanwhile is left to the next scan.

        Args:
            exif: what was to be changed in its EXIF; None for nothing.
            beside: what is noted beside what PhotoFace wrote.
        """
        file = plan.file
        found = self._reader.of_written(file.path, file.folder, written)
        is_in_file = any(one.path == file.path for one in written.files)
        is_changed = any(one.path == file.path and one.is_changed for one in written.files)
        try:
            if is_changed or state_of(file.path) != (file.size, file.modified_ns):
                self._contents.append(content_of(file.id, file.path))
        except UnreadablePhoto:
            return
        if not found.is_final:
            return
        self._read[file.id] = found
        if exif is not None and written.is_exif_written:
            beside = {**beside, **exif.noted}
            if exif.change.turn is not None:
                self._orientations[file.id] = exif.change.turn
        self._own[file.id] = plan.own_as_noted(beside, is_in_file=is_in_file)
        self._written_again += three_way.written_again(plan.said)
        known = [plan.wanted, plan.before] if file.is_agreed else [plan.wanted]
        if plan.said.is_explained(record_of(found), known):
            self._agreed.append(file.id)

    def save(self, session: Session) -> Changed:
        """Note all of it; returns the photos that are turned by it, and their faces."""
        file_metadata.note(session, self._read, VERSION)
        written_metadata.note_written(session, self._own, self._agreed)
        written_metadata.note_contents(session, self._contents)
        turned = written_turns.note(session, self._orientations)
        takeover_conflicts.note_written(session, self._written_again)
        return turned


def record_of(found: ReadMetadata) -> PhotoMetadata:
    """What was read of a file and its sidecars; `NOTHING` where they say nothing."""
    return NOTHING if found.record is None else from_values(found.record)
