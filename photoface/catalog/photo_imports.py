"""Records imports from cameras, cards and folders, and finds which files were imported or are in the library already.

It also reads the photos of the last import.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.photo_order import newest_first
from photoface.catalog.tables.files import ImportedFile, PhotoFile, PhotoImport
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown


class Standing(enum.Enum):
    """What the library knows of a file that may be imported."""

    NEW = "new"
    IN_LIBRARY = "in the library"
    BEFORE = "before"
    """It was imported, or deleted, and no file of it is in the library now."""


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file on a card that was copied.

    Attributes:
        name, size, modified_ns: of the file on the card.
        content_hash: of both files.
    """

    name: str
    size: int
    modified_ns: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class LastImport:
    """The newest import that copied something, with its photos, the newest first."""

    started_at: dt.datetime
    source: Path
    folder: Path
    photo_ids: tuple[int, ...]


def known_sizes(session: Session) -> frozenset[int]:
    """The sizes of all files of the library and of earlier imports. A file of another size is none of them."""
    queries = (sa.select(table.size).distinct() for table in (PhotoFile, ImportedFile))
    return frozenset(size for query in queries for size in session.execute(query).scalars())


def imported_contents(session: Session) -> dict[tuple[str, int, int], str]:
    """The content hash of each file that was imported, by its name, size and time on the card."""
    query = sa.select(ImportedFile.name, ImportedFile.size, ImportedFile.modified_ns, ImportedFile.content_hash)
    return {(name, size, modified): content for name, size, modified, content in session.execute(query)}


def standing(session: Session, content_hash: str, picture_hash: str | None = None) -> tuple[Standing, tuple[int, ...]]:
    """What the library knows of a file's content, and its photos with that content, without hidden ones.

    Args:
        picture_hash: of the picture without metadata; None to compare whole files only.
    """
    same = Photo.content_hash == content_hash
    if picture_hash is not None:
        same = sa.or_(same, Photo.picture_hash == picture_hash)
    holds = sa.select(PhotoFile.photo_id).where(PhotoFile.content_hash == content_hash, PhotoFile.photo_id.is_not(None))
    copied = sa.select(ImportedFile.photo_id).where(
        ImportedFile.content_hash == content_hash, ImportedFile.photo_id.is_not(None)
    )
    these = sa.or_(same, Photo.id.in_(holds), Photo.id.in_(copied))
    query = sa.select(Photo.id, Photo.missing, Photo.forgotten, Photo.deleted_at, Photo.hidden).where(these)
    photos = session.execute(query).all()
    there = [row for row in photos if not row.missing and not row.forgotten]
    if there:
        return Standing.IN_LIBRARY, tuple(row.id for row in there if not row.hidden)
    # A file that could not be read is there all the same.
    unreadable = sa.exists().where(
        PhotoFile.content_hash == content_hash, PhotoFile.present.is_(True), PhotoFile.photo_id.is_(None)
    )
    if session.execute(sa.select(unreadable)).scalar_one():
        return Standing.IN_LIBRARY, ()
    imported = sa.exists().where(ImportedFile.content_hash == content_hash)
    if any(row.deleted_at is not None for row in photos) or session.execute(sa.select(imported)).scalar_one():
        return Standing.BEFORE, ()
    return Standing.NEW, ()


def begin(session: Session, started_at: dt.datetime, source: Path, folder: Path) -> int:
    """Note an import that copies something; returns its id."""
    values = {"started_at": started_at, "source": str(source), "folder": str(folder)}
    return int(session.execute(sa.insert(PhotoImport).values(values).returning(PhotoImport.id)).scalar_one())


def note(session: Session, import_id: int, files: Sequence[CopiedFile]) -> None:
    """Note files that an import copied."""
    rows = [
        {
            "import_id": import_id,
            "name": one.name,
            "size": one.size,
            "modified_ns": one.modified_ns,
            "content_hash": one.content_hash,
        }
        for one in files
    ]
    if rows:
        session.execute(sa.insert(ImportedFile), rows)


def note_photos(session: Session) -> None:
    """Note which photos the copies are, once a scan has found them: a photo that is edited later stays the same one."""
    found = sa.select(sa.func.max(PhotoFile.photo_id)).where(PhotoFile.content_hash == ImportedFile.content_hash)
    session.execute(
        sa.update(ImportedFile).where(ImportedFile.photo_id.is_(None)).values(photo_id=found.scalar_subquery())
    )


def last_ids(session: Session) -> list[int]:
    """The photos of the last import that are shown, the newest first."""
    newest = sa.select(sa.func.max(PhotoImport.id)).scalar_subquery()
    its = sa.select(ImportedFile.photo_id).where(ImportedFile.import_id == newest, ImportedFile.photo_id.is_not(None))
    contents = sa.select(ImportedFile.content_hash).where(
        ImportedFile.import_id == newest, ImportedFile.photo_id.is_(None)
    )
    found = sa.select(PhotoFile.photo_id).where(PhotoFile.content_hash.in_(contents), PhotoFile.photo_id.is_not(None))
    shown = photo_shown(), sa.or_(Photo.id.in_(its), Photo.id.in_(found))
    return newest_first(session, sa.select(Photo.id).where(*shown))


def last(session: Session) -> LastImport | None:
    """The newest import; None before the first."""
    row = session.execute(sa.select(PhotoImport).order_by(PhotoImport.id.desc()).limit(1)).scalar_one_or_none()
    if row is None:
        return None
    return LastImport(row.started_at, Path(row.source), Path(row.folder), tuple(last_ids(session)))
