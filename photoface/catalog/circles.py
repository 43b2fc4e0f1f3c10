"""Reads and writes circles: named sets of people that the user put together, such as family and work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal, images_of
from photoface.catalog.summaries.people import CircleSummary
from photoface.catalog.tables.people import Circle, CircleMember, Person
from photoface.errors import UserFacingError
from photoface.text_folding import spelled


def everything(session: Session) -> list[CircleSummary]:
    """All circles by name."""
    members: dict[int, list[int]] = defaultdict(list)
    query = sa.select(CircleMember.circle_id, CircleMember.person_id).join(Person, Person.id == CircleMember.person_id)
    for circle_id, person_id in session.execute(query.order_by(Person.name_key, Person.id)):
        members[circle_id].append(person_id)
    circles = session.execute(sa.select(Circle.id, Circle.name).order_by(Circle.name_key, Circle.id))
    return [CircleSummary(circle_id, name, tuple(members[circle_id])) for circle_id, name in circles]


def get(session: Session, circle_id: int) -> CircleSummary:
    """One circle.

    Raises:
        UserFacingError: it is gone.
    """
    found = next((circle for circle in everything(session) if circle.id == circle_id), None)
    if found is None:
        raise UserFacingError("This circle is not in the catalog any more.", "Undo may bring it back.")
    return found


def called(session: Session, name: str) -> int | None:
    """The circle that has this name, however it is typed."""
    query = sa.select(Circle.id).where(Circle.name_key == spelled(name)).order_by(Circle.id)
    return session.execute(query).scalars().first()


def make(journal: Journal, name: str) -> int:
    """Make a circle; returns its id."""
    return journal.insert(Circle, {"name": name, "name_key": spelled(name)})


def rename(journal: Journal, circle_id: int, name: str) -> None:
    """Give a circle another name."""
    journal.update(Circle, [circle_id], {"name": name, "name_key": spelled(name)})


def add(journal: Journal, circle_id: int, person_ids: Sequence[int]) -> int:
    """Put people into a circle; returns how many were not in it yet."""
    query = sa.select(CircleMember.person_id).where(CircleMember.circle_id == circle_id)
    here = set(journal.session.execute(query).scalars())
    new = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in here]
    journal.insert_many(CircleMember, [{"circle_id": circle_id, "person_id": person_id} for person_id in new])
    return len(new)


def remove(journal: Journal, circle_id: int, person_ids: Sequence[int] | None = None) -> int:
    """Take these people out of a circle, or all; returns how many were in it."""
    query = sa.select(CircleMember.id).where(CircleMember.circle_id == circle_id)
    if person_ids is not None:
        query = query.where(CircleMember.person_id.in_(person_ids))
    rows = list(journal.session.execute(query).scalars())
    journal.delete(CircleMember, rows)
    return len(rows)


def delete(journal: Journal, circle_id: int) -> None:
    """Delete a circle in which nobody is."""
    journal.delete(Circle, [circle_id])


def leave_all(journal: Journal, person_id: int) -> None:
    """Take a person who is about to be deleted out of all circles."""
    query = sa.select(CircleMember.id).where(CircleMember.person_id == person_id)
    journal.delete(CircleMember, journal.session.execute(query).scalars())


def merge(journal: Journal, person_id: int, other_ids: Sequence[int]) -> None:
    """Put a person into all circles of the people who are merged into this one, and take those people out."""
    for other in other_ids:
        here = sa.select(CircleMember.circle_id).where(CircleMember.person_id == person_id)
        theirs = sa.select(CircleMember.id).where(CircleMember.person_id == other)
        twice = theirs.where(CircleMember.circle_id.in_(here))
        journal.delete(CircleMember, list(journal.session.execute(twice).scalars()))
        journal.update(CircleMember, journal.session.execute(theirs).scalars(), {"person_id": person_id})


def take_apart(journal: Journal, decision_id: int, person_id: int, other_id: int) -> None:
    """Give circles back to a person who was merged into another one by this decision."""
    session = journal.session
    images = images_of(session, decision_id, CircleMember)
    came = [row_id for row_id, before, _ in images if before is not None and before.get("person_id") == other_id]
    moved = sa.select(CircleMember.id).where(CircleMember.id.in_(came), CircleMember.person_id == person_id)
    journal.update(CircleMember, session.execute(moved).scalars(), {"person_id": other_id})
    twice = [before["circle_id"] for _, before, after in images if before and not after and _is_of(before, other_id)]
    still = sa.select(CircleMember.circle_id).where(
        CircleMember.circle_id.in_(twice), CircleMember.person_id == person_id
    )
    for circle_id in list(session.execute(still).scalars()):
        add(journal, circle_id, [other_id])


def _is_of(image: dict[str, object], person_id: int) -> bool:
    return image["person_id"] == person_id
