"""Turns words of time into search conditions: `2019`, `3 december 2019`, `yesterday`, `last month`, `summer 2014`.

Seasons are those of meteorology, three whole months each: summer is June to August in the north, December to February
in the south. One that begins in December belongs to the year in which it begins.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable

from photoface.catalog.search import tree
from photoface.imaging.month_names import MONTH_OF_NAME
from photoface.imaging.photo_dates import FIRST_YEAR
from photoface.text_folding import folded

LAST_YEAR = 2199
SHORTEST_MONTH = 3
"""Letters of a month's name: `de` is a word of many languages."""

_SEASONS = {
    "spring": "spring fruhling fruehling printemps primavera",
    "summer": "summer sommer ete verano estate",
    "autumn": "autumn fall herbst automne otono autunno",
    "winter": "winter hiver invierno inverno",
}
"""In the languages of `month_names`, without accents."""

_SEASON_OF_NAME = {name: season for season, names in _SEASONS.items() for name in names.split()}
_FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""Of a season in the north; half a year later in the south."""

_CHRISTMAS = frozenset(("christmas", "xmas", "weihnachten", "noel", "navidad", "natale"))
_CHRISTMAS_DAYS = (12, 24), (12, 26)
_BETWEEN = frozenset(("of", "in", "the"))
"""Words that say nothing beside a time: `summer of 2014`."""

PHRASES = (
    *("yesterday", "today", "last week", "last month", "last year", "this month", "this year"),
    *("last summer", "last winter", "last spring", "last autumn", "last christmas"),
)
"""What is offered while somebody types."""

Days = tuple[dt.date, dt.date]


def time_of(words: str, today: dt.date, is_southern: Callable[[], bool]) -> tree.Leaf | None:
    """The condition that words of time mean; None for other words.

    Args:
        is_southern: whether seasons are those south of the equator; asked for seasons alone.
    """
    parts = [word for word in folded(words).split() if word not in _BETWEEN]
    if not parts:
        return None
    if parts in (["today"], ["yesterday"]):
        return tree.TakenOn(*[today - dt.timedelta(days=parts[0] == "yesterday")] * 2)
    if len(parts) == 2 and parts[0] in ("last", "this"):
        return _relative(parts[1], parts[0] == "last", today, is_southern)
    years = [int(word) for word in parts if _is_year(word)]
    names = [word for word in parts if not _is_year(word)]
    if len(names) == 1 and len(years) <= 1:
        if names[0] in _SEASON_OF_NAME:
            month = _first_month(names[0], is_southern)
            return (
                tree.TakenOn(*_three_months(years[0], month))
                if years
                else tree.TakenInMonth(month, (month + 1) % 12 + 1)
            )
        if names[0] in _CHRISTMAS:
            return tree.TakenOn(*_christmas(years[0])) if years else tree.TakenEachYear(*_CHRISTMAS_DAYS)
    return _date(parts)


def is_season(words: str) -> bool:
    """Whether this is the name of a season or a feast, which captions and albums have too."""
    return folded(words).strip() in _SEASON_OF_NAME.keys() | _CHRISTMAS


def _relative(unit: str, is_last: bool, today: dt.date, is_southern: Callable[[], bool]) -> tree.Leaf | None:
    """`last` and `this` before a unit of time: the latest one that is over, and the one that goes on."""
    year = today.year
    if unit == "year":
        return tree.TakenIn(tree.Span(year - is_last, year - is_last))
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() + 7 * is_last)
        return tree.TakenOn(monday, monday + dt.timedelta(days=6))
    if unit == "month":
        return tree.TakenOn(*_month(*((today.replace(day=1) - dt.timedelta(days=is_last)).timetuple()[:2])))
    if unit in _SEASON_OF_NAME:
        first = _first_month(unit, is_southern)
        return tree.TakenOn(*_nearest(lambda of: _three_months(of, first), is_last, today))
    if unit in _CHRISTMAS:
        return tree.TakenOn(*_nearest(_christmas, is_last, today))
    if len(unit) >= SHORTEST_MONTH and unit in MONTH_OF_NAME:
        return tree.TakenOn(*_nearest(lambda of: _month(of, MONTH_OF_NAME[unit]), is_last, today))
    return None


def _nearest(days_of: Callable[[int], Days], is_last: bool, today: dt.date) -> Days:
    """Of what comes each year: the latest that is over, or the one that goes on, else that of this year."""
    around = [days_of(today.year - before) for before in range(3)]
    if is_last:
        return next(days for days in around if days[1] < today)
    return next((days for days in around if days[0] <= today <= days[1]), around[0])


def _first_month(season: str, is_southern: Callable[[], bool]) -> int:
    northern = _FIRST_MONTH[_SEASON_OF_NAME[season]]
    return (northern + 5) % 12 + 1 if is_southern() else northern


def _three_months(year: int, first: int) -> Days:
    last = first + 2
    return dt.date(year, first, 1), _month(year + (last > 12), (last - 1) % 12 + 1)[1]


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _christmas(year: int) -> Days:
    first, last = (dt.date(year, *day) for day in _CHRISTMAS_DAYS)
    return first, last


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word.isascii() and FIRST_YEAR <= int(word) <= LAST_YEAR


def _date(words: list[str]) -> tree.Leaf | None:
    """`2019`, `december`, `december 2019`, `2019 december`, `3 december 2019`."""
    years = [int(word) for word in words if _is_year(word)]
    months = [MONTH_OF_NAME[word] for word in words if len(word) >= SHORTEST_MONTH and word in MONTH_OF_NAME]
    days = [int(word) for word in words if len(word) < 3 and word.isdecimal() and word.isascii()]
    if len(years) + len(months) + len(days) != len(words) or len(years) > 1 or len(months) > 1 or len(days) > 1:
        return None
    if years and months:
        first, last = _month(years[0], months[0])
        if not days:
            return tree.TakenOn(first, last)
        return tree.TakenOn(*[first.replace(day=days[0])] * 2) if 1 <= days[0] <= last.day else None
    if days:
        return None
    if years:
        return tree.TakenIn(tree.Span(years[0], years[0]))
    return tree.TakenInMonth(months[0], months[0]) if months else None
