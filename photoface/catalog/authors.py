"""Whose a decision is, in a catalog on a server, and whether somebody else's stands in the way of undoing it.

In a catalog that is a file all decisions are its user's. On a server each person undoes their own, and those from
before the catalog came there. An undo writes rows back as they were before; where somebody else decided about one of
these rows since, that would take their decision back too, so it is refused.
"""

from __future__ import annotations

import getpass
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.tables.base import Base
from photoface.catalog.tables.decisions import Change, Decision

_AUTHOR = "photoface author"
"""The key in a session's `info` for the person at this computer."""

REFERENCES: Mapping[str, str] = {
    "person_id": "person",
    "other_person_id": "person",
    "group_id": "face_group",
    "photo_id": "photo",
    "other_photo_id": "photo",
    "tag_id": "tag",
    "album_id": "album",
    "circle_id": "circle",
    "face_id": "face",
    "other_face_id": "face",
}
"""Columns that name rows of other tables, with these tables."""

_PASSING = {"face_group"}
"""Tables whose rows come and go without the user."""

Row = tuple[str, int]
"""Table and row id."""


def this_author() -> str:
    """The person at this computer, such as `anna@laptop`."""
    return f"{getpass.getuser()}@{platform.node() or 'computer'}"


def set_author(session: Session, author: str) -> None:
    """Say who decides in a session of a catalog that several people use."""
    session.info[_AUTHOR] = author


def author_of(session: Session) -> str | None:
    """Who decides in a session; None in a catalog that is a file."""
    author: str | None = session.info.get(_AUTHOR)
    return author


def may_be_undone(session: Session) -> sa.ColumnElement[bool]:
    """The decisions that the person of a session may undo."""
    author = author_of(session)
    return sa.true() if author is None else sa.or_(Decision.author == author, Decision.author.is_(None))


def decision_in_the_way(session: Session, decision_id: int) -> int | None:
    """The newest decision of somebody else about what a decision changed, made after it and not undone.

    Args:
        decision_id: one that is to be undone, or made again.
    """
    author = author_of(session)
    if author is None:
        return None
    theirs = sa.select(Decision.id).where(Decision.id > decision_id, Decision.state == "done", ~may_be_undone(session))
    later = list(session.execute(theirs.order_by(Decision.id.desc())).scalars())
    if not later:
        return None
    mine = _Effect(_changes(session, decision_id))
    return next((other for other in later if mine.conflicts_with(_Effect(_changes(session, other)))), None)


class _Effect:
    """The rows that changes set, made, took away and refer to, and values that only one row may have."""

    def __init__(self, changes: Iterable[Any]) -> None:
        self.columns: dict[Row, set[str]] = {}
        self.made_or_deleted: set[Row] = set()
        self.named: set[Row] = set()
        self.taken: set[tuple[object, ...]] = set()
        for table, row_id, before, after in changes:
            row = (table, row_id)
            self.columns.setdefault(row, set()).update(before or {}, after or {})
            if before is None or after is None:
                self.made_or_deleted.add(row)
            for image in (before or {}, after or {}):
                self.taken.update((table, names, *map(image.get, names)) for names in _unique(table, image))
                found = ((REFERENCES[name], image[name]) for name in image.keys() & REFERENCES.keys())
                self.named.update(one for one in found if one[1] is not None and one[0] not in _PASSING)

    def conflicts_with(self, other: _Effect) -> bool:
        """Whether both set one column of a row, or one takes away or makes what the other is about."""
        made_or_deleted = self.made_or_deleted | other.made_or_deleted
        both = [row for row in self.columns.keys() & other.columns.keys() if row[0] not in _PASSING]
        return (
            any(row in made_or_deleted or self.columns[row] & other.columns[row] for row in both)
            or not self.made_or_deleted.isdisjoint(other.named)
            or not self.named.isdisjoint(other.made_or_deleted)
            or not self.taken.isdisjoint(other.taken)
        )


def _unique(table: str, image: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Columns of an image whose values only one row of the table may have, such as a photo and a person."""
    for constraint in Base.metadata.tables[table].constraints if table in Base.metadata.tables else ():
        if isinstance(constraint, sa.UniqueConstraint):
            names = tuple(column.name for column in constraint.columns)
            if image.keys() >= set(names):
                yield names


def _changes(session: Session, decision_id: int) -> Sequence[Any]:
    query = sa.select(Change.table_name, Change.row_id, Change.before, Change.after)
    return session.execute(query.where(Change.decision_id == decision_id)).all()
