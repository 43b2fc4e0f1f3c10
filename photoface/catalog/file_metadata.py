"""Stores what scans read from the metadata of photo files and sidecars, such as names, and what was taken over of it.

It also tells which files have to be read for that, which could not be read, and how much waits to be taken over. The
records are plain values here; `metadata.stored_records` converts them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog import erased_names
from photoface.catalog.file_paths import file_path
from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among, how_many
from photoface.catalog.states import FileState
from photoface.catalog.tables.file_metadata import FileMetadata, MetadataRecord, Sidecar
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo

SUFFIX = ".xmp"
"""Of sidecars, in any case of its letters."""

RECORDS_AT_ONCE = 1_000

_LISTS = ("regions", "people", "tags", "albums", "applied_to")
"""Values of a record of which it may have several."""


@dataclass(frozen=True, slots=True)
class SidecarOnDisk:
    """A sidecar as a scan found it; `relative_path`, to its library folder, has forward slashes."""

    relative_path: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class ReadMetadata:
    """What was read of a file and its sidecars.

    Attributes:
        record: plain values; None where nothing is said that could be taken over.
        named_faces, people, tags: how many the record has.
        failure: sentences for what could not be read.
        is_final: False where it failed for a reason that may pass: what is known already stays, and the next scan
            tries again.
    """

    record: dict[str, Any] | None = None
    named_faces: int = 0
    people: int = 0
    tags: int = 0
    failure: str | None = None
    sidecars: tuple[SidecarOnDisk, ...] = ()
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class FileToLookAt:
    """A file whose metadata has to be read."""

    file_id: int
    folder: Path
    path: Path


def note(session: Session, found: Mapping[int, ReadMetadata], version: int) -> None:
    """Write what was read of files, by id, by a reader of this version. What was taken over before stays noted."""
    if not found:
        return
    found = _without_erased(session, found)
    record_ids = _record_ids(session, found.values())
    known = set(
        session.execute(sa.select(FileMetadata.file_id).where(among(FileMetadata.file_id, sorted(found)))).scalars()
    )
    new, changed, unread = [], [], []
    for file_id, read in found.items():
        record_id = None if read.record is None else record_ids[digest(read.record)]
        if file_id in known and not read.is_final:
            unread.append({"file": file_id, "sentence": read.failure})
        elif file_id in known:
            changed.append({"file": file_id, "record": record_id, "sentence": read.failure})
        elif record_id is not None or read.failure is not None:
            new.append({"file_id": file_id, "record_id": record_id, "failure": read.failure})
    if new:
        session.execute(sa.insert(FileMetadata), new)
    by_file = sa.update(FileMetadata).where(FileMetadata.file_id == sa.bindparam("file"))
    columns: dict[str, object] = {"failure": sa.bindparam("sentence")}
    if unread:
        session.connection().execute(by_file.values(columns), unread)
    columns = {**columns, "record_id": sa.bindparam("record")}
    if changed:
        session.connection().execute(by_file.values(columns), changed)
    final = [file_id for file_id, read in found.items() if read.is_final]
    session.execute(sa.delete(Sidecar).where(among(Sidecar.file_id, final)))
    beside = [
        {
            "file_id": file_id,
            "relative_path": one.relative_path,
            "size": one.size,
            "modified_ns": one.modified_ns,
        }
        for file_id in final
        for one in found[file_id].sidecars
    ]
    if beside:
        session.execute(sa.insert(Sidecar), beside)
    for ids, as_read_by in ((final, version), (set(found) - set(final), 0)):
        session.execute(
            sa.update(PhotoFile).where(among(PhotoFile.id, sorted(ids))).values(metadata_version=as_read_by)
        )


def _without_erased(session: Session, found: Mapping[int, ReadMetadata]) -> dict[int, ReadMetadata]:
    """What was read of files, by file, without names of people who were erased for good."""
    kept = dict(found)
    said = {file_id: read.record for file_id, read in found.items() if read.record is not None}
    for (file_id, before), record in zip(said.items(), erased_names.left_out(session, said.values()), strict=True):
        if record != before:
            faces = sum(1 for one in record.get("regions", ()) if one.get("name"))
            people = len(record.get("people", ()))
            kept[file_id] = replace(found[file_id], record=record, named_faces=faces, people=people)
    return kept


def digest(record: Mapping[str, Any]) -> str:
    """What tells a record from others."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _record_ids(session: Session, found: Iterable[ReadMetadata]) -> dict[str, int]:
    """The ids of records by digest; those that are new are written."""
    by_digest = {digest(read.record): read for read in found if read.record is not None}
    query = sa.select(MetadataRecord.digest, MetadataRecord.id).where(among(MetadataRecord.digest, by_digest))
    ids = {key: row_id for key, row_id in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy
    new = [
        {
            "digest": key,
            "record": read.record,
            "named_faces": read.named_faces,
            "people": read.people,
            "tags": read.tags,
        }
        for key, read in by_digest.items()
        if key not in ids
    ]
    if new:
        session.execute(sa.insert(MetadataRecord), new)
        ids = {key: row_id for key, row_id in session.execute(query)}  # noqa: C416 - as above
    return ids


def to_read(session: Session, version: int) -> list[FileToLookAt]:
    """The files that were scanned and whose metadata was not read by this version of the reader, by path."""
    query = (
        sa.select(PhotoFile.id, LibraryFolder.path, PhotoFile.relative_path)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(_is_unread(version))
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    return [
        FileToLookAt(file_id, Path(folder), file_path(folder, relative_path))
        for file_id, folder, relative_path in session.execute(query)
    ]


def any_to_read(session: Session, version: int, away: Collection[int]) -> bool:
    """Whether there is such a file, but for folders that cannot be reached now."""
    here = PhotoFile.folder_id.not_in(sorted(away))
    return session.execute(sa.select(PhotoFile.id).where(_is_unread(version), here).limit(1)).first() is not None


def _is_unread(version: int) -> sa.ColumnElement[bool]:
    is_scanned = sa.and_(PhotoFile.state == FileState.SCANNED, PhotoFile.present.is_(True))
    return sa.and_(PhotoFile.metadata_version < version, is_scanned)


def read_changed_sidecars_again(
    session: Session,
    folder_id: int,
    on_disk: Sequence[SidecarOnDisk],
    was_looked_for: Callable[[str], bool] = lambda path: True,
) -> int:
    """Note that files of a library folder have to be read again beside which a sidecar is new, changed or gone.

    A sidecar that no photo claims is looked at by each scan again.

    Args:
        was_looked_for: whether the sidecar of this path would be among those on the disk if it were there.

    Returns:
        How many files that are.
    """
    query = (
        sa.select(Sidecar.relative_path, Sidecar.size, Sidecar.modified_ns, Sidecar.file_id)
        .join(PhotoFile, PhotoFile.id == Sidecar.file_id)
        .where(PhotoFile.folder_id == folder_id)
    )
    known: dict[str, tuple[int, int]] = {}
    owners: dict[str, set[int]] = {}
    for path, size, modified_ns, file_id in session.execute(query):
        known[path] = (size, modified_ns)
        owners.setdefault(path, set()).add(file_id)
    there = {one.relative_path: (one.size, one.modified_ns) for one in on_disk}
    changed = {path for path in there if known.get(path) != there[path]}
    again = {
        file_id
        for path, ids in owners.items()
        if path in changed or (path not in there and was_looked_for(path))
        for file_id in ids
    }
    if changed:
        again |= _beside(session, folder_id, changed)
    if again:
        session.execute(sa.update(PhotoFile).where(among(PhotoFile.id, sorted(again))).values(metadata_version=0))
    return len(again)


def _beside(session: Session, folder_id: int, sidecars: Collection[str]) -> set[int]:
    """The files that may own these sidecars: of the sidecar's name without its suffix, or of the same stem."""
    names = {path[: -len(SUFFIX)].casefold() for path in sidecars}
    query = sa.select(PhotoFile.id, PhotoFile.relative_path).where(
        PhotoFile.folder_id == folder_id, PhotoFile.present.is_(True)
    )
    return {
        file_id
        for file_id, path in session.execute(query)
        if path.casefold() in names or str(PurePosixPath(path).with_suffix("")).casefold() in names
    }


@dataclass(frozen=True, slots=True)
class MetadataCounts:
    """How many shown photos have which metadata in their files.

    Attributes:
        photos: with anything that could be taken over.
        waiting: those of them with something that was not taken over yet.
        waiting_names: those of the waiting ones that name people.
        failures: files whose metadata could not be read, in whole or in part.
    """

    photos: int = 0
    named_faces: int = 0
    names: int = 0
    tags: int = 0
    waiting: int = 0
    waiting_names: int = 0
    failures: int = 0


_IS_WAITING = sa.and_(
    FileMetadata.record_id.is_not(None),
    sa.or_(FileMetadata.base_id.is_(None), FileMetadata.base_id != FileMetadata.record_id),
)


def counts(session: Session) -> MetadataCounts:
    """What the files say, counted."""
    photo = PhotoFile.photo_id
    has_names = sa.or_(MetadataRecord.named_faces > 0, MetadataRecord.people > 0)

    def photos(*conditions: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.count(sa.distinct(sa.case((sa.and_(*conditions), photo))))

    query = (
        sa.select(
            photos(FileMetadata.record_id.is_not(None)),
            sa.func.coalesce(sa.func.sum(MetadataRecord.named_faces), 0),
            photos(has_names),
            photos(MetadataRecord.tags > 0),
            photos(_IS_WAITING),
            photos(_IS_WAITING, has_names),
            how_many(FileMetadata.failure.is_not(None)),
        )
        .select_from(FileMetadata)
        .join(PhotoFile, PhotoFile.id == FileMetadata.file_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .outerjoin(MetadataRecord, MetadataRecord.id == FileMetadata.record_id)
        .where(_shown())
    )
    return MetadataCounts(*(int(value) for value in session.execute(query).one()))


def _shown() -> sa.ColumnElement[bool]:
    return sa.and_(PhotoFile.present.is_(True), Photo.forgotten.is_(False))


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """Metadata of a file that was not taken over yet.

    Attributes:
        row_id: of the `FileMetadata`.
        base: the record on which file and catalog agreed last; None where there is none.
        written: what PhotoFace itself wrote there.
    """

    row_id: int
    record_id: int
    photo_id: int
    record: dict[str, Any]
    base: dict[str, Any] | None
    written: dict[str, Any] | None


def waiting(session: Session, photo_ids: Collection[int] | None = None) -> Iterator[WaitingRecord]:
    """What files say and was not taken over yet, by photo; of these photos, or of all."""
    base = aliased(MetadataRecord)
    columns = (FileMetadata.id, FileMetadata.record_id, PhotoFile.photo_id, MetadataRecord.record, base.record)
    query = (
        sa.select(*columns, FileMetadata.written)
        .join(PhotoFile, PhotoFile.id == FileMetadata.file_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .join(MetadataRecord, MetadataRecord.id == FileMetadata.record_id)
        .outerjoin(base, base.id == FileMetadata.base_id)
        .where(_shown(), _IS_WAITING)
        .order_by(PhotoFile.photo_id, FileMetadata.id)
    )
    if photo_ids is not None:
        query = query.where(among(PhotoFile.photo_id, sorted(photo_ids)))
    for row in session.connection().execute(query).yield_per(RECORDS_AT_ONCE):
        yield WaitingRecord(*row)


def agree(journal: Journal, records: Mapping[int, int]) -> None:
    """File and catalog agree on these records from now on: ids of records by those of `FileMetadata`.

    What another program replaced there is not PhotoFace's own any more; an undo leaves that as it is.
    """
    journal.update_each(FileMetadata, {row_id: {"base_id": record} for row_id, record in records.items()})
    query = sa.select(FileMetadata.id, FileMetadata.written, MetadataRecord.record).join(
        MetadataRecord, MetadataRecord.id == FileMetadata.record_id
    )
    wrote = journal.session.execute(
        query.where(among(FileMetadata.id, sorted(records)), FileMetadata.written.is_not(None))
    )
    for row_id, written, record in wrote.all():
        own = _still_there(written or {}, record)
        if own != written:
            by_id = sa.update(FileMetadata).where(FileMetadata.id == row_id)
            journal.session.execute(by_id.values(written=own))


def _still_there(written: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Of what PhotoFace wrote, what another program did not replace: no other value, and nobody's name taken out."""
    own = {name: value for name, value in written.items() if record.get(name) in (None, value) or name in _LISTS}
    if "regions" in own:
        names = {region["name"] for region in record.get("regions", ())}
        own["regions"] = [region for region in own["regions"] if region["name"] in names]
    return own


def failures(session: Session) -> list[tuple[Path, str]]:
    """Files whose metadata could not be read, by path, each with the sentences that say why."""
    query = (
        sa.select(LibraryFolder.path, PhotoFile.relative_path, FileMetadata.failure)
        .join(PhotoFile, PhotoFile.id == FileMetadata.file_id)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(FileMetadata.failure.is_not(None), PhotoFile.present.is_(True))
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    return [(file_path(folder, path), failure or "") for folder, path, failure in session.execute(query)]
