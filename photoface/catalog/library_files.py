"""Reads the path and size of all photo files, to match them with the photos of another program's catalog."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.file_paths import file_path
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo


def all_files(session: Session) -> Iterator[tuple[int, str, int]]:
    """Photo, absolute path with forward slashes and size of each file of a photo that is not forgotten."""
    query = (
        sa.select(PhotoFile.photo_id, LibraryFolder.path, PhotoFile.relative_path, PhotoFile.size)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .where(Photo.forgotten.is_(False))
        .order_by(PhotoFile.present.desc(), PhotoFile.id)
    )
    for photo_id, folder, relative_path, size in session.connection().execute(query):
        assert photo_id is not None
        yield photo_id, file_path(folder, relative_path).as_posix(), size
