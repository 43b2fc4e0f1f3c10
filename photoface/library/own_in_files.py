"""Decides how the user's own turns, dates and places are written into files, and keeps the earlier dates and places.

XMP gets dates and places wherever names are written, and never an orientation: programs would turn the photo twice by
it. Where the user writes into files, the EXIF of a JPEG gets places, dates that are known to the day, and the turn as
its orientation if the photo has no other file. A date or place that another program changed there since the last
writing stays.

The earlier date and place are noted with what was written, and restored when the user removes the own ones. Of an
earlier orientation nothing is noted: the turn is the file's own then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from photoface.catalog.written_metadata import FileToWrite
from photoface.geometry import Turn
from photoface.imaging.date_kinds import DatePrecision
from photoface.imaging.formats import PhotoFormat
from photoface.metadata.exif_editing import (
    NO_POSITION,
    DateTexts,
    ExifChange,
    ExifValues,
    date_texts,
    is_same_position,
)
from photoface.metadata.records import PhotoMetadata
from photoface.scan.interrupted_writing import EXIF, EXIF_FORMER, FORMER

OWN_VALUES = ("taken_at", "date_text", "latitude", "longitude")
"""Values of a record that are the user's own date and place."""

_FORMS = {DatePrecision.DAY: "%Y-%m-%d", DatePrecision.MONTH: "%Y-%m", DatePrecision.YEAR: "%Y"}
"""How XMP has dates of which less is known."""

_IN_EXIF = (DatePrecision.SECOND, DatePrecision.DAY)
"""EXIF has no form for less that programs read: they would take the first of January for the day."""


def with_own(wanted: PhotoMetadata, file: FileToWrite) -> PhotoMetadata:
    """What a file shall say, with the user's own date and place, or with what stood there before these."""
    own, former = own_values(file), _noted(file, FORMER)
    had = file.written or {}
    if own.taken_at is None and "taken_at" in had and former.get("date"):
        own = replace(own, taken_at=dt.datetime.fromisoformat(former["date"]))
    if own.latitude is None and "latitude" in had and former.get("place"):
        own = replace(own, latitude=former["place"][0], longitude=former["place"][1])
    return replace(
        wanted, taken_at=own.taken_at, date_text=own.date_text, latitude=own.latitude, longitude=own.longitude
    )


def own_values(file: FileToWrite) -> PhotoMetadata:
    """The user's own date and place."""
    north, east = file.own_place or (None, None)
    if file.own_date is None:
        return PhotoMetadata(latitude=north, longitude=east)
    moment, precision = file.own_date
    form = _FORMS.get(DatePrecision(precision))
    text = None if form is None else moment.strftime(form)
    return PhotoMetadata(taken_at=moment, date_text=text, latitude=north, longitude=east)


def has_own(file: FileToWrite) -> bool:
    """Whether the user gave the photo a date or a place."""
    return file.own_date is not None or file.own_place is not None


def exif_change(file: FileToWrite, *, is_only_file: bool) -> ExifChange:
    """What has to be changed in the EXIF of a photo that is written into, as far as the catalog knows.

    Args:
        is_only_file: of its photo. Copies that show one photo differently would be two photos.
    """
    if file.format != PhotoFormat.JPEG:
        return ExifChange()
    turn = None
    if file.user_turn is not None and file.turn is not None and is_only_file:
        turn = Turn(file.user_turn).after(Turn(file.turn))
    written, former = _noted(file, EXIF), _noted(file, EXIF_FORMER)
    return ExifChange(turn, _date_change(file, written, former), _position_change(file, written, former))


def _date_change(file: FileToWrite, written: Mapping[str, Any], former: Mapping[str, Any]) -> DateTexts | None:
    if file.own_date is not None and DatePrecision(file.own_date[1]) in _IN_EXIF:
        texts = date_texts(file.own_date[0])
        return None if list(texts) == written.get("date") else texts
    return _texts(former.get("date")) if written.get("date") else None


def _texts(noted: list[str | None] | None) -> DateTexts:
    moment, subseconds, zone = noted or (None, None, None)
    return (moment, subseconds, zone)


def _position_change(
    file: FileToWrite, written: Mapping[str, Any], former: Mapping[str, Any]
) -> tuple[float, float] | tuple[()] | None:
    if file.own_place is not None:
        return None if written.get("place") == list(file.own_place) else file.own_place
    if not written.get("place"):
        return None
    before = former.get("place")
    return NO_POSITION if before is None else (before[0], before[1])


@dataclass(frozen=True, slots=True)
class ExifToWrite:
    """What is written into a file's EXIF.

    Attributes:
        noted: what is noted beside the written record then.
        left: sentences for what another program changed there, and that is left.
    """

    change: ExifChange
    noted: Mapping[str, Any]
    left: tuple[str, ...] = ()


def against(change: ExifChange, file: FileToWrite, now: ExifValues) -> ExifToWrite:
    """A change, as far as no other program changed the same since the last writing.

    Args:
        now: what the file's EXIF says.
    """
    written, former = dict(_noted(file, EXIF)), dict(_noted(file, EXIF_FORMER))
    left = []
    date, place = change.date, change.position
    if date is not None:
        if written.get("date") and list(now.date) != written["date"]:
            left.append("Another program gave the photo another date; it stays in the file.")
            change = replace(change, date=None)
        else:
            if not written.get("date"):
                former["date"] = list(now.date)
            written["date"] = None if file.own_date is None else list(date)
    if place is not None:
        if written.get("place") and not is_same_position(now.position, (written["place"][0], written["place"][1])):
            left.append("Another program gave the photo another place; it stays in the file.")
            change = replace(change, position=None)
        else:
            if not written.get("place"):
                former["place"] = now.position and list(now.position)
            written["place"] = None if file.own_place is None else list(place)
    if change.turn is not None and change.turn == now.turn:
        change = replace(change, turn=None)
    return ExifToWrite(change, {EXIF: written, EXIF_FORMER: former}, tuple(left))


def noted_beside(file: FileToWrite, before: PhotoMetadata | None) -> dict[str, Any]:
    """What is noted of XMP beside a written record, so that it can come back.

    Args:
        before: what the file and its sidecars say now; None where that was noted before.
    """
    noted = {name: (file.written or {})[name] for name in (FORMER, EXIF, EXIF_FORMER) if name in (file.written or {})}
    if before is not None:
        noted[FORMER] = {
            "date": before.taken_at and before.taken_at.isoformat(),
            "place": None if before.latitude is None else [before.latitude, before.longitude],
        }
    return noted


def _noted(file: FileToWrite, name: str) -> Mapping[str, Any]:
    found = (file.written or {}).get(name)
    return found if isinstance(found, dict) else {}
