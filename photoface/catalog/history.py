"""Reads the history of decisions for the window: each with a few of its faces, and the undo or redo steps to it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.authors import may_be_undone
from photoface.catalog.ledger import DONE, DROPPED, ERASED, UNDONE, decision_rows, summary_of
from photoface.catalog.sql_dialects import json_list
from photoface.catalog.sql_helpers import among, count
from photoface.catalog.summaries.decisions import DecisionSummary, WayBack
from photoface.catalog.tables.decisions import Change, Decision
from photoface.catalog.tables.faces import Face
from photoface.errors import UserFacingError

FACES_SHOWN = 6
"""Faces that stand for a decision in the history."""

CHANGES_LOOKED_AT = 24
"""Changes of a decision among which its faces are looked for; one face may have several."""

STEPS_TOLD = 3


def decisions(session: Session, limit: int = 100, before_id: int | None = None) -> list[DecisionSummary]:
    """Decisions, newest first; of each the number of its faces and a few of them.

    Args:
        before_id: only those older than this one.
    """
    older = sa.true() if before_id is None else Decision.id < before_id
    found = session.execute(decision_rows().where(older).order_by(Decision.id.desc()).limit(limit)).all()
    counts = _counts(session, [one.id for one in found])
    faces = _faces(session, list(counts))
    return [summary_of(session, one, counts.get(one.id, 0), faces.get(one.id, ())) for one in found]


# As an expression: for the bare column SQLite takes the index over tables and rows, and so looks at every face that was
# ever changed.
_IS_FACE = Change.table_name.concat("") == Face.__tablename__


def _counts(session: Session, decision_ids: Sequence[int]) -> dict[int, int]:
    """How many faces each decision was about; those about none are left out."""
    query = sa.select(Change.decision_id, sa.func.count(sa.distinct(Change.row_id)))
    query = query.where(among(Change.decision_id, decision_ids), _IS_FACE).group_by(Change.decision_id)
    return {decision_id: count for decision_id, count in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def _faces(session: Session, decision_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The first faces of each decision. A decision may have thousands of changes, so only a few of each are read."""
    changes = (
        sa.select(Change.row_id)
        .where(Change.decision_id == Decision.id, _IS_FACE)
        .order_by(Change.id)
        .limit(CHANGES_LOOKED_AT)
        .correlate(Decision)
        .subquery()
    )
    first = sa.select(json_list(changes.c.row_id)).scalar_subquery()
    query = sa.select(Decision.id, first).where(among(Decision.id, decision_ids))
    return {
        decision_id: tuple(dict.fromkeys(json.loads(faces)))[:FACES_SHOWN]
        for decision_id, faces in session.execute(query)
    }


def way_back(session: Session, decision_id: int | None) -> WayBack:
    """How many steps lie between now and just after a decision (None: before the first), and the first of them.

    Raises:
        UserFacingError: no such decision, one that other decisions have replaced, or no step to go.
    """
    target, state = 0, DONE
    if decision_id is not None:
        found = session.execute(sa.select(Decision.state).where(Decision.id == decision_id)).scalar_one_or_none()
        if found is None:
            raise UserFacingError("This step is not in the history.")
        target, state = decision_id, found
    if state == ERASED:
        raise UserFacingError("Who was erased does not come back.", "Only what was decided later can be undone.")
    if state == DROPPED:
        raise UserFacingError(
            "This step was undone, and then you went another way.", "It can not be made again by itself."
        )
    forward = state == UNDONE
    between = Decision.id <= target if forward else Decision.id > target
    steps = sa.and_(Decision.state == (UNDONE if forward else DONE), between, may_be_undone(session))
    steps_left = count(session, Decision, steps)
    if not steps_left:
        raise UserFacingError("This is where you are.", "There is nothing to undo after it.")
    order = Decision.id.asc() if forward else Decision.id.desc()
    first = session.execute(decision_rows().where(steps).order_by(order).limit(STEPS_TOLD))
    told = tuple(summary_of(session, row).summary for row in first)
    return WayBack(target, 0 if forward else steps_left, steps_left if forward else 0, told)
