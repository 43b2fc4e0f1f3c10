"""What the last finished grouping had before it: where that is all there is, grouping again would change nothing.

Kept as rows of the settings' table, where no user looks. It is no decision, and undo leaves it alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import settings_store
from photoface.catalog.ledger import DONE
from photoface.catalog.rows import how_many
from photoface.catalog.tables import Change, Decision, Face, Photo, Setting
from photoface.settings import Settings

_NAME, _WHOLE = "grouped_state", "grouped_whole"


@dataclass(frozen=True, slots=True)
class FullGroupingSnapshot:
    """What a library was when all its faces without a name were compared with all people.

    Attributes:
        model: whose embeddings.
        faces, confirmed, people: how many there were; people with a confirmed face.
        limit: up to which distance faces were named; None where nobody was known.
        grouped: how many faces there were when all that had no name were grouped together; 0 if they never were.
    """

    model: str
    faces: int
    confirmed: int
    people: int
    limit: float | None
    grouped: int


@dataclass(frozen=True, slots=True)
class SinceGrouped:
    """What came since all there was had been grouped.

    Attributes:
        newest: the last face that was there.
        moved: faces that decisions put elsewhere since.
    """

    newest: int
    moved: frozenset[int]


def set_grouped(session: Session, settings: Settings) -> None:
    """All there is has been grouped, in this transaction."""
    settings_store.save(session, _NAME, json.dumps(_state(session, settings)))


def is_grouped(session: Session, settings: Settings) -> bool:
    """Whether no face, no decision and no setting is another than when all was grouped last."""
    kept = _kept(session, _NAME)
    return kept is not None and kept == json.dumps(_state(session, settings))


def since_grouped(session: Session, settings: Settings) -> SinceGrouped | None:
    """What came since all was grouped last; None where that cannot be told, and all must be looked at again."""
    kept = _kept(session, _NAME)
    if kept is None:
        return None
    model, method, newest, _, forgotten, decision, done = json.loads(kept)
    now_model, now_method, _, _, now_forgotten, _, now_done = _state(session, settings)
    later = Decision.id > (decision or 0)
    done_since = session.execute(sa.select(how_many(Decision.state == DONE)).where(later)).scalar_one()
    # What was undone of before is told by fewer that are done.
    if (model, method, forgotten, done) != (now_model, now_method, now_forgotten, now_done - done_since):
        return None
    moved = sa.select(Change.row_id).where(
        Change.decision_id > (decision or 0), Change.table_name == Face.__tablename__
    )
    return SinceGrouped(newest or 0, frozenset(session.execute(moved.distinct()).scalars()))


def set_snapshot(session: Session, snapshot: FullGroupingSnapshot) -> None:
    """Keep what all faces together told."""
    settings_store.save(session, _WHOLE, json.dumps(asdict(snapshot)))


def last_snapshot(session: Session) -> FullGroupingSnapshot | None:
    """What all faces together told last."""
    kept = _kept(session, _WHOLE)
    return None if kept is None else FullGroupingSnapshot(**json.loads(kept))


def _kept(session: Session, name: str) -> str | None:
    return session.execute(sa.select(Setting.value).where(Setting.name == name)).scalar_one_or_none()


_State = tuple[str, str, int | None, int, int, int | None, int]
"""Model, method, newest face, faces, forgotten photos, newest decision, decisions that are done."""


def _state(session: Session, settings: Settings) -> _State:
    newest, faces = session.execute(
        sa.select(
            sa.select(sa.func.max(Face.id)).scalar_subquery(), sa.select(sa.func.count(Face.id)).scalar_subquery()
        )
    ).one()
    forgotten = session.execute(sa.select(sa.func.count(Photo.id)).where(Photo.forgotten.is_(True))).scalar_one()
    decision, done = session.execute(sa.select(sa.func.max(Decision.id), how_many(Decision.state == DONE))).one()
    return settings.model, settings.grouping, newest, faces, forgotten, decision, done
