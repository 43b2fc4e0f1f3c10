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


def is_year_alone(day: dt.date, *, last_of_year: bool = False) -> bool:
    """Whether a birth, or a death (`last_of_year`), is on the day that stands for a year alone, as of most ancestors.

    The catalog keeps days. One person in 365 was born on that very day, and loses it where the date is shown.
    """
    return (day.month, day.day) == ((12, 31) if last_of_year else (1, 1))


def age_on(born: dt.date | None, day: dt.date) -> int | None:
    """Full years on a day; None before the birth, or where it is not known."""
    if born is None or day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
