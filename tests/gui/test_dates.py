"""Days as people type them, and as they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from photoface.gui.kit import text
from photoface.gui.kit.dates import read_day, read_month

FOURTH_OF_AUGUST = dt.date(2011, 8, 4)


@pytest.fixture(params=["en_US", "en_GB", "de_DE", "fr_FR", "ja_JP", "C"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def test_what_is_shown_is_read_again(locale: str) -> None:
    for day in (FOURTH_OF_AUGUST, dt.date(1932, 12, 31), dt.date(2000, 2, 29)):
        assert read_day(text.day(day)) == day
        assert read_day(day.isoformat()) == day


@pytest.mark.parametrize("words", ["", "soon", "2011-02-30", "99", "32.13.2011", "0000"])
def test_what_is_no_day_is_not_guessed(locale: str, words: str) -> None:
    assert read_day(words) is None


def test_a_month_is_read_as_the_window_writes_it(locale: str) -> None:
    july = dt.datetime(1985, 7, 1)
    for words in (text.month(july), text.month(july, short=True), text.month(july).upper(), "1985-07", "1985-7"):
        assert read_month(words) == july.date(), words
    for words in ("1985", "July", "1985-13", "4 July 1985", "Juli-ish 1985", ""):
        assert read_month(words) is None, words


def test_a_year_alone_is_a_day_too(locale: str) -> None:
    assert read_day("1961") == dt.date(1961, 1, 1)
    assert read_day("1961", last_of_year=True) == dt.date(1961, 12, 31)


def test_a_month_by_its_name_may_stand_anywhere() -> None:
    for words in ("4 August 2011", "August 4, 2011", "  4  Aug 2011 ", "4. August 2011"):
        assert read_day(words) == FOURTH_OF_AUGUST


def test_ages_are_said_where_the_birth_is_known() -> None:
    moment = dt.datetime(2011, 8, 3, 12)
    assert text.age_or_month(dt.date(2009, 8, 3), moment) == "2 years old"
    assert text.age_or_month(dt.date(2010, 8, 3), moment) == "12 months old"
    assert text.age_or_month(dt.date(2010, 8, 4), moment) == "11 months old"
    assert text.age_or_month(dt.date(2001, 8, 4), moment) == "9 years old"
    assert text.age_or_month(dt.date(2012, 1, 1), moment) == "August 2011"
    assert text.age_or_month(None, moment) == "August 2011"
    # The date of a file or of a scan is no date for ages.
    assert text.age_or_month(dt.date(2009, 8, 3), moment, is_sure=False) == "August 2011"
