"""Library folders: reading, adding, removing."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.rows import how_many
from photoface.catalog.summaries import FolderSummary
from photoface.catalog.tables import FileState, LibraryFolder, Photo, PhotoFile
from photoface.errors import UserFacingError


def summaries(session: Session) -> list[FolderSummary]:
    """Folders by path, with how many of their files are photos and how many could not be read."""
    query = (
        sa.select(
            LibraryFolder.id,
            LibraryFolder.path,
            how_many(PhotoFile.state == FileState.SCANNED),
            how_many(PhotoFile.state == FileState.FAILED),
        )
        .outerjoin(PhotoFile, sa.and_(PhotoFile.folder_id == LibraryFolder.id, PhotoFile.present.is_(True)))
        .group_by(LibraryFolder.id)
        .order_by(LibraryFolder.path)
    )
    return [
        FolderSummary(folder_id, Path(path), photos, failed, os.access(path, os.R_OK | os.X_OK))
        for folder_id, path, photos, failed in session.execute(query)
    ]


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
