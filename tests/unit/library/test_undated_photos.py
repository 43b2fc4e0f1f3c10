"""A file's time is no date: photos that have no other stand last in every list, and in no year, span or age."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo

from photoface.imaging.date_kinds import DatePrecision
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.photos import DeletePhotos, FavouritePhotos
from photoface.library.exports.data_files import DataFormat
from photoface.library.library import Library

OLD, NEW = dt.datetime(2011, 7, 14, 12), dt.datetime(2013, 12, 24, 18)


@pytest.fixture
def three(catalog_path: Path, tmp_path: Path) -> Iterator[tuple[Library, int, int, int]]:
    """A library with a new, an old and an undated photo of one person; the last one's file is the newest of all."""
    pictures = tmp_path / "Pictures"
    taken = {"new": NEW, "old": OLD, "undated": None}
    files = {
        name: save_photo(pictures / f"{name}.png", (0,), shade=shade, taken=moment)
        for shade, (name, moment) in enumerate(taken.items())
    }
    library = open_fake_library(catalog_path)
    library.folders.add(pictures)
    library.jobs.scan()
    ids = library.photos.ids_at(list(files.values()))
    faces = [face.id for photo in ids.values() for face in library.photos.detail(photo).faces]
    library.execute(NameFaces(tuple(faces), "Ada"))
    photos = tuple(ids.values())
    library.execute(TagPhotos(photos, "beach"))
    library.execute(FavouritePhotos(photos, True))
    yield library, ids[files["new"]], ids[files["old"]], ids[files["undated"]]
    library.close()


LISTS: dict[str, Callable[[Library], object]] = {
    "all": lambda library: library.photos.ids(),
    "a person's": lambda library: library.photos.ids(library.people.all()[0].id),
    "a folder's": lambda library: library.albums.in_folder(library.folders.all()[0].id, ""),
    "favourites": lambda library: library.albums.favourites(),
    "a tag's": lambda library: list(library.search.find("tag:beach").photo_ids),
    "faces": lambda library: [face.photo_id for face in library.faces.summaries(library.faces.named_ids())],
}


@pytest.mark.parametrize("name", LISTS)
def test_undated_photos_stand_last(three: tuple[Library, int, int, int], name: str) -> None:
    library, *photos = three
    assert LISTS[name](library) == photos


def test_undated_photos_stand_last_where_photos_were_deleted(three: tuple[Library, int, int, int]) -> None:
    library, *photos = three
    library.execute(DeletePhotos(tuple(photos)))
    assert [photo.id for photo in library.trash.photos()] == library.trash.ids() == photos


def test_a_person_is_seen_from_the_first_to_the_last_dated_photo(three: tuple[Library, int, int, int]) -> None:
    library, new, old, undated = three
    ada = library.people.all()[0]
    assert (ada.first_taken, ada.last_taken) == (OLD, NEW)
    years = [(year.year, year.photo_ids) for year in library.people.timeline(ada.id)]
    assert years == [(2011, (old,)), (2013, (new,)), (None, (undated,))]
    assert library.people.face_ids(ada.id)[-1] == library.photos.detail(undated).faces[0].id


def test_no_search_for_a_time_finds_an_undated_photo(three: tuple[Library, int, int, int]) -> None:
    library, new, old, undated = three
    this_year = library.photos.detail(undated).taken_at.year
    for words in (f"year:{this_year}", f"date:{this_year}", "date:>2014", f"month:{this_year % 12 + 1}"):
        assert undated not in library.search.find(words).photo_ids
    assert library.search.find("year:>2000").photo_ids == (new, old)
    assert library.search.find(f"-year:{this_year}").photo_ids == (new, old, undated)
    assert f"{this_year}" not in [one.label for one in library.search.complete("year:20", 8)]


def test_what_is_shown_of_it_says_that_no_date_is_known(three: tuple[Library, int, int, int]) -> None:
    library, new, _, undated = three
    detail = library.photos.detail(undated)
    assert detail.undated
    assert detail.date_precision == detail.faces[0].date_precision == DatePrecision.UNKNOWN
    assert library.photos.summaries([new, undated])[1].undated
    assert not library.photos.summaries([new, undated])[0].undated


def test_exports_give_it_no_date(three: tuple[Library, int, int, int], tmp_path: Path) -> None:
    library, new, _, undated = three
    library.exports.data_file(tmp_path / "all.json", DataFormat.JSON)
    photos = {photo["id"]: photo for photo in json.loads((tmp_path / "all.json").read_text())["photos"]}
    assert (photos[new]["taken_at"], photos[undated]["taken_at"]) == (NEW.isoformat(), None)
    library.exports.pages(tmp_path / "pages")
    assert "No date" in (tmp_path / "pages" / "photos-undated.html").read_text()
    person = (tmp_path / "pages" / "people" / f"{library.people.all()[0].id}.html").read_text()
    assert person.index("July 2011") < person.index("No date")
