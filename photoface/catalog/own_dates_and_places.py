"""Writes the user's own dates and places of photos, takes them back, and proposes dates and places.

Own values are kept apart from the files' values, which they override. Dates are proposed from file names, places from
photos taken near in time. It also reads dates that are known to the second, and lists the positions of photos.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.photo_order import is_dated
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.imaging.date_kinds import DatePrecision

NEAR_IN_TIME = dt.timedelta(hours=12)
"""A photo taken within this time of another one may have been taken at the same place."""

if TYPE_CHECKING:
    from photoface.imaging.date_proposals import DateProposal


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """A date that the name of a photo's file or folder suggests."""

    photo_id: int
    moment: dt.datetime
    precision: DatePrecision
    name: str


@dataclass(frozen=True, slots=True)
class ProposedPlace:
    """The position of the photo that is nearest in time, for a photo without one."""

    photo_id: int
    latitude: float
    longitude: float
    place: int | None


def set_dates(journal: Journal, dates: Mapping[int, tuple[dt.datetime, str]]) -> None:
    """Give photos the user's own dates, each with its precision."""
    journal.update_each(
        Photo,
        {
            photo_id: {"own_taken_at": moment, "own_date_precision": str(precision)}
            for photo_id, (moment, precision) in dates.items()
        },
    )


def remove_dates(journal: Journal, photo_ids: Collection[int]) -> list[int]:
    """Remove the user's own dates, so that the files' dates count again; returns the photos that had one."""
    had = _with(journal.session, photo_ids, Photo.own_taken_at.is_not(None))
    journal.update(Photo, had, {"own_taken_at": None, "own_date_precision": None})
    return had


def set_places(journal: Journal, places: Mapping[int, tuple[float, float, int | None]]) -> None:
    """Give photos the user's own positions in degrees, with GeoNames' number where a place was named."""
    journal.update_each(
        Photo,
        {
            photo_id: {"own_latitude": latitude, "own_longitude": longitude, "own_place": place}
            for photo_id, (latitude, longitude, place) in places.items()
        },
    )


def remove_places(journal: Journal, photo_ids: Collection[int]) -> list[int]:
    """Remove the user's own places, so that the files' places count again; returns the photos that had one."""
    had = _with(journal.session, photo_ids, Photo.own_latitude.is_not(None))
    journal.update(Photo, had, {"own_latitude": None, "own_longitude": None, "own_place": None})
    return had


def _with(session: Session, photo_ids: Collection[int], condition: sa.ColumnElement[bool]) -> list[int]:
    query = sa.select(Photo.id).where(among(Photo.id, sorted(set(photo_ids))), condition).order_by(Photo.id)
    return list(session.execute(query).scalars())


def exact_moments(session: Session, photo_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When those of these photos were taken whose date is known to the second, and is not the file's time."""
    query = sa.select(Photo.id, Photo.taken_at).where(
        among(Photo.id, sorted(set(photo_ids))),
        Photo.date_precision == DatePrecision.SECOND,
        is_dated(),
    )
    return {photo_id: value for photo_id, value in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def positions(session: Session) -> list[tuple[int, float, float]]:
    """Photo, degrees north and degrees east of shown photos with a position, newest first."""
    query = sa.select(Photo.id, Photo.latitude, Photo.longitude).where(
        photo_shown(), Photo.latitude.is_not(None), Photo.longitude.is_not(None)
    )
    rows = session.connection().execute(query.order_by(Photo.taken_at.desc(), Photo.id.desc()))
    return [(photo_id, north or 0.0, east or 0.0) for photo_id, north, east in rows]


def proposed_dates(session: Session, photo_ids: Sequence[int], today: dt.date) -> list[ProposedDate]:
    """The likeliest date for each photo by the names of its files and folders.

    Left out are photos without one, and those whose date is known to the second and lies in the proposed day, month or
    year: they would lose what is known.
    """
    # Its many patterns take a hundredth of the window's start, which does without.
    from photoface.imaging.date_proposals import propose_dates

    best: dict[int, DateProposal] = {}
    for photo_id, path in _paths(session, photo_ids):
        if photo_id not in best:
            found = propose_dates(path, today)
            if found:
                best[photo_id] = found[0]
    known = exact_moments(session, list(best))
    return [
        ProposedDate(photo_id, best[photo_id].moment, best[photo_id].precision, best[photo_id].name)
        for photo_id in dict.fromkeys(photo_ids)
        if photo_id in best and not _within(known.get(photo_id), best[photo_id])
    ]


def _within(known: dt.datetime | None, proposal: DateProposal) -> bool:
    if known is None:
        return False
    parts = {"year": 1, "month": 2, "day": 3}.get(str(proposal.precision), 6)
    return known.timetuple()[:parts] == proposal.moment.timetuple()[:parts]


def _paths(session: Session, photo_ids: Sequence[int]) -> list[tuple[int, str]]:
    """The files of photos, present ones first, each with its library folder's own name before its path."""
    query = (
        sa.select(PhotoFile.photo_id, LibraryFolder.path, PhotoFile.relative_path)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(among(PhotoFile.photo_id, sorted(set(photo_ids))))
        .order_by(PhotoFile.present.desc(), PhotoFile.id)
    )
    # A library folder may be called "Summer 1985" itself.
    return [
        (photo_id, f"{folder.replace(chr(92), '/').rstrip('/').rpartition('/')[2]}/{path}")
        for photo_id, folder, path in session.execute(query)
        if photo_id is not None
    ]


def proposed_places(session: Session, photo_ids: Sequence[int]) -> list[ProposedPlace]:
    """For each photo without a position, that of the photo taken nearest in time; left out where none is near."""
    wanted = exact_moments(session, photo_ids)
    without = set(_with(session, list(wanted), Photo.latitude.is_(None)))
    proposals = []
    for photo_id in dict.fromkeys(photo_ids):
        if photo_id in without:
            proposal = _nearest_in_time(session, photo_id, wanted[photo_id])
            if proposal is not None:
                proposals.append(proposal)
    return proposals


def _nearest_in_time(session: Session, photo_id: int, moment: dt.datetime) -> ProposedPlace | None:
    around = (
        sa.select(Photo.taken_at, Photo.latitude, Photo.longitude, Photo.own_place)
        .where(
            photo_shown(),
            Photo.latitude.is_not(None),
            Photo.date_precision == DatePrecision.SECOND,
            is_dated(),
        )
        .limit(1)
    )
    sides = (
        around.where(Photo.taken_at.between(moment - NEAR_IN_TIME, moment)).order_by(Photo.taken_at.desc(), Photo.id),
        around.where(Photo.taken_at.between(moment, moment + NEAR_IN_TIME)).order_by(Photo.taken_at, Photo.id),
    )
    found = [row for side in sides for row in session.execute(side)]
    if not found:
        return None
    nearest = min(found, key=lambda row: abs(row.taken_at - moment))
    assert nearest.latitude is not None
    assert nearest.longitude is not None
    return ProposedPlace(photo_id, nearest.latitude, nearest.longitude, nearest.own_place)
