"""Reads what must be known to write names, tags and more into files, and records what PhotoFace wrote there.

The records tell its own values from those of other programs, and let the next scan know a file with new bytes as the
same photo. What a job is about to write is noted before, so that a killed one can be completed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog import takeover_conflicts
from photoface.catalog.file_metadata import SidecarOnDisk
from photoface.catalog.file_paths import file_path
from photoface.catalog.sql_dialects import insert
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FileState
from photoface.catalog.tables.collections import PhotoTag, Tag
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.file_metadata import FileBeingWritten, FileMetadata, MetadataRecord, Sidecar
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import PhotoPerson
from photoface.catalog.tables.photos import Photo
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.formatting import attributes
from photoface.imaging.date_kinds import DateSource
from photoface.text_folding import SEPARATOR


@dataclass(frozen=True, slots=True)
class FileToWrite:
    """A file of a photo, as the catalog knows it. Records are plain values, None where there is none.

    Attributes:
        folder: its library folder.
        version: of the reader that read its metadata last; 0 where that has to be read.
        picture_hash: of the photo's picture; None where that is not known.
        turn: the photo's EXIF orientation; None where that is not known.
        user_turn: how the user turned it further.
        format: of the photo, a `PhotoFormat`.
        own_date, own_place: the user's own, the date with its `DatePrecision`; None where the user gave none.
        is_dated_by_file: nothing but the file's time dates the photo, where the user does not.
        record: what the file and its sidecars say.
        base: the record on which file and catalog agreed last.
        written: what PhotoFace itself wrote there.
        is_agreed: the file says nothing that was not taken over.
        sidecars: as they were when they were read.
    """

    id: int
    photo_id: int
    folder: Path
    path: Path
    size: int
    modified_ns: int
    version: int
    picture_hash: str | None
    turn: int | None
    user_turn: int | None
    format: str
    own_date: tuple[dt.datetime, str] | None
    own_place: tuple[float, float] | None
    is_dated_by_file: bool
    record: dict[str, Any] | None
    base: dict[str, Any] | None
    written: dict[str, Any] | None
    is_agreed: bool
    sidecars: frozenset[SidecarOnDisk]


@dataclass(frozen=True, slots=True)
class WrittenContent:
    """A photo file after PhotoFace wrote into it: the same picture, in other bytes."""

    file_id: int
    size: int
    modified_ns: int
    changed_ns: int
    content_hash: str
    picture_hash: str


def photos_with_something_to_write(session: Session) -> list[int]:
    """Photos that the user named, tagged, rated, described, turned, dated or placed, and those written before."""
    named = sa.select(Face.photo_id).where(Face.confirmed.is_(True), Face.person_id.is_not(None))
    written = sa.select(PhotoFile.photo_id).join(FileMetadata, FileMetadata.file_id == PhotoFile.id)
    something = sa.or_(
        Photo.rating.is_not(None),
        Photo.title.is_not(None),
        Photo.caption.is_not(None),
        Photo.user_turn.is_not(None),
        Photo.own_taken_at.is_not(None),
        Photo.own_latitude.is_not(None),
        Photo.id.in_(named),
        Photo.id.in_(sa.select(PhotoTag.photo_id)),
        Photo.id.in_(sa.select(PhotoPerson.photo_id)),
        Photo.id.in_(written.where(sa.or_(FileMetadata.base_id.is_not(None), FileMetadata.written.is_not(None)))),
    )
    return list(session.execute(sa.select(Photo.id).where(something, Photo.forgotten.is_(False))).scalars())


def files(session: Session, photo_ids: Collection[int]) -> list[FileToWrite]:
    """The files of these photos that were found and read, by path."""
    record, base = aliased(MetadataRecord), aliased(MetadataRecord)
    query = (
        sa.select(
            PhotoFile.id,
            PhotoFile.photo_id,
            LibraryFolder.path,
            PhotoFile.relative_path,
            PhotoFile.size,
            PhotoFile.modified_ns,
            PhotoFile.metadata_version,
            Photo.picture_hash,
            Photo.turn,
            Photo.user_turn,
            Photo.format,
            Photo.own_taken_at,
            Photo.own_date_precision,
            Photo.own_latitude,
            Photo.own_longitude,
            Photo.file_dated_by,
            record.record,
            base.record.label("base"),
            FileMetadata.written,
            sa.or_(FileMetadata.record_id.is_(None), FileMetadata.record_id == FileMetadata.base_id).label("is_agreed"),
        )
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .outerjoin(FileMetadata, FileMetadata.file_id == PhotoFile.id)
        .outerjoin(record, record.id == FileMetadata.record_id)
        .outerjoin(base, base.id == FileMetadata.base_id)
        .where(
            among(PhotoFile.photo_id, sorted(photo_ids)),
            PhotoFile.present.is_(True),
            PhotoFile.state == FileState.SCANNED,
        )
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    rows = session.connection().execute(query).all()
    sidecars: dict[int, set[SidecarOnDisk]] = defaultdict(set)
    beside = sa.select(Sidecar.file_id, Sidecar.relative_path, Sidecar.size, Sidecar.modified_ns)
    for file_id, path, size, modified_ns in session.connection().execute(
        beside.where(among(Sidecar.file_id, [row.id for row in rows]))
    ):
        sidecars[file_id].add(SidecarOnDisk(path, size, modified_ns))
    return [
        FileToWrite(
            **attributes(row, "id", "photo_id", "size", "modified_ns", "picture_hash", "turn", "user_turn", "written"),
            format=row.format,
            own_date=None if row.own_taken_at is None else (row.own_taken_at, row.own_date_precision or "second"),
            own_place=None if row.own_latitude is None else (row.own_latitude, row.own_longitude),
            folder=Path(row.path),
            path=file_path(row.path, row.relative_path),
            version=row.metadata_version,
            is_dated_by_file=row.file_dated_by == DateSource.FILE_TIME.value,
            record=row.record,
            base=row.base,
            is_agreed=bool(row.is_agreed),
            sidecars=frozenset(sidecars[row.id]),
        )
        for row in rows
    ]


def files_of_unknown_turn(session: Session, photo_ids: Collection[int]) -> list[FileToWrite]:
    """The files of those of these photos whose turn is not known."""
    unknown = sa.select(Photo.id).where(among(Photo.id, sorted(photo_ids)), Photo.turn.is_(None))
    found = list(session.execute(unknown).scalars())
    return files(session, found) if found else []


def note_turns(session: Session, found: Mapping[int, tuple[int, str]]) -> None:
    """Note photos' turns and picture hashes, by photo."""
    rows = [{"photo": photo_id, "of_file": turn, "of_picture": value} for photo_id, (turn, value) in found.items()]
    by_id = sa.update(Photo).where(Photo.id == sa.bindparam("photo"))
    values = by_id.values(
        turn=sa.bindparam("of_file"), picture_hash=sa.func.coalesce(Photo.picture_hash, sa.bindparam("of_picture"))
    )
    session.connection().execute(values, rows)


