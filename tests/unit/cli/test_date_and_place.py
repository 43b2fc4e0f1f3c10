"""`photoface date` and `photoface place`."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from command import Command

from photoface.library.library import Library


def _first(scanned: Library) -> tuple[int, str]:
    photo = scanned.photos.ids()[0]
    return photo, str(scanned.photos.detail(photo).path)


@pytest.mark.parametrize(
    ("when", "moment", "precision"),
    [
        ("about 1985", dt.datetime(1985, 1, 1), "year"),
        ("1985-07", dt.datetime(1985, 7, 1), "month"),
        # The photo's file says 10:11, which another day does not change.
        ("1985-07-03", dt.datetime(1985, 7, 3, 10, 11), "second"),
        ("1985-07-03 14:30", dt.datetime(1985, 7, 3, 14, 30), "second"),
    ],
)
def test_a_date_is_given_and_taken_back(
    photoface: Command, scanned: Library, when: str, moment: dt.datetime, precision: str
) -> None:
    photo, path = _first(scanned)
    before = scanned.photos.detail(photo)
    assert photoface("date", when, path).code == 0
    detail = scanned.photos.detail(photo)
    assert (detail.taken_at, detail.date_precision) == (moment, precision)
    assert photoface("date", "none", path).code == 0
    assert scanned.photos.detail(photo) == before


def test_a_day_without_a_time_stays_one_where_no_time_is_known(photoface: Command, scanned: Library) -> None:
    photo, path = _first(scanned)
    photoface("date", "1985", path)
    assert photoface("date", "1985-07-03", path).code == 0
    assert scanned.photos.detail(photo).date_precision == "day"


def test_names_give_dates_where_less_is_known(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    named = tmp_path / "Summer 2021"
    named.mkdir()
    photo, path = _first(scanned)
    shutil.copy(path, named / "a copy.jpg")
    Path(path).unlink()
    scanned.folders.add(named)
    scanned.jobs.scan()
    (path,) = map(str, scanned.photos.detail(photo).file_paths[:1])
    assert photoface("date", "names", path).code != 0
    photoface("date", "1985", path)
    assert photoface("date", "names", path).code == 0
    assert scanned.photos.detail(photo).taken_at.year == 2021


def test_a_date_is_shifted(photoface: Command, scanned: Library) -> None:
    photo, path = _first(scanned)
    before = scanned.photos.detail(photo).taken_at
    photoface("date", "1985-07-03 14:30", path)
    assert photoface("date", "-1.5h", path).code == 0
    assert scanned.photos.detail(photo).taken_at == dt.datetime(1985, 7, 3, 13)
    assert before != scanned.photos.detail(photo).taken_at


def test_a_place_is_given_by_name_and_by_degrees(photoface: Command, scanned: Library) -> None:
    photo, path = _first(scanned)
    assert "Vienna" in photoface("place", "Wien", path).out
    place = scanned.places.of_photo(photo)
    assert place is not None
    assert place.name == "Vienna"
    assert photoface("place", "41.9,12.5", path).code == 0
    assert scanned.photos.detail(photo).latitude == 41.9
    assert photoface("place", "Nowhereville in no land", path).code != 0
    assert photoface("place", "none", path).code == 0
    assert scanned.photos.detail(photo).latitude is None
