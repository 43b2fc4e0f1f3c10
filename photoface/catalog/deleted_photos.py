"""Reads and writes the list Recently deleted: photos that the user deleted, until their files go to the system's trash.

A deleted photo is `forgotten`, so no other list, count, search or grouping contains it or its faces. Everything known
about it is kept, and it can be restored. A scan that finds its file, or a copy of it, changes nothing about that.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import folders
from photoface.catalog.file_paths import file_path
from photoface.catalog.ledger import Journal
from photoface.catalog.photo_order import newest_first, undated_last
from photoface.catalog.sql_helpers import among, count
from photoface.catalog.tables.files import DeletedFile, LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo

DAYS_KEPT = 30
"""As in Apple Photos and Google Photos: long enough to miss something."""


@dataclass(frozen=True, slots=True)
class TrashFile:
    """A file of a deleted photo.

    Attributes:
        content_hash: of what it holds, as the last scan read it.
        deleted_hash: of what it held when the photo was deleted.
        picture_hash: of the photo.
        was_there: it was a file of the photo when the user deleted it. Other files are moved only if the user asks.
        away: its folder cannot be reached now.
        moving: a job began to move it, and was killed or goes on.
    """

    id: int
    photo_id: int
    path: Path
    content_hash: str | None
    deleted_hash: str | None
    picture_hash: str | None
    was_there: bool
    away: bool
    moving: bool


@dataclass(frozen=True, slots=True)
class DeletedPhoto:
    """A photo in Recently deleted. `days_left` is 0 where its files may go now."""

    id: int
    deleted_at: dt.datetime
    days_left: int
    files: tuple[TrashFile, ...]


def that_are_shown(session: Session, photo_ids: Iterable[int]) -> list[int]:
    """Those of these photos that are in the catalog and not forgotten."""
    query = sa.select(Photo.id).where(among(Photo.id, sorted(set(photo_ids))), Photo.forgotten.is_(False))
    return list(session.execute(query.order_by(Photo.id)).scalars())


def delete(journal: Journal, photo_ids: Collection[int]) -> None:
    """Put photos into Recently deleted, and note which files go with them."""
    journal.update(Photo, photo_ids, {"deleted_at": journal.now, "forgotten": True})
    query = sa.select(PhotoFile.photo_id, PhotoFile.id, PhotoFile.content_hash).where(
        among(PhotoFile.photo_id, sorted(photo_ids)),
        PhotoFile.present.is_(True),
        PhotoFile.id.not_in(sa.select(DeletedFile.file_id)),
    )
    rows = [
        {"photo_id": photo_id, "file_id": file_id, "content_hash": content, "moving": False}
        for photo_id, file_id, content in journal.session.execute(query.order_by(PhotoFile.id))
    ]
    journal.insert_many(DeletedFile, rows)


def restore(journal: Journal, photo_ids: Collection[int]) -> None:
    """Take photos out of Recently deleted."""
    theirs = sa.select(DeletedFile.id).where(among(DeletedFile.photo_id, sorted(photo_ids)))
    journal.delete(DeletedFile, journal.session.execute(theirs).scalars())
    journal.update(Photo, photo_ids, {"deleted_at": None, "forgotten": False})


def ids(session: Session) -> list[int]:
    """The photos in Recently deleted, newest first, as in all grids of photos."""
    return newest_first(session, sa.select(Photo.id).where(Photo.deleted_at.is_not(None)))


def how_many(session: Session) -> int:
    """How many photos are in Recently deleted."""
    return count(session, Photo, Photo.deleted_at.is_not(None))


def is_deleted(session: Session, photo_id: int) -> bool:
    """Whether a photo is in Recently deleted."""
    query = sa.select(Photo.id).where(Photo.id == photo_id, Photo.deleted_at.is_not(None))
    return session.execute(query).first() is not None


def expired_ids(session: Session, now: dt.datetime) -> list[int]:
    """The photos whose days in Recently deleted are over."""
    last = now - dt.timedelta(days=DAYS_KEPT)
    return list(session.execute(sa.select(Photo.id).where(Photo.deleted_at <= last).order_by(Photo.id)).scalars())


def photos(session: Session, now: dt.datetime, photo_ids: Collection[int] | None = None) -> list[DeletedPhoto]:
    """The photos in Recently deleted with their files, as `ids` orders them; all, or those of these."""
    wanted = sa.true() if photo_ids is None else among(Photo.id, sorted(set(photo_ids)))
    query = sa.select(Photo.id, Photo.deleted_at).where(Photo.deleted_at.is_not(None), wanted)
    found_rows = session.execute(query.order_by(Photo.taken_at.desc(), Photo.id.desc())).all()
    rows = undated_last(session, found_rows, lambda row: row.id)
    files = _files(session, [row.id for row in rows])
    found = []
    for photo_id, deleted_at in rows:
        assert deleted_at is not None
        left = DAYS_KEPT - (now - deleted_at).days
        found.append(DeletedPhoto(photo_id, deleted_at, min(max(left, 0), DAYS_KEPT), tuple(files[photo_id])))
    return found


def _files(session: Session, photo_ids: Collection[int]) -> dict[int, list[TrashFile]]:
    """The files of photos that were there when a scan looked last, and those that are being moved."""
    away = folders.away_ids(session)
    query = (
        sa.select(
            *(PhotoFile.id, PhotoFile.photo_id, PhotoFile.folder_id, LibraryFolder.path, PhotoFile.relative_path),
            *(PhotoFile.content_hash, Photo.picture_hash),
            *(DeletedFile.id.label("noted"), DeletedFile.content_hash.label("then"), DeletedFile.moving),
        )
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .outerjoin(DeletedFile, DeletedFile.file_id == PhotoFile.id)
        .where(among(PhotoFile.photo_id, sorted(photo_ids)), sa.or_(PhotoFile.present, DeletedFile.moving))
        .order_by(PhotoFile.id)
    )
    rows = session.execute(query).all()
    found: dict[int, list[TrashFile]] = defaultdict(list)
    for row in rows:
        found[row.photo_id].append(
            TrashFile(
                row.id,
                row.photo_id,
                file_path(row.path, row.relative_path),
                row.content_hash,
                row.then,
                row.picture_hash,
                row.noted is not None,
                row.folder_id in away,
                bool(row.moving),
            )
        )
    return found


def note_moving(session: Session, files: Collection[TrashFile]) -> None:
    """Note that these files are about to be moved."""
    known = [file.id for file in files if file.was_there]
    session.execute(sa.update(DeletedFile).where(among(DeletedFile.file_id, known)).values(moving=True))
    rows = [
        {"photo_id": file.photo_id, "file_id": file.id, "content_hash": file.content_hash, "moving": True}
        for file in files
        if not file.was_there
    ]
    if rows:
        session.execute(sa.insert(DeletedFile), rows)


def note_moved(session: Session, photo_id: int, gone: Collection[int], left: Collection[int]) -> bool:
    """Note what became of the files of a photo.

    A photo without a file is no longer in Recently deleted: it is forgotten and missing.

    Args:
        gone: files that are not there any more.
        left: files that are still there.

    Returns:
        Whether the photo has left Recently deleted.
    """
    session.execute(sa.update(PhotoFile).where(among(PhotoFile.id, sorted(gone))).values(present=False))
    session.execute(sa.delete(DeletedFile).where(among(DeletedFile.file_id, sorted(gone))))
    session.execute(sa.update(DeletedFile).where(among(DeletedFile.file_id, sorted(left))).values(moving=False))
    still = sa.select(sa.literal(1)).where(PhotoFile.photo_id == photo_id, PhotoFile.present.is_(True))
    if session.execute(still.limit(1)).first() is not None:
        return False
    session.execute(sa.update(Photo).where(Photo.id == photo_id).values(missing=True, forgotten=True, deleted_at=None))
    session.execute(sa.delete(DeletedFile).where(DeletedFile.photo_id == photo_id))
    return True


def interrupted(session: Session) -> list[int]:
    """The photos whose files were being moved when the job ended."""
    query = sa.select(DeletedFile.photo_id).where(DeletedFile.moving.is_(True)).distinct()
    return list(session.execute(query).scalars())
