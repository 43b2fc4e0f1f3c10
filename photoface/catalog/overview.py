"""The counts that the frame of the window and `photoface doctor` show."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.rows import how_many
from photoface.catalog.summaries import Overview
from photoface.catalog.tables import Face, FileState, LibraryFolder, Person, Photo, PhotoFile
from photoface.catalog.visible import shown


def counts(session: Session) -> Overview:
    """All counts in four statements over indexed columns."""
    photos, missing = session.execute(
        sa.select(sa.func.count(), how_many(Photo.missing.is_(True))).where(Photo.forgotten.is_(False))
    ).one()
    faces, named, loose, groups = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(Face.person_id),
            how_many(sa.and_(Face.person_id.is_(None), Face.group_id.is_(None))),
            sa.func.count(sa.distinct(Face.group_id)),
        )
        .join(Photo, Photo.id == Face.photo_id)
        .where(shown())
    ).one()
    failed = session.execute(
        sa.select(sa.func.count()).where(PhotoFile.state == FileState.FAILED, PhotoFile.present.is_(True))
    ).scalar_one()
    return Overview(
        folders=session.execute(sa.select(sa.func.count(LibraryFolder.id))).scalar_one(),
        photos=photos,
        missing_photos=missing,
        failed_files=failed,
        faces=faces,
        named_faces=named,
        loose_faces=loose,
        people=session.execute(sa.select(sa.func.count(Person.id))).scalar_one(),
        groups=groups,
    )
