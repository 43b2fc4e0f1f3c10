"""The counts shown by the window's frame and by `photoface doctor`."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_helpers import how_many
from photoface.catalog.states import FaceStatus, FileState
from photoface.catalog.summaries import Overview
from photoface.catalog.tables import Face, LibraryFolder, Person, Photo, PhotoFile
from photoface.catalog.visible import shown


@dataclass(frozen=True, slots=True)
class FaceCounts:
    """Shown faces: all, those with a person, those with neither person nor group, and how many groups there are."""

    all: int
    named: int
    loose: int
    groups: int


def counts(session: Session) -> Overview:
    """All counts, over indexed columns."""
    photos, missing = session.execute(
        sa.select(sa.func.count(), how_many(Photo.missing.is_(True))).where(Photo.forgotten.is_(False))
    ).one()
    faces = face_counts(session)
    failed = session.execute(
        sa.select(sa.func.count()).where(PhotoFile.state == FileState.FAILED, PhotoFile.present.is_(True))
    ).scalar_one()
    return Overview(
        folders=session.execute(sa.select(sa.func.count(LibraryFolder.id))).scalar_one(),
        photos=photos,
        missing_photos=missing,
        failed_files=failed,
        faces=faces.all,
        named_faces=faces.named,
        loose_faces=faces.loose,
        people=session.execute(sa.select(sa.func.count(Person.id))).scalar_one(),
        groups=faces.groups,
    )


def named_and_all(session: Session) -> tuple[int, int]:
    """How many shown faces have a person, and how many there are: of `face_counts`, in half of its time."""
    named, every = session.execute(_of_shown(session, sa.func.count(Face.person_id), sa.func.count())).one()
    return named, every


def face_counts(session: Session) -> FaceCounts:
    """The counts of faces: of all that are active, from an index, without those in the few forgotten photos."""
    counted = (
        sa.func.count(),
        sa.func.count(Face.person_id),
        how_many(sa.and_(Face.person_id.is_(None), Face.group_id.is_(None))),
        sa.func.count(sa.distinct(Face.group_id)),
    )
    return FaceCounts(*session.execute(_of_shown(session, *counted)).one())


def _of_shown(session: Session, *counted: sa.ColumnElement[int]) -> sa.Select[*tuple[int, ...]]:
    some_forgotten = session.execute(sa.select(Photo.id).where(Photo.forgotten.is_(True)).limit(1)).first()
    query = sa.select(*counted).select_from(Face)
    if some_forgotten is None:
        return query.where(Face.status == FaceStatus.ACTIVE)
    return query.join(Photo, Photo.id == Face.photo_id).where(shown())
