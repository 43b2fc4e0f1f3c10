"""The user's own dates and places of photos: they hold against files, scans and edits, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from catalog_image import image_of
from raw_catalog import raw_catalog

from photoface.errors import UserFacingError
from photoface.library.commands.command import Command
from photoface.library.commands.photos import RemoveDates, RemovePlaces, SetDates, SetPlaces, ShiftDates
from photoface.library.library import Library

NOON = dt.datetime(1985, 7, 3, 12)
VIENNA = (48.20849, 16.37208, 2761369)


def _photos(library: Library, count: int = 3) -> tuple[int, ...]:
    return tuple(library.photos.ids()[:count])


def _set_dates(library: Library) -> Command:
    return SetDates(tuple((photo, NOON, "year") for photo in _photos(library)))


def _set_other_dates(library: Library) -> Command:
    library.execute(_set_dates(library))
    return SetDates(tuple((photo, NOON + dt.timedelta(days=photo), "second") for photo in _photos(library, 2)))


def _shift(library: Library) -> Command:
    return ShiftDates(_photos(library), -5_400)


def _remove_dates(library: Library) -> Command:
    photos = _photos(library, 2)
    library.execute(_set_dates(library))
    return RemoveDates(photos)


def _set_places(library: Library) -> Command:
    return SetPlaces(tuple((photo, *VIENNA) for photo in _photos(library)), "Vienna, Austria")


def _remove_places(library: Library) -> Command:
    library.execute(_set_places(library))
    return RemovePlaces(_photos(library, 2))


CASES: list[Callable[[Library], Command]] = [
    _set_dates,
    _set_other_dates,
    _shift,
    _remove_dates,
    _set_places,
    _remove_places,
]


def test_about_a_year_is_the_beginning_of_it_and_is_the_users_word(scanned: Library) -> None:
    photo = _photos(scanned, 1)[0]
    scanned.execute(SetDates(((photo, NOON, "year"),)))
    detail = scanned.photos.detail(photo)
    assert (detail.taken_at, detail.date_precision, detail.dated_by) == (dt.datetime(1985, 1, 1), "year", "user")
    assert detail.dated_by_exif
    assert scanned.history.decisions(1)[0].summary == "Dated 1 photo: about 1985"
    assert scanned.search.find("year:1985").photo_ids == (photo,)


def test_a_file_that_is_read_again_does_not_change_the_users_date_nor_place(scanned: Library) -> None:
    photo = _photos(scanned, 1)[0]
    before = scanned.photos.detail(photo)
    scanned.execute(SetDates(((photo, NOON, "day"),)))
    scanned.execute(SetPlaces(((photo, *VIENNA),)))
    with raw_catalog(scanned.catalog_path) as catalog:
        catalog.execute("UPDATE photo_file SET state = 'new', content_hash = NULL WHERE photo_id = ?", (photo,))
    scanned.jobs.scan()
    detail = scanned.photos.detail(photo)
    assert (detail.taken_at, detail.latitude) == (dt.datetime(1985, 7, 3), VIENNA[0])
    scanned.execute(RemoveDates((photo,)))
    scanned.execute(RemovePlaces((photo,)))
    assert scanned.photos.detail(photo) == before


def test_undo_brings_the_date_that_the_file_has_by_then(scanned: Library) -> None:
    photo = _photos(scanned, 1)[0]
    scanned.execute(SetDates(((photo, NOON, "second"),)))
    edited = dt.datetime(2001, 2, 3, 4, 5)
    with raw_catalog(scanned.catalog_path) as catalog:
        catalog.execute("UPDATE photo SET file_taken_at = ? WHERE id = ?", (f"{edited}.000000", photo))
    assert scanned.photos.detail(photo).taken_at == NOON
    scanned.undo()
    assert scanned.photos.detail(photo).taken_at == edited


def test_dates_without_a_time_of_day_are_not_shifted(scanned: Library) -> None:
    first, second = _photos(scanned, 2)
    scanned.execute(SetDates(((first, NOON, "day"), (second, NOON, "second"))))
    scanned.execute(ShiftDates((first, second), 3_600))
    assert scanned.photos.detail(first).taken_at == dt.datetime(1985, 7, 3)
    assert scanned.photos.detail(second).taken_at == dt.datetime(1985, 7, 3, 13)
    assert scanned.history.decisions(1)[0].summary == "Moved the dates of 1 photo: 1 h later"


def test_only_the_files_time_leaves_a_photo_undated(scanned: Library) -> None:
    photo = _photos(scanned, 1)[0]
    with raw_catalog(scanned.catalog_path) as catalog:
        catalog.execute(
            "UPDATE photo SET file_dated_by = 'file time', file_dated_by_exif = false WHERE id = ?", (photo,)
        )
    assert scanned.photos.undated_ids() == [photo]
    scanned.execute(SetDates(((photo, NOON, "year"),)))
    assert scanned.photos.undated_ids() == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (SetDates(((1, dt.datetime(1700, 1, 1), "day"),)), "no photos before 1826"),
        (SetDates(((999, NOON, "day"),)), "not in the catalog"),
        (ShiftDates((1,), 0), "at least a second"),
        (ShiftDates((1,), 10**12), "200 years"),
        (RemoveDates((1,)), "You gave no date"),
        (SetPlaces(((1, 91.0, 0.0, None),)), "-90 to 90"),
        (SetPlaces(((1, float("nan"), 0.0, None),)), "-90 to 90"),
        (RemovePlaces((1,)), "You gave no place"),
    ],
)
def test_what_cannot_be_is_refused(scanned: Library, command: Command, sentence: str) -> None:
    with pytest.raises(UserFacingError, match=sentence):
        scanned.execute(command)


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo(scanned: Library, prepare: Callable[[Library], Command]) -> None:
    command = prepare(scanned)
    before = image_of(scanned.catalog_path)
    scanned.execute(command)
    after = image_of(scanned.catalog_path)
    assert after != before
    scanned.undo()
    assert image_of(scanned.catalog_path) == before
    scanned.redo()
    assert image_of(scanned.catalog_path) == after
