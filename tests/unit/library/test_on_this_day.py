"""Photos of this day in earlier years."""

from __future__ import annotations

import datetime as dt

from photoface.library.commands.photos import FavouritePhotos, HidePhotos, SetDates
from photoface.library.library import Library

TODAY = dt.date(2024, 2, 29)


def _dated(library: Library, *moments: tuple[str, str]) -> list[int]:
    ids = library.photos.ids()[: len(moments)]
    dates = [
        (photo_id, dt.datetime.fromisoformat(moment), precision)
        for photo_id, (moment, precision) in zip(ids, moments, strict=True)
    ]
    library.execute(SetDates(tuple(dates)))
    return ids


def test_only_photos_of_which_the_day_is_known_and_is_this_day_count(scanned: Library) -> None:
    ids = _dated(
        scanned,
        ("2020-02-29 10:00", "second"),
        ("2020-02-29 00:00", "day"),
        ("2016-02-29 12:00", "second"),
        ("2019-02-28 12:00", "second"),
        ("2024-02-29 08:00", "second"),
        ("2012-02-29 00:00", "month"),
    )
    scanned.execute(FavouritePhotos((ids[0],), True))
    years = scanned.photos.on_this_day(TODAY)
    assert [(year.day.year, year.photo_ids) for year in years] == [(2020, (ids[0], ids[1])), (2016, (ids[2],))]
    scanned.execute(HidePhotos((ids[2],), True))
    assert [year.day.year for year in scanned.photos.on_this_day(TODAY)] == [2020]
    assert scanned.photos.on_this_day(dt.date(2024, 3, 1)) == []
