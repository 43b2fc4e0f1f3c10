"""Formats numbers, dates, ages, durations, coordinates and paths for the user, in the user's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime
from PySide6.QtGui import Qt

from photoface.catalog.ages import age_on, is_year_only
from photoface.errors import displayed
from photoface.imaging.date_kinds import DatePrecision

AGE_IN_YEARS = 2
"""Below this age children change so fast that it is said in months."""


_tr = partial(QCoreApplication.translate, "Text")


def tooltip(words: str) -> str:
    """Words for a tooltip, shown as they are: Qt takes what looks like HTML, as a name may, for that."""
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words


def path(path: Path) -> str:
    """A path as it can be shown: Qt leaves out bytes of names that are not text, without a word."""
    return displayed(str(path))


def path_name(path: Path) -> str:
    """The last part of a path as it can be shown, or all of a path that has no parts."""
    return displayed(path.name or str(path))


def locale() -> QLocale:
    """The user's locale; English where the system names none (C), since that one writes 50233 for 50,233."""
    users = QLocale()
    return QLocale(QLocale.Language.English) if users.language() == QLocale.Language.C else users


def number(value: int) -> str:
    """A whole number with the locale's separators."""
    return locale().toString(value)


def percent(share: float) -> str:
    """A share from 0 to 1 as "3.2 %"."""
    return _tr("{} %").format(locale().toString(100 * share, "f", 1))


def counted(value: int, one: str, many: str, **words: str) -> str:
    """A sentence in which a number stands as `{}`, in the form that fits one and in the form that fits all others.

    Args:
        words: what stands in for other places of it, by name.
    """
    return (one if value == 1 else many).format(number(value), **words)


def faces(count: int) -> str:
    return counted(count, _tr("{} face"), _tr("{} faces"))


def photos(count: int, videos: int = 0) -> str:
    """3 photos, 3 videos, 2 photos and 1 video; `videos` is how many of them are videos."""
    said = counted(count - videos, _tr("{} photo"), _tr("{} photos"))
    if not videos:
        return said
    of_videos = counted(videos, _tr("{} video"), _tr("{} videos"))
    return _tr("{photos} and {videos}").format(photos=said, videos=of_videos) if count > videos else of_videos


def photo_files(files: Collection[Path]) -> str:
    """As `photos`, of files."""
    from photoface.imaging.formats import is_video_name  # The window's start does without.

    return photos(len(files), sum(is_video_name(file.name) for file in files))


def files(count: int) -> str:
    return counted(count, _tr("{} file"), _tr("{} files"))


def tags(count: int) -> str:
    return counted(count, _tr("{} tag"), _tr("{} tags"))


def suggestions(count: int) -> str:
    return counted(count, _tr("{} suggestion"), _tr("{} suggestions"))


def people(count: int) -> str:
    return counted(count, _tr("{} person"), _tr("{} people"))


def _date(moment: dt.date) -> QDate:
    return QDate(moment.year, moment.month, moment.day)


def date(moment: dt.date) -> str:
    """A day: 4 August 2021, in the locale's order."""
    return locale().toString(_date(moment), QLocale.FormatType.LongFormat)


def known_date(moment: dt.datetime, precision: str) -> str:
    """As much of a date as is known: 4 August 2021, August 2021, 2021, no date."""
    if precision == DatePrecision.UNKNOWN:
        return _tr("no date")
    if precision == DatePrecision.YEAR:
        return str(moment.year)
    return month(moment) if precision == DatePrecision.MONTH else date(moment)


def day(moment: dt.date) -> str:
    """A day without its weekday, for birthdays: 4 August 2021, in the locale's order."""
    return locale().toString(_date(moment), day_format())


def life_day(moment: dt.date, *, is_death: bool = False) -> str:
    """A day on which somebody was born or died; only its year where it stands for a year alone."""
    return str(moment.year) if is_year_only(moment, last_of_year=is_death) else day(moment)


def day_format() -> str:
    """The locale's long format without the weekday, in Qt's letters."""
    return " ".join(locale().dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "").split()).strip(", .")


def date_and_time(moment: dt.datetime) -> str:
    when = QDateTime(_date(moment), QTime(moment.hour, moment.minute, moment.second))
    return _tr("{date}, {time}").format(
        date=date(moment), time=locale().toString(when.time(), QLocale.FormatType.ShortFormat)
    )


def known_moment(moment: dt.datetime, precision: str) -> str:
    """As much as is known of a date and a time of day."""
    return date_and_time(moment) if precision == DatePrecision.SECOND else known_date(moment, precision)


def time(moment: dt.datetime) -> str:
    """A time of day, in the locale's way."""
    return locale().toString(QTime(moment.hour, moment.minute, moment.second), QLocale.FormatType.ShortFormat)


def coordinates(latitude: float, longitude: float) -> str:
    """A place on the globe: 48.8584° N, 2.2945° E."""
    north = _tr("{}° N") if latitude >= 0 else _tr("{}° S")
    east = _tr("{}° E") if longitude >= 0 else _tr("{}° W")
    degrees = [locale().toString(abs(value), "f", 4) for value in (latitude, longitude)]
    return f"{north.format(degrees[0])}, {east.format(degrees[1])}"


def month(moment: dt.datetime, *, short: bool = False) -> str:
    """Month and year, for headers: August 2021; short Aug 2021."""
    length = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return f"{locale().standaloneMonthName(moment.month, length)} {moment.year}"


def age(years: int) -> str:
    """How old somebody is, for a label: "7 years old"."""
    return counted(years, _tr("{} year old"), _tr("{} years old"))


def years(count: int) -> str:
    """An age where there is little room: "7 years"."""
    return counted(count, _tr("{} year"), _tr("{} years"))


def age_at(born: dt.date | None, day: dt.date | None) -> str | None:
    """How old somebody was on a day, small children in months; None where either is not known, or birth is later."""
    years = None if day is None else age_on(born, day)
    if years is None or born is None or day is None or years >= AGE_IN_YEARS:
        return None if years is None else age(years)
    months = 12 * (day.year - born.year) + day.month - born.month - (day.day < born.day)
    return counted(months, _tr("{} month old"), _tr("{} months old"))


def age_or_month(born: dt.date | None, moment: dt.datetime, *, is_sure: bool = True, short: bool = False) -> str:
    """How old somebody was when a photo was taken; the month where the birth is not known or came later.

    Args:
        is_sure: whether the moment is no guess; ages are reckoned from no other.
        short: the month in few letters.
    """
    return age_at(born, moment.date() if is_sure else None) or month(moment, short=short)


def month_span(first: dt.datetime | None, last: dt.datetime | None) -> str:
    """From which month to which: "March 2011 to June 2024"; empty where nothing is dated."""
    if first is None or last is None:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return _tr("{first} to {last}").format(first=month(first), last=month(last))


def length_of_time(seconds: float) -> str:
    """The length of a video: 0:07, 12:34, or 1:02:03."""
    whole = round(seconds)
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes}:{whole % 60:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{whole % 60:02}"


def time_left(seconds: float) -> str:
    """A rough duration, as one would say it."""
    if seconds < 50:
        return _tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return counted(max(minutes, 1), _tr("{} minute left"), _tr("{} minutes left"))
    return counted(round(seconds / 3600), _tr("{} hour left"), _tr("{} hours left"))


def rate(per_second: float) -> str:
    """Speed: 38/s, or 0.4/s where it is slow."""
    digits = 0 if per_second >= 10 else 1
    return _tr("{}/s").format(locale().toString(per_second, "f", digits))
