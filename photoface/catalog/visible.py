"""The SQL condition for faces that are shown and counted, used by every query, so that all counts agree."""

from __future__ import annotations

import sqlalchemy as sa

from photoface.catalog.states import FaceStatus
from photoface.catalog.tables import Face, Photo


def shown(status: FaceStatus = FaceStatus.ACTIVE) -> sa.ColumnElement[bool]:
    """Faces of this status in photos that are not forgotten; the query must join `Photo`."""
    return sa.and_(Face.status == status, Photo.forgotten.is_(False))


def all_shown() -> sa.ColumnElement[bool]:
    """`shown`, for queries that another condition (a person, some photos) makes small.

    It tells SQLite that nearly every photo is not forgotten. SQLite assumes that an indexed value is rare, and would
    begin with the index of these photos.
    """
    return sa.and_(Face.status == FaceStatus.ACTIVE, sa.func.likely(Photo.forgotten.is_(False)))
