"""Finds photos by the hash of their content or picture; writes which files show a photo, and if it is missing.

It also reads which files show a photo, and which photos have a file that is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.scanned_files import SOUND
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FileState
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo


@dataclass(frozen=True, slots=True)
class FilePhoto:
    """A file and what it holds: a photo's id, None where that is open, and the hash of its bytes."""

    file_id: int
    photo_id: int | None
    content_hash: str


def photos_with_content(session: Session, hashes: Collection[str]) -> dict[str, int]:
    """The photos that have a file of these contents, or had one last, by content hash."""
    of_files = sa.select(PhotoFile.content_hash, PhotoFile.photo_id, PhotoFile.state).where(
        among(PhotoFile.content_hash, hashes)
    )
    of_photos = sa.select(Photo.content_hash, Photo.id, Photo.successor_id).where(among(Photo.content_hash, hashes))
    # What nearly all rows share is compared here: SQLite would look it up in its index rather than the hashes.
    return {
        content: photo_id
        for content, photo_id, state in session.execute(of_files)
        if content and photo_id and state == FileState.SCANNED
    } | {content: photo_id for content, photo_id, successor in session.execute(of_photos) if successor is None}


def photos_with_picture(session: Session, hashes: Collection[str]) -> dict[str, dict[int, int]]:
    """The photos of these pictures, by picture hash: photo ids, oldest first, with the orientation of each."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    query = sa.select(Photo.picture_hash, Photo.id, Photo.turn, Photo.successor_id).where(
        among(Photo.picture_hash, hashes)
    )
    for picture, photo_id, turn, successor in sorted(session.execute(query), key=lambda row: row.id):
        if picture is not None and turn is not None and successor is None:
            found[picture][photo_id] = turn
    return dict(found)


def hashes_of(session: Session, photo_id: int) -> frozenset[str]:
    """The contents of a photo's files; none where there is no such photo."""
    of_photo = sa.select(Photo.content_hash).where(Photo.id == photo_id)
    of_files = sa.select(PhotoFile.content_hash).where(
        PhotoFile.photo_id == photo_id, PhotoFile.state == FileState.SCANNED, PhotoFile.content_hash.is_not(None)
    )
    return frozenset(content for content in session.execute(of_photo.union(of_files)).scalars() if content)


def file_ids(session: Session, photo_id: int) -> list[int]:
    """The files that show a photo, as far as is known."""
    return list(session.execute(sa.select(PhotoFile.id).where(PhotoFile.photo_id == photo_id)).scalars())


def with_files(
    session: Session, photo_ids: Collection[int], away: Collection[int], but_file: int | None = None
) -> set[int]:
    """Those of the photos that have a present file that has been read.

    Args:
        away: folders that cannot be reached now; whether their files are still there is not known.
        but_file: a file that does not count.
    """
    columns = (PhotoFile.photo_id, PhotoFile.id, PhotoFile.folder_id, PhotoFile.present, PhotoFile.state)
    return {
        photo_id
        for photo_id, file_id, folder_id, present, state in session.execute(
            sa.select(*columns).where(among(PhotoFile.photo_id, photo_ids))
        )
        if present and state == FileState.SCANNED and folder_id not in away and file_id != but_file and photo_id
    }


def note_scanned(session: Session, files: Sequence[FilePhoto]) -> None:
    """Write which photos these files hold, now that they were read."""
    _write(session, files, {"state": FileState.SCANNED.value, **SOUND})


def note_unread(session: Session, files: Sequence[FilePhoto]) -> None:
    """These files have still to be read; the photo is the one that they may be an edit of."""
    _write(session, files, {"state": FileState.NEW.value})


def _write(session: Session, files: Sequence[FilePhoto], values: dict[str, object]) -> None:
    if not files:
        return
    note = sa.update(PhotoFile).where(PhotoFile.id == sa.bindparam("file"))
    by_file: dict[str, object] = {"photo_id": sa.bindparam("photo"), "content_hash": sa.bindparam("content")}
    rows = [{"file": one.file_id, "photo": one.photo_id, "content": one.content_hash} for one in files]
    session.connection().execute(note.values({**values, **by_file}), rows)


def detach_other_files(session: Session, photo_id: int, file_id: int) -> None:
    """After a photo was edited in this file, detach its other files, which are gone or away, from it."""
    others = sa.update(PhotoFile).where(
        PhotoFile.photo_id == photo_id, PhotoFile.id != file_id, PhotoFile.state == FileState.SCANNED
    )
    session.execute(others.values(photo_id=None, state=FileState.NEW.value, content_hash=None))


def refresh_missing(session: Session, photo_ids: Collection[int] | None = None) -> None:
    """Set `missing` of photos by whether a file of theirs is there, and clear `forgotten` where one is, but not of
    photos that the user deleted.

    Args:
        photo_ids: of these photos only.
    """
    holds = sa.exists().where(PhotoFile.photo_id == Photo.id, PhotoFile.present.is_(True))
    these = sa.true() if photo_ids is None else among(Photo.id, photo_ids)
    session.execute(sa.update(Photo).where(these, Photo.missing.is_(False), ~holds).values(missing=True))
    session.execute(
        sa.update(Photo)
        .where(these, Photo.missing.is_(True), holds)
        .values(missing=False, forgotten=Photo.deleted_at.is_not(None))
    )
