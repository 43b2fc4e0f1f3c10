"""What the last finished grouping had before it: where that is all there is, grouping again would change nothing.

Kept as a row of the settings' table, where no user looks. It is no decision, and undo leaves it alone.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import settings_store
from photoface.catalog.ledger import DONE
from photoface.catalog.rows import how_many
from photoface.catalog.tables import Decision, Face, Photo, Setting
from photoface.settings import Settings

_NAME = "grouped_state"


def set_grouped(session: Session, settings: Settings) -> None:
    """All there is has been grouped, in this transaction."""
    settings_store.save(session, _NAME, _state(session, settings))


def is_grouped(session: Session, settings: Settings) -> bool:
    """Whether no face, no decision and no setting is another than when all was grouped last."""
    kept = session.execute(sa.select(Setting.value).where(Setting.name == _NAME)).scalar_one_or_none()
    return kept is not None and kept == _state(session, settings)


def _state(session: Session, settings: Settings) -> str:
    newest, faces = session.execute(
        sa.select(
            sa.select(sa.func.max(Face.id)).scalar_subquery(), sa.select(sa.func.count(Face.id)).scalar_subquery()
        )
    ).one()
    forgotten = session.execute(sa.select(sa.func.count(Photo.id)).where(Photo.forgotten.is_(True))).scalar_one()
    decision, done = session.execute(sa.select(sa.func.max(Decision.id), how_many(Decision.state == DONE))).one()
    return json.dumps([settings.model, settings.grouping, newest, faces, forgotten, decision, done])
