"""Decides which dates and places of a source are taken over: those that say more than the photo's own file.

They become the user's own dates and places, as if they had been typed here. Where the user gave one, or removed one,
the source has no effect.
"""

from __future__ import annotations

import datetime as dt

from photoface.catalog.takeover_state import PhotoNow
from photoface.imaging.photo_dates import FIRST_YEAR, DatePrecision
from photoface.metadata.records import PhotoMetadata

SAME_MOMENT = dt.timedelta(hours=26)
"""Moments that lie no farther apart are one in two time zones: sources keep UTC, cameras the local time."""

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


def _is_open(photo: PhotoNow, column: str) -> bool:
    return photo.values[column] is None and column not in photo.decided


def _says_more(photo: PhotoNow, moment: dt.datetime) -> bool:
    if moment.year < FIRST_YEAR:
        return False
    return photo.file_taken_at is None or abs(moment.replace(tzinfo=None) - photo.file_taken_at) > SAME_MOMENT
