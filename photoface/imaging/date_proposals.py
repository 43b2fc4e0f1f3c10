"""Proposes dates for photos that have none, from the names of their file and folders.

Names are written by people, so a date in them is a proposal and no more: "2019-08 Sommer/Scan 1985.jpg". `photo_dates`
handles names that cameras and phones write.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from photoface.imaging.date_kinds import DatePrecision
from photoface.imaging.month_names import MONTH_OF_NAME
from photoface.imaging.photo_dates import FIRST_YEAR, date_in_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = rf"(?P<name>{'|'.join(sorted(MONTH_OF_NAME, key=len, reverse=True))})(?![^\W\d_])\.?"
_YEAR = r"(?<!\d)(?P<year>(?:18|19|20)\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
_TWO_DIGITS = r"(?P<number>0[1-9]|1[0-2])"
_GAP = r"[ ._,-]{0,3}"
_OF = r"(?:(?:of|de|del|di) )?"
_WORD = r"(?<![^\W\d_])"
"""Where a word may begin: after anything but a letter."""

_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?P<dash>[-_. ]){_NUMBER}(?P=dash){_DAY}(?!\d)",
        rf"{_YEAR}{_TWO_DIGITS}(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d){_DAY}\. ?{_NUMBER}\. ?{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?{_GAP}{_OF}{_WORD}{_NAME}{_GAP}{_OF}{_YEAR}(?!\d)",
        rf"{_WORD}{_NAME}{_GAP}{_DAY}(?:st|nd|rd|th)?[ ,._-]{{1,3}}{_YEAR}(?!\d)",
        rf"{_YEAR}{_GAP}{_WORD}{_NAME}{_GAP}{_DAY}(?!\d)",
        rf"(?<![\d.]){_DAY}\.{_NUMBER}\.(?P<short>\d\d)(?!\.?\d)",
    )
)
"""2019-8-12, 20190812, 12.8.2019, 12. August 2019, 12 de agosto de 2019, August 12, 2019, 2019 August 12, 12.8.85."""

_EITHER_WAY = re.compile(r"(?<!\d)(?P<one>\d{1,2})(?P<dash>[-/_ ])(?P<two>\d{1,2})(?P=dash)" + _YEAR + r"(?!\d)")
"""12-08-2019: the day is first in Europe, the month in America."""

_MONTHS_OF_YEARS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![.,]){_YEAR}[-_.]{_NUMBER}(?!\d|[-_.]\d)",
        rf"{_YEAR} {_TWO_DIGITS}(?!\d|[-_.]\d)",
        rf"^{_YEAR}{_TWO_DIGITS}(?!\d)",
        rf"(?<![\d.]){_NUMBER}[-_.]{_YEAR}(?!\d|\.\d)",
        rf"{_WORD}{_NAME}{_GAP}{_OF}{_YEAR}(?!\d)",
        rf"{_YEAR}{_GAP}{_WORD}{_NAME}",
    )
)
"""2019-08, 2019 08, 201908, 08.2019, August 2019, 2019 August."""

_IS_YEAR = re.compile(r"(?:18|19|20)\d\d")
_DAY_IN_MONTH = re.compile(rf"{_TWO_DIGITS}[-_.](?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_ALONE = re.compile(rf"{_TWO_DIGITS}(?!\d)|{_NAME}")
_DAY_ALONE = re.compile(r"(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")

_YEAR_ALONE = re.compile(rf"(?<![.,]){_YEAR}(?!\d|[.,]\d| ?x ?\d| ?(?:px|p|k)\b)")
"""Not 1920x1080, 2000px, 2048p."""

_APOSTROPHE_YEAR = re.compile(r"['\u2019](?P<short>\d\d)(?!\d)")

_FROM_TO = re.compile(rf"{_YEAR} ?[-\u2013/_] ?(?:(?:18|19|20)\d\d|\d\d)(?!\d)")
"""1985-1990, 1985-87: no single year."""

_COUNTED = re.compile(r"^_?(?:img|imgp|dsc[nf]?|cimg|pict|mvi|sam|gopr|gp|hpim|mg|imag|pxl|p|s)[-_ ]?\d{4,8}(?!\d)")
"""A camera's counter: IMG_1985 is no year."""

_SCANNED = re.compile(r"scan|digitali|epson|numeris|escane")
"""A scanner's name has the day of the scan, the folder the year of the picture."""

_PRECISIONS = (DatePrecision.SECOND, DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR)


@dataclass(frozen=True, slots=True)
class DateProposal:
    """A date that a name suggests.

    Attributes:
        moment: the earliest that it can be.
        precision: what of it is said.
        name: of the file or folder that says it.
    """

    moment: datetime
    precision: DatePrecision
    name: str


