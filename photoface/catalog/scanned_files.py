"""Reads and writes how far a scan is with each file: new, changed, missing, to be read, or why reading failed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog.file_paths import file_path
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FailureKind, FileState
from photoface.catalog.tables.files import LibraryFolder, PhotoFile

SOUND = {"failure": None, "failure_kind": None, "failure_details": None, "deaths": 0}
"""The columns of a file with which nothing is wrong."""

UNREAD = {"state": FileState.NEW.value, "content_hash": None, "metadata_version": 0, **SOUND}
"""The columns of a file that has to be read, and with which nothing is wrong as far as is known."""


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A photo file on disk; `relative_path`, to its library folder, has forward slashes.

    Attributes:
        modified_ns: when its content was changed, in nanoseconds since 1970, within the years 1677 to 2262.
        changed_ns: when its content, its rights or its name were changed, likewise; on Windows when it was made.
    """

    relative_path: str
    size: int
    modified_ns: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the last scan found it; of one that could not be read, why, and its change time then."""

    id: int
    size: int
    modified_ns: int
    present: bool
    failure_kind: FailureKind | None
    failed_at_ns: int | None


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file that has to be read.

    Attributes:
        folder: its library folder.
        deaths: how often a scan's process ended while it was read.
        photo_id: the photo whose content it held before it changed, where it may be an edit of it.
        content_hash: what it held when that was decided; None where nothing had to be decided.
        turns: the orientations in which the catalog has this very picture, with other metadata: in one of these, no
            faces are looked for in it.
        looks_again: whether the file is known and unchanged, and only its faces are looked for again.
        size: in bytes, when its folder was listed.
    """

    id: int
    path: Path
    folder: Path
    modified_ns: int
    deaths: int
    photo_id: int | None
    content_hash: str | None = None
    turns: frozenset[int] = frozenset()
    looks_again: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one file.

    Attributes:
        sentence: for the user, with the remedy.
        kind: whose fault it is, which decides when the file is tried again.
        details: the traceback, where it is a bug.
    """

    sentence: str
    kind: FailureKind
    details: str | None = None


def in_folder(session: Session, folder_id: int) -> dict[str, KnownFile]:
    """A library folder's files, by relative path."""
    has_failed = PhotoFile.state == FileState.FAILED
    failed = (
        sa.case((has_failed, PhotoFile.failure_kind), else_=None),
        sa.case((has_failed, sa.func.coalesce(PhotoFile.changed_ns, 0)), else_=None),
    )
    columns = (PhotoFile.relative_path, PhotoFile.id, PhotoFile.size, PhotoFile.modified_ns, PhotoFile.present)
    query = sa.select(*columns, *failed).where(PhotoFile.folder_id == folder_id)
    return {path: KnownFile(*facts) for path, *facts in session.execute(query)}


def add(session: Session, folder_id: int, files: Sequence[FileOnDisk]) -> None:
    """Note new files, which have to be read."""
    rows = [{"folder_id": folder_id, "relative_path": file.relative_path, **_unread(file)} for file in files]
    if rows:
        session.execute(sa.insert(PhotoFile), rows)


def note_changed(session: Session, files: Sequence[tuple[int, FileOnDisk]]) -> None:
    """These files, by id, have to be read again.

    Each keeps its photo until its new content is read: an edited picture keeps what was said about it.
    """
    if files:
        session.execute(sa.update(PhotoFile), [{"id": file_id, **_unread(file)} for file_id, file in files])


def _unread(file: FileOnDisk) -> dict[str, object]:
    times = {"modified_ns": file.modified_ns, "changed_ns": file.changed_ns}
    return {"size": file.size, **times, "present": True, **UNREAD}


def set_present(session: Session, file_ids: Sequence[int], *, present: bool) -> None:
    """Note whether the scan found these files."""
    session.execute(sa.update(PhotoFile).where(among(PhotoFile.id, file_ids)).values(present=present))


def to_read(session: Session) -> list[FileToRead]:
    """The files that have to be read, by path."""
    waiting = sa.and_(PhotoFile.state == FileState.NEW, PhotoFile.present.is_(True))
    return _files(session, waiting, LibraryFolder.path, PhotoFile.relative_path)


