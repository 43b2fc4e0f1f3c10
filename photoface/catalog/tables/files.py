"""The tables of files on the disk: library folders, photo files, imports, and files to be trashed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.path_text import FolderPathText, PathText
from photoface.catalog.states import FailureKind, FileState
from photoface.catalog.tables.base import AUTOINCREMENT, Base


class LibraryFolder(Base):
    """A folder that the user added; everything below it is scanned."""

    __tablename__ = "library_folder"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(FolderPathText, unique=True)
    added_at: Mapped[dt.datetime]


class PhotoFile(Base):
    """One file, found at a path below a library folder."""

    __tablename__ = "photo_file"
    __table_args__ = (
        UniqueConstraint("folder_id", "relative_path"),
        Index("ix_photo_file_state", "state", "folder_id"),
        Index("ix_photo_file_content_hash", "content_hash"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    relative_path: Mapped[str] = mapped_column(PathText)
    """With forward slashes, so that a catalog moves between systems."""
    size: Mapped[int]
    modified_ns: Mapped[int]
    content_hash: Mapped[str | None]
    """Of the bytes that were read last; None for a file that was not read since it came or changed."""
    state: Mapped[FileState] = mapped_column(String(16))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"), index=True)
    failure: Mapped[str | None]
    """The sentence for the user, where the state is FAILED."""
    failure_kind: Mapped[FailureKind | None] = mapped_column(String(16))
    failure_details: Mapped[str | None]
    """The traceback, where the failure is a bug."""
    changed_ns: Mapped[int | None]
    """The file's change time (st_ctime) when it was last found new, changed or to be tried again. Unlike the
    modification time it moves when rights change, or when another file takes its place with its times kept."""
    deaths: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often a worker died with this file in its hands; back to 0 once it is read."""
    present: Mapped[bool] = mapped_column(default=True, server_default=true())
    """False once a scan did not find it any more."""
    metadata_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The version of the reader that read the metadata of the file and its sidecars last; 0 where it has to be read."""


class PhotoImport(Base):
    """One import of photos from a camera, a card or a folder that copied something."""

    __tablename__ = "photo_import"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(PathText)
    folder: Mapped[str] = mapped_column(PathText)
    """Where the copies went."""


class ImportedFile(Base):
    """A file that an import copied. It is never forgotten: the same file is not copied a second time."""

    __tablename__ = "imported_file"
    __table_args__ = (
        Index("ix_imported_file_content_hash", "content_hash"),
        Index("ix_imported_file_size", "size"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("photo_import.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(PathText)
    """Its name on the card; with size and time it tells an imported file without reading it."""
    size: Mapped[int]
    modified_ns: Mapped[int]
    content_hash: Mapped[str]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"), index=True)
    """Set by the scan that found the copy; None until then."""


class DeletedFile(Base):
    """A file that goes to the system's trash: with its photo, or by itself while the photo stays (`deleted_at`)."""

    __tablename__ = "deleted_file"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), unique=True)
    content_hash: Mapped[str | None]
    """Of the file when the user deleted it. A file that holds something else by then is not moved."""
    moving: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Noted before the file is moved, so that a move that was killed is known afterwards."""
    deleted_at: Mapped[dt.datetime | None]
    """When the user deleted this file alone; None for a file that goes with its photo."""
