"""Spans of days in a search's phrase read as a person would say them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fakes.photos import save_photo

from photoface.catalog.search.days_in_words import days_in_words, days_of_each_year_in_words
from photoface.library.library import Library


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2014-06-01", "2014-06-30", "June 2014"),
        ("2014-06-01", "2014-06-14", "1 to 14 June 2014"),
        ("2014-06-05", "2014-06-05", "on 5 June 2014"),
        ("2014-05-28", "2014-06-03", "28 May to 3 June 2014"),
        ("2014-06-01", "2014-08-31", "June to August 2014"),
        ("2015-12-01", "2016-02-29", "December 2015 to February 2016"),
        ("2015-12-30", "2016-01-02", "30 December 2015 to 2 January 2016"),
        ("2014-01-01", "2014-12-31", "2014"),
        ("2014-01-01", "2016-12-31", "2014 to 2016"),
        ("2014-02-01", "2014-02-27", "1 to 27 February 2014"),
        ("2014-06-05", None, "since 5 June 2014"),
        (None, "2014-06-05", "until 5 June 2014"),
    ],
)
def test_spans(first: str | None, last: str | None, said: str) -> None:
    days = [None if day is None else dt.date.fromisoformat(day) for day in (first, last)]
    assert days_in_words(*days) == said


def test_days_of_any_year() -> None:
    assert days_of_each_year_in_words((12, 24), (12, 26)) == "24 to 26 December of any year"
    assert days_of_each_year_in_words((12, 30), (1, 2)) == "30 December to 2 January of any year"
    assert days_of_each_year_in_words((2, 29), (2, 29)) == "on 29 February of any year"


def test_christmas_without_a_year_is_every_christmas(library: Library, tmp_path: Path) -> None:
    days = ("2012-12-24", "2015-12-26", "2015-12-27", "2016-06-01")
    for number, day in enumerate(days):
        save_photo(tmp_path / "Pictures" / f"{number}.png", (0,), shade=number, taken=dt.datetime.fromisoformat(day))
    library.folders.add(tmp_path / "Pictures")
    library.jobs.scan()
    found = library.search.find("christmas")
    assert (found.words, len(found.photo_ids)) == ("date:12-24..12-26", 2)
    assert found.explanation == "24 to 26 December of any year"
    assert len(library.search.find("date:12-27..6-1").photo_ids) == 2
    assert library.search.find("date:2-29").photo_ids == ()
