"""Counts folders, photos, faces, people and groups, for the window's frame and `photoface doctor`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_helpers import count, how_many
from photoface.catalog.states import FaceStatus, FileState
from photoface.catalog.summaries.library import Overview
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown, shown


def counts(session: Session) -> Overview:
    """All counts, over indexed columns."""
    counted = (
        sa.func.count(),
        sa.func.count(Face.person_id),
        how_many(sa.and_(Face.person_id.is_(None), Face.group_id.is_(None))),
        sa.func.count(sa.distinct(Face.group_id)),
    )
    faces, named, loose, groups = session.execute(_of_shown(session, *counted)).one()
    return Overview(
        folders=count(session, LibraryFolder),
        photos=count(session, Photo, photo_shown()),
        failed_files=count(session, PhotoFile, PhotoFile.state == FileState.FAILED, PhotoFile.present.is_(True)),
        faces=faces,
        named_faces=named,
        loose_faces=loose,
        people=count(session, Person),
        groups=groups,
    )


def named_and_all(session: Session) -> tuple[int, int]:
    """How many shown faces have a person, and how many there are: of `counts`, in half of its time."""
    named, every = session.execute(_of_shown(session, sa.func.count(Face.person_id), sa.func.count())).one()
    return named, every


def _of_shown(session: Session, *counted: sa.ColumnElement[int]) -> sa.Select[*tuple[int, ...]]:
    """Of all faces that are active, from an index, without those in the few photos that are not shown."""
    left_out = [Photo.forgotten.is_(True), Photo.hidden.is_(True)]
    some = [session.execute(sa.select(Photo.id).where(one).limit(1)).first() for one in left_out]
    query = sa.select(*counted).select_from(Face)
    if not any(some):
        return query.where(Face.status == FaceStatus.ACTIVE)
    return query.join(Photo, Photo.id == Face.photo_id).where(shown())
