"""Decides which dates and places of a source are taken over: those that say more than the photo's own file.

They become the user's own dates and places, as if they had been typed here. Where the user gave another one, that is a
conflict for the user to decide; where the user removed one, the source has no effect. Here are also the words in which
a conflict has a date or a place, and how they are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from photoface.catalog.takeover_state import PhotoNow
from photoface.imaging.date_kinds import DatePrecision
from photoface.imaging.photo_dates import FIRST_YEAR
from photoface.metadata.records import PhotoMetadata

SAME_MOMENT = dt.timedelta(hours=26)
"""Moments that lie no farther apart are one in two time zones: sources keep UTC, cameras the local time."""

SAME_PLACE_DEGREES = 0.001
"""A hundred metres: sources round."""

DATE_WORD, PLACE_WORD = "date", "place"
"""How the words of a conflict about them begin."""

_COARSE = {DatePrecision.DAY: "%Y-%m-%d", DatePrecision.MONTH: "%Y-%m", DatePrecision.YEAR: "%Y"}
"""Dates of which less is known."""

DATE, DATE_PRECISION, LATITUDE, LONGITUDE = "own_taken_at", "own_date_precision", "own_latitude", "own_longitude"
"""Columns of a photo."""


def dates_and_places(photo: PhotoNow, record: PhotoMetadata, base: PhotoMetadata) -> dict[str, object]:
    """What the photo gets of a record's date and place, by column.

    Args:
        base: what the source said when it and the catalog agreed last; what did not change since is settled.
    """
    found: dict[str, object] = {}
    moment = record.taken_at
    if moment is not None and moment != base.taken_at and _is_open(photo, DATE) and _says_more(photo, moment):
        found[DATE] = moment.replace(microsecond=0, tzinfo=None)
        found[DATE_PRECISION] = DatePrecision.SECOND.value
    place = (record.latitude, record.longitude)
    is_new = None not in place and place != (base.latitude, base.longitude)
    if is_new and not photo.file_has_place and _is_open(photo, LATITUDE):
        found[LATITUDE], found[LONGITUDE] = place
    return found


def differing(photo: PhotoNow, record: PhotoMetadata, base: PhotoMetadata) -> Iterator[tuple[str, str]]:
    """The date and the place in which a source differs from the user's own: theirs and mine, in words.

    Args:
        base: as for `dates_and_places`.
    """
    moment, mine = record.taken_at, own_date(photo)
    if mine is not None and moment not in (None, base.taken_at):
        assert moment is not None
        is_same_moment = abs(moment.replace(tzinfo=None) - mine[0]) <= SAME_MOMENT
        if _says_more(photo, moment) and not is_same_moment and not is_date(moment, mine):
            yield date_words(moment), date_words(*mine)
    place, own = _place_of(record), own_place(photo)
    if own is not None and place not in (None, _place_of(base)) and not photo.file_has_place:
        assert place is not None
        if not is_near(place, own):
            yield place_words(place), place_words(own)


def changed_elsewhere(photo: PhotoNow, before: PhotoMetadata, base: PhotoMetadata) -> Iterator[tuple[str, str]]:
    """The date and the place that another program wrote over the user's own in a file: theirs and mine, in words.

    Args:
        before: what the file says.
        base: what was written there.
    """
    moment, mine = before.taken_at, own_date(photo)
    if mine is not None and None not in (moment, base.taken_at) and moment != base.taken_at:
        assert moment is not None
        if not is_date(moment, mine):
            yield date_words(moment), date_words(*mine)
    place, own, written = _place_of(before), own_place(photo), _place_of(base)
    if own is None or place is None or written is None:
        return
    if not is_near(place, written) and not is_near(place, own):
        yield place_words(place), place_words(own)


OwnDate = tuple[dt.datetime, str]
"""A moment, and how much of it is known: a `DatePrecision`."""

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def own_date(photo: PhotoNow) -> OwnDate | None:
    """The date that the user gave."""
    moment = photo.values[DATE]
    if moment is None:
        return None
    assert isinstance(moment, dt.datetime)
    return moment, str(photo.values[DATE_PRECISION] or DatePrecision.SECOND.value)


def own_place(photo: PhotoNow) -> Place | None:
    """The place that the user gave."""
    north, east = photo.values[LATITUDE], photo.values[LONGITUDE]
    return (float(str(north)), float(str(east))) if north is not None and east is not None else None


def is_date(moment: dt.datetime, date: OwnDate) -> bool:
    """Whether a moment is this date, as far as that is known."""
    form = _COARSE.get(DatePrecision(date[1]))
    if form is not None:
        return moment.strftime(form) == date[0].strftime(form)
    return moment.replace(microsecond=0, tzinfo=None) == date[0].replace(microsecond=0)


def is_near(one: Place, other: Place) -> bool:
    """Whether two places are one for a photo."""
    return all(abs(a - b) < SAME_PLACE_DEGREES for a, b in zip(one, other, strict=True))


def date_words(moment: dt.datetime, precision: str = DatePrecision.SECOND.value) -> str:
    """A date in a conflict."""
    form = _COARSE.get(DatePrecision(precision))
    whole = moment.replace(microsecond=0, tzinfo=None)
    return f"{DATE_WORD}: {whole.isoformat(' ') if form is None else whole.strftime(form)}"


def place_words(place: Place) -> str:
    """A place in a conflict."""
    return f"{PLACE_WORD}: {place[0]:.5f}, {place[1]:.5f}"


def columns_of(name: str, words: str) -> dict[str, object]:
    """What a photo gets of a date or a place in the words of a conflict, by column."""
    if name == DATE_WORD:
        return {DATE: dt.datetime.fromisoformat(words), DATE_PRECISION: DatePrecision.SECOND.value}
    north, east = words.split(", ")
    return {LATITUDE: float(north), LONGITUDE: float(east)}


def _place_of(record: PhotoMetadata) -> Place | None:
    if record.latitude is None or record.longitude is None:
        return None
    return record.latitude, record.longitude


def _is_open(photo: PhotoNow, column: str) -> bool:
    return photo.values[column] is None and column not in photo.decided


def _says_more(photo: PhotoNow, moment: dt.datetime) -> bool:
    if moment.year < FIRST_YEAR:
        return False
    return photo.file_taken_at is None or abs(moment.replace(tzinfo=None) - photo.file_taken_at) > SAME_MOMENT
