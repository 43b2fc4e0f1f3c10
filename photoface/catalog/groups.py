"""Reads the unnamed groups, largest first, and the faces of each, best first."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import stack_counts
from photoface.catalog.faces import shown_ids
from photoface.catalog.sql_helpers import among, ordered_rows
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import GroupSummary
from photoface.catalog.tables.faces import Face
from photoface.catalog.visible import in_shown_photo

COVERS = 4


def summaries(session: Session, limit: int | None = None, offset: int = 0) -> list[GroupSummary]:
    """Groups, largest first, each with its best faces."""
    size = sa.func.count(Face.id)
    # Never NULL here.
    group = sa.type_coerce(Face.group_id, sa.Integer)
    query = (
        sa.select(group, size, sa.func.count(sa.distinct(Face.photo_id)))
        .where(Face.group_id.is_not(None), Face.status == FaceStatus.ACTIVE, in_shown_photo())
        .group_by(Face.group_id)
        .order_by(size.desc(), Face.group_id)
        .limit(limit)
        .offset(offset)
    )
    rows = ordered_rows(session, query)
    covers: dict[int, list[int]] = defaultdict(list)
    rank = sa.func.row_number().over(partition_by=Face.group_id, order_by=(Face.quality.desc(), Face.id))
    ranked = (
        sa.select(Face.group_id, Face.id, rank.label("rank"))
        .where(Face.status == FaceStatus.ACTIVE, in_shown_photo(), among(Face.group_id, [row[0] for row in rows]))
        .subquery()
    )
    best = sa.select(ranked.c.group_id, ranked.c.id).where(ranked.c.rank <= COVERS).order_by(ranked.c.rank)
    for group_id, face_id in ordered_rows(session, best):
        covers[group_id].append(face_id)
    below = stack_counts.hidden_in_stacks(session, Face.group_id)
    videos = stack_counts.videos(session, Face.group_id)
    found = []
    for group_id, faces, photos in rows:
        photos -= below.get(group_id, 0)
        of_videos = min(videos.get(group_id, 0), photos)
        found.append(GroupSummary(group_id, faces, photos, tuple(covers[group_id]), of_videos))
    return found


def how_many(session: Session) -> int:
    """The number of groups, of which `summaries` gives those of most faces."""
    query = sa.select(sa.func.count(sa.distinct(Face.group_id)))
    shown = query.where(Face.group_id.is_not(None), Face.status == FaceStatus.ACTIVE, in_shown_photo())
    return session.execute(shown).scalar_one()


def face_ids(session: Session, group_id: int) -> list[int]:
    """A group's faces, best first."""
    return shown_ids(session, Face.group_id == group_id, order=(Face.quality.desc(), Face.id))
