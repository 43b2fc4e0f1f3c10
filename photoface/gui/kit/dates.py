"""Parses a day or a month that the user typed: in the formats of the locale, as 2011-08-04, or a year alone."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QDate, QLocale

from photoface.gui.kit import text

_WITH_MONTHS_NAME = ("d MMMM yyyy", "d. MMMM yyyy", "MMMM d, yyyy", "MMMM d yyyy", "d MMM yyyy", "MMM d, yyyy")
"""A month by its name cannot be misread, in whatever order it stands."""

_NUMBERED_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"(\S.*) (\d{4})")


def read_day(words: str, *, last_of_year: bool = False) -> dt.date | None:
    """The day that words mean, in the formats of the user's locale or as 2011-08-04; None for anything else.

    A year alone stands for its first day, or for its last one. Two digits of a year mean the latest such year that is
    not ahead.
    """
    words = " ".join(words.split())
    if re.fullmatch(r"\d{4}", words) and int(words) >= dt.MINYEAR:
        return dt.date(int(words), 12, 31) if last_of_year else dt.date(int(words), 1, 1)
    locale = text.locale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    # Where the locale writes two digits of a year people type four as well, and the other way round.
    two, four = re.sub("y+", "yy", short), re.sub("y+", "yyyy", short)
    this_year = dt.date.today().year
    for pattern in ("yyyy-M-d", _lenient(four), text.day_format(), *_WITH_MONTHS_NAME):
        found = _day(locale.toDate(words, pattern))
        if found is not None:
            return found
    # The latest such year, and the one a century earlier where that day is ahead.
    for base_year in (this_year - 99, this_year - 100):
        found = _day(locale.toDate(words, _lenient(two), base_year))
        if found is not None and found <= dt.date.today():
            return found
    return None


def read_month(words: str) -> dt.date | None:
    """The first day of the month that words mean, by its name in the user's locale or as 1985-07; None for others."""
    words = " ".join(words.split())
    numbered, named = _NUMBERED_MONTH.fullmatch(words), _NAMED_MONTH.fullmatch(words)
    if numbered is not None:
        year, month = int(numbered[1]), int(numbered[2])
    elif named is not None:
        year, month = int(named[2]), _months().get(_bare(named[1]), 0)
    else:
        return None
    return dt.date(year, month, 1) if 1 <= month <= 12 and year >= dt.MINYEAR else None


def _months() -> dict[str, int]:
    """The months by all of their names: long and short, alone and as they stand in a date."""
    locale, lengths = text.locale(), (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
    return {
        _bare(name(month, length)): month
        for month in range(1, 13)
        for length in lengths
        for name in (locale.monthName, locale.standaloneMonthName)
    }


def _bare(name: str) -> str:
    return name.strip(" .,").casefold()


def _lenient(pattern: str) -> str:
    """The pattern with days and months of one digit or two."""
    return pattern.replace("dd", "d").replace("MM", "M")


def _day(found: QDate) -> dt.date | None:
    if not found.isValid() or not dt.MINYEAR <= found.year() <= dt.MAXYEAR:
        return None
    return dt.date(found.year(), found.month(), found.day())
