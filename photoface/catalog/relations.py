"""Reads and writes how people are related (parents, partners, siblings), and finds birth dates that do not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog.ledger import Journal, images_of
from photoface.catalog.states import RelationKind
from photoface.catalog.summaries.people import RelatedPerson
from photoface.catalog.tables.people import Person, Relation
from photoface.errors import UserFacingError
from photoface.formatting import day_in_words

CHILD = "child"
"""The role of somebody whose parent a person is."""

YOUNGEST_PARENT = 10
"""Years between the births of a parent and a child, at least; fewer are a typing error."""

_ROLES = (RelationKind.PARENT, CHILD, RelationKind.PARTNER, RelationKind.SIBLING)
"""In the order in which they are listed."""


def of_person(session: Session, person_id: int) -> list[RelatedPerson]:
    """Who is related to a person: parents, children, partners, siblings, each by name."""
    first, second = aliased(Person), aliased(Person)
    query = (
        sa.select(Relation.id, Relation.kind, first.id, first.name, second.id, second.name)
        .join(first, first.id == Relation.person_id)
        .join(second, second.id == Relation.other_person_id)
        .where(sa.or_(Relation.person_id == person_id, Relation.other_person_id == person_id))
    )
    found = []
    for id_, kind, first_id, first_name, second_id, second_name in session.execute(query):
        if first_id == person_id:
            role = CHILD if kind == RelationKind.PARENT else str(kind)
            found.append(RelatedPerson(id_, second_id, second_name, role))
        else:
            found.append(RelatedPerson(id_, first_id, first_name, str(kind)))
    return sorted(found, key=lambda one: (_ROLES.index(one.role), one.name, one.person_id))


def pairs(session: Session) -> list[tuple[int, int]]:
    """Parents with children, and siblings: people who are likely to look alike."""
    query = sa.select(Relation.person_id, Relation.other_person_id).where(Relation.kind != RelationKind.PARTNER)
    return [(one, other) for one, other in session.execute(query.order_by(Relation.id))]  # noqa: C416


def get(session: Session, relation_id: int) -> tuple[int, int, RelationKind]:
    """One relation: the two people and what the first is to the second.

    Raises:
        UserFacingError: it is gone.
    """
    query = sa.select(Relation.person_id, Relation.other_person_id, Relation.kind).where(Relation.id == relation_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise UserFacingError("This relation is not in the catalog any more.", "Undo may bring it back.")
    return row[0], row[1], RelationKind(row[2])


def between(session: Session, person_id: int, other_id: int) -> int | None:
    """The relation of two people, whichever is named first."""
    one_way = sa.and_(Relation.person_id == person_id, Relation.other_person_id == other_id)
    other_way = sa.and_(Relation.person_id == other_id, Relation.other_person_id == person_id)
    return session.execute(sa.select(Relation.id).where(sa.or_(one_way, other_way))).scalars().first()


def ancestors(session: Session, person_id: int) -> set[int]:
    """The parents of a person, their parents and so on."""
    parents: dict[int, list[int]] = {}
    query = sa.select(Relation.other_person_id, Relation.person_id).where(Relation.kind == RelationKind.PARENT)
    for child, parent in session.execute(query):
        parents.setdefault(child, []).append(parent)
    found: set[int] = set()
    waiting = list(parents.get(person_id, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(parents.get(one, ()))
    return found


def contradiction(session: Session, person_id: int, born: dt.date | None) -> str | None:
    """The sentence for a birth date that does not fit the parents and children of a person; None where it fits."""
    related = [one for one in of_person(session, person_id) if one.role in (RelationKind.PARENT, CHILD)]
    query = sa.select(Person.id, Person.born).where(Person.id.in_([one.person_id for one in related]))
    births = {row.id: row.born for row in session.execute(query)}
    name = session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one()
    for one in related:
        theirs = births[one.person_id]
        if born is None or theirs is None:
            continue
        parent, child = (
            ((one.name, theirs), (name, born))
            if one.role == RelationKind.PARENT
            else ((name, born), (one.name, theirs))
        )
        if not _fits(parent[1], child[1]):
            return unlikely_parent(parent[0], parent[1], child[0], child[1])
    return None


def _fits(parent: dt.date, child: dt.date) -> bool:
    return child.year - parent.year >= YOUNGEST_PARENT


def unlikely_parent(parent: str, parent_born: dt.date, child: str, child_born: dt.date) -> str:
    """The sentence for two birth dates that cannot be those of a parent and a child."""
    return (
        f"{parent}, born {day_in_words(parent_born)}, cannot be a parent of {child}, born {day_in_words(child_born)}."
    )


def make(journal: Journal, person_id: int, other_id: int, kind: RelationKind) -> int:
    """Say what a person is to another one, to whom they have no relation yet."""
    return journal.insert(Relation, {"person_id": person_id, "other_person_id": other_id, "kind": kind.value})


def remove(journal: Journal, relation_id: int) -> None:
    """Remove a relation of two people."""
    journal.delete(Relation, [relation_id])


def remove_all(journal: Journal, person_id: int) -> None:
    """Remove all relations of a person who is about to be deleted."""
    theirs = sa.or_(Relation.person_id == person_id, Relation.other_person_id == person_id)
    journal.delete(Relation, journal.session.execute(sa.select(Relation.id).where(theirs)).scalars())


def merge(journal: Journal, person_id: int, other_ids: Sequence[int]) -> None:
    """Give a person the relations of the people who are merged into this one, except to those already related."""
    session = journal.session
    for other in other_ids:
        for column, far in (
            (Relation.person_id, Relation.other_person_id),
            (Relation.other_person_id, Relation.person_id),
        ):
            for row_id, third in session.execute(sa.select(Relation.id, far).where(column == other)).all():
                if third == person_id or between(session, person_id, third) is not None:
                    journal.delete(Relation, [row_id])
                else:
                    journal.update(Relation, [row_id], {column.key: person_id})


def take_apart(journal: Journal, decision_id: int, person_id: int, other_id: int) -> None:
    """Give relations back to a person who was merged into another one by this decision."""
    session = journal.session
    for row_id, before, after in images_of(session, decision_id, Relation):
        assert before is not None
        if after is not None:
            (column,) = after
            still = sa.select(Relation.id).where(Relation.id == row_id, getattr(Relation, column) == person_id)
            if before[column] == other_id and session.execute(still).scalar_one_or_none() is not None:
                journal.update(Relation, [row_id], {column: other_id})
        elif other_id in (before["person_id"], before["other_person_id"]):
            one, two = before["person_id"], before["other_person_id"]
            there = session.execute(sa.select(Person.id).where(Person.id.in_([one, two]))).scalars().all()
            if len(there) == 2 and between(session, one, two) is None:
                make(journal, one, two, RelationKind(before["kind"]))
