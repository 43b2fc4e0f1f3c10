"""Who became whom: merges of people as the ledger keeps them, so that one can be taken apart much later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import DONE, images_of
from photoface.catalog.rows import chunks
from photoface.catalog.summaries import MergedPerson
from photoface.catalog.tables import Change, Decision, Face, Person, PersonAlias

MERGE = "MergePeople"
"""The ledger's kind of these decisions."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One person who became another one, and has not come back since.

    Attributes:
        person_id: who was left.
        other_id, name: who went.
    """

    decision_id: int
    made_at: dt.datetime
    person_id: int
    other_id: int
    name: str


def into(session: Session, person_id: int) -> list[Merge]:
    """All who became this person, the latest first; those who became one of them before, after that one."""
    by_person: dict[int, list[Merge]] = {}
    for merge in _everything(session):
        by_person.setdefault(merge.person_id, []).append(merge)
    found: list[Merge] = []
    waiting = by_person.get(person_id, [])[::-1]
    while waiting:
        merge = waiting.pop()
        found.append(merge)
        waiting.extend(by_person.get(merge.other_id, [])[::-1])
    return found


def summaries(session: Session, person_id: int) -> list[MergedPerson]:
    """All who became this person, with how many of their faces are still there."""
    return [
        MergedPerson(
            person_id=merge.other_id,
            name=merge.name,
            merged_at=merge.made_at,
            face_ids=tuple(face_id for face_id, _ in faces_left(session, merge, person_id)),
        )
        for merge in into(session, person_id)
    ]


def faces_left(session: Session, merge: Merge, person_id: int) -> list[tuple[int, bool]]:
    """The faces that came with a merge and are this person's still: ids, and whether they were confirmed then."""
    came = {
        row_id: bool(before.get("confirmed"))
        for row_id, before, _ in images_of(session, merge.decision_id, Face)
        if before is not None and before.get("person_id") == merge.other_id
    }
    left: list[int] = []
    for part in chunks(sorted(came)):
        query = sa.select(Face.id).where(Face.id.in_(part), Face.person_id == person_id)
        left.extend(session.execute(query.order_by(Face.id)).scalars())
    return [(face_id, came[face_id]) for face_id in left]


def _everything(session: Session) -> list[Merge]:
    """All merges whose person has not come back, the latest first."""
    query = (
        sa.select(Decision.id, Decision.made_at, Change.table_name, Change.row_id, Change.before, Change.after)
        .join(Change, Change.decision_id == Decision.id)
        .where(
            Decision.kind == MERGE,
            Decision.state == DONE,
            Change.table_name.in_([Person.__tablename__, PersonAlias.__tablename__]),
        )
        .order_by(Decision.id.desc(), Change.id)
    )
    rows = session.execute(query).all()
    # The name of everybody who went is a second name of who is left, made by that decision.
    kept = {
        row.id: row.after["person_id"] for row in rows if row.table_name == PersonAlias.__tablename__ and not row.before
    }
    gone = [row for row in rows if row.table_name == Person.__tablename__ and not row.after]
    back = _present(session, [row.row_id for row in gone])
    found: dict[int, Merge] = {}
    for row in gone:
        if row.row_id not in back and row.row_id not in found:
            found[row.row_id] = Merge(row.id, row.made_at, kept[row.id], row.row_id, row.before["name"])
    return list(found.values())


def _present(session: Session, person_ids: Sequence[int]) -> set[int]:
    present: set[int] = set()
    for part in chunks(person_ids):
        present.update(session.execute(sa.select(Person.id).where(Person.id.in_(part))).scalars())
    return present
