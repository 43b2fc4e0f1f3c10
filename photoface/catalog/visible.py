"""The condition for faces that count, used by every read, so that all counts agree."""

from __future__ import annotations

import sqlalchemy as sa

from photoface.catalog.states import FaceStatus
from photoface.catalog.tables import Face, Photo


def shown(status: FaceStatus = FaceStatus.ACTIVE) -> sa.ColumnElement[bool]:
    """Faces of this status in photos that are not forgotten; the query must join `Photo`."""
    return sa.and_(Face.status == status, Photo.forgotten.is_(False))


def all_shown() -> sa.ColumnElement[bool]:
    """`shown`, where the faces are found by something else, as by whose they are: it is true of nearly all of them.

    SQLite takes any value of an index for a rare one, and would begin with all photos that are not forgotten.
    """
    return sa.and_(Face.status == FaceStatus.ACTIVE, sa.func.likely(Photo.forgotten.is_(False)))
