"""The queue of photos whose files must be updated with names and tags after decisions, and those that failed.

A decision enters the queue in its own transaction, so that a crash cannot lose it; with the setting `names_in_files`
off, none does. The job that writes files finds out which photos a decision affects, because that takes longer than a
decision may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog import settings_store
from photoface.catalog.file_paths import file_path
from photoface.catalog.row_images import Values
from photoface.catalog.sql_dialects import insert
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.collections import PhotoTag, Tag
from photoface.catalog.tables.decisions import Change, DecisionToWrite
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.file_metadata import FileMetadata, PhotoToWrite, TakeoverConflict
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person, PhotoPerson
from photoface.catalog.tables.photos import Photo

OFF = "off"
"""The setting `names_in_files` of users who write names into files only when they say so."""


def note_decision(session: Session, decision_id: int) -> None:
    """Note that files have to follow a decision, where the user wants them to."""
    if settings_store.load(session).names_in_files != OFF:
        session.execute(sa.insert(DecisionToWrite).values(decision_id=decision_id))


def take_decisions(session: Session) -> None:
    """Find out which photos the noted decisions are about; these are to be written then."""
    noted = session.execute(sa.select(DecisionToWrite.id, DecisionToWrite.decision_id)).all()
    if noted:
        add(session, photos_of(session, {decision_id for _, decision_id in noted}))
        session.execute(sa.delete(DecisionToWrite).where(DecisionToWrite.id <= max(row_id for row_id, _ in noted)))


def add(session: Session, photo_ids: Iterable[int]) -> None:
    """Put photos into the queue. Each gets a new row: so a job knows what came in again while it wrote."""
    ids = sorted(set(photo_ids))
    session.execute(sa.delete(PhotoToWrite).where(among(PhotoToWrite.photo_id, ids)))
    wanted = sa.select(Photo.id, sa.null()).where(among(Photo.id, ids))
    session.execute(sa.insert(PhotoToWrite).from_select(["photo_id", "reason"], wanted))


def clear(session: Session) -> None:
    """Empty the queue."""
    session.execute(sa.delete(DecisionToWrite))
    session.execute(sa.delete(PhotoToWrite))


def is_due(session: Session) -> bool:
    """Whether there is something to write that nobody has tried yet."""
    decided = sa.select(sa.literal(1)).select_from(DecisionToWrite)
    untried = sa.select(sa.literal(1)).select_from(PhotoToWrite).where(PhotoToWrite.reason.is_(None))
    return session.execute(sa.union_all(decided, untried).limit(1)).first() is not None


def due(session: Session, *, again: bool) -> list[int]:
    """The photos to write; with those whose files could not be written, where these are to be tried again."""
    query = sa.select(PhotoToWrite.photo_id).join(Photo, Photo.id == PhotoToWrite.photo_id)
    query = query.where(Photo.forgotten.is_(False))
    if not again:
        query = query.where(PhotoToWrite.reason.is_(None))
    return list(session.execute(query.order_by(PhotoToWrite.photo_id)).scalars())


def marks(session: Session, photo_ids: Collection[int]) -> dict[int, int]:
    """The ids of the queue's rows of these photos, by photo; `settle` removes these rows."""
    query = sa.select(PhotoToWrite.photo_id, PhotoToWrite.id).where(among(PhotoToWrite.photo_id, sorted(photo_ids)))
    return {photo_id: row_id for photo_id, row_id in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def settle(session: Session, done: Collection[int], unwritten: Mapping[int, str]) -> None:
    """Note what became of photos. Those about which something was decided meanwhile are still to be written.

    Args:
        done: their marks from before their state was read.
        unwritten: photos whose files could not be written, with the reason.
    """
    session.execute(sa.delete(PhotoToWrite).where(among(PhotoToWrite.id, done)))
    if unwritten:
        rows = [{"photo_id": photo_id, "reason": reason} for photo_id, reason in unwritten.items()]
        session.execute(insert(session, PhotoToWrite).on_conflict_do_nothing(), rows)


def unwritten(session: Session) -> list[tuple[Path, str]]:
    """Photos whose files could not be written, each by one of its files, with the reason."""
    other = aliased(PhotoFile)
    one_file = sa.select(sa.func.min(other.id)).where(other.photo_id == PhotoToWrite.photo_id).scalar_subquery()
    query = (
        sa.select(LibraryFolder.path, PhotoFile.relative_path, PhotoToWrite.reason)
        .select_from(PhotoToWrite)
        .join(PhotoFile, PhotoFile.id == one_file)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(PhotoToWrite.reason.is_not(None))
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    return [(file_path(folder, path), reason or "") for folder, path, reason in session.execute(query)]


def photos_of(session: Session, decision_ids: Collection[int]) -> set[int]:
    """The photos whose files may have to say something else after these decisions, or after they are undone."""
    changes = session.execute(
        sa.select(Change.table_name, Change.row_id, Change.before, Change.after).where(
            among(Change.decision_id, sorted(decision_ids))
        )
    )
    photos: set[int] = set()
    faces: set[int] = set()
    files: set[int] = set()
    people: set[int] = set()
    tags: set[int] = set()
    conflicts: set[int] = set()
    for table, row_id, before, after in changes:
        images = [image for image in (before, after) if isinstance(image, dict)]
        if table == Photo.__tablename__:
            photos.add(row_id)
        elif table == Face.__tablename__:
            if any(map(_says_who_or_where, images)):
                faces.add(row_id)
                photos.update(image["photo_id"] for image in images if "photo_id" in image)
        elif table in (PhotoTag.__tablename__, PhotoPerson.__tablename__, TakeoverConflict.__tablename__):
            photos.update(image["photo_id"] for image in images if image.get("photo_id") is not None)
            if table == TakeoverConflict.__tablename__:
                conflicts.add(row_id)
        elif table == FileMetadata.__tablename__:
            files.add(row_id)
        elif table == Person.__tablename__ and any("name" in image for image in images):
            people.add(row_id)
        elif table == Tag.__tablename__ and any("path" in image for image in images):
            tags.add(row_id)
    named = sa.and_(among(Face.person_id, sorted(people)), Face.confirmed.is_(True))
    for query in (
        sa.select(Face.photo_id).where(among(Face.id, sorted(faces))),
        sa.select(Face.photo_id).where(named),
        sa.select(PhotoPerson.photo_id).where(among(PhotoPerson.person_id, sorted(people))),
        sa.select(PhotoTag.photo_id).where(among(PhotoTag.tag_id, sorted(tags))),
        sa.select(TakeoverConflict.photo_id).where(among(TakeoverConflict.id, sorted(conflicts))),
        sa.select(PhotoFile.photo_id)
        .join(FileMetadata, FileMetadata.file_id == PhotoFile.id)
        .where(among(FileMetadata.id, sorted(files))),
    ):
        photos.update(photo_id for photo_id in session.execute(query).scalars() if photo_id is not None)
    return photos


def _says_who_or_where(image: Values) -> bool:
    """Whether a face's image has something that files say: a name that the user gave, or the box."""
    return bool(image.get("confirmed")) or "left" in image
