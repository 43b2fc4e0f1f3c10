"""`photoface date` and `photoface place`: set when and where photos were taken, or take the user's own values back.

Dates are given, shifted or read from the names of files and folders; places are given, or those of the photo taken
nearest in time.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import decide
from photoface.cli.tags import FileArguments, SearchOption, chosen_photos
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.library.commands.command import Command
    from photoface.library.library import Library

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?", re.ASCII)
_SHIFT = re.compile(r"([+-])(\d+(?:\.\d+)?)(s|min|h|d)", re.ASCII)
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
_DEGREES = re.compile(r"([+-]?\d+(?:\.\d+)?), ?([+-]?\d+(?:\.\d+)?)", re.ASCII)


def date(
    when: Annotated[
        str,
        typer.Argument(
            metavar="DATE",
            help="1985, 1985-07, 1985-07-03, '1985-07-03 14:30'; a shift such as +2h or -30min; names, for what the "
            "names of files and folders say; or none, to take your own dates back.",
        ),
    ],
    files: FileArguments = None,
    search: SearchOption = None,
) -> None:
    """Give photos a date: `photoface date 1985 scan1.jpg`, `photoface date +1h --search camera:nikon`.

    The files stay as they are, and no scan changes the date again.
    """
    decide(lambda library: _date_command(library, when, chosen_photos(library, files or (), search)))


def place(
    where: Annotated[
        str,
        typer.Argument(
            metavar="PLACE",
            help="A town such as Vienna or 'Paris, Texas'; degrees such as 48.21,16.37; near, for the place of the "
            "photo nearest in time; or none, to take your own places back.",
        ),
    ],
    files: FileArguments = None,
    search: SearchOption = None,
) -> None:
    """Give photos a place: `photoface place Vienna IMG_1.jpg`. The files stay as they are."""
    decide(lambda library: _place_command(library, where, chosen_photos(library, files or (), search)))


def _date_command(library: Library, when: str, photos: tuple[int, ...]) -> Command:
    from photoface.imaging.photo_dates import with_known_time
    from photoface.library.commands.photos import RemoveDates, SetDates, ShiftDates

    if when == "none":
        return RemoveDates(photos)
    if when == "names":
        found = library.photos.proposed_dates(photos, dt.date.today())
        if not found:
            raise UserFacingError(
                "No name of these files or their folders says a date that is not known more exactly.",
                "Give the date itself.",
            )
        return SetDates(tuple((one.photo_id, one.moment, str(one.precision)) for one in found))
    shift = _SHIFT.fullmatch(when)
    if shift is not None:
        seconds = round(float(shift[2]) * _SECONDS[shift[3]])
        return ShiftDates(photos, seconds if shift[1] == "+" else -seconds)
    given, known = _moment(when), library.photos.exact_moments(photos)
    return SetDates(tuple((photo_id, *with_known_time(*given, known.get(photo_id))) for photo_id in photos))


def _moment(text: str) -> tuple[dt.datetime, str]:
    parts = _DATE.fullmatch(text.removeprefix("about ").strip())
    if parts is None:
        raise typer.BadParameter("Write a date as 1985, 1985-07, 1985-07-03 or '1985-07-03 14:30'.")
    year, month, day, hour, minute, second = (int(part) if part else None for part in parts.groups())
    precision = "year" if month is None else "month" if day is None else "day" if hour is None else "second"
    try:
        return dt.datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0), precision
    except ValueError:
        raise typer.BadParameter(f"There is no such day as {text}.") from None


def _place_command(library: Library, where: str, photos: tuple[int, ...]) -> Command:
    from photoface.library.commands.photos import RemovePlaces, SetPlaces

    if where == "none":
        return RemovePlaces(photos)
    if where == "near":
        near = library.places.proposed(photos)
        if not near:
            raise UserFacingError("No photo with a place was taken within 12 hours of these.", "Name the place.")
        return SetPlaces(tuple((one.photo_id, one.latitude, one.longitude, one.place) for one in near))
    degrees = _DEGREES.fullmatch(where)
    if degrees is not None:
        north, east = float(degrees[1]), float(degrees[2])
        return SetPlaces(tuple((photo_id, north, east, None) for photo_id in photos))
    found = library.places.called(where)
    if not found:
        raise UserFacingError(f"No place is called {where}.", "Give degrees instead, such as 48.21,16.37.")
    town = found[0]
    places = tuple((photo_id, town.latitude, town.longitude, town.identifier) for photo_id in photos)
    return SetPlaces(places, town.label)
