"""Decides from content which photo each file is, for a whole inventory, never file by file or by order of names.

A scan takes three steps, so that a new file is read only once:

1. `settle_known` hashes the files that changed. One that holds a known content, as after a swap of two names, belongs
   to the photo of that content at once.
2. The scan reads new files. A known content keeps its photo; one that holds a known picture with other metadata waits.
3. `decide_edits`: every content that was found again has its photo now. Only a file that remains may be an edit of the
   photo that was at its path before, and only of a photo that no other file shows.

Each step ends in a transaction that leaves a catalog from which the next scan can go on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from photoface.catalog import contents, scanned_files
from photoface.catalog.contents import FilePhoto
from photoface.catalog.database import Database
from photoface.catalog.scanned_files import FileToRead
from photoface.jobs import JobControl, Progress
from photoface.scan.reading import on_readers, read
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import run_stage


def settle_known(
    database: Database,
    changed: Sequence[FileToRead],
    away: Collection[int],
    pool: ThreadPoolExecutor,
    control: JobControl,
) -> tuple[list[ScannedFile], list[FileToRead]]:
    """Hash files that changed, and files of which an older catalog does not say what they hold.

    Args:
        away: folders that cannot be reached now.

    Returns:
        Files to decide about once all new ones are read, and files that could not be read.

    Raises:
        JobCancelled: by the control; nothing is written.
    """
    files = [*changed, *database.query(scanned_files.without_hash, away)]
    if not files:
        return [], []
    hashed: list[ScannedFile] = []
    for number, item in enumerate(run_stage(files, on_readers(partial(read, checkpoint=control.checkpoint), pool))):
        control.report(Progress("Looking at changed files", number, len(files)))
        hashed.append(item)
    undecided = [item for item in hashed if item.failure is None]
    with database.write(durable=False) as session:
        known = contents.photos_with_content(session, [item.content_hash for item in undecided])
        settled = [item for item in undecided if item.content_hash in known]
        undecided = [item for item in undecided if item.content_hash not in known]
        contents.note_scanned(session, [_holds(item, known[item.content_hash]) for item in settled])
        contents.note_unread(session, [_holds(item, item.file.photo_id) for item in undecided])
        touched = {item.file.photo_id for item in settled} | {known[item.content_hash] for item in settled}
        contents.refresh_missing(session, {photo_id for photo_id in touched if photo_id is not None})
    return undecided, [item.file for item in hashed[: len(changed)] if item.failure is not None]


def decide_edits(database: Database, undecided: Sequence[ScannedFile], away: Collection[int]) -> list[FileToRead]:
    """Say of which photo each file may be an edit, now that every content that was found again has its photo.

    Returns:
        The files to read, with the photo that each may be an edit of, the oldest files first.
    """
    if not undecided:
        return []
    with database.write(durable=False) as session:
        pictures = contents.photos_with_picture(session, [item.picture_hash for item in undecided])
        before = {item.file.photo_id for item in undecided if item.file.photo_id is not None}
        taken = contents.with_files(session, before, away)
        # A file that holds a photo's very picture, with other metadata, is nearer to it than an edit.
        for item in undecided:
            taken.update(pictures.get(item.picture_hash, ()))
        decided: list[FileToRead] = []
        for item in sorted(undecided, key=lambda item: item.file.id):
            own = pictures.get(item.picture_hash, {})
            photo_id = item.file.photo_id
            if not own and photo_id is not None:
                if photo_id in taken:
                    photo_id = None
                else:
                    taken.add(photo_id)
            turns = frozenset(own.values())
            file = dataclasses.replace(item.file, photo_id=photo_id, content_hash=item.content_hash, turns=turns)
            decided.append(file)
        contents.note_unread(session, [FilePhoto(file.id, file.photo_id, file.content_hash or "") for file in decided])
    return decided


def _holds(item: ScannedFile, photo_id: int | None) -> FilePhoto:
    return FilePhoto(item.file.id, photo_id, item.content_hash)
