"""Computes a person's age in full years on a day, and the day of a birthday: calendar arithmetic without SQL."""

from __future__ import annotations

import datetime as dt


def birthday(born: dt.date, age: int) -> dt.date:
    """The day on which somebody becomes so old. Who was born on 29 February does so on 1 March of other years.

    The last day there is stands for all that come after it.
    """
    year = born.year + age
    if year > dt.MAXYEAR:
        return dt.date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def is_year_only(day: dt.date, *, last_of_year: bool = False) -> bool:
    """Whether a date stands for its year only: 1 January as a birth, 31 December as a death (`last_of_year`).

    The catalog has whole dates only, and of many ancestors the year alone is known. So of a person who was really born
    on a 1 January the year alone is shown as well.
    """
    return (day.month, day.day) == ((12, 31) if last_of_year else (1, 1))


def age_on(born: dt.date | None, day: dt.date) -> int | None:
    """Full years on a day; None before the birth, or where it is not known."""
    if born is None or day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
