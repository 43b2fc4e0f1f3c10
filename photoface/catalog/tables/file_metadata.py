"""The tables of metadata in files: what was read, taken over and written, conflicts, and files to write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.path_text import PathText
from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.catalog.tables.base import AUTOINCREMENT, Base


class MetadataRecord(Base):
    """What a file and its sidecars say of a photo, each different record once. Only erasing a person changes rows."""

    __tablename__ = "metadata_record"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    """The hash of `record` as it is written."""
    record: Mapped[dict[str, Any]]
    """A `metadata.records.PhotoMetadata`, as `metadata.stored_records` writes it."""
    named_faces: Mapped[int]
    people: Mapped[int]
    """Names given at the level of the photo."""
    tags: Mapped[int]


class FileMetadata(Base):
    """What a file and its sidecars say now, and what was last taken over from it or written to it."""

    __tablename__ = "file_metadata"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), unique=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("metadata_record.id"))
    """Written by scans; None where the file says nothing."""
    base_id: Mapped[int | None] = mapped_column(ForeignKey("metadata_record.id"))
    """What file and catalog last agreed on, None before anything was taken over or written. Decisions set it, and
    writing, where the file says nothing then that is not in the catalog."""
    written: Mapped[dict[str, Any] | None]
    """What PhotoFace itself put there, of that what is still wanted: a `metadata.records.PhotoMetadata` without what
    another program had written before. Undoing a takeover does not change it."""
    failure: Mapped[str | None]
    """Sentences for what of the metadata could not be read."""


class Sidecar(Base):
    """A sidecar of a file as it was when it was read, so that a scan notices that it changed."""

    __tablename__ = "sidecar"
    __table_args__ = (UniqueConstraint("file_id", "relative_path"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"))
    relative_path: Mapped[str] = mapped_column(PathText)
    """To the library folder, as the file's."""
    size: Mapped[int]
    modified_ns: Mapped[int]


class TakeoverConflict(Base):
    """Something that was not taken over since the user had said otherwise: the user decides which holds."""

    __tablename__ = "takeover_conflict"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    face_id: Mapped[int | None] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(String(24))
    theirs: Mapped[str]
    """The name or the value in the source."""
    mine: Mapped[str]
    """What the catalog has; empty where it has nothing."""
    source: Mapped[str]
    """Where it comes from, such as `photo files` or `digiKam 8`."""
    left: Mapped[float | None]
    """Where the source has a face and the catalog has none, in fractions of the upright photo; as the other three."""
    top: Mapped[float | None]
    width: Mapped[float | None]
    height: Mapped[float | None]
    answer: Mapped[ConflictAnswer | None] = mapped_column(String(8))
    """`mine` where the user decided so: it is not asked again, and files may be changed for it."""


class PhotoToWrite(Base):
    """A photo whose files have to be written, or could not be."""

    __tablename__ = "photo_to_write"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    """A new one each time that the photo has to be written again."""
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[str | None]
    """Why its files could not be written; None where nobody has tried."""


class FileBeingWritten(Base):
    """A file that a job writes right now, noted before: so what a killed job wrote is known afterwards."""

    __tablename__ = "file_being_written"

    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), primary_key=True)
    written: Mapped[dict[str, Any]]
    """What `FileMetadata.written` will be."""
    content_hash: Mapped[str | None]
    """Of the bytes that the photo file gets, where its picture cannot be told from them; else None."""
