"""Decides whether to offer the user to group all unnamed faces again: with many new faces, or another model.

The mark holds the newest face and the model of the first grouping of all faces, or of the last proposal.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import machine_state, settings_store
from photoface.catalog.machine_state import RegroupMark
from photoface.catalog.sql_helpers import count
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.library import RegroupDue
from photoface.catalog.tables.faces import Embedding, Face

WORTH_FACES = 300
WORTH_SHARE = 0.03
"""A fresh grouping takes a user's time to look through; with fewer new faces, absolutely and of all, it is not worth it
(the larger the library, the less its groups change by the same number of faces)."""


def set_mark(session: Session, model: str) -> None:
    """Note that all present faces were grouped together, by this model."""
    newest = session.execute(sa.select(sa.func.coalesce(sa.func.max(Face.id), 0))).scalar_one()
    machine_state.save(session, RegroupMark(newest, model))


def has_mark(session: Session) -> bool:
    """Whether all faces of this catalog were ever grouped together."""
    return machine_state.load(session, RegroupMark) is not None


def due(session: Session) -> RegroupDue | None:
    """Why a new grouping is worth offering; None if it is not."""
    mark = machine_state.load(session, RegroupMark)
    if mark is None:
        return None
    active = Face.status == FaceStatus.ACTIVE
    model = settings_store.load(session).model
    if mark.model != model:
        unseen = ~sa.exists().where(Embedding.model == model, Embedding.face_id == Face.id)
        waiting = session.execute(sa.select(Face.id).where(active, unseen).limit(1)).first()
        grouped = session.execute(sa.select(Face.id).where(Face.group_id.is_not(None)).limit(1)).first()
        # While the new model has not seen every face, a scan is still to come.
        return RegroupDue(0, other_model=True) if waiting is None and grouped is not None else None
    new = count(session, Face, active, Face.id > mark.newest_face)
    if new < WORTH_FACES:
        return None
    return RegroupDue(new, other_model=False) if new >= WORTH_SHARE * count(session, Face, active) else None
