"""Writes where a grouping puts unconfirmed faces (with a person, in a group, or nowhere), and makes and settles groups.

These are the machine's changes, outside of the ledger; `assignments` writes the user's.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Face, Group


def unsettled_groups(session: Session) -> frozenset[int]:
    """Ids of the groups that a running scan made, and will make again."""
    return frozenset(session.execute(sa.select(Group.id).where(Group.settled.is_(False))).scalars())


def groups_not_kept(session: Session) -> frozenset[int]:
    """Ids of the groups that a fresh grouping may dissolve: all but those that the user made."""
    return frozenset(session.execute(sa.select(Group.id).where(Group.kept.is_(False))).scalars())


def new_group(session: Session, *, settled: bool) -> int:
    """Make an empty group; returns its id."""
    return int(session.execute(sa.insert(Group).values(settled=settled).returning(Group.id)).scalar_one())


def settle_groups(session: Session) -> None:
    """Settle the groups of a scan: no later scan dissolves them."""
    session.execute(sa.update(Group).where(Group.settled.is_(False)).values(settled=True))


def delete_empty_groups(session: Session) -> None:
    """Delete the groups that have no face any more."""
    session.execute(sa.delete(Group).where(~sa.exists().where(Face.group_id == Group.id)))


def place(
    session: Session, face_ids: Sequence[int], *, person_id: int | None = None, group_id: int | None = None
) -> None:
    """Put active faces with a person, in a group, or nowhere; those that the user confirmed stay where they are."""
    session.execute(
        sa.update(Face)
        .where(among(Face.id, face_ids), Face.confirmed.is_(False), Face.status == FaceStatus.ACTIVE)
        .values(person_id=person_id, group_id=group_id, confirmed=False)
    )
