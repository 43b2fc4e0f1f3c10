"""Which photo is which, decided from content for a whole inventory, never file by file and never by order of names.

A scan takes three steps, so that a new file is read only once:

1. `settle_known` hashes the files that changed. One that holds a known content, as after a swap of two names, belongs
   to the photo of that content at once.
2. The scan reads new files. A known content keeps its photo; one that holds a known picture with other metadata waits.
3. `decide_edits`: every content that was found again has its photo now. Only what remains may be an edit of what lay
   there before, and only of a photo that no other file shows.

Each step ends in a transaction that leaves a catalog from which the next scan can go on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from photoface.catalog import contents
from photoface.catalog.contents import FilePhoto
from photoface.catalog.database import Database
from photoface.jobs import JobControl, Progress
from photoface.scan.reading import PendingFile, ReadFile, in_order, read_new


@dataclasses.dataclass(frozen=True, slots=True)
class UndecidedFile:
    """A file whose content is new, and which may be an edit of the photo that lay there, or known but for metadata."""

    file: PendingFile
    content_hash: str
    picture_hash: str


def settle_known(
    database: Database,
    changed: Sequence[PendingFile],
    away: Collection[int],
    pool: ThreadPoolExecutor,
    control: JobControl,
) -> tuple[list[UndecidedFile], list[PendingFile]]:
    """Hash files that changed, and files of which an older catalog does not say what they hold.

    Args:
        away: folders that cannot be reached now.

    Returns:
        Files to decide about once all new ones are read, and files that could not be read.

    Raises:
        JobCancelled: by the control; nothing is written.
    """
    with database.read() as session:
        unproven = [
            PendingFile(file_id, Path(folder, path), 0, 0, photo_id)
            for file_id, photo_id, folder, path in contents.unproven_files(session, away)
        ]
    files = [*changed, *unproven]
    if not files:
        return [], []
    read: list[ReadFile] = []
    for number, item in enumerate(in_order(files, lambda file: pool.submit(_hashed, file))):
        control.report(Progress("Looking at changed files", number, len(files)))
        read.append(item)
    unread = [item.file for item in read if item.content_hash is None]
    undecided = [
        UndecidedFile(item.file, item.content_hash, item.picture_hash)
        for item in read
        if item.content_hash is not None and item.picture_hash is not None
    ]
    with database.write(durable=False) as session:
        known = contents.photos_with_content(session, [one.content_hash for one in undecided])
        settled = [one for one in undecided if one.content_hash in known]
        undecided = [one for one in undecided if one.content_hash not in known]
        contents.close_files(
            session, [FilePhoto(one.file.id, known[one.content_hash], one.content_hash) for one in settled]
        )
        contents.keep_open(session, [FilePhoto(one.file.id, one.file.photo_id, one.content_hash) for one in undecided])
        touched = {one.file.photo_id for one in settled} | {known[one.content_hash] for one in settled}
        contents.refresh_missing(session, {photo_id for photo_id in touched if photo_id is not None})
    unproven_ids = {file.id for file in unproven}
    return undecided, [file for file in unread if file.id not in unproven_ids]


def decide_edits(database: Database, undecided: Sequence[UndecidedFile], away: Collection[int]) -> list[PendingFile]:
    """Say of which photo each file may be an edit, now that every content that was found again has its photo.

    Returns:
        The files to read, with the photo that each may be an edit of, the oldest files first.
    """
    if not undecided:
        return []
    with database.write(durable=False) as session:
        pictures = contents.photos_with_picture(session, [one.picture_hash for one in undecided])
        before = {one.file.photo_id for one in undecided if one.file.photo_id is not None}
        taken = contents.held(session, before, away)
        # A file that holds a photo's very picture, with other metadata, is nearer to it than an edit.
        for one in undecided:
            taken.update(pictures.get(one.picture_hash, ()))
        decided: list[PendingFile] = []
        for one in sorted(undecided, key=lambda one: one.file.id):
            own = pictures.get(one.picture_hash, {})
            photo_id = one.file.photo_id
            if not own and photo_id is not None:
                if photo_id in taken:
                    photo_id = None
                else:
                    taken.add(photo_id)
            decided.append(
                dataclasses.replace(
                    one.file, photo_id=photo_id, content_hash=one.content_hash, turns=frozenset(own.values())
                )
            )
        contents.keep_open(session, [FilePhoto(file.id, file.photo_id, file.content_hash or "") for file in decided])
    return decided


def _hashed(file: PendingFile) -> ReadFile:
    return read_new(file, lambda _content_hash, _picture_hash: True)
