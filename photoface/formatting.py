"""Formats counts, durations, days, sizes, percentages and lists of names in English, and picks attributes for JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

# Not from the system's locale: the rest of a sentence would not follow it.
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905

_SIZES = ("bytes", "KB", "MB", "GB", "TB")


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 face`, `2,000 faces`, `3 people` (with the plural given)."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def photos_in_words(count: int, videos: int, one: str = "photo", many: str = "photos") -> str:
    """`3 photos`, `3 videos`, `2 photos and 1 video`.

    Args:
        count: of both together.
        videos: how many of them are videos.
        one, many: what a photo and photos are called here, as `hidden photo`; videos are called so too.
    """
    of_videos = counted(videos, one.replace("photo", "video"), many.replace("photo", "video"))
    if not videos:
        return counted(count, one, many)
    return f"{counted(count - videos, one, many)} and {of_videos}" if count > videos else of_videos


def duration(seconds: float) -> str:
    """A duration: `8 s`, `3 min`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60:,} h {minutes % 60} min"


def size(count: float) -> str:
    """A number of bytes: `512 bytes`, `1.4 MB`, `120 GB`; in powers of a thousand, like disks."""
    step = 0
    while count >= 999.5 and step < len(_SIZES) - 1:
        count, step = count / 1000, step + 1
    return f"{count:.1f} {_SIZES[step]}" if step and count < 10 else f"{count:,.0f} {_SIZES[step]}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`Anna`, `Anna and Ben`, `Anna, Ben and Carla`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def some(names: Sequence[str], most: int, last: str = "and", rest: str | None = None) -> str:
    """As `listed`, with at most `most` names: `Anna, Ben and 12 more`, or with a noun for the rest `and 12 others`."""
    shown = list(names[:most])
    left = len(names) - most
    if left > 0:
        shown.append(f"{left:,} more" if rest is None else counted(left, rest))
    return listed(shown, last)


def day(moment: dt.datetime | None) -> str:
    """The day of a moment, `2019-07-14`, empty for None."""
    return "" if moment is None else moment.date().isoformat()


def month_in_words(day: dt.date) -> str:
    """The month of a day, `July 2019`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def day_in_words(day: dt.date) -> str:
    """A day in a sentence, `14 July 2019`."""
    return f"{day.day} {month_in_words(day)}"


def share(part: float) -> str:
    """A fraction as a percentage, `98.85 %`."""
    return f"{100 * part:.2f} %"


def attributes(source: object, *names: str) -> dict[str, Any]:
    """Attributes of an object by name, for JSON."""
    return {name: getattr(source, name) for name in names}
