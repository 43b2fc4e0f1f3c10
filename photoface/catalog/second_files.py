"""Reads and writes the files of photos that have more than one: the same picture in two places, byte by byte or not.

One file may be deleted while the photo stays: it waits as photos in Recently deleted do (`deleted_photos`), and goes to
the system's trash when its days are over. The last file of a photo never goes so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import folders
from photoface.catalog.deleted_photos import DAYS_KEPT, TrashFile
from photoface.catalog.file_paths import file_path
from photoface.catalog.ledger import Journal
from photoface.catalog.photo_order import newest_first
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.files import DeletedFile, LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """One file of a photo.

    Attributes:
        is_same: its bytes are those of another file of the photo; else only the picture is the same.
        away: its folder cannot be reached now.
        days_left: until it goes to the system's trash; None where nobody deleted it.
    """

    id: int
    path: Path
    size: int
    is_same: bool
    away: bool
    days_left: int | None


@dataclass(frozen=True, slots=True)
class SeveralFiles:
    """A photo with more than one file; those known first come first."""

    photo_id: int
    files: tuple[PlacedFile, ...]

    @property
    def second(self) -> tuple[PlacedFile, ...]:
        """The files that are proposed to go: all that stay but one, which is the first that can be reached."""
        staying = [file for file in self.files if file.days_left is None and not file.away]
        return tuple(staying[1:])

    @property
    def second_ids(self) -> frozenset[int]:
        """The ids of `second`."""
        return frozenset(file.id for file in self.second)


def has_several() -> sa.ColumnElement[bool]:
    """Photos with more than one present file that nobody deleted."""
    return Photo.id.in_(_with_several())


def _with_several() -> sa.Select[int | None]:
    return (
        sa.select(PhotoFile.photo_id)
        .where(
            PhotoFile.present.is_(True),
            PhotoFile.photo_id.is_not(None),
            PhotoFile.id.not_in(sa.select(DeletedFile.file_id)),
        )
        .group_by(PhotoFile.photo_id)
        .having(sa.func.count() > 1)
        .correlate(None)
    )


def photos(session: Session, now: dt.datetime) -> list[SeveralFiles]:
    """Photos with more than one file, newest first, and those of which one waits in Recently deleted."""
    waiting = sa.select(DeletedFile.photo_id).where(DeletedFile.deleted_at.is_not(None))
    wanted = sa.or_(has_several(), Photo.id.in_(waiting))
    ids = newest_first(session, sa.select(Photo.id).where(photo_shown(), Photo.missing.is_(False), wanted))
    files = _files(session, ids, now)
    return [SeveralFiles(photo_id, tuple(files[photo_id])) for photo_id in ids]


def _files(session: Session, photo_ids: Sequence[int], now: dt.datetime) -> dict[int, list[PlacedFile]]:
    away = folders.away_ids(session)
    query = (
        sa.select(
            *(PhotoFile.id, PhotoFile.photo_id, PhotoFile.folder_id, LibraryFolder.path, PhotoFile.relative_path),
            *(PhotoFile.size, PhotoFile.content_hash, DeletedFile.deleted_at),
        )
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .outerjoin(DeletedFile, DeletedFile.file_id == PhotoFile.id)
        .where(among(PhotoFile.photo_id, sorted(photo_ids)), PhotoFile.present.is_(True))
        .order_by(PhotoFile.id)
    )
    rows = session.execute(query).all()
    contents: dict[tuple[int | None, str | None], int] = defaultdict(int)
    for row in rows:
        contents[row.photo_id, row.content_hash] += 1
    found: dict[int, list[PlacedFile]] = defaultdict(list)
    for row in rows:
        assert row.photo_id is not None
        days = None if row.deleted_at is None else min(max(DAYS_KEPT - (now - row.deleted_at).days, 0), DAYS_KEPT)
        path, is_same = file_path(row.path, row.relative_path), contents[row.photo_id, row.content_hash] > 1
        found[row.photo_id].append(PlacedFile(row.id, path, row.size, is_same, row.folder_id in away, days))
    return found


def can_be_deleted(session: Session, file_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Of these files those that may go, and those that may not, since no other file of their photo can be reached."""
    wanted = set(file_ids)
    away = folders.away_ids(session)
    query = (
        sa.select(PhotoFile.id, PhotoFile.photo_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .where(among(PhotoFile.id, sorted(wanted)), PhotoFile.present.is_(True), photo_shown())
        .where(PhotoFile.id.not_in(sa.select(DeletedFile.file_id)))
        .order_by(PhotoFile.id)
    )
    chosen = session.execute(query).all()
    stays = (
        sa.select(PhotoFile.photo_id)
        .where(among(PhotoFile.photo_id, sorted({row.photo_id or 0 for row in chosen})), PhotoFile.present.is_(True))
        .where(~among(PhotoFile.id, sorted(wanted)), PhotoFile.folder_id.not_in(away))
        .where(PhotoFile.id.not_in(sa.select(DeletedFile.file_id)))
    )
    keeping = set(session.execute(stays).scalars())
    may = [row.id for row in chosen if row.photo_id in keeping]
    return may, [row.id for row in chosen if row.photo_id not in keeping]


def delete(journal: Journal, file_ids: Collection[int]) -> None:
    """Have these files wait for the system's trash, each by itself."""
    query = sa.select(PhotoFile.photo_id, PhotoFile.id, PhotoFile.content_hash)
    rows = [
        {"photo_id": photo_id, "file_id": file_id, "content_hash": content, "moving": False, "deleted_at": journal.now}
        for photo_id, file_id, content in journal.session.execute(
            query.where(among(PhotoFile.id, sorted(file_ids))).order_by(PhotoFile.id)
        )
    ]
    journal.insert_many(DeletedFile, rows)


def restore(journal: Journal, file_ids: Collection[int]) -> int:
    """Let these files stay after all; returns how many were waiting."""
    theirs = sa.select(DeletedFile.id).where(
        among(DeletedFile.file_id, sorted(file_ids)), DeletedFile.deleted_at.is_not(None)
    )
    ids = list(journal.session.execute(theirs).scalars())
    journal.delete(DeletedFile, ids)
    return len(ids)


def due(session: Session, now: dt.datetime) -> list[TrashFile]:
    """Files whose days are over, and those whose move was killed; only of photos that are not deleted themselves."""
    away = folders.away_ids(session)
    last = now - dt.timedelta(days=DAYS_KEPT)
    query = (
        sa.select(PhotoFile, LibraryFolder.path, Photo.picture_hash, DeletedFile.content_hash, DeletedFile.moving)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .join(DeletedFile, DeletedFile.file_id == PhotoFile.id)
        .where(Photo.deleted_at.is_(None), DeletedFile.deleted_at.is_not(None))
        .where(sa.or_(DeletedFile.deleted_at <= last, DeletedFile.moving.is_(True)))
        .order_by(PhotoFile.id)
    )
    return [
        TrashFile(
            file.id,
            file.photo_id or 0,
            file_path(folder, file.relative_path),
            file.content_hash,
            deleted_hash,
            picture_hash,
            was_there=True,
            away=file.folder_id in away,
            moving=moving,
        )
        for file, folder, picture_hash, deleted_hash, moving in session.execute(query)
    ]


def staying(session: Session, photo_id: int) -> list[TrashFile]:
    """The files of a photo that nobody deleted and that can be reached, in the form in which they are compared."""
    away = folders.away_ids(session)
    query = (
        sa.select(PhotoFile, LibraryFolder.path, Photo.picture_hash)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .where(PhotoFile.photo_id == photo_id, PhotoFile.present.is_(True), PhotoFile.folder_id.not_in(away))
        .where(PhotoFile.id.not_in(sa.select(DeletedFile.file_id)))
        .order_by(PhotoFile.id)
    )
    return [
        TrashFile(
            file.id,
            photo_id,
            file_path(folder, file.relative_path),
            file.content_hash,
            file.content_hash,
            picture_hash,
            was_there=True,
            away=False,
            moving=False,
        )
        for file, folder, picture_hash in session.execute(query)
    ]


def note_moving(session: Session, file_id: int) -> None:
    """Note that a file is about to be moved."""
    session.execute(sa.update(DeletedFile).where(DeletedFile.file_id == file_id).values(moving=True))


def note_moved(session: Session, file_id: int) -> None:
    """A file is in the system's trash: it is none of the photo's files any more."""
    session.execute(sa.delete(DeletedFile).where(DeletedFile.file_id == file_id))
    session.execute(sa.update(PhotoFile).where(PhotoFile.id == file_id).values(present=False))


def note_not_moved(session: Session, file_id: int) -> None:
    """A file could not be moved; it goes on waiting."""
    session.execute(sa.update(DeletedFile).where(DeletedFile.file_id == file_id).values(moving=False))