def tag_paths(session: Session, photo_ids: Collection[int]) -> dict[int, list[tuple[str, ...]]]:
    """The tags of photos, each the path from the top."""
    query = sa.select(PhotoTag.photo_id, Tag.path).join(Tag, Tag.id == PhotoTag.tag_id).order_by(Tag.path_key)
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for photo_id, path in session.connection().execute(query.where(among(PhotoTag.photo_id, sorted(photo_ids)))):
        found[photo_id].append(tuple(path.split(SEPARATOR)))
    return found


def undecided(session: Session) -> dict[int, list[ConflictSummary]]:
    """What the user has still to decide about photos, by photo."""
    found: dict[int, list[ConflictSummary]] = defaultdict(list)
    for conflict in takeover_conflicts.summaries(session):
        if conflict.photo_id is not None:
            found[conflict.photo_id].append(conflict)
    return found


def changed_by_others(session: Session) -> set[int]:
    """Photos with a file that PhotoFace knew otherwise: it wrote there, or took over, and the file was changed."""
    is_changed = FileMetadata.record_id.is_distinct_from(FileMetadata.base_id)
    was_known = sa.or_(FileMetadata.base_id.is_not(None), FileMetadata.written.is_not(None))
    query = sa.select(PhotoFile.photo_id).join(FileMetadata, FileMetadata.file_id == PhotoFile.id)
    photo_ids = session.execute(query.where(is_changed, was_known, PhotoFile.present.is_(True))).scalars()
    return {photo_id for photo_id in photo_ids if photo_id is not None}


