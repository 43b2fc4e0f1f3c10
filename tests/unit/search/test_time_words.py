"""Words of time are read as dates: seasons, yesterday, last year, Christmas."""

from __future__ import annotations

import datetime as dt

import pytest
from search_library import Searched

from photoface.catalog.search.time_words import time_of
from photoface.catalog.search.writing import to_words
from photoface.library.commands.photos import DescribePhotos, SetPlaces

TODAY = dt.date(2026, 11, 30)
"""A Monday."""


def read(words: str, today: dt.date = TODAY, *, southern: bool = False) -> str | None:
    leaf = time_of(words, today, lambda: southern)
    return None if leaf is None else to_words(leaf)


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("today", "date:2026-11-30"),
        ("yesterday", "date:2026-11-29"),
        ("last week", "date:2026-11-23..2026-11-29"),
        ("this week", "date:2026-11-30..2026-12-06"),
        ("last month", "date:2026-10-01..2026-10-31"),
        ("this month", "date:2026-11-01..2026-11-30"),
        ("last year", "year:2025"),
        ("this year", "year:2026"),
        ("last summer", "date:2026-06-01..2026-08-31"),
        ("this summer", "date:2026-06-01..2026-08-31"),
        ("last autumn", "date:2025-09-01..2025-11-30"),
        ("this fall", "date:2026-09-01..2026-11-30"),
        ("last winter", "date:2025-12-01..2026-02-28"),
        ("last christmas", "date:2025-12-24..2025-12-26"),
        ("last august", "date:2026-08-01..2026-08-31"),
        ("last december", "date:2025-12-01..2025-12-31"),
        ("Summer 2014", "date:2014-06-01..2014-08-31"),
        ("2014 summer", "date:2014-06-01..2014-08-31"),
        ("the summer of 2014", "date:2014-06-01..2014-08-31"),
        ("Frühling 2014", "date:2014-03-01..2014-05-31"),
        ("winter 2015", "date:2015-12-01..2016-02-29"),
        ("christmas 2015", "date:2015-12-24..2015-12-26"),
        ("spring", "month:3..5"),
        ("winter", "month:12..2"),
        ("august 2014", "date:2014-08-01..2014-08-31"),
        ("december", "month:12"),
        ("christmas", "date:12-24..12-26"),
        ("Weihnachten", "date:12-24..12-26"),
        ("last monday", None),
        ("last", None),
        ("the", None),
        ("last 2014", None),
        ("summer 99", None),
    ],
)
def test_words_of_time(words: str, understood: str | None) -> None:
    assert read(words) == understood


def test_a_season_that_goes_on_is_not_the_last_one() -> None:
    assert read("last summer", dt.date(2026, 8, 31)) == "date:2025-06-01..2025-08-31"
    assert read("last winter", dt.date(2027, 1, 10)) == "date:2025-12-01..2026-02-28"
    assert read("this winter", dt.date(2027, 1, 10)) == "date:2026-12-01..2027-02-28"


def test_in_the_south_seasons_are_half_a_year_later() -> None:
    assert read("summer 2014", southern=True) == "date:2014-12-01..2015-02-28"
    assert read("winter", southern=True) == "month:6..8"
    assert read("last summer", southern=True) == "date:2025-12-01..2026-02-28"
    assert read("spring", southern=True) == "month:9..11"


def test_a_search_shows_the_dates_and_keeps_them(searched: Searched) -> None:
    search = searched.library.search
    result = search.find("anna summer 2019")
    assert result.words == "person:anna date:2019-06-01..2019-08-31"
    assert search.find(result.words).photo_ids == result.photo_ids
    assert [chip.label for chip in result.chips][1] == "June to August 2019"


def test_a_season_is_also_a_word_of_captions(searched: Searched) -> None:
    photo = searched.library.photos.ids()[0]
    searched.library.execute(DescribePhotos((photo,), caption="Like a day in summer"))
    found = searched.library.search.find("summer")
    assert found.words == "month:6..8 or text:summer"
    assert photo in found.photo_ids


def test_photos_of_the_south_turn_the_seasons(searched: Searched) -> None:
    photos = searched.library.photos.ids()
    searched.library.execute(SetPlaces(tuple((photo, -33.87, 151.21, None) for photo in photos), "Sydney"))
    assert searched.library.search.find("winter").words == "month:6..8"


def test_words_of_time_are_offered(searched: Searched) -> None:
    offered = searched.library.search.complete("anna last su", 12)
    assert [(one.text, one.replaces) for one in offered if one.kind == "time"] == [("last summer", (5, 12))]
    assert not [one for one in searched.library.search.complete("la", 2) if one.kind == "time"]
