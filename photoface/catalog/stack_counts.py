"""Counts photos as pages show them, for each person or group: those of a closed stack once, and which are videos.

It also leaves copies out of photos that are given away as a page.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.settings import Setting
from photoface.catalog.tables.stacks import StackMember
from photoface.catalog.visible import photo_shown

Owner = InstrumentedAttribute[int | None]
"""The column of a face that says whose it is."""


def are_stacks_open() -> sa.ColumnElement[bool]:
    """Whether the user has the photos of stacks shown one by one."""
    return sa.exists().where(Setting.name == "stacks", Setting.value == "no")


def shown_once(session: Session, photo_ids: Sequence[int]) -> list[int]:
    """These photos in their order; of those in one closed stack the one that is nearest to its top."""
    query = sa.select(StackMember.stack, StackMember.position, StackMember.photo_id)
    rows = session.execute(query.where(among(StackMember.photo_id, sorted(photo_ids)), ~are_stacks_open()))
    by_stack: dict[int, list[tuple[int, int]]] = {}
    for stack, position, photo_id in rows:
        by_stack.setdefault(stack, []).append((position, photo_id))
    below = {photo_id for inside in by_stack.values() for _, photo_id in sorted(inside)[1:]}
    return [photo_id for photo_id in photo_ids if photo_id not in below]


def hidden_in_stacks(session: Session, owner: Owner, *conditions: sa.ColumnElement[bool]) -> dict[int, int]:
    """For each person or group, how many of its photos a closed stack hides below another one of its photos.

    Less these, each stack counts once.

    Args:
        conditions: only faces that meet these.
    """
    query = (
        sa.select(owner, sa.func.count(sa.distinct(Photo.id)) - sa.func.count(sa.distinct(StackMember.stack)))
        .select_from(StackMember)
        .join(Face, Face.photo_id == StackMember.photo_id)
        .join(Photo, Photo.id == StackMember.photo_id)
        .where(owner.is_not(None), Face.status == FaceStatus.ACTIVE, photo_shown(), ~are_stacks_open(), *conditions)
        .group_by(owner)
    )
    return {owner_id: count for owner_id, count in session.execute(query) if owner_id is not None}


def videos(session: Session, owner: Owner, *conditions: sa.ColumnElement[bool]) -> dict[int, int]:
    """In how many videos each owner is, without those that lie below a photo in a closed stack."""
    is_video: sa.ColumnElement[bool] = Photo.video_seconds.is_not(None)
    if not conditions:
        # Few photos are videos. Without a list of them SQLite goes through all faces.
        found = session.execute(sa.select(Photo.id).where(is_video)).scalars().all()
        if not found:
            return {}
        is_video = among(Photo.id, found)
    below = sa.select(StackMember.photo_id).where(StackMember.position > 0, ~are_stacks_open())
    query = (
        sa.select(owner, sa.func.count(sa.distinct(Photo.id)))
        .join(Photo, Photo.id == Face.photo_id)
        .where(is_video, Photo.id.not_in(below))
        .where(owner.is_not(None), Face.status == FaceStatus.ACTIVE, photo_shown(), *conditions)
        .group_by(owner)
    )
    return {owner_id: count for owner_id, count in session.execute(query) if owner_id is not None}
