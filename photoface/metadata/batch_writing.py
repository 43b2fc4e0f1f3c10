"""Writes the metadata of many photos on several threads, in batches, each on the disk before it is reported."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.exif_editing import ExifChange
from photoface.metadata.exiftool import ExifTool
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.region_writing import Photo
from photoface.metadata.replacing import remove_leftovers, sync_folder
from photoface.metadata.sidecars import FolderListing
from photoface.metadata.writing import WritingChoices, Written, write_metadata

THREADS = 4
"""While three wait for the disk, one computes: more were no faster."""

BATCH = 256
"""Photos after which their folders are brought to the disk: what a power cut can cost, and soon enough for progress."""

_LISTED_FOLDERS = BATCH
"""As many as the photos of a batch can lie in."""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What is to be written of one photo; see `write_metadata`."""

    path: Path
    wanted: PhotoMetadata
    base: PhotoMetadata | None
    photo: Photo
    exif: ExifChange | None = None


Outcome = tuple[WritingTask, Written | UserFacingError]
"""A task and what became of it: an error is about this photo alone."""


def write_batches(
    tasks: Iterable[WritingTask],
    choices: WritingChoices | None = None,
    exiftool: ExifTool | None = None,
    *,
    before_batch: Callable[[Sequence[WritingTask]], None] = lambda _: None,
    about_to_replace: Callable[[Path, bytes], None] = lambda _path, _data: None,
) -> Iterator[list[Outcome]]:
    """Write many photos; gives each batch, in order, once it is on the disk. Each photo may come once.

    What a killed process left in their folders is removed.

    Args:
        before_batch: called with the tasks of each batch before any of them is carried out.
        about_to_replace: as for `write_metadata`, with the photo's path; on any of the threads.
    """

    @functools.lru_cache(_LISTED_FOLDERS)
    def listing(folder: Path) -> FolderListing:
        remove_leftovers(folder)
        return FolderListing.of_folder(folder)

    unsynced: set[Path] = set()

    def write(task: WritingTask) -> Written | UserFacingError:
        try:
            return write_metadata(
                task.path,
                task.wanted,
                task.base,
                task.photo,
                choices,
                exiftool=exiftool,
                listing=listing(task.path.parent),
                unsynced=unsynced,
                about_to_replace=functools.partial(about_to_replace, task.path),
                exif=task.exif,
            )
        except UserFacingError as error:
            return error

    remaining = iter(tasks)
    with ThreadPoolExecutor(THREADS, "names in files") as pool:
        while batch := list(itertools.islice(remaining, BATCH)):
            # While nothing is written: a temporary file of this job may have the photo's old time already.
            for folder in dict.fromkeys(task.path.parent for task in batch):
                with contextlib.suppress(UserFacingError):  # it is each photo's, and comes again below
                    listing(folder)
            before_batch(batch)
            outcomes = list(zip(batch, pool.map(write, batch), strict=True))
            for folder in unsynced:
                sync_folder(folder)
            unsynced.clear()
            yield outcomes
