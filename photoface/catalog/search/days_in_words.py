"""Says spans of days as a person would: `June 2014`, `1 to 14 June 2014`, `28 May to 3 June 2014`, in English."""

from __future__ import annotations

import calendar
import datetime as dt

from photoface.formatting import MONTHS, day_in_words, month_in_words


def days_in_words(first: dt.date | None, last: dt.date | None) -> str:
    """From one day to another, both included; None is open, but not on both sides."""
    if first is None or last is None:
        edge = first or last
        assert edge is not None
        return f"until {day_in_words(edge)}" if first is None else f"since {day_in_words(edge)}"
    if first == last:
        return f"on {day_in_words(first)}"
    are_whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if are_whole_months and (first.month, last.month) == (1, 12):
        return _from_to(str(first.year), str(last.year))
    same_year = first.year == last.year
    if are_whole_months:
        if same_year and first.month == last.month:
            return month_in_words(first)
        return _from_to(_month_name(first) if same_year else month_in_words(first), month_in_words(last))
    if same_year and first.month == last.month:
        return _from_to(str(first.day), day_in_words(last))
    return _from_to(f"{first.day} {_month_name(first)}" if same_year else day_in_words(first), day_in_words(last))


def days_of_each_year_in_words(first: tuple[int, int], last: tuple[int, int]) -> str:
    """From one day to another, each a month and a day, of any year: `24 to 26 December of any year`."""
    end = f"{last[1]} {MONTHS[last[0] - 1]} of any year"
    if first == last:
        return f"on {end}"
    return _from_to(str(first[1]) if first[0] == last[0] else f"{first[1]} {MONTHS[first[0] - 1]}", end)


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _month_name(day: dt.date) -> str:
    return MONTHS[day.month - 1]
