"""Reads what photo files and sidecars say (names, tags, stars, captions) into the catalog; applies none of it.

During a scan for each file that is read, and afterwards for known files whose metadata the catalog does not have yet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from photoface.catalog import file_metadata
from photoface.catalog.database import Database
from photoface.catalog.file_metadata import FileToLookAt, ReadMetadata, SidecarOnDisk
from photoface.catalog.states import RETRIED_KINDS
from photoface.errors import UnreadablePhoto
from photoface.imaging.photo_bytes import reading
from photoface.jobs import JobControl, RateMeter
from photoface.metadata.reading import combined, read_embedded_metadata, read_metadata
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.sidecars import FolderListing
from photoface.metadata.stored_records import VERSION, says_something, to_values
from photoface.metadata.writing import Written
from photoface.scan.failures import failure_of
from photoface.scan.folder_walk import storable_ns
from photoface.scan.reading import on_readers
from photoface.scan.stages import run_stage

FILES_PER_TRANSACTION = 500

LONGEST_FAILURE = 2_000
"""Characters of the sentences that are kept of one file."""


class MetadataReader:
    """Reads the metadata of files; lists each folder once. Its method may be called from several threads."""

    def __init__(self) -> None:
        self._listing = functools.lru_cache(maxsize=256)(FolderListing.of_folder)

    def sidecars(self, path: Path, folder: Path) -> tuple[SidecarOnDisk, ...]:
        """The sidecars that may be about a file, as they are now.

        Raises:
            UnreadablePhoto: the folder cannot be listed, or a sidecar has gone since it was.
        """
        found = self._listing(path.parent).sidecars_of(path.name)
        beside = [path.with_name(name) for name in (found.own, found.by_stem) if name]
        with reading(path.name):
            return tuple(_sidecar(one, folder) for one in beside)

    def read(self, path: Path, folder: Path) -> ReadMetadata:
        """What a file and its sidecars say; whatever goes wrong is a sentence in it.

        Args:
            folder: the library folder in which the file lies.
        """
        try:
            # Before they are read: one that is written meanwhile differs at the next scan.
            sidecars = self.sidecars(path, folder)
            record = read_metadata(path, self._listing(path.parent))
        except Exception as error:
            failure = failure_of(error, path.name)
            return ReadMetadata(failure=failure.sentence, is_final=failure.kind not in RETRIED_KINDS)
        return _as_read(record, sidecars)

    def of_written(self, path: Path, folder: Path, written: Written) -> ReadMetadata:
        """The same of a photo whose files were just written: what the writer read of them is not read once more."""
        beside = [one for one in written.files if one.path != path and one.state is not None]
        if written.has_other_sidecars or any(one.record is None for one in beside):
            return self.read(path, folder)
        try:
            embedded = written.embedded or read_embedded_metadata(path)
        except UnreadablePhoto:
            return self.read(path, folder)
        sidecars = tuple(
            SidecarOnDisk(one.path.relative_to(folder).as_posix(), one.state.size, storable_ns(one.state.modified_ns))
            for one in beside
            if one.state is not None
        )
        records = [*(one.record for one in beside if one.record is not None), embedded]
        return _as_read(combined(records), sidecars)


def _as_read(record: PhotoMetadata, sidecars: tuple[SidecarOnDisk, ...]) -> ReadMetadata:
    failure_sentences = " ".join(record.remarks)[:LONGEST_FAILURE] or None
    if not says_something(record):
        return ReadMetadata(failure=failure_sentences, sidecars=sidecars)
    return ReadMetadata(
        record=to_values(record),
        named_faces=sum(region.name is not None for region in record.regions),
        people=len(record.people),
        tags=len(record.tags),
        failure=failure_sentences,
        sidecars=sidecars,
    )


def _sidecar(path: Path, folder: Path) -> SidecarOnDisk:
    status = path.stat()
    return SidecarOnDisk(path.relative_to(folder).as_posix(), status.st_size, storable_ns(status.st_mtime_ns))


def read_missing_metadata(
    database: Database,
    reader: MetadataReader,
    is_away: Callable[[Path], bool],
    pool: Executor,
    control: JobControl,
) -> int:
    """Read the metadata of files that a scan did not read now: known ones of an older catalog or with a new sidecar.

    Returns:
        How many files that were.

    Raises:
        JobCancelled: by the control; what was read is kept.
    """
    waiting = [file for file in database.query(file_metadata.to_read, VERSION) if not is_away(file.folder)]
    meter = RateMeter(control.working_time)

    def read(file: FileToLookAt) -> ReadMetadata:
        return reader.read(file.path, file.folder)

    for start in range(0, len(waiting), FILES_PER_TRANSACTION):
        some = waiting[start : start + FILES_PER_TRANSACTION]
        found: dict[int, ReadMetadata] = {}
        for file, one in zip(some, run_stage(some, on_readers(read, pool)), strict=True):
            control.report(meter.progress("Reading names in files", start + len(found), len(waiting)))
            found[file.file_id] = one
        with database.write(durable=False) as session:
            file_metadata.note(session, found, VERSION)
    return len(waiting)
