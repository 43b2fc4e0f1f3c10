"""Tells which photos have a date, and orders photos by it: a file's time is no date, so those with no other come last.

Queries that list photos by date, span dates or ask for them use these functions, so that the pages agree.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import json_list
from photoface.catalog.sql_helpers import among, ordered_ids
from photoface.catalog.tables.photos import Photo
from photoface.imaging.date_kinds import DatePrecision

_Row = TypeVar("_Row")

MOST_LOOKED_UP = 2_000
"""So many photos are looked up one by one in less time than the index of all without a date is read in."""


def is_undated() -> sa.ColumnElement[bool]:
    """Nothing dates the photo but its file's time; in the words of the index of such photos."""
    return sa.and_(Photo.own_taken_at.is_(None), Photo.file_dated_by == sa.literal_column("'file time'"))


def is_dated() -> sa.ColumnElement[bool]:
    """The user, the file's metadata or the file's name dates the photo; never NULL."""
    return sa.not_(is_undated())


def known_date() -> sa.ColumnElement[dt.datetime | None]:
    """`Photo.taken_at`; NULL where nothing dates the photo."""
    return sa.case((is_dated(), Photo.taken_at))


def known_precision() -> sa.ColumnElement[str]:
    """`Photo.date_precision`; `DatePrecision.UNKNOWN` where nothing dates the photo."""
    return sa.case((is_undated(), sa.literal_column(f"'{DatePrecision.UNKNOWN}'")), else_=Photo.date_precision)


def undated(session: Session, of: Sequence[int] | None = None) -> frozenset[int]:
    """Photos that nothing dates, forgotten and hidden ones too; read from an index of these alone.

    Args:
        of: look at these alone; None for all.
    """
    # One value: fifty thousand rows would take five times as long.
    found = sa.select(json_list(Photo.id)).where(is_undated())
    if of is not None:
        found = found.where(among(Photo.id, of))
    return frozenset(json.loads(session.execute(found).scalar_one()))


def newest_first(session: Session, query: sa.Select[int]) -> list[int]:
    """The photos that a query of `Photo.id` finds, newest first, those without a date last."""
    ids = ordered_ids(session, query.order_by(Photo.taken_at.desc(), Photo.id.desc()))
    return undated_last(session, ids, lambda photo_id: photo_id)


def undated_last(session: Session, rows: Sequence[_Row], photo_of: Callable[[_Row], int]) -> list[_Row]:
    """These rows in their order, but those of photos without a date last.

    SQLite could do so too, but would then sort all photos instead of reading them in the order of an index.
    """
    photos = [photo_of(row) for row in rows]
    without = undated(session, photos if len(photos) <= MOST_LOOKED_UP else None)
    if not without:
        return list(rows)
    apart = [row for row, photo_id in zip(rows, photos, strict=True) if photo_id in without]
    if len(apart) in (0, len(rows)):
        return list(rows)
    return [row for row, photo_id in zip(rows, photos, strict=True) if photo_id not in without] + apart
