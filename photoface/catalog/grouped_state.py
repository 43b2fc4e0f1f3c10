"""Remembers what the last finished grouping saw: to skip the next if nothing changed, and to tell what is new."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import machine_state
from photoface.catalog.ledger import DONE
from photoface.catalog.machine_state import GroupedState
from photoface.catalog.sql_helpers import count, how_many
from photoface.catalog.tables.decisions import Change, Decision
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.settings import Settings


@dataclass(frozen=True, slots=True)
class SinceGrouped:
    """What is new since all faces were grouped last.

    Attributes:
        newest: the last face that was there.
        moved: faces that decisions put elsewhere since.
    """

    newest: int
    moved: frozenset[int]


def set_grouped(session: Session, settings: Settings) -> None:
    """Note, in this transaction, that everything has been grouped."""
    machine_state.save(session, _now(session, settings))


def is_grouped(session: Session, settings: Settings) -> bool:
    """Whether no face, decision or setting changed since everything was grouped last."""
    return machine_state.load(session, GroupedState) == _now(session, settings)


def since_grouped(session: Session, settings: Settings) -> SinceGrouped | None:
    """What is new since all faces were grouped last; None if that is unknown: all must be looked at again."""
    then = machine_state.load(session, GroupedState)
    if then is None:
        return None
    now = _now(session, settings)
    later = Decision.id > then.newest_decision
    done_since = session.execute(sa.select(how_many(Decision.state == DONE)).where(later)).scalar_one()
    # What was undone of before is told by fewer that are done.
    comparable = (then.model, then.method, then.forgotten_photos) == (now.model, now.method, now.forgotten_photos)
    if not comparable or then.decisions_done + done_since != now.decisions_done:
        return None
    moved = sa.select(Change.row_id).where(
        Change.decision_id > then.newest_decision, Change.table_name == Face.__tablename__
    )
    return SinceGrouped(then.newest_face, frozenset(session.execute(moved.distinct()).scalars()))


def _now(session: Session, settings: Settings) -> GroupedState:
    # Each by itself, so that SQLite takes it from an index.
    newest = session.execute(sa.select(sa.func.max(Face.id))).scalar_one()
    faces, forgotten = count(session, Face), count(session, Photo, ~photo_shown())
    decision, done = session.execute(sa.select(sa.func.max(Decision.id), how_many(Decision.state == DONE))).one()
    return GroupedState(settings.model, settings.grouping, newest or 0, faces, forgotten, decision or 0, done)
