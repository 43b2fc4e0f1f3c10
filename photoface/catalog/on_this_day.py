"""Finds the photos that were taken on the same day of the year in earlier years, the best ones of each first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.photo_order import is_dated
from photoface.catalog.sql_dialects import month_and_day_text, year_text
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.imaging.date_kinds import DatePrecision


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """What was photographed on a day of the year, years ago; the favourites and the best rated photos come first."""

    day: dt.date
    photo_ids: tuple[int, ...]


def on_this_day(session: Session, today: dt.date) -> list[EarlierYear]:
    """The photos of this day in earlier years, the latest year first.

    Only those count of which the day is known: not by the time of a file, and not photos of which the month or the
    year alone is known.
    """
    query = sa.select(Photo.id, Photo.taken_at).where(
        photo_shown(),
        Photo.missing.is_(False),
        Photo.taken_at < dt.datetime(today.year, 1, 1),
        month_and_day_text(Photo.taken_at) == f"{today:%m-%d}",
        Photo.date_precision.in_([DatePrecision.SECOND, DatePrecision.DAY]),
        is_dated(),
    )
    best_first = (sa.func.coalesce(Photo.favourite, False).desc(), sa.func.coalesce(Photo.rating, 0).desc())
    year = year_text(Photo.taken_at)
    rows = session.execute(query.order_by(year.desc(), *best_first, Photo.taken_at, Photo.id)).all()
    return [
        EarlierYear(day, tuple(row.id for row in of_day))
        for day, of_day in groupby(rows, key=lambda row: row.taken_at.date())
    ]