def without_hash(session: Session, away: Collection[int]) -> list[FileToRead]:
    """Files of photos with several files of which it was never checked that they hold the same: from older catalogs.

    Args:
        away: folders that cannot be reached now.
    """
    other = aliased(PhotoFile)
    unchecked = sa.and_(
        PhotoFile.content_hash.is_(None),
        PhotoFile.state == FileState.SCANNED,
        PhotoFile.present.is_(True),
        PhotoFile.folder_id.not_in(sorted(away)),
        sa.exists().where(other.photo_id == PhotoFile.photo_id, other.id != PhotoFile.id),
    )
    return _files(session, unchecked, PhotoFile.id)


def to_look_at_again(session: Session, these: sa.ColumnElement[bool]) -> list[FileToRead]:
    """Known files in which only faces are looked for again, with what each held when it was read, by path."""
    rows = session.execute(sa.select(PhotoFile.id, PhotoFile.content_hash).where(these))
    hashes = {row.id: row.content_hash for row in rows}
    return [
        replace(file, content_hash=hashes[file.id], looks_again=True)
        for file in _files(session, these, LibraryFolder.path, PhotoFile.relative_path)
    ]


def _files(session: Session, wanted: sa.ColumnElement[bool], *order: sa.SQLColumnExpression[Any]) -> list[FileToRead]:
    columns = (PhotoFile.id, LibraryFolder.path, PhotoFile.relative_path)
    query = sa.select(*columns, PhotoFile.modified_ns, PhotoFile.deaths, PhotoFile.photo_id, PhotoFile.size)
    query = query.join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id).where(wanted).order_by(*order)
    return [
        FileToRead(file_id, file_path(folder, relative_path), Path(folder), modified_ns, deaths, photo_id, size=size)
        for file_id, folder, relative_path, modified_ns, deaths, photo_id, size in session.execute(query)
    ]


def known_sizes(session: Session) -> frozenset[int]:
    """The sizes, in bytes, of the files whose content is known: a file of another size holds something new."""
    return frozenset(session.scalars(sa.select(PhotoFile.size).where(PhotoFile.content_hash.is_not(None)).distinct()))


def note_failures(session: Session, failures: Mapping[int, Failure]) -> None:
    """Note why files, by id, could not be read."""
    if failures:
        reason: dict[str, object] = {
            "failure": sa.bindparam("sentence"),
            "failure_kind": sa.bindparam("kind"),
            "failure_details": sa.bindparam("details"),
        }
        note = sa.update(PhotoFile).where(PhotoFile.id == sa.bindparam("file"))
        rows = [{"file": file_id, **asdict(failure)} for file_id, failure in failures.items()]
        session.connection().execute(note.values(state=FileState.FAILED.value, deaths=0, **reason), rows)


def read_again(session: Session, file_ids: Collection[int]) -> None:
    """Have these files read again by the next scan."""
    session.execute(sa.update(PhotoFile).where(among(PhotoFile.id, file_ids)).values(UNREAD))


def note_deaths(session: Session, culprits: Sequence[int], suspects: Sequence[int]) -> None:
    """Count that a scan's process ended while files were read.

    Args:
        culprits: files that were read alone.
        suspects: files that were read together, one of which may be to blame.
    """
    waiting = PhotoFile.state == FileState.NEW
    alone = sa.update(PhotoFile).where(among(PhotoFile.id, culprits), waiting)
    session.execute(alone.values(deaths=PhotoFile.deaths + 1))
    together = sa.update(PhotoFile).where(among(PhotoFile.id, suspects), waiting, PhotoFile.deaths == 0)
    session.execute(together.values(deaths=1))


def unread_names(session: Session, file_ids: Sequence[int]) -> dict[int, str]:
    """The names of those of the files that have to be read."""
    query = sa.select(PhotoFile.id, PhotoFile.relative_path).where(
        among(PhotoFile.id, file_ids), PhotoFile.state == FileState.NEW
    )
    return {file_id: path.rpartition("/")[2] for file_id, path in session.execute(query)}
