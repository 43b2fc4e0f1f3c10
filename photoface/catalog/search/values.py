"""Parses the values of keys in the search language, such as `year:2019`: numbers, months, days, places, choices.

All raise `MisfitError` for a value that does not fit.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator

from photoface.catalog.search.errors import KEYS, SearchError
from photoface.catalog.search.tree import Span

OLDEST = 150
"""Years; older than anybody (Jeanne Calment died at 122)."""

MOST_FACES = 100_000
USUAL_KILOMETRES = 5.0
"""How far `place:` without a distance reaches: about a town."""
FARTHEST_KILOMETRES = 20_038.0
"""Half way round the Earth: everywhere."""

_KEY_OF_RULE = {"aged": "age", "state": "is", "company": "with"}
_SPAN = re.compile(
    r"(?P<sign>[<>]=?|=)\s*(?P<bound>\d+)|(?P<low>\d+)(?:(?:\.\.|-|–)(?P<high>\d+))?|(?P<from>\d+)\.\.|\.\.(?P<to>\d+)",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_DEGREES = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


class MisfitError(ValueError):
    """A value that does not fit its key; the text is a hint beyond what the key's own help says, or empty."""


@contextlib.contextmanager
def placed(text: str, position: int, rule: str) -> Iterator[None]:
    """Turn a `MisfitError` into a sentence about the place in the search."""
    try:
        yield
    except MisfitError as misfit:
        hints = [str(misfit)] if str(misfit) else []
        raise SearchError(text, position, *hints, KEYS[_KEY_OF_RULE.get(rule, rule)]) from None


def span(text: str, least: int, most: int) -> Span:
    """`3`, `3..5`, `3-5`, `3..`, `..5`, `>3`, `>=3`, `<3`, `<=3`; every bound lies from `least` to `most`."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise MisfitError
    numbers = {}
    for name, digits in found.groupdict().items():
        if digits and name != "sign":
            # Python refuses to read numbers of thousands of digits.
            numbers[name] = int(digits) if len(digits) < 10 else most + 1
            if not least <= numbers[name] <= most:
                raise MisfitError(f"It goes from {least} to {most:,}.")
    if found["sign"]:
        return _compared(found["sign"], numbers["bound"], least, most)
    if "low" in numbers:
        high = numbers.get("high", numbers["low"])
        if high < numbers["low"]:
            raise MisfitError("The smaller number comes first.")
        return Span(numbers["low"], high)
    return Span(numbers.get("from"), numbers.get("to"))


def _compared(sign: str, bound: int, least: int, most: int) -> Span:
    if sign == "=":
        return Span(bound, bound)
    if sign in (">", ">="):
        low = bound + (sign == ">")
        if low > most:
            raise MisfitError(f"Nothing is more than {most:,}.")
        return Span(low, None)
    high = bound - (sign == "<")
    if high < least:
        raise MisfitError(f"Nothing is less than {least}.")
    return Span(None, high)


_DAYS_OF_EACH_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})(?:\.\.(\d{1,2})-(\d{1,2}))?", re.ASCII)


def months(text: str) -> tuple[int, int]:
    """`7`, `6..8`, and `12..2` over the turn of the year."""
    found = re.fullmatch(r"(\d{1,2})(?:(?:\.\.|-|–)(\d{1,2}))?", text, re.ASCII)
    if found is None:
        raise MisfitError
    first = int(found[1])
    last = int(found[2] or first)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise MisfitError
    return first, last


def days(text: str) -> tuple[dt.date | None, dt.date | None]:
    """`2019-05-01`, `2019-05` or `2019` for all its days, two of them with `..`, one end open, or `>=` and the like."""
    found = re.fullmatch(r"([<>]=?|=)\s*(\S+)", text)
    if found is not None:
        first, last = _day(found[2])
        try:
            match found[1]:
                case ">":
                    return last + dt.timedelta(days=1), None
                case ">=":
                    return first, None
                case "<":
                    return None, first - dt.timedelta(days=1)
                case "<=":
                    return None, last
                case _:
                    return first, last
        except OverflowError:
            raise MisfitError("There is no such day.") from None
    start, dots, end = text.partition("..")
    if not dots:
        return _day(text)
    if not start and not end:
        raise MisfitError
    from_day = _day(start)[0] if start else None
    to_day = _day(end)[1] if end else None
    if from_day is not None and to_day is not None and to_day < from_day:
        raise MisfitError("The earlier day comes first.")
    return from_day, to_day


def days_of_each_year(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """`12-24` and `12-24..12-26`: months and days of any year; None for text of another form."""
    found = _DAYS_OF_EACH_YEAR.fullmatch(text)
    if found is None:
        return None
    first_month, first_day, last_month, last_day = (int(part) if part else None for part in found.groups())
    assert first_month is not None
    assert first_day is not None
    edges = (first_month, first_day), (last_month or first_month, last_day or first_day)
    # February has 29 days in some years.
    if not all(1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000, month)[1] for month, day in edges):
        raise MisfitError("There is no such day.")
    return edges


def _day(text: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a day, a month or a year."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise MisfitError
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day is not None and month is not None:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month is not None:
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        raise MisfitError("There is no such day.") from None


def is_position(text: str) -> bool:
    """Whether this begins as degrees do, and is no name of a place."""
    return text[:1] in "+-.," or text[:1].isdigit()


def place(text: str) -> tuple[float, float, float]:
    """`48.21,16.37,5`: degrees north, degrees east, kilometres; without the last, about a town."""
    parts = text.split(",")
    if len(parts) not in (2, 3) or not all(_DEGREES.fullmatch(part) for part in parts):
        raise MisfitError
    latitude, longitude = float(parts[0]), float(parts[1])
    distance = float(parts[2]) if len(parts) == 3 else USUAL_KILOMETRES
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise MisfitError("Degrees north go from -90 to 90, degrees east from -180 to 180.")
    if not 0 < distance <= FARTHEST_KILOMETRES:
        raise MisfitError(f"The distance is more than 0 and at most {FARTHEST_KILOMETRES:,.0f} kilometres.")
    return latitude, longitude, distance


def choice(text: str, choices: Iterable[str]) -> str:
    """One of some words."""
    if text.casefold() not in choices:
        raise MisfitError
    return text.casefold()
