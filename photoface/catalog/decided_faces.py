"""Finds the faces about which a decision holds or can hold again: scans may move these, and must not delete them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import DROPPED
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import BoxSource, FaceStatus
from photoface.catalog.tables.decisions import Change, Decision, DecisionFace
from photoface.catalog.tables.faces import CannotLink, Face, NameRejection, Rejection


def decided_faces(session: Session, face_ids: Collection[int]) -> set[int]:
    """Those of these faces about which a decision holds, or can be brought back by undo or redo.

    A decision names the faces that it changed, and those to which rejections and cannot-links refer that it made or
    took back. A decision that was undone and replaced by another one can never be made again, so it names none.
    """
    wanted = sorted(face_ids)
    holds = (
        sa.select(Face.id).where(
            among(Face.id, wanted),
            sa.or_(Face.confirmed.is_(True), Face.status != FaceStatus.ACTIVE, Face.box_source != BoxSource.DETECTED),
        ),
        sa.select(Rejection.face_id).where(among(Rejection.face_id, wanted)),
        sa.select(NameRejection.face_id).where(among(NameRejection.face_id, wanted)),
        sa.select(CannotLink.face_id).where(among(CannotLink.face_id, wanted)),
        sa.select(CannotLink.other_face_id).where(among(CannotLink.other_face_id, wanted)),
    )
    return set(session.execute(sa.union(*holds, *_in_the_ledger(wanted))).scalars())


def _in_the_ledger(face_ids: Collection[int]) -> list[sa.Select[int]]:
    """The same faces, as far as a decision names them that can be undone or made again."""
    lives = Decision.state != DROPPED
    changed = sa.and_(Change.table_name == Face.__tablename__, among(Change.row_id, face_ids), lives)
    named = sa.and_(among(DecisionFace.face_id, face_ids), lives)
    return [
        sa.select(Change.row_id).join(Decision, Decision.id == Change.decision_id).where(changed),
        sa.select(DecisionFace.face_id).join(Decision, Decision.id == DecisionFace.decision_id).where(named),
    ]