@dataclass(frozen=True, slots=True)
class InterruptedFile:
    """A file that a job was about to write when it ended.

    Attributes:
        written, to_be_written: what PhotoFace had written there before, and what it was to be then.
        picture_hash: of the photo's picture; None where that is not known.
        content_hash: of the bytes that the photo file was to get; None where the picture tells.
    """

    id: int
    folder: Path
    path: Path
    picture_hash: str | None
    written: dict[str, Any] | None
    to_be_written: dict[str, Any]
    content_hash: str | None


def note_being_written(session: Session, written: Mapping[int, dict[str, Any]]) -> None:
    """Note what PhotoFace is about to write into files, by file; `note_written` follows."""
    rows = [{"file_id": file_id, "written": own, "content_hash": None} for file_id, own in written.items()]
    if rows:
        made = insert(session, FileBeingWritten)
        changed = {name: made.excluded[name] for name in ("written", "content_hash")}
        session.execute(made.on_conflict_do_update(index_elements=["file_id"], set_=changed), rows)


def note_new_content(session: Session, file_id: int, content_hash: str) -> None:
    """Note which bytes a photo file is about to get."""
    by_file = sa.update(FileBeingWritten).where(FileBeingWritten.file_id == file_id)
    session.execute(by_file.values(content_hash=content_hash))


def interrupted(session: Session) -> list[InterruptedFile]:
    """The files that a job was about to write when it ended."""
    query = (
        sa.select(
            PhotoFile.id,
            LibraryFolder.path,
            PhotoFile.relative_path,
            Photo.picture_hash,
            FileMetadata.written,
            FileBeingWritten.written.label("to_be_written"),
            FileBeingWritten.content_hash,
        )
        .join(PhotoFile, PhotoFile.id == FileBeingWritten.file_id)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .outerjoin(FileMetadata, FileMetadata.file_id == PhotoFile.id)
    )
    return [
        InterruptedFile(
            **attributes(row, "id", "picture_hash", "written", "to_be_written", "content_hash"),
            folder=Path(row.path),
            path=file_path(row.path, row.relative_path),
        )
        for row in session.connection().execute(query)
    ]


def forget_being_written(session: Session, file_ids: Collection[int]) -> None:
    """No job is about to write these files any more."""
    session.execute(sa.delete(FileBeingWritten).where(among(FileBeingWritten.file_id, sorted(file_ids))))


def note_written(session: Session, written: Mapping[int, dict[str, Any]], agreed: Collection[int]) -> None:
    """Note what PhotoFace wrote, by file, and which files say nothing now that is not in the catalog.

    `file_metadata.note` comes before.
    """
    if written:
        # Files that say nothing but a date have no row yet.
        known = sa.select(FileMetadata.file_id).where(among(FileMetadata.file_id, sorted(written)))
        new = sorted({file_id for file_id in written if written[file_id]} - set(session.execute(known).scalars()))
        if new:
            session.execute(sa.insert(FileMetadata), [{"file_id": file_id} for file_id in new])
        values = [{"file": file_id, "own": record} for file_id, record in written.items()]
        by_file = sa.update(FileMetadata).where(FileMetadata.file_id == sa.bindparam("file"))
        session.connection().execute(by_file.values(written=sa.bindparam("own")), values)
    theirs = among(FileMetadata.file_id, sorted(agreed))
    session.execute(sa.update(FileMetadata).where(theirs).values(base_id=FileMetadata.record_id))


def note_contents(session: Session, contents: Sequence[WrittenContent]) -> None:
    """Note the new bytes of photo files, so that the next scan knows them as the photos that they were."""
    for new in contents:
        before = sa.select(PhotoFile.content_hash, PhotoFile.photo_id).where(PhotoFile.id == new.file_id)
        content_hash, photo_id = session.execute(before).one()
        session.execute(
            sa.update(PhotoFile)
            .where(PhotoFile.id == new.file_id)
            .values(
                content_hash=new.content_hash,
                size=new.size,
                modified_ns=new.modified_ns,
                changed_ns=new.changed_ns,
            )
        )
        other = sa.select(Photo.id).where(Photo.content_hash == new.content_hash)
        if session.execute(other.limit(1)).first() is None:
            # Another file of the photo may be the one that its facts were read from.
            session.execute(
                sa.update(Photo)
                .where(Photo.id == photo_id, Photo.content_hash == content_hash)
                .values(content_hash=new.content_hash, picture_hash=new.picture_hash)
            )