def propose_dates(path: str, today: date) -> list[DateProposal]:
    """Dates for a photo, the likeliest first: the most precise ones, and of these the one nearest to the file.

    The day of a scan comes last: the folder may know the year of the picture.

    Args:
        path: of the file within its library folder, with `/` between parts.
        today: later dates are not proposed.
    """
    parts = PurePosixPath(path).parts
    ranked: list[tuple[tuple[bool, int, int], DateProposal]] = []
    for place, name in enumerate(parts):
        is_file = place == len(parts) - 1
        proposal = _in_file_name(name) if is_file else None
        proposal = proposal or _in_name(name, parts[:place], today, is_file=is_file)
        if proposal is not None and proposal.moment.year >= FIRST_YEAR and proposal.moment.date() <= today:
            is_scan = is_file and _SCANNED.search(_plain(name)) is not None
            is_day = proposal.precision in (DatePrecision.SECOND, DatePrecision.DAY)
            ranked.append(((is_scan and is_day, _PRECISIONS.index(proposal.precision), -place), proposal))
    ranked.sort(key=lambda entry: entry[0])
    distinct: dict[tuple[datetime, DatePrecision], DateProposal] = {}
    for _, proposal in ranked:
        distinct.setdefault((proposal.moment, proposal.precision), proposal)
    return list(distinct.values())


def _in_file_name(name: str) -> DateProposal | None:
    """What a camera, a phone or a program wrote."""
    found = date_in_name(name)
    return None if found is None else DateProposal(found.moment, found.precision, name)


def _in_name(name: str, above: Sequence[str], today: date, *, is_file: bool) -> DateProposal | None:
    """The most precise date in a name, None if there is none or it may be several."""
    text = _plain(PurePosixPath(name).stem if is_file else name)
    if is_file and _COUNTED.match(text):
        return None
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            day = _date(_year_of(match, today), _month_of(match), int(match["day"]))
            if day is not None:
                return DateProposal(day, DatePrecision.DAY, name)
    either = _EITHER_WAY.search(text)
    if either is not None:
        return _either_way(either, name)
    for pattern in _MONTHS_OF_YEARS:
        month = pattern.search(text)
        if month is not None:
            return DateProposal(datetime(int(month["year"]), _month_of(month), 1), DatePrecision.MONTH, name)
    return _within_year(text, name, above) or _year(text, name, today)


def _either_way(match: re.Match[str], name: str) -> DateProposal | None:
    """A day if only one order of day and month is possible, else no more than its year."""
    year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
    days = {day for day in (_date(year, two, one), _date(year, one, two)) if day is not None}
    if len(days) == 1:
        return DateProposal(days.pop(), DatePrecision.DAY, name)
    return DateProposal(datetime(year, 1, 1), DatePrecision.YEAR, name) if days else None


def _within_year(text: str, name: str, above: Sequence[str]) -> DateProposal | None:
    """A folder such as `08`, `August` or `08-12 Beach` in one that is a year, or in a month of one: 2019/08/12."""
    years = [place for place, folder in enumerate(above) if _IS_YEAR.fullmatch(folder)]
    if not years:
        return None
    year, between = int(above[years[-1]]), [_plain(folder) for folder in above[years[-1] + 1 :]]
    whole = _DAY_IN_MONTH.match(text)
    if whole is not None and not between:
        day = _date(year, int(whole["number"]), int(whole["day"]))
        return None if day is None else DateProposal(day, DatePrecision.DAY, name)
    months = [match for match in map(_MONTH_ALONE.match, [*between, text]) if match is not None]
    if not between:
        return DateProposal(datetime(year, _month_of(months[0]), 1), DatePrecision.MONTH, name) if months else None
    last = _DAY_ALONE.match(text)
    if len(between) > 1 or last is None or not _MONTH_ALONE.match(between[0]):
        return None
    day = _date(year, _month_of(months[0]), int(last["day"]))
    return None if day is None else DateProposal(day, DatePrecision.DAY, name)


def _year(text: str, name: str, today: date) -> DateProposal | None:
    if _FROM_TO.search(text):
        return None
    years = {int(match["year"]) for match in _YEAR_ALONE.finditer(text)}
    years = years or {_year_of(match, today) for match in _APOSTROPHE_YEAR.finditer(text)}
    return DateProposal(datetime(years.pop(), 1, 1), DatePrecision.YEAR, name) if len(years) == 1 else None


def _plain(text: str) -> str:
    """In small letters without accents, so that names of months compare; ä becomes a."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _month_of(match: re.Match[str]) -> int:
    parts = match.groupdict()
    return MONTH_OF_NAME[parts["name"]] if parts.get("name") else int(parts["number"])


def _year_of(match: re.Match[str], today: date) -> int:
    """The year; of two digits the last such year that was."""
    parts = match.groupdict()
    if parts.get("year"):
        return int(parts["year"])
    year = today.year - today.year % 100 + int(parts["short"])
    return year if year <= today.year else year - 100


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None
