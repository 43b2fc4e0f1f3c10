"""Handles commands that set or remove the user's own dates and places of photos, or shift the dates of photos."""

from __future__ import annotations

import datetime as dt
import math

from photoface.catalog import own_dates_and_places, photos
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.imaging.date_kinds import DatePrecision
from photoface.imaging.photo_dates import FIRST_YEAR
from photoface.library.commands.photos import RemoveDates, RemovePlaces, SetDates, SetPlaces, ShiftDates

_LARGEST_SHIFT = dt.timedelta(days=366 * 200)
"""Longer than there is photography: a larger one is a typing error."""


def set_dates(journal: Journal, command: SetDates) -> Facts:
    asked = {photo_id: (moment, precision) for photo_id, moment, precision in command.dates}
    dated = photos.present(journal.session, asked)
    wanted = {}
    for photo_id in dated:
        moment, precision = asked[photo_id]
        _check(moment)
        wanted[photo_id] = (_earliest(moment, precision), precision)
    own_dates_and_places.set_dates(journal, wanted)
    values = set(wanted.values())
    if len(values) > 1:
        return facts("dated_differently", photos=len(wanted))
    ((moment, precision),) = values
    return facts("dated", photos=len(wanted), date=_said(moment, precision))


def shift_dates(journal: Journal, command: ShiftDates) -> Facts:
    shift = dt.timedelta(seconds=command.seconds)
    if not shift or abs(shift) > _LARGEST_SHIFT:
        raise UserFacingError("A date is moved by at least a second and at most 200 years.")
    known = own_dates_and_places.exact_moments(journal.session, photos.present(journal.session, command.photo_ids))
    if not known:
        raise UserFacingError(
            "None of these photos has a date with a time that could be moved.", "Give them a date instead."
        )
    moved = {}
    for photo_id, moment in known.items():
        try:
            later = moment + shift
        except OverflowError:
            later = dt.datetime.min
        _check(later)
        moved[photo_id] = (later, DatePrecision.SECOND)
    own_dates_and_places.set_dates(journal, moved)
    return facts("dates_shifted", photos=len(moved), shift=shift_in_words(command.seconds))


def remove_dates(journal: Journal, command: RemoveDates) -> Facts:
    removed = own_dates_and_places.remove_dates(journal, photos.present(journal.session, command.photo_ids))
    if not removed:
        raise UserFacingError("You gave no date to any of these photos.", "Their dates are those of their files.")
    return facts("dates_removed", photos=len(removed))


def set_places(journal: Journal, command: SetPlaces) -> Facts:
    asked = {photo_id: (latitude, longitude, place) for photo_id, latitude, longitude, place in command.places}
    for latitude, longitude, _ in asked.values():
        if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            raise UserFacingError("Degrees north go from -90 to 90, degrees east from -180 to 180.")
    placed = photos.present(journal.session, asked)
    own_dates_and_places.set_places(journal, {photo_id: asked[photo_id] for photo_id in placed})
    if command.name:
        return facts("placed_in", photos=len(placed), place=command.name)
    return facts("placed", photos=len(placed))


def remove_places(journal: Journal, command: RemovePlaces) -> Facts:
    removed = own_dates_and_places.remove_places(journal, photos.present(journal.session, command.photo_ids))
    if not removed:
        raise UserFacingError("You gave no place to any of these photos.", "Their places are those of their files.")
    return facts("places_removed", photos=len(removed))


def _check(moment: dt.datetime) -> None:
    if moment.year < FIRST_YEAR:
        raise UserFacingError(f"There were no photos before {FIRST_YEAR}.", "Choose a later date.")


def _earliest(moment: dt.datetime, precision: str) -> dt.datetime:
    """The earliest moment of the day, month or year."""
    match DatePrecision(precision):
        case DatePrecision.SECOND:
            return moment
        case DatePrecision.DAY:
            return dt.datetime(moment.year, moment.month, moment.day)
        case DatePrecision.MONTH:
            return dt.datetime(moment.year, moment.month, 1)
        case DatePrecision.YEAR:
            return dt.datetime(moment.year, 1, 1)
        case DatePrecision.UNKNOWN:
            raise UserFacingError("A date has to be known at least to the year.", "Give a year.")


def _said(moment: dt.datetime, precision: str) -> str:
    formats = {"second": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "about %Y"}
    return moment.strftime(formats[precision])


def shift_in_words(seconds: int) -> str:
    """A shift of time in words, such as "2 h 30 min later"."""
    days, rest = divmod(abs(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (left, "s"))
    said = " ".join(f"{number} {unit}" for number, unit in parts if number)
    return f"{said} {'later' if seconds > 0 else 'earlier'}"
