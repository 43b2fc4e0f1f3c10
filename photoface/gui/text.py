"""Numbers, dates and durations as a reader of the user's language expects them."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime


def _tr(words: str) -> str:
    return QCoreApplication.translate("Text", words)


def _locale() -> QLocale:
    """The user's locale; English where the system names none (C), since that one writes 50233 for 50,233."""
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale


def number(value: int) -> str:
    """A whole number with the locale's separators."""
    return _locale().toString(value)


def _counted(value: int, one: str, many: str) -> str:
    return (one if value == 1 else many).format(number(value))


def faces(count: int) -> str:
    return _counted(count, _tr("{} face"), _tr("{} faces"))


def photos(count: int) -> str:
    return _counted(count, _tr("{} photo"), _tr("{} photos"))


def people(count: int) -> str:
    return _counted(count, _tr("{} person"), _tr("{} people"))


def _date(moment: dt.datetime) -> QDate:
    return QDate(moment.year, moment.month, moment.day)


def date(moment: dt.datetime) -> str:
    """A day: 4 August 2021, in the locale's order."""
    return _locale().toString(_date(moment), QLocale.FormatType.LongFormat)


def short_date(moment: dt.datetime) -> str:
    return _locale().toString(_date(moment), QLocale.FormatType.ShortFormat)


def date_and_time(moment: dt.datetime) -> str:
    when = QDateTime(_date(moment), QTime(moment.hour, moment.minute, moment.second))
    return _tr("{date}, {time}").format(
        date=date(moment), time=_locale().toString(when.time(), QLocale.FormatType.ShortFormat)
    )


def month(moment: dt.datetime) -> str:
    """Month and year, for headers: August 2021."""
    return f"{_locale().standaloneMonthName(moment.month)} {moment.year}"


def month_span(first: dt.datetime | None, last: dt.datetime | None) -> str:
    """From which month to which: "March 2011 to June 2024"; empty where nothing is dated."""
    if first is None or last is None:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return _tr("{first} to {last}").format(first=month(first), last=month(last))


def time_left(seconds: float) -> str:
    """A rough duration, as one would say it."""
    if seconds < 50:
        return _tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return _counted(max(minutes, 1), _tr("{} minute left"), _tr("{} minutes left"))
    return _counted(round(seconds / 3600), _tr("{} hour left"), _tr("{} hours left"))


def rate(per_second: float) -> str:
    """Speed: 38/s, or 0.4/s where it is slow."""
    digits = 0 if per_second >= 10 else 1
    return _tr("{}/s").format(_locale().toString(per_second, "f", digits))
