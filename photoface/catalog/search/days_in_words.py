"""Says spans of days as a person would: `June 2014`, `1 to 14 June 2014`, `28 May to 3 June 2014`, in English."""

from __future__ import annotations

import calendar
import datetime as dt

# Not from the system's locale: the rest of a search's phrase would not follow it.
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def days_in_words(first: dt.date | None, last: dt.date | None) -> str:
    """From one day to another, both included; None is open, but not on both sides."""
    if first is None or last is None:
        edge = first or last
        assert edge is not None
        return f"until {_day(edge)}" if first is None else f"since {_day(edge)}"
    if first == last:
        return f"on {_day(first)}"
    are_whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if are_whole_months and (first.month, last.month) == (1, 12):
        return _from_to(str(first.year), str(last.year))
    same_year = first.year == last.year
    if are_whole_months:
        if same_year and first.month == last.month:
            return _month(first)
        return _from_to(_month_name(first) if same_year else _month(first), _month(last))
    if same_year and first.month == last.month:
        return _from_to(str(first.day), _day(last))
    return _from_to(f"{first.day} {_month_name(first)}" if same_year else _day(first), _day(last))


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


def _month(day: dt.date) -> str:
    return f"{_month_name(day)} {day.year}"


def _day(day: dt.date) -> str:
    return f"{day.day} {_month(day)}"
