"""What a scan keeps of a photo's date and of what is missing in its picture, and what is made of it."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from fakes.photos import fake_photo
from PIL import ExifTags, Image

from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library

EXIF_DIRECTORY = ExifTags.IFD.Exif
FILE_TIME = dt.datetime(2024, 5, 1, 12)


def save(path: Path, shade: int, *, original: str | None = None, modified: str | None = None) -> Path:
    exif = Image.Exif()
    if modified is not None:
        exif[ExifTags.Base.DateTime] = modified
    if original is not None:
        exif[EXIF_DIRECTORY] = {ExifTags.Base.DateTimeOriginal: original}
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(fake_photo((0,), shade=shade)).save(path, exif=exif, quality=95)
    os.utime(path, (FILE_TIME.timestamp(), FILE_TIME.timestamp()))
    return path


@pytest.fixture
def dated(library: Library, tmp_path: Path) -> Library:
    """One photo of each kind of date, all of one person, who was born in 1960."""
    folder = tmp_path / "Dated"
    save(folder / "exact.png", 1, original="1965:07:14 15:30:12")
    save(folder / "month.png", 2, original="1965:07:00 00:00:00")
    save(folder / "year.png", 3, original="1965:00:00 00:00:00")
    save(folder / "scanned.png", 4, modified="1965:07:15 10:00:00")
    save(folder / "IMG-19650716-WA0001.png", 5)
    save(folder / "nothing.png", 6)
    library.folders.add(folder)
    library.jobs.scan()
    faces = [face.id for photo_id in library.photos.ids() for face in library.photos.detail(photo_id).faces]
    library.execute(NameFaces(tuple(faces), "Ann"))
    (ann,) = library.people.all()
    library.execute(DescribePerson(ann.id, dt.date(1960, 1, 1), None, ""))
    return library


def dates(library: Library) -> dict[str, tuple[dt.datetime, str, str, bool]]:
    found = {}
    for photo_id in library.photos.ids():
        photo = library.photos.detail(photo_id)
        assert photo.path is not None
        found[photo.path.stem] = (photo.taken_at, photo.dated_by, photo.date_precision, photo.dated_by_exif)
    return found


def names(library: Library, words: str) -> set[str]:
    paths = [library.photos.detail(photo_id).path for photo_id in library.search.find(words).photo_ids]
    return {path.stem for path in paths if path is not None}


def test_what_dated_a_photo_is_kept(dated: Library) -> None:
    assert dates(dated) == {
        "exact": (dt.datetime(1965, 7, 14, 15, 30, 12), "exif original", "second", True),
        "month": (dt.datetime(1965, 7, 1), "exif original", "month", True),
        "year": (dt.datetime(1965, 1, 1), "exif original", "year", True),
        "scanned": (dt.datetime(1965, 7, 15, 10), "exif modified", "second", False),
        "IMG-19650716-WA0001": (dt.datetime(1965, 7, 16), "file name", "day", False),
        "nothing": (FILE_TIME, "file time", "unknown", False),
    }


def test_only_what_the_picture_says_makes_an_age(dated: Library) -> None:
    assert names(dated, "age:Ann:0-99") == {"exact", "month", "year"}


def test_summaries_know_which_days_make_ages(dated: Library) -> None:
    photos = dated.photos.summaries(dated.photos.ids())
    assert [photo.day_for_ages is not None for photo in photos] == [photo.dated_by_exif for photo in photos]
    assert sum(photo.dated_by_exif for photo in photos) == 3
    assert {photo.date_precision for photo in photos} == {"second", "day", "month", "year", "unknown"}
    faces = dated.faces.summaries([face.id for photo in photos for face in dated.photos.detail(photo.id).faces])
    assert sum(face.day_for_ages is not None for face in faces) == 3


def test_a_year_is_in_no_month(dated: Library) -> None:
    assert names(dated, "month:1") == set()
    assert names(dated, "year:1965 month:7") == {"exact", "month", "scanned", "IMG-19650716-WA0001"}
    assert "year" in names(dated, "year:1965")


def test_what_is_missing_of_a_picture_is_kept_until_a_whole_one_comes(library: Library, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(fake_photo((0, 1), shade=9)).save(buffer, "JPEG", quality=95)
    path = tmp_path / "Cut" / "cut.jpg"
    path.parent.mkdir()
    path.write_bytes(buffer.getvalue()[:-2])
    library.folders.add(path.parent)
    report = library.jobs.scan()
    assert (report.failed, report.new_faces) == (0, 2)
    assert library.photos.flawed() == [(path.resolve(), "Its end is missing.")]
    (photo_id,) = library.photos.ids()
    assert library.photos.detail(photo_id).flaw == "Its end is missing."
    path.write_bytes(buffer.getvalue())
    library.jobs.scan()
    assert library.photos.flawed() == []
    assert library.photos.ids() == [photo_id]
