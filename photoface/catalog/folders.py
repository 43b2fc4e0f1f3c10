"""Reads and writes the library folders: adding, relocating and removing them, and whether they can be reached.

It also takes a sample of a folder's photos, by which `library.relocation` knows the folder at another place.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.path_text import PathText
from photoface.catalog.sql_helpers import how_many
from photoface.catalog.states import FileState
from photoface.catalog.summaries.library import FolderSummary
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.errors import UserFacingError


def summaries(session: Session) -> list[FolderSummary]:
    """Folders by path, with how many of their files are photos and how many could not be read."""
    counts = (how_many(PhotoFile.state == FileState.SCANNED), how_many(PhotoFile.state == FileState.FAILED))
    query = (
        sa.select(LibraryFolder.id, LibraryFolder.path, *counts)
        .outerjoin(PhotoFile, sa.and_(PhotoFile.folder_id == LibraryFolder.id, PhotoFile.present.is_(True)))
        .group_by(LibraryFolder.id)
        .order_by(LibraryFolder.path)
    )
    found = []
    for folder_id, path, photos, failed in session.execute(query).all():
        emptied = is_emptied(session, folder_id, path)
        reachable = is_readable(path) and not emptied
        found.append(FolderSummary(folder_id, Path(path), photos, failed, reachable, emptied))
    return found


def is_readable(path: str) -> bool:
    """Whether a folder is there now and can be read."""
    return os.access(path, os.R_OK | os.X_OK)


def is_reachable(path: str) -> bool:
    """Whether a library folder with known photos is there now. Of the files in one that is not, nothing is known.

    One without any file is not: a drive that is not connected may leave its mount point behind, an empty folder. A
    user who empties a folder removes it from the library, or puts other files in it.
    """
    return is_readable(path) and holds_any_file(path)


def holds_any_file(folder: str) -> bool:
    """Whether a file lies in a folder or below it; hidden ones, which systems leave everywhere, do not count.

    It stops at the first file. What cannot be looked into may hold some.
    """
    try:
        with os.scandir(folder) as entries:
            shown = (entry for entry in entries if not entry.name.startswith("."))
            return any(not entry.is_dir(follow_symlinks=False) or holds_any_file(entry.path) for entry in shown)
    except OSError:
        return True


def is_emptied(session: Session, folder_id: int, path: str) -> bool:
    """Whether a library folder holds no file any more, though the last scan found some."""
    known = sa.exists().where(PhotoFile.folder_id == folder_id, PhotoFile.present.is_(True))
    return not holds_any_file(path) and bool(session.execute(sa.select(known)).scalar_one())


def away_ids(session: Session) -> frozenset[int]:
    """The folders that cannot be reached now: on a drive that is not connected, moved, renamed or emptied."""
    rows = session.execute(sa.select(LibraryFolder.id, LibraryFolder.path))
    return frozenset(folder_id for folder_id, path in rows if not is_reachable(path))


def paths(session: Session) -> dict[int, Path]:
    """The library's folders, by id, in the order of their paths."""
    query = sa.select(LibraryFolder.id, LibraryFolder.path).order_by(LibraryFolder.path)
    return {folder_id: Path(path) for folder_id, path in session.execute(query)}


def add(session: Session, path: Path, now: dt.datetime) -> int:
    """Add a folder; returns its id. A folder that is there already, or lies inside one that is, adds nothing.

    Raises:
        UserFacingError: it lies around folders of the library; those would be scanned twice.
    """
    for folder_id, text in session.execute(sa.select(LibraryFolder.id, LibraryFolder.path)).all():
        present = Path(text)
        if path == present or present in path.parents:
            return int(folder_id)
        if path in present.parents:
            raise UserFacingError(
                f"{path} holds {present}, which is in the library already.",
                f"Remove {present} from the library first; what you said about its photos is kept.",
            )
    statement = sa.insert(LibraryFolder).values(path=str(path), added_at=now).returning(LibraryFolder.id)
    return int(session.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file of a folder as the last scan found it; `content_hash` is None where it is not known."""

    relative_path: str
    size: int
    content_hash: str | None


def sample(session: Session, folder_id: int, most: int) -> list[SampleFile]:
    """At most this many of a folder's photos, spread over all of it."""
    theirs = sa.and_(
        PhotoFile.folder_id == folder_id, PhotoFile.present.is_(True), PhotoFile.state == FileState.SCANNED
    )
    ids = session.execute(sa.select(PhotoFile.id).where(theirs).order_by(PhotoFile.relative_path)).scalars().all()
    chosen = ids[:: max(-(-len(ids) // most), 1)]
    query = sa.select(PhotoFile.relative_path, PhotoFile.size, PhotoFile.content_hash).where(PhotoFile.id.in_(chosen))
    return [SampleFile(*row) for row in session.execute(query.order_by(PhotoFile.relative_path))]


def relocate(session: Session, folder_id: int, path: Path) -> Path:
    """Note that a folder lies elsewhere now, with all its files; returns where it lay.

    Raises:
        UserFacingError: it is not in the library any more, or the place is in, or around, another folder that is.
    """
    before = refuse_taken(session, folder_id, path)
    session.execute(sa.update(LibraryFolder).where(LibraryFolder.id == folder_id).values(path=str(path)))
    return before


def refuse_taken(session: Session, folder_id: int, path: Path) -> Path:
    """Say so where a folder cannot lie at another place; returns where it lies by now.

    Raises:
        UserFacingError: it is not in the library any more, or the place is in, or around, another folder that is.
    """
    folder = session.get(LibraryFolder, folder_id)
    if folder is None:
        raise UserFacingError("This folder is not in the library any more.")
    before = Path(folder.path)
    for text in session.execute(sa.select(LibraryFolder.path).where(LibraryFolder.id != folder_id)).scalars():
        other = Path(text)
        if path == other or other in path.parents or path in other.parents:
            raise UserFacingError(
                f"{other} is in the library already.",
                f"Its photos have kept all that you said about them. Remove {before} from the library.",
            )
    return before


def path_in_catalog(session: Session, folder_id: int) -> str:
    """A folder's path as all computers of a shared catalog have it."""
    query = sa.select(sa.type_coerce(LibraryFolder.path, PathText)).where(LibraryFolder.id == folder_id)
    return session.execute(query).scalar_one()


def remove(session: Session, folder_id: int) -> None:
    """Take a folder out. Photos that lie nowhere else are forgotten until a scan finds their content again."""
    if session.get(LibraryFolder, folder_id) is None:
        raise UserFacingError("This folder is not in the library any more.")
    here = sa.select(PhotoFile.photo_id).where(PhotoFile.folder_id == folder_id, PhotoFile.photo_id.is_not(None))
    elsewhere = sa.select(PhotoFile.photo_id).where(
        PhotoFile.folder_id != folder_id, PhotoFile.present.is_(True), PhotoFile.photo_id.is_not(None)
    )
    session.execute(
        sa.update(Photo).where(Photo.id.in_(here), Photo.id.not_in(elsewhere)).values(missing=True, forgotten=True)
    )
    session.execute(sa.delete(PhotoFile).where(PhotoFile.folder_id == folder_id))
    session.execute(sa.delete(LibraryFolder).where(LibraryFolder.id == folder_id))
